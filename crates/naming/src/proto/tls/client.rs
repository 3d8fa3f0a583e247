//! The ClientHello: the name asked for, and what the client offers. Source: RFC 8446 section 4.1.2.

use super::flight::{Flight, Message};
use super::version::Version;
use super::{extension, message};
use crate::proto::Progress;
use crate::proto::cursor::Cursor;
use crate::proto::text::text_of;
use idlewire_evidence::Span;

/// What a client says first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientHello {
    /// The version in the fixed part; TLS 1.3 puts that of TLS 1.2 there.
    pub legacy_version: Version,
    /// The versions of the extension supported_versions, in order, without GREASE. Empty if it is absent.
    pub versions: Vec<Version>,
    /// The first host name of the extension server_name.
    pub server_name: Option<ServerName>,
    /// The protocols offered on top, in order.
    pub alpn: Vec<String>,
    /// Encrypted ClientHello, or something that looks like it.
    pub ech: Option<Ech>,
    /// Whether the client offers to go on with an earlier session, by ticket or pre-shared key.
    pub resumes: bool,
    /// Whether the hello was read to its end.
    pub is_complete: bool,
}

/// A server name and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerName {
    /// The bytes as text; not yet known to be a host name.
    pub name: String,
    /// Where it stands in the bytes that were read.
    pub span: Span,
}

/// The form of the extension encrypted_client_hello. Source: RFC 9849 section 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ech {
    /// The hello in view may be a cover for another; most often it is GREASE.
    Outer,
    /// The hello is the covered one.
    Inner,
}

impl ClientHello {
    /// The highest version offered.
    #[must_use]
    pub fn best_version(&self) -> Version {
        let known = self.versions.iter().filter(|v| v.token().is_some());
        known.copied().max_by_key(|v| v.token()).unwrap_or(self.legacy_version)
    }

    fn new(legacy_version: Version) -> Self {
        Self {
            legacy_version,
            versions: Vec::new(),
            server_name: None,
            alpn: Vec::new(),
            ech: None,
            resumes: false,
            is_complete: false,
        }
    }
}

/// Reads a ClientHello from the front of a TCP stream, over any number of records.
///
/// A hello in the form of SSL 2 gives its version and nothing else.
#[must_use]
pub fn client_hello(stream: &[u8]) -> Progress<ClientHello> {
    if stream.first().is_some_and(|first| first & 0x80 != 0) {
        return ssl2_hello(stream);
    }
    first_hello(&Flight::of_records(stream))
}

/// Reads a ClientHello from handshake bytes, as QUIC carries them. Spans count from their beginning.
#[must_use]
pub fn client_hello_message(handshake: &[u8]) -> Progress<ClientHello> {
    first_hello(&Flight::of_messages(handshake))
}

/// What can be read of a ClientHello of which the rest will never come: snap length, gap, end of the capture.
#[must_use]
pub fn client_hello_cut(stream: &[u8]) -> Option<ClientHello> {
    let flight = Flight::of_records(stream);
    let (message, _) = flight.message_cut(0)?;
    if message.kind == message::CLIENT_HELLO { read(&flight, message) } else { None }
}

fn first_hello(flight: &Flight<'_>) -> Progress<ClientHello> {
    if flight.kind_at(0).is_some_and(|kind| kind != message::CLIENT_HELLO) {
        return Progress::No;
    }
    match flight.message(0) {
        Progress::Done((message, _)) => read(flight, message).map_or(Progress::No, Progress::Done),
        Progress::More => Progress::More,
        Progress::No => Progress::No,
    }
}

/// Reads the body as far as it goes. `None` if not even the version is there.
fn read(flight: &Flight<'_>, message: Message<'_>) -> Option<ClientHello> {
    read_body(flight, message, false)
}

/// The same with the cookie that DTLS has behind the session. Source: RFC 6347 section 4.2.1.
pub(super) fn read_dtls(flight: &Flight<'_>, message: Message<'_>) -> Option<ClientHello> {
    read_body(flight, message, true)
}

