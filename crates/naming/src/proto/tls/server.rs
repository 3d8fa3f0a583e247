//! The ServerHello: what the server chose. Source: RFC 8446 section 4.1.3.

use super::flight::Flight;
use super::version::Version;
use super::{client::alpn, extension, message};
use crate::proto::Progress;
use crate::proto::cursor::Cursor;

/// What a server says first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerHello {
    /// The version chosen: that of supported_versions if it is there, else that of the fixed part.
    pub version: Version,
    /// The protocol chosen, where it is in the clear: TLS 1.2 and older.
    pub alpn: Option<String>,
    /// Whether this is a HelloRetryRequest: the client has to say hello again.
    pub is_retry: bool,
}

/// The random of a HelloRetryRequest. Source: RFC 8446 section 4.1.3.
const RETRY_RANDOM: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11,
    0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// Reads a ServerHello from the front of a TCP stream. An alert in its place is [`Progress::No`].
#[must_use]
pub fn server_hello(stream: &[u8]) -> Progress<ServerHello> {
    if stream.first().is_some_and(|first| first & 0x80 != 0) {
        return ssl2_hello(stream);
    }
    first_hello(&Flight::of_records(stream)).map(|(hello, _)| hello)
}

/// Reads an alert in the clear from the front of a stream: how many bytes its record takes.
///
/// A server may warn (unrecognized_name) before it says hello. Encrypted alerts are longer.
///
/// Source: RFC 8446 section 6, RFC 6066 section 3.
#[must_use]
pub fn alert(stream: &[u8]) -> Progress<usize> {
    let fits = |(at, byte): (usize, &u8)| match at {
        0 => *byte == 21,
        1 => *byte == 3,
        2 => *byte <= 4,
        3 => *byte == 0,
        4 => *byte == 2,
        5 => matches!(byte, 1 | 2),
        _ => true,
    };
    if !stream.iter().take(7).enumerate().all(fits) {
        Progress::No
    } else if stream.len() < 7 {
        Progress::More
    } else {
        Progress::Done(7)
    }
}

/// Reads a ServerHello from handshake bytes, as QUIC carries them.
#[must_use]
pub fn server_hello_message(handshake: &[u8]) -> Progress<ServerHello> {
    first_hello(&Flight::of_messages(handshake)).map(|(hello, _)| hello)
}

/// The hello and the offset behind it.
pub(super) fn first_hello(flight: &Flight<'_>) -> Progress<(ServerHello, usize)> {
    let mut at = 0;
    loop {
        let kind = flight.kind_at(at);
        if kind.is_some_and(|kind| {
            !matches!(kind, message::HELLO_REQUEST | message::SERVER_HELLO | message::HELLO_RETRY_REQUEST)
        }) {
            return Progress::No;
        }
        match flight.message(at) {
            // A server may ask for a hello before the client has thought of it (RFC 5246 section 7.4.1.1).
            Progress::Done((message, end)) if message.kind == message::HELLO_REQUEST => at = end,
            Progress::Done((message, end)) => {
                let is_retry = message.kind == message::HELLO_RETRY_REQUEST;
                return read(message.body, is_retry).map_or(Progress::No, |hello| Progress::Done((hello, end)));
            }
            Progress::More => return Progress::More,
            Progress::No => return Progress::No,
        }
    }
}

/// Reads the body. `None` if it ends before the random, or if the version is none.
fn read(body: &[u8], is_retry: bool) -> Option<ServerHello> {
    let mut cursor = Cursor::new(body);
    let version = Version(cursor.u16()?);
    version.token()?;
    let mut hello = ServerHello { version, alpn: None, is_retry };
    if !is_retry {
        hello.is_retry = *cursor.array::<32>()? == RETRY_RANDOM;
        // What follows is read as far as it is sound: the version is already known.
        let _end = extensions(&mut cursor, &mut hello);
    }
    Some(hello)
}

