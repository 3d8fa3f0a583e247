//! A flow as a line of JSON, written straight down.
//!
//! The line is the one that serde makes of the row, and a property test compares them. serde looks for characters to escape in every
//! key and token, which took a fifth of all the time of a long list.

use crate::escape::json;
use crate::{Also, FlowRow};
use idlewire_evidence::{Source, Timestamp};
use std::io::{self, Write};
use std::net::IpAddr;

/// Adds the row as one compact object, without a line break.
///
/// # Errors
/// None in practice: the line is in memory.
pub(crate) fn write(row: &FlowRow<'_>, line: &mut Vec<u8>) -> io::Result<()> {
    let mut line = Line(line);
    line.0.push(b'{');
    line.field(r#""client":"#, row.client, Line::address)?;
    line.field(r#""client_port":"#, row.client_port.map(u64::from), Line::number)?;
    line.field(r#""server":"#, row.server, Line::address)?;
    line.field(r#""server_port":"#, row.server_port.map(u64::from), Line::number)?;
    line.field(r#""transport":"#, Some(&row.transport), Line::text)?;
    line.field(r#""state":"#, Some(&row.state), Line::text)?;
    line.field(r#""scope":"#, Some(&row.scope), Line::text)?;
    line.field(r#""protocol":"#, Some(&row.protocol), Line::text)?;
    line.field(r#""alpn":"#, row.alpn.as_ref(), Line::text)?;
    line.field(r#""tls_version":"#, row.tls_version.as_ref(), Line::text)?;
    line.field(r#""name":"#, Some(row.name.as_ref()), Line::text_or_null)?;
    line.field(r#""source":"#, Some(row.source.map(Source::token)), Line::text_or_null)?;
    line.field(r#""also":"#, Some(&row.also), Line::also)?;
    line.field(r#""first":"#, row.first, Line::time)?;
    line.field(r#""last":"#, row.last, Line::time)?;
    line.field(r#""packets_out":"#, Some(row.packets_out), Line::number)?;
    line.field(r#""packets_in":"#, Some(row.packets_in), Line::number)?;
    line.field(r#""bytes_out":"#, Some(row.bytes_out), Line::number)?;
    line.field(r#""bytes_in":"#, Some(row.bytes_in), Line::number)?;
    let notes = Some(&row.notes).filter(|notes| !notes.is_empty());
    line.field(r#""notes":"#, notes, |line, notes| line.list(notes, Line::text))?;
    line.end();
    Ok(())
}

/// The line at hand. What it holds ends with a comma where more may follow.
struct Line<'l>(&'l mut Vec<u8>);

impl Line<'_> {
    /// A key as it is written and its value; nothing if there is none. Inlined, so that a key is written in one go.
    #[inline(always)]
    fn field<T>(
        &mut self,
        key: &'static str,
        value: Option<T>,
        write: impl FnOnce(&mut Self, T) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some(value) = value else { return Ok(()) };
        self.0.extend_from_slice(key.as_bytes());
        write(self, value)?;
        self.0.push(b',');
        Ok(())
    }

    /// Ends an object that has a field.
    fn end(&mut self) {
        self.0.pop();
        self.0.push(b'}');
    }

    fn list<'i, T>(&mut self, items: &'i [T], write: impl Fn(&mut Self, &'i T) -> io::Result<()>) -> io::Result<()> {
        self.0.push(b'[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.0.push(b',');
            }
            write(self, item)?;
        }
        self.0.push(b']');
        Ok(())
    }

    fn text(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        let text = text.as_ref();
        if text.bytes().all(|c| matches!(c, b' '..=b'~') && c != b'"' && c != b'\\') {
            self.quoted(text.as_bytes());
            return Ok(());
        }
        json(&serde_json::to_string(text)?, self.0)
    }

    fn text_or_null(&mut self, text: Option<impl AsRef<str>>) -> io::Result<()> {
        match text {
            Some(text) => self.text(text),
            None => self.0.write_all(b"null"),
        }
    }

    fn quoted(&mut self, text: &[u8]) {
        self.0.push(b'"');
        self.0.extend_from_slice(text);
        self.0.push(b'"');
    }

    fn number(&mut self, number: u64) -> io::Result<()> {
        self.0.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        Ok(())
    }

    fn address(&mut self, address: IpAddr) -> io::Result<()> {
        let IpAddr::V4(four) = address else { return write!(self.0, "\"{address}\"") };
        self.0.push(b'"');
        for octet in four.octets() {
            self.number(u64::from(octet))?;
            self.0.push(b'.');
        }
        self.0.pop();
        self.0.push(b'"');
        Ok(())
    }

    fn time(&mut self, time: Timestamp) -> io::Result<()> {
        self.quoted(&time.text());
        Ok(())
    }

    fn also(&mut self, also: &Vec<Also<'_>>) -> io::Result<()> {
        self.list(also, |line, claim| {
            line.0.push(b'{');
            line.field(r#""name":"#, Some(&claim.name), Line::text)?;
            line.field(r#""source":"#, Some(claim.source.token()), Line::text)?;
            let aliases = Some(&claim.aliases).filter(|aliases| !aliases.is_empty());
            line.field(r#""aliases":"#, aliases, |line, aliases| line.list(aliases, Line::text))?;
            line.end();
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;
    use std::borrow::Cow;

    fn text() -> impl Strategy<Value = Cow<'static, str>> {
        prop_oneof!["[a-z0-9.-]{0,20}", any::<String>()].prop_map(Cow::Owned)
    }

    fn source() -> impl Strategy<Value = Source> {
        proptest::sample::select(Source::ALL.as_slice())
    }

    fn claim() -> impl Strategy<Value = Also<'static>> {
        (text(), source(), vec(text(), 0..3)).prop_map(|(name, source, aliases)| Also { name, source, aliases })
    }

    prop_compose! {
        fn row()(
            (client, client_port, server, server_port) in any::<(Option<IpAddr>, Option<u16>, Option<IpAddr>, Option<u16>)>(),
            (transport, state, scope, protocol) in (text(), text(), text(), text()),
            (alpn, tls_version, name) in (option::of(text()), option::of(text()), option::of(text())),
            (source, also) in (option::of(source()), vec(claim(), 0..3)),
            (first, last) in any::<(Option<i64>, Option<i64>)>(),
            (packets_out, packets_in, bytes_out, bytes_in) in any::<(u64, u64, u64, u64)>(),
            notes in vec(text(), 0..3),
        ) -> FlowRow<'static> {
            let (first, last) = (first.map(Timestamp::from_nanos), last.map(Timestamp::from_nanos));
            FlowRow {
                client, client_port, server, server_port, transport, state, scope, protocol, alpn, tls_version, name, source, also,
                first, last, packets_out, packets_in, bytes_out, bytes_in, notes,
            }
        }
    }

    proptest! {
        #[test]
        fn the_line_is_the_one_that_serde_makes(row in row()) {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            write(&row, &mut ours).unwrap();
            json(&serde_json::to_string(&row).unwrap(), &mut theirs).unwrap();
            prop_assert_eq!(String::from_utf8(ours).unwrap(), String::from_utf8(theirs).unwrap());
        }
    }
}
