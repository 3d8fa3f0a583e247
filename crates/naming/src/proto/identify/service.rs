//! Message brokers, databases, proxies.

use super::Role::{Client, Server, Unknown};
use super::{Guess, maybe, sure};
use crate::proto::cursor::Cursor;

/// CONNECT with the protocol's name, CONNACK (with properties from version 5 on). Source: MQTT 5.0 sections 3.1 and 3.2.
pub(super) fn mqtt(bytes: &[u8]) -> Guess {
    let front = bytes.get(1..13).unwrap_or(bytes);
    match bytes.first()? {
        0x10 if front.windows(6).any(|part| part == b"\0\x04MQTT" || part == b"\0\x06MQIs") => sure(Client),
        0x20 if matches!(bytes.get(1..3), Some([2..=127, 0 | 1])) => maybe(Server),
        _ => None,
    }
}

/// The protocol header, behind which more may follow; the methods that begin a connection, on channel 0.
///
/// Source: AMQP 0-9-1 sections 4.2.2, 4.2.3 and 1.4.2, AMQP 1.0 section 2.2.
pub(super) fn amqp(bytes: &[u8]) -> Guess {
    match bytes {
        [b'A', b'M', b'Q', b'P', 0..=3, 0 | 1, 0 | 8 | 9 | 10, ..] => sure(Unknown),
        [1, 0, 0, 0, _, _, _, 0, 10, 0, 10, 0, 8 | 9, ..] => sure(Server),
        [1, 0, 0, 0, _, _, _, 0, 10, 0, 11, ..] => maybe(Client),
        _ => None,
    }
}

/// The start-up message of version 3.0 to 3.2 (3.9999 is sent to keep servers tolerant), the requests for encryption, and the server's question for a proof.
///
/// Source: PostgreSQL, "Message Formats".
pub(super) fn pgsql(bytes: &[u8]) -> Guess {
    if matches!(bytes, [b'R', 0, 0, 0 | 1, 8..=255, 0, 0, 0, ..]) {
        return maybe(Server);
    }
    let mut cursor = Cursor::new(bytes);
    match (cursor.u32()?, cursor.u32()?) {
        (8, 80_877_103 | 80_877_104) | (16, 80_877_102) => sure(Client),
        (9..=10_000, 0x0003_0000..=0x0003_0002 | 0x0003_270f)
            if cursor.u8().is_none_or(|first| first.is_ascii_graphic()) =>
        {
            sure(Client)
        }
        _ => None,
    }
}

/// The server's greeting: its length, packet 0, version 10, a version text. Source: MySQL, "Protocol::HandshakeV10".
pub(super) fn mysql(bytes: &[u8]) -> Guess {
    let [low, high, 0, 0, 10, rest @ ..] = bytes else { return None };
    let version = rest.get(..rest.iter().take(64).position(|b| *b == 0)?)?;
    (version.first()?.is_ascii_digit() && version.is_ascii()).then_some(())?;
    let is_whole = usize::from(u16::from_le_bytes([*low, *high])) + 4 == bytes.len();
    if is_whole && version.contains(&b'.') { sure(Server) } else { maybe(Server) }
}

/// The client's first message. Source: RFC 1928 section 3; Y. Lee, "SOCKS: A protocol for TCP proxy across firewalls".
pub(super) fn socks(bytes: &[u8]) -> Guess {
    match bytes {
        [5, count @ 1..=255, methods @ ..] if continues(methods, usize::from(*count)) => maybe(Client),
        [4, 1 | 2, _, _, _, _, _, _, rest @ ..] if rest.contains(&0) => maybe(Client),
        [5, 0..=2 | 0xff, rest @ ..] if continues(rest, 0) => maybe(Server),
        [0, 90..=93, _, _, _, _, _, _, ..] => maybe(Server),
        _ => None,
    }
}

/// Whether what follows `len` bytes is nothing, a request or an answer (5), or a sign-in (1).
fn continues(bytes: &[u8], len: usize) -> bool {
    bytes.len() >= len && matches!(bytes.get(len), None | Some(1 | 5))
}
