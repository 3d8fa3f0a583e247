//! Google's QUIC before TLS: the client's hello is a list of tags.
//!
//! Source: "QUIC Crypto" (A. Langley, W. Chang), section "Handshake messages"; quiche, `quic/core/crypto`.

use super::version::QuicVersion;
use crate::proto::cursor::Cursor;
use crate::proto::text::text_of;

/// Most tags of a hello. A real one has about 25.
const MAX_TAGS: u16 = 128;

/// The version in a public header of `Q043` and older, or in the long header of `Q046`, whose payload is in the clear.
pub(super) fn clear_version(datagram: &[u8]) -> Option<QuicVersion> {
    let first = *datagram.first()?;
    let at = match first {
        // A long header with the form and fixed bits of IETF QUIC, from Q044 on.
        0xc0..=0xff => 1,
        // A public header: version flag, connection id of eight bytes.
        _ if first & 0xc1 == 0x01 && first & 0x08 != 0 => 9,
        _ => return None,
    };
    let version = QuicVersion(Cursor::at(datagram, at).u32()?);
    let is_clear = version.is_google() && version.protection().is_none() && version.0 >> 24 == u32::from(b'Q');
    is_clear.then_some(version)
}

/// Whether a datagram states one of Google's versions in the clear.
pub(crate) fn looks_like_google(bytes: &[u8]) -> bool {
    clear_version(bytes).is_some()
}

/// Whether it is a server's list of the versions that it speaks, behind a public header.
pub(crate) fn is_google_negotiation(bytes: &[u8]) -> bool {
    let is_public = bytes.first().is_some_and(|first| first & 0xc0 == 0);
    let (versions, rest) = bytes.get(9..).unwrap_or_default().as_chunks::<4>();
    is_public
        && versions.len() > 1
        && rest.is_empty()
        && versions.iter().all(|version| QuicVersion(u32::from_be_bytes(*version)).is_known())
}

/// The server name in the first client hello within `bytes`; `Some(None)` for a hello without one.
pub(super) fn server_name(bytes: &[u8]) -> Option<Option<String>> {
    let at = bytes.windows(4).position(|tag| tag == b"CHLO")?;
    let message = bytes.get(at + 4..)?;
    let count = u16::from_le_bytes(*message.first_chunk::<2>()?);
    if count == 0 || count > MAX_TAGS {
        return None;
    }
    let values = message.get(4 + 8 * usize::from(count)..)?;
    let mut start = 0;
    for entry in message.get(4..)?.as_chunks::<8>().0.iter().take(count.into()) {
        let [tag @ .., a, b, c, d] = *entry;
        let end = usize::try_from(u32::from_le_bytes([a, b, c, d])).ok()?;
        if tag == *b"SNI\0" {
            return values.get(start..end).map(|name| Some(text_of(name)));
        }
        start = end;
    }
    Some(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello() -> Vec<u8> {
        let tags = [&b"PAD\0\x03\0\0\0"[..], b"SNI\0\x0c\0\0\0", b"VER\0\x10\0\0\0"].concat();
        [&[0x0d], &[7; 8][..], b"Q043", &[1], &[9; 12], &[0xa0, 1], b"CHLO\x03\0\0\0", &tags, b"---a.exampleQ043"]
            .concat()
    }

    #[test]
    fn the_tag_sni_is_read_from_a_clear_hello() {
        assert_eq!(clear_version(&hello()).unwrap().to_string(), "Q043");
        assert_eq!(server_name(&hello()), Some(Some("a.example".into())));
    }

    #[test]
    fn broken_hellos_have_no_name() {
        let hello = hello();
        assert_eq!(server_name(&hello[..40]), None);
        assert_eq!(server_name(b"CHLO\xff\xff\0\0"), None);
        assert_eq!(clear_version(b"\x01"), None);
    }

    #[test]
    fn a_list_of_versions_comes_from_the_server() {
        assert!(is_google_negotiation(b"\x09aaaaaaaaQ043Q046\xff\0\0\x1d"));
        assert!(!is_google_negotiation(&hello()) && !is_google_negotiation(b"\x09aaaaaaaaQ043"));
    }
}
