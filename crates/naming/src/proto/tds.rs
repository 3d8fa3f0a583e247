//! SQL Server's PRELOGIN: what stands before a TLS handshake, and around its messages.
//!
//! Source: [MS-TDS] sections 2.2.3.1 and 2.2.6.5.

use super::Progress;
use super::cursor::Cursor;

/// Bytes of a packet's header: type, status, length, process, number, window.
const HEADER: usize = 8;

/// Types of packets: PRELOGIN, which also carries TLS, and the server's answer to it.
const PRELOGIN: u8 = 0x12;
const RESPONSE: u8 = 0x04;

/// Reads a PRELOGIN message, or the header around a TLS record, from the front of a stream: how many bytes it takes.
#[must_use]
pub fn prelogin(stream: &[u8]) -> Progress<usize> {
    let fits = |(at, byte): (usize, &u8)| match at {
        0 => matches!(*byte, PRELOGIN | RESPONSE),
        1 => *byte <= 1,
        7 => *byte == 0,
        // The first option is the version, whose content has six bytes; or a handshake record begins.
        8 => matches!((byte, stream.first()), (0, _) | (0x16, Some(&PRELOGIN))),
        9 => matches!((byte, stream.get(8)), (0, Some(0)) | (3, Some(0x16))),
        11 if stream.get(8) == Some(&0) => *byte == 0,
        12 if stream.get(8) == Some(&0) => *byte == 6,
        _ => true,
    };
    let mut cursor = Cursor::at(stream, 2);
    let len = cursor.u16().map(usize::from);
    let is_short = len.is_some_and(|len| len < HEADER + 6);
    if is_short || !stream.iter().take(13).enumerate().all(fits) {
        return Progress::No;
    }
    match (len, stream.get(8)) {
        (Some(_), Some(0x16)) if stream.len() > 9 => Progress::Done(HEADER),
        (Some(len), Some(0)) if stream.len() >= len.max(13) => Progress::Done(len),
        _ => Progress::More,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::assert_prefix_law;
    use proptest::prelude::*;

    /// The example of [MS-TDS] section 4.1, shortened to the options of version and encryption.
    const ASKED: &[u8] = b"\x12\x01\0\x1a\0\0\x01\0\0\0\x0b\0\x06\x01\0\x11\0\x01\xff\x09\0\0\0\0\0\x01";

    #[test]
    fn the_message_is_skipped_and_then_the_header_around_tls() {
        assert_eq!(prelogin(ASKED), Progress::Done(26));
        assert_eq!(prelogin(&[b"\x04", &ASKED[1..]].concat()), Progress::Done(26));
        assert_eq!(prelogin(b"\x12\x01\x01\0\0\0\0\0\x16\x03\x01"), Progress::Done(8));
    }

    #[test]
    fn other_streams_are_refused() {
        for bytes in [
            &b"GET"[..],
            b"\x12\x02",
            b"\x12\x01\0\x08",
            b"\x12\x01\0\x1a\0\0\x01\x01",
            b"\x04\x01\0\x1a\0\0\x01\0\x81",
        ] {
            assert_eq!(prelogin(bytes), Progress::No, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn more_bytes_never_change_the_answer(at in 0_usize..30, byte: u8, tail: Vec<u8>) {
            let mut stream = [ASKED, &tail].concat();
            if let Some(place) = stream.get_mut(at) {
                *place = byte;
            }
            assert_prefix_law(&stream, prelogin);
            assert_prefix_law(&[b"\x12\x01", &tail[..]].concat(), prelogin);
        }
    }
}
