//! The Protocol column of published lists: `TLSv1.2/HTTPS/HTTP`, `TLS v1.2`, `HTTP \ HTTPS`.

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::pattern::{decode_entities, link_texts, notes_off};

/// What the protocols of a row say about secrecy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Readable on the way: `HTTP`.
    Clear,
    /// Encrypted: `HTTPS`, `TLSv1.2`, `QUIC`.
    Encrypted,
}

/// The protocols of a row, in the order of the list. Empty: the list does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Protocols(pub Vec<String>);

/// How the protocols of two rows differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProtocolChange {
    /// The same words.
    Same,
    /// Other words, and no class that is known to differ: `HTTPS` against `TLSv1.2`, or against nothing.
    Notation,
    /// Another class, or one more, or one less.
    Class,
}

impl Protocols {
    /// Reads a cell. Parts are split on `/`, `\`, comma, semicolon, `<br>` and the word "and"; known names get their
    /// usual spelling (`TLS v1.2`, `TLSV1.2` are `TLSv1.2`); a port stays with its transport (`TCP 443, 80` is two names), a
    /// version with HTTP (`HTTP/2`). Links, notes and entities are read as in any cell; `N/A` says nothing.
    pub fn parse(cell: &str) -> Self {
        let cell = breaks_to_slashes(&link_texts(&notes_off(cell)));
        if ["n/a", "none"].iter().any(|word| cell.trim().eq_ignore_ascii_case(word)) {
            return Self::default();
        }
        let mut names: Vec<String> = Vec::new();
        // A page of others may have any number of them in a cell.
        let mut known: HashSet<String> = HashSet::new();
        for part in cell.split(['/', '\\', ',', ';', '|', '&', '+', '\n']) {
            for name in part.split(" and ").flat_map(|part| part.split(" or ")).flat_map(words) {
                let (whole, is_end) = numbered(names.last(), &name);
                if is_end {
                    names.pop().iter().for_each(|name| _ = known.remove(name));
                }
                if known.insert(whole.clone()) {
                    names.push(whole);
                }
            }
        }
        Self(names)
    }

    /// The classes that occur, clear first. A protocol whose class is not known has none.
    pub fn classes(&self) -> Vec<Class> {
        let mut classes: Vec<Class> = self.0.iter().filter_map(|name| class(name)).collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    /// How `self` differs from `other`. Where one side says nothing, or nothing whose class is known, the classes cannot
    /// differ.
    pub fn change(&self, other: &Protocols) -> ProtocolChange {
        let sorted = |p: &Protocols| {
            let mut names = p.0.clone();
            names.sort_unstable();
            names
        };
        if sorted(self) == sorted(other) {
            ProtocolChange::Same
        } else if self.classes().is_empty() || other.classes().is_empty() || self.classes() == other.classes() {
            ProtocolChange::Notation
        } else {
            ProtocolChange::Class
        }
    }

    /// True if the list does not say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Protocols {
    /// The form of the published lists: joined with `/`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("/"))
    }
}

/// The class of one protocol name. `None` for a transport alone (`TCP 443`) and for names this table does not hold.
pub fn class(name: &str) -> Option<Class> {
    let upper = name.to_ascii_uppercase();
    let word = upper.split([' ', ':']).next().unwrap_or_default();
    match word {
        "HTTPS" | "QUIC" | "SSH" | "DOH" | "DOT" | "DOQ" | "HTTP3" | "WSS" | "IMAPS" | "SMTPS" | "LDAPS" | "FTPS"
        | "DTLS" | "SRTP" => Some(Class::Encrypted),
        "HTTP" | "DNS" | "NTP" | "FTP" | "OCSP" | "WS" | "TELNET" | "MDNS" | "STUN" => Some(Class::Clear),
        _ => tls_version(word).map(|_| Class::Encrypted),
    }
}

/// The name as it is, but for a number that stands alone: one more port of the transport before it (`TCP 443, 80`), or,
/// with true, the version or the port of the name before it, which it takes the place of (`HTTP/2`, `TCP/443`).
fn numbered(last: Option<&String>, name: &str) -> (String, bool) {
    let is_number = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
    match last.filter(|_| is_number(name)).map(|last| (last.as_str(), last.split_once(' '))) {
        Some(("HTTP", _)) if matches!(name, "2" | "3") => (format!("HTTP/{name}"), true),
        Some((transport, None)) if is_transport(transport) => (format!("{transport} {name}"), true),
        Some((_, Some((transport, port)))) if is_number(port) => (format!("{transport} {name}"), false),
        _ => (name.to_owned(), false),
    }
}

fn is_transport(word: &str) -> bool {
    matches!(word, "TCP" | "UDP" | "SCTP")
}

fn breaks_to_slashes(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some((before, after)) = rest.split_once('<')
        && let Some((tag, beyond)) = after.split_once('>')
    {
        out.push_str(before);
        out.push('/');
        // No tag has a dot in it: this is text.
        out.push_str(Some(tag).filter(|tag| tag.contains('.')).unwrap_or_default());
        rest = beyond;
    }
    out.push_str(rest);
    // Marks are not part of any name, and one that was written as an entity would be a mark when the name is read again.
    decode_entities(&out).replace(['*', '`', '_', '\u{a0}', '<', '>', '[', ']'], " ")
}

