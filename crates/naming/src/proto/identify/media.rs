//! Talk, and file sharing.

use super::Role::{Client, Server, Unknown};
use super::{Guess, maybe, sure};
use crate::proto::cursor::Cursor;

/// The magic cookie. Source: RFC 8489 section 5.
pub(super) fn stun(bytes: &[u8]) -> Guess {
    let mut cursor = Cursor::new(bytes);
    let (kind, len, cookie) = (cursor.u16()?, cursor.u16()?, cursor.u32()?);
    let is_stun = kind & 0xc000 == 0 && len % 4 == 0 && cookie == 0x2112_a442 && bytes.len() <= 20 + usize::from(len);
    is_stun.then(|| role(kind)).and_then(sure)
}

/// Without the cookie. Source: RFC 3489 section 11.1.
pub(super) fn classic_stun(bytes: &[u8]) -> Guess {
    let mut cursor = Cursor::new(bytes);
    let (kind, len) = (cursor.u16()?, cursor.u16()?);
    let is_stun =
        matches!(kind, 0x0001 | 0x0101 | 0x0111 | 0x0002 | 0x0102 | 0x0112) && bytes.len() == 20 + usize::from(len);
    is_stun.then(|| role(kind)).and_then(maybe)
}

/// By the two bits of the class: request, indication, success, error. Source: RFC 8489 section 5.
fn role(kind: u16) -> super::Role {
    match (kind & 0x0100 != 0, kind & 0x0010 != 0) {
        (false, false) => Client,
        (false, true) => Unknown,
        (true, _) => Server,
    }
}

/// Queries, answers and errors as bencoded dictionaries. Source: BEP 5.
pub(super) fn bt_dht(bytes: &[u8]) -> Guess {
    if bytes.starts_with(b"d1:ad2:id20:") {
        return sure(Client);
    }
    let answers: [&[u8]; 4] = [b"d1:rd2:id20:", b"d2:ip6:", b"d2:ip18:", b"d1:eli"];
    answers.iter().any(|start| bytes.starts_with(start)).then_some(())?;
    sure(Server)
}

/// The handshake, which both ends send. Source: BEP 3.
pub(super) fn bittorrent(bytes: &[u8]) -> Guess {
    bytes.starts_with(b"\x13BitTorrent protocol").then_some(())?;
    sure(Unknown)
}
