//! What a network needs to run: names, addresses, time, management.

use super::Role::{Client, Server, Unknown};
use super::{Guess, maybe, sure};
use crate::proto::cursor::Cursor;
use crate::proto::dns::{Message, tcp_messages};

/// DNS and its relatives: they differ by port alone.
pub(super) fn dns(bytes: &[u8]) -> Guess {
    let message = Message::parse(bytes)?;
    let role = if message.is_response() { Server } else { Client };
    if message.is_exact() { sure(role) } else { maybe(role) }
}

pub(super) fn dns_tcp(bytes: &[u8]) -> Guess {
    let mut messages = tcp_messages(bytes);
    match messages.next() {
        Some(first) => dns(first),
        None => dns(messages.incomplete()).and_then(|(_, role)| maybe(role)),
    }
}

/// The cookie behind the fixed part. Source: RFC 2131 section 3.
pub(super) fn dhcp(bytes: &[u8]) -> Guess {
    (bytes.get(236..240)? == [0x63, 0x82, 0x53, 0x63]).then_some(())?;
    let (_, role) = bootp(bytes)?;
    sure(role)
}

/// Source: RFC 951 section 3.
pub(super) fn bootp(bytes: &[u8]) -> Guess {
    match bytes.first_chunk::<3>()? {
        [1, 1..=32, 0..=16] => maybe(Client),
        [2, 1..=32, 0..=16] => maybe(Server),
        _ => None,
    }
}

/// Message types. Source: RFC 8415 section 7.3, RFC 5007 section 4.2.
pub(super) fn dhcpv6(bytes: &[u8]) -> Guess {
    match bytes.first()? {
        1 | 3 | 4 | 5 | 6 | 8 | 9 | 11 | 14 => maybe(Client),
        2 | 7 | 10 | 15 => maybe(Server),
        12 | 13 => maybe(Unknown),
        _ => None,
    }
}

/// Version and mode. Source: RFC 5905 section 7.3; control messages, RFC 9327 section 2.
pub(super) fn ntp(bytes: &[u8]) -> Guess {
    let first = bytes.first()?;
    let (version, mode) = (first >> 3 & 7, first & 7);
    match (mode, bytes.len()) {
        _ if !(1..=4).contains(&version) => None,
        (3, 48..) => maybe(Client),
        (4, 48..) => maybe(Server),
        (1 | 2 | 5, 48..) => maybe(Unknown),
        (6, 12..) => maybe(if bytes.get(1)? & 0x80 == 0 { Client } else { Server }),
        (7, 8..) => maybe(if first & 0x80 == 0 { Client } else { Server }),
        _ => None,
    }
}

/// A BER sequence of a version and a community, or of version 3. Source: RFC 1157 section 4, RFC 3412 section 6.
pub(super) fn snmp(bytes: &[u8]) -> Guess {
    let mut cursor = Cursor::new(bytes);
    sequence(&mut cursor, 0x30)?;
    let version = sequence(&mut cursor, 0x02).and_then(|len| cursor.take(len))?;
    let next = cursor.u8()?;
    match (version, next) {
        ([0, 0, 0, 0 | 1] | [0 | 1], 4) => {
            cursor.vec8()?;
            match cursor.u8()? {
                // Get, get-next, set, get-bulk; traps and informs; response.
                0xa0 | 0xa1 | 0xa3 | 0xa5 => maybe(Client),
                0xa4 | 0xa6 | 0xa7 => maybe(Unknown),
                0xa2 => maybe(Server),
                _ => None,
            }
        }
        ([0, 0, 0, 3] | [3], 0x30) => maybe(Unknown),
        _ => None,
    }
}

/// The length behind a BER tag, in bytes; the cursor then stands at the content. Source: X.690 section 8.1.3.
pub(super) fn sequence(cursor: &mut Cursor<'_>, tag: u8) -> Option<usize> {
    if cursor.u8()? != tag {
        return None;
    }
    match cursor.u8()? {
        len @ 0..=0x7f => Some(len.into()),
        form @ 0x81..=0x84 => {
            let bytes = cursor.take(usize::from(form & 0x7f))?;
            Some(bytes.iter().fold(0, |len, byte| len << 8 | usize::from(*byte)))
        }
        _ => None,
    }
}

/// Code and length. Source: RFC 2865 section 3.
pub(super) fn radius(bytes: &[u8]) -> Guess {
    let mut cursor = Cursor::new(bytes);
    let (code, _, len) = (cursor.u8()?, cursor.u8()?, usize::from(cursor.u16()?));
    if !(20..=4096).contains(&len) || len > bytes.len() && bytes.len() < 64 {
        return None;
    }
    match code {
        1 | 4 | 12 | 40 | 43 => maybe(Client),
        2 | 3 | 5 | 11 | 13 | 41 | 42 | 44 | 45 => maybe(Server),
        _ => None,
    }
}

/// The operation. Source: RFC 1350 section 5, RFC 2347.
pub(super) fn tftp(bytes: &[u8]) -> Guess {
    match bytes {
        [0, 1 | 2, name, ..] if name.is_ascii_graphic() => maybe(Client),
        [0, 3..=6, ..] => maybe(Unknown),
        _ => None,
    }
}