fn read_body(flight: &Flight<'_>, message: Message<'_>, has_cookie: bool) -> Option<ClientHello> {
    let mut cursor = Cursor::new(message.body);
    let mut hello = ClientHello::new(Version(cursor.u16()?));
    let read = extensions(&mut cursor, has_cookie, |kind, value, at| {
        hello.take(kind, value, &|start, len| flight.span(message.body_at + at + start, len));
    });
    hello.is_complete = read.is_some();
    Some(hello)
}

/// Calls `take` with type, value and offset of each extension. `None` if the body ends early.
fn extensions<'a>(cursor: &mut Cursor<'a>, has_cookie: bool, mut take: impl FnMut(u16, &'a [u8], usize)) -> Option<()> {
    cursor.array::<32>()?;
    cursor.vec8()?;
    if has_cookie {
        cursor.vec8()?;
    }
    cursor.vec16()?;
    cursor.vec8()?;
    if cursor.is_empty() {
        return Some(());
    }
    let end = usize::from(cursor.u16()?) + cursor.place();
    while cursor.place() < end {
        let (kind, value) = (cursor.u16()?, cursor.vec16()?);
        take(kind, value, cursor.place() - value.len());
    }
    Some(())
}

impl ClientHello {
    fn take(&mut self, kind: u16, value: &[u8], span: &dyn Fn(usize, usize) -> Span) {
        let mut cursor = Cursor::new(value);
        match kind {
            extension::SERVER_NAME => {
                self.server_name = host_name_entry(value)
                    .map(|(at, raw)| ServerName { name: text_of(raw), span: span(at, raw.len()) });
            }
            extension::ALPN => self.alpn = alpn(value),
            extension::SUPPORTED_VERSIONS => {
                let list = cursor.vec8().unwrap_or_default().as_chunks::<2>().0;
                self.versions =
                    list.iter().map(|v| Version(u16::from_be_bytes(*v))).filter(|v| !v.is_grease()).collect();
            }
            extension::SESSION_TICKET => self.resumes |= !value.is_empty(),
            extension::PRE_SHARED_KEY => self.resumes = true,
            extension::ENCRYPTED_CLIENT_HELLO => {
                self.ech = match cursor.u8() {
                    Some(0) => Some(Ech::Outer),
                    Some(1) => Some(Ech::Inner),
                    _ => None,
                };
            }
            _ => {}
        }
    }
}

/// Offset and bytes of the first entry of type host_name. Source: RFC 6066 section 3.
fn host_name_entry(value: &[u8]) -> Option<(usize, &[u8])> {
    let mut cursor = Cursor::new(value);
    cursor.u16()?;
    loop {
        let (kind, name) = (cursor.u8()?, cursor.vec16()?);
        if kind == 0 {
            return Some((cursor.place() - name.len(), name));
        }
    }
}

/// The protocol names in an ALPN extension. Source: RFC 7301 section 3.1.
pub(super) fn alpn(value: &[u8]) -> Vec<String> {
    let mut list = Cursor::new(Cursor::new(value).vec16().unwrap_or_default());
    std::iter::from_fn(|| list.vec8()).map(text_of).collect()
}

/// A hello in the form of SSL 2: two bytes of length, type 1, version. Source: RFC 5246 appendix E.2.
fn ssl2_hello(stream: &[u8]) -> Progress<ClientHello> {
    let is_hello = stream.get(2).is_none_or(|kind| *kind == message::CLIENT_HELLO)
        && stream.get(3).is_none_or(|major| *major == 0 || *major == 3);
    let Some(head) = stream.first_chunk::<11>() else {
        return if is_hello { Progress::More } else { Progress::No };
    };
    let word = |at: usize| usize::from(head[at]) << 8 | usize::from(head[at + 1]);
    let version = Version(u16::from_be_bytes([head[3], head[4]]));
    let (ciphers, session, challenge) = (word(5), word(7), word(9));
    let adds_up = (word(0) & 0x7fff) == 9 + ciphers + session + challenge && ciphers % 3 == 0;
    let is_version = version.token().is_some_and(|token| !token.starts_with("DTLS"));
    if is_hello && adds_up && is_version {
        Progress::Done(ClientHello { is_complete: true, ..ClientHello::new(version) })
    } else {
        Progress::No
    }
}

#[cfg(test)]
mod tests;