/// The names in one part: blanks separate names, but a version or a port stays with the word before it.
fn words(part: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for word in part.split_whitespace() {
        let bare = word.trim_matches(['(', ')', '.', ':', '-']);
        if let Some((transport, port)) =
            bare.split_once(':').filter(|(word, _)| is_transport(&word.to_ascii_uppercase()))
        {
            names.push(format!("{} {port}", transport.to_ascii_uppercase()));
            continue;
        }
        if word.to_ascii_uppercase().starts_with("HTTP(S)") {
            names.extend(["HTTP", "HTTPS"].map(str::to_owned));
            continue;
        }
        let version = bare.trim_start_matches(['v', 'V']);
        let is_number = version.starts_with(|c: char| c.is_ascii_digit());
        match names.last_mut() {
            Some(last) if is_number && (last.starts_with("TLS") || last.starts_with("SSL")) => {
                // As one word it would be spelled: so it is when it is read again.
                *last = spelled(&format!("{last}v{version}"));
            }
            Some(last) if is_number => *last = format!("{last} {bare}"),
            _ if !bare.is_empty() => names.push(spelled(bare)),
            _ => {}
        }
    }
    names
}

/// Family and version of a word such as `TLSV1.2`, `TLS-1.2`, `SSL`, in upper case. A host `ssl.x` is none.
fn tls_version(upper: &str) -> Option<(&'static str, &str)> {
    let families = ["TLS", "SSL"].into_iter();
    let (family, rest) = families.filter_map(|family| Some((family, upper.strip_prefix(family)?))).next()?;
    let version = rest.trim_start_matches(['V', '-']);
    let legal = version.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !version.starts_with('.');
    legal.then_some((family, version))
}

/// Letters of a known name in their usual case; any other word as it is.
fn spelled(word: &str) -> String {
    let upper = word.to_ascii_uppercase();
    match tls_version(&upper) {
        Some((family, "")) => return family.to_owned(),
        Some((family, version)) => return format!("{family}v{version}"),
        None => {}
    }
    if class(&upper).is_some() || matches!(upper.as_str(), "TCP" | "UDP" | "SCTP" | "ICMP") {
        upper
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> Vec<String> {
        Protocols::parse(cell).0
    }

    #[test]
    fn the_spellings_of_the_pages_are_one() {
        // Cells of the Windows 10 pages, versions 1709 to 21H1, and of the Windows 11 pages.
        assert_eq!(read("TLSv1.2/HTTPS/HTTP"), ["TLSv1.2", "HTTPS", "HTTP"]);
        assert_eq!(read("HTTP/TLS v1.2"), ["HTTP", "TLSv1.2"]);
        assert_eq!(read("TLSV1.2"), ["TLSv1.2"]);
        assert_eq!(read("TLS v12001:db8"), read("TLSv12001:db8"));
        assert_eq!(read(r"TLSv1.2\/HTTPS"), ["TLSv1.2", "HTTPS"]);
        assert_eq!(read(r"HTTP \ HTTPS"), ["HTTP", "HTTPS"]);
        assert_eq!(read("TLSv1.2, HTTPS"), ["TLSv1.2", "HTTPS"]);
        assert_eq!(read("TLS 1.2<br/>HTTPs"), ["TLSv1.2", "HTTPS"]);
        assert_eq!(read("HTTP and HTTPS"), ["HTTP", "HTTPS"]);
        assert_eq!(read("TCP 443"), ["TCP 443"]);
        assert_eq!(read("**TCP:** 443, 80<BR>**UDP:** 3478"), ["TCP 443", "TCP 80", "UDP 3478"]);
        assert_eq!(read("HTTP/2, HTTPS/HTTP"), ["HTTP/2", "HTTPS", "HTTP"]);
        assert_eq!((class("TLS-1.3"), class("ssl.example.com")), (Some(Class::Encrypted), None));
        assert_eq!(read("HTTP &amp; HTTPS&nbsp;"), ["HTTP", "HTTPS"]);
        assert_eq!(read("[HTTPS](x.md#y), TLSv1.2[^1]"), ["HTTPS", "TLSv1.2"]);
        assert_eq!(read("HTTPS<sup>2</sup>"), ["HTTPS"]);
        assert_eq!(read("TCP/443, UDP:123"), ["TCP 443", "UDP 123"]);
        assert_eq!(read("TCP/443/80"), ["TCP 443", "TCP 80"]);
        assert_eq!(read("HTTP(s)"), ["HTTP", "HTTPS"]);
        for nothing in [" ", "N/A", "n/a", "None", "-", "&nbsp;"] {
            assert_eq!(read(nothing), [""; 0], "{nothing:?}");
        }
    }

    #[test]
    fn notation_is_no_difference_of_class() {
        let change = |a, b| Protocols::parse(a).change(&Protocols::parse(b));
        assert_eq!(change("HTTPS/HTTP", "HTTP/HTTPS"), ProtocolChange::Same);
        assert_eq!(change("HTTPS", "TLSv1.2"), ProtocolChange::Notation);
        assert_eq!(change("TLSv1.2/HTTPS", "TLSv1.3"), ProtocolChange::Notation);
        assert_eq!(change("HTTP", "HTTPS"), ProtocolChange::Class);
        assert_eq!(change("HTTP", "HTTP/HTTPS"), ProtocolChange::Class);
        for (known, unknown) in [("HTTP", ""), ("HTTPS", "XMPP"), ("TCP 443", "TCP 80"), ("TCP 443", "HTTPS")] {
            assert_eq!(change(known, unknown), ProtocolChange::Notation);
            assert_eq!(change(unknown, known), ProtocolChange::Notation);
        }
    }
}
