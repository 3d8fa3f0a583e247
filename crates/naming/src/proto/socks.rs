//! SOCKS 4, 4a and 5: what a client asks a proxy for.
//!
//! Source: Y. Lee, "SOCKS: A protocol for TCP proxy across firewalls" and "SOCKS 4A"; RFC 1928, RFC 1929.

use super::Progress;
use super::cursor::Cursor;
use super::text::text_of;
use idlewire_evidence::Span;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A request to connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocksRequest {
    /// Whom the client wants to reach.
    pub target: SocksTarget,
    /// The port there.
    pub port: u16,
    /// Where the target stands in the stream.
    pub span: Span,
    /// Bytes of the stream up to the end of the request: what follows is spoken with the target.
    pub len: usize,
}

/// A name or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocksTarget {
    /// A name, as text; not yet known to be a host name.
    Name(String),
    /// An address.
    Address(IpAddr),
}

/// Longest user name or host name of SOCKS 4, which end with a zero byte.
const MAX_TEXT: usize = 255;

/// Reads the first request to connect from the front of the client's direction of a stream.
#[must_use]
pub fn socks_request(stream: &[u8]) -> Progress<SocksRequest> {
    let mut cursor = Cursor::new(stream);
    let read = match cursor.u8() {
        Some(4) => version_4(&mut cursor),
        Some(5) => version_5(&mut cursor),
        Some(_) => Err(Stop::Broken),
        None => Err(Stop::Short),
    };
    match read {
        Ok(request) => Progress::Done(request),
        Err(Stop::Short) => Progress::More,
        Err(Stop::Broken) => Progress::No,
    }
}

enum Stop {
    Short,
    Broken,
}

/// The bytes end here.
const SHORT: Stop = Stop::Short;

fn version_4(cursor: &mut Cursor<'_>) -> Result<SocksRequest, Stop> {
    if cursor.u8().ok_or(SHORT)? != 1 {
        return Err(Stop::Broken);
    }
    let port = cursor.u16().ok_or(SHORT)?;
    let at = cursor.place();
    let address = cursor.array::<4>().ok_or(SHORT)?;
    zero_ended(cursor)?;
    // Version 4a: an address 0.0.0.x that is none, and the name behind the user.
    if let [0, 0, 0, 1..=255] = address {
        let at = cursor.place();
        let name = zero_ended(cursor)?;
        return Ok(request(SocksTarget::Name(text_of(name)), port, Span::new(at, name.len()), cursor));
    }
    let address = Ipv4Addr::from(*address).into();
    Ok(request(SocksTarget::Address(address), port, Span::new(at, 4), cursor))
}

fn version_5(cursor: &mut Cursor<'_>) -> Result<SocksRequest, Stop> {
    let methods = cursor.vec8().ok_or(SHORT)?;
    if methods.is_empty() {
        return Err(Stop::Broken);
    }
    // The server may ask for a user name and a password in between (RFC 1929 section 2).
    if cursor.rest().first() == Some(&1) && methods.contains(&2) {
        cursor.u8();
        cursor.vec8().ok_or(SHORT)?;
        cursor.vec8().ok_or(SHORT)?;
    }
    let front = [cursor.u8().ok_or(SHORT)?, cursor.u8().ok_or(SHORT)?, cursor.u8().ok_or(SHORT)?];
    if front != [5, 1, 0] {
        return Err(Stop::Broken);
    }
    let kind = cursor.u8().ok_or(SHORT)?;
    let at = cursor.place();
    let (target, span) = match kind {
        1 => (SocksTarget::Address(Ipv4Addr::from(*cursor.array::<4>().ok_or(SHORT)?).into()), Span::new(at, 4)),
        4 => (SocksTarget::Address(Ipv6Addr::from(*cursor.array::<16>().ok_or(SHORT)?).into()), Span::new(at, 16)),
        3 => {
            let name = cursor.vec8().ok_or(SHORT)?;
            (SocksTarget::Name(text_of(name)), Span::new(at + 1, name.len()))
        }
        _ => return Err(Stop::Broken),
    };
    let port = cursor.u16().ok_or(SHORT)?;
    Ok(request(target, port, span, cursor))
}

fn request(target: SocksTarget, port: u16, span: Span, cursor: &Cursor<'_>) -> SocksRequest {
    SocksRequest { target, port, span, len: cursor.place() }
}

fn zero_ended<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], Stop> {
    let rest = cursor.rest();
    let len = rest.iter().take(MAX_TEXT + 1).position(|b| *b == 0);
    let Some(len) = len else { return Err(if rest.len() > MAX_TEXT { Stop::Broken } else { SHORT }) };
    let text = cursor.take(len).ok_or(SHORT)?;
    cursor.u8();
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::super::assert_prefix_law;
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> (SocksTarget, u16, usize) {
        let request = socks_request(bytes).done().unwrap();
        (request.target, request.port, request.len)
    }

    fn name(text: &str) -> SocksTarget {
        SocksTarget::Name(text.into())
    }

    #[test]
    fn the_target_of_each_version_is_read() {
        let address = SocksTarget::Address("192.0.2.7".parse().unwrap());
        assert_eq!(read(b"\x04\x01\0\x50\xc0\0\x02\x07me\0GET"), (address.clone(), 80, 11));
        assert_eq!(read(b"\x04\x01\x01\xbb\0\0\0\x01\0a.example\0\x16\x03"), (name("a.example"), 443, 19));
        assert_eq!(read(b"\x05\x01\0\x05\x01\0\x03\x09a.example\x01\xbb\x16"), (name("a.example"), 443, 19));
        assert_eq!(read(b"\x05\x02\0\x02\x01\x02me\x01x\x05\x01\0\x01\xc0\0\x02\x07\0\x50"), (address, 80, 20));
    }

    #[test]
    fn other_commands_and_versions_are_refused() {
        for bytes in [&b"\x04\x02"[..], b"\x05\0", b"\x05\x01\0\x05\x03\0", b"\x06", b"GET"] {
            assert_eq!(socks_request(bytes), Progress::No, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn more_bytes_never_change_the_answer(version in 4_u8..6, tail in proptest::collection::vec(0_u8..6, 0..40)) {
            assert_prefix_law(&[&[version], &tail[..]].concat(), socks_request);
        }
    }
}