fn extensions(cursor: &mut Cursor<'_>, hello: &mut ServerHello) -> Option<()> {
    // Drafts of TLS 1.3 up to 21 have neither session nor compression, and the true version at the front.
    if hello.version.0 >> 8 == 0x7f {
        return None;
    }
    cursor.vec8()?;
    cursor.u16()?;
    cursor.u8()?;
    let mut list = Cursor::new(cursor.vec16()?);
    loop {
        let (kind, value) = (list.u16()?, list.vec16()?);
        match (kind, value) {
            (extension::SUPPORTED_VERSIONS, [high, low]) => hello.version = Version(u16::from_be_bytes([*high, *low])),
            (extension::ALPN, _) => hello.alpn = alpn(value).into_iter().next(),
            _ => {}
        }
    }
}

/// The server's hello in the form of SSL 2: type 4, a flag, a certificate type, the version 2.
fn ssl2_hello(stream: &[u8]) -> Progress<ServerHello> {
    let fits = |(at, byte): (usize, &u8)| match at {
        2 => *byte == 4,
        3 | 4 => *byte <= 1,
        5 => *byte == 0,
        6 => *byte == 2,
        _ => true,
    };
    if !stream.iter().take(7).enumerate().all(fits) {
        Progress::No
    } else if stream.len() < 7 {
        Progress::More
    } else {
        Progress::Done(ServerHello { version: Version::SSL_2, alpn: None, is_retry: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::assert_prefix_law;
    use proptest::prelude::*;

    /// The ServerHello of RFC 8448 section 3, as a record.
    const TLS_1_3: &str = "160303005a020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e\
        00330024001d0020c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b00020304";

    fn bytes(hex: &str) -> Vec<u8> {
        hex.as_bytes()
            .as_chunks::<2>()
            .0
            .iter()
            .map(|d| u8::from_str_radix(std::str::from_utf8(d).unwrap(), 16).unwrap())
            .collect()
    }

    #[test]
    fn the_hello_of_rfc_8448_chose_tls_1_3() {
        let stream = bytes(TLS_1_3);
        let hello = server_hello(&stream).done().unwrap();
        assert_eq!((hello.version, hello.is_retry, hello.alpn), (Version::TLS_1_3, false, None));
        assert_eq!(server_hello_message(&stream[5..]).done().unwrap().version, Version::TLS_1_3);
    }

    #[test]
    fn the_hello_without_extensions_chose_what_it_says() {
        let hello = [&[22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1][..], &[7; 32], &[0, 0, 47, 0]].concat();
        assert_eq!(server_hello(&hello).done().unwrap().version.token(), Some("TLSv1"));
    }

    #[test]
    fn an_alert_first_is_no_hello() {
        assert_eq!(server_hello(&[21, 3, 3, 0, 2, 2, 40]), Progress::No);
        assert_eq!(alert(&[21, 3, 3, 0, 2, 1, 112, 22, 3, 3]), Progress::Done(7));
        assert_eq!(alert(&[21, 3, 3, 0, 26, 1, 112]), Progress::No);
    }

    #[test]
    fn a_retry_is_told_apart() {
        let mut hello = bytes(TLS_1_3);
        hello[11..43].copy_from_slice(&RETRY_RANDOM);
        assert!(server_hello(&hello).done().unwrap().is_retry);
    }

    proptest! {
        #[test]
        fn more_bytes_never_change_the_answer(bytes: Vec<u8>, tail: Vec<u8>, at in 0_usize..100, flip: u8) {
            assert_prefix_law(&bytes, server_hello);
            let mut stream = [self::bytes(TLS_1_3), tail].concat();
            if let Some(byte) = stream.get_mut(at) {
                *byte ^= flip;
            }
            assert_prefix_law(&stream, server_hello);
            assert_prefix_law(&[&[21, 3, 3, 0, 2][..], &bytes].concat(), alert);
        }
    }
}
