//! The Protocol column: what published lists would write.

use crate::tally::Key;
use idlewire_naming::Version;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The words for the protocols of an endpoint, joined by `/` in alphabetical order.
///
/// A port on which nothing was recognised is named only if no other flow to that port was: `TCP 5228`.
#[must_use]
pub(crate) fn column<'a>(keys: impl IntoIterator<Item = &'a Key>) -> String {
    let keys: Vec<&Key> = keys.into_iter().collect();
    let known: BTreeSet<(u8, u16)> =
        keys.iter().filter(|key| key.is_known).map(|key| (key.transport, key.port)).collect();
    let shown = keys.iter().filter(|key| key.is_known || !known.contains(&(key.transport, key.port)));
    let words: BTreeSet<Cow<'static, str>> = shown.map(|key| word(key)).collect();
    words.into_iter().collect::<Vec<_>>().join("/")
}

/// `HTTP` for clear HTTP; `HTTPS` for TLS or QUIC with an HTTP version on top, or on port 443 with nothing that says
/// otherwise; else the name of Wireshark's column; else the transport with its port.
fn word(key: &Key) -> Cow<'static, str> {
    let is_encrypted = key.tls.is_some() || matches!(key.protocol, "QUIC" | "GQUIC") || key.protocol.starts_with("TLS");
    if is_encrypted && speaks_http(key) {
        return "HTTPS".into();
    }
    match (key.is_known, key.tls.and_then(Version::token)) {
        (true, Some(version)) if key.protocol != "QUIC" => version.into(),
        (true, _) => key.protocol.into(),
        (false, _) if key.port == 0 => key.protocol.into(),
        (false, _) => format!("{} {}", key.protocol, key.port).into(),
    }
}

/// Application protocols of TLS that are HTTP (IANA registry "TLS Application-Layer Protocol Negotiation (ALPN) Protocol IDs").
fn speaks_http(key: &Key) -> bool {
    match key.alpn.as_deref() {
        Some(alpn) => {
            matches!(alpn, "h2" | "h3" | "http/1.0" | "http/1.1" | "http/0.9")
                || alpn.starts_with("h3-")
                || alpn.starts_with("spdy/")
        }
        None => key.port == 443 && (key.tls.is_some() || key.protocol.starts_with("TLS")),
    }
}
