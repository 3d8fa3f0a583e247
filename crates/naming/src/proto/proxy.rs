//! The header that a load balancer puts before a connection which it passes on. It names nobody that was asked for.
//!
//! Source: HAProxy, "The PROXY protocol" (`doc/proxy-protocol.txt`), sections 2.1 and 2.2.

use super::Progress;

/// Longest line of version 1, with its end.
const MAX_LINE: usize = 107;

/// What version 2 begins with.
const SIGNATURE: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";

/// Reads a header at the front of a stream: how many bytes it takes.
#[must_use]
pub fn proxy_header(stream: &[u8]) -> Progress<usize> {
    match stream.first() {
        Some(b'P') => line(stream),
        Some(b'\r') => binary(stream),
        Some(_) => Progress::No,
        None => Progress::More,
    }
}

fn line(stream: &[u8]) -> Progress<usize> {
    const START: &[u8] = b"PROXY ";
    let start = stream.get(..START.len()).unwrap_or(stream);
    if !START.starts_with(start) {
        return Progress::No;
    }
    let front = stream.get(..MAX_LINE).unwrap_or(stream);
    match front.windows(2).position(|end| end == b"\r\n") {
        Some(at) => Progress::Done(at + 2),
        None if front.len() < MAX_LINE => Progress::More,
        None => Progress::No,
    }
}

fn binary(stream: &[u8]) -> Progress<usize> {
    let start = stream.get(..SIGNATURE.len()).unwrap_or(stream);
    if !SIGNATURE.starts_with(start) || stream.get(12).is_some_and(|version| !matches!(version, 0x20 | 0x21)) {
        return Progress::No;
    }
    match stream.get(14..16) {
        Some(&[high, low]) => {
            let len = 16 + usize::from(u16::from_be_bytes([high, low]));
            if stream.len() >= len { Progress::Done(len) } else { Progress::More }
        }
        _ => Progress::More,
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_prefix_law;
    use super::*;
    use proptest::prelude::*;

    /// The examples of the specification: section 2.1, and the structure of section 2.2 with an IPv4 pair.
    const LINE: &[u8] = b"PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n";
    const BINARY: &[u8] = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x01\xc0\0\x02\x02\x01\xbb\xc0\0";

    #[test]
    fn both_versions_are_measured_and_nothing_else_is() {
        assert_eq!(proxy_header(LINE), Progress::Done(56));
        assert_eq!(proxy_header(&[LINE, b"GET /"].concat()), Progress::Done(56));
        assert_eq!(proxy_header(&[BINARY, b"\x16\x03"].concat()), Progress::Done(28));
        assert_eq!(proxy_header(b"PROXY UNKNOWN\r\n"), Progress::Done(15));
        for other in [&b"POST / HTTP/1.1\r\n"[..], b"PROPFIND", b"\r\nGET", b"\x16\x03\x01"] {
            assert_eq!(proxy_header(other), Progress::No, "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn more_bytes_never_change_the_answer(tail: Vec<u8>, at in 0_usize..20, flip: u8) {
            for start in [LINE, BINARY] {
                let mut bytes = [start, &tail].concat();
                bytes[at] ^= flip;
                assert_prefix_law(&bytes, proxy_header);
            }
            assert_prefix_law(&[b"PROXY ", &tail[..]].concat(), proxy_header);
        }
    }
}
