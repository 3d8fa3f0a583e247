//! Talk, and file sharing.

use super::Role::{Client, Server, Unknown};
use super::{Guess, maybe, sure};
use crate::proto::cursor::Cursor;

/// The magic cookie. Source: RFC 8489 section 5.
pub(super) fn stun(bytes: &[u8]) -> Guess {
    let (role, len) = message(bytes)?;
    (bytes.len() <= 20 + len).then_some(())?;
    sure(role)
}

/// The front of a stream: more messages may follow, and between peers each stands behind its length.
///
/// Source: RFC 8489 section 6.2.2, RFC 4571 section 2 (as RFC 6544 section 3 asks for it).
pub(super) fn stun_tcp(bytes: &[u8]) -> Guess {
    let (role, _) = message(bytes).or_else(|| message(bytes.get(2..)?))?;
    sure(role)
}

/// Who sends a message with the cookie, and its length. Microsoft's servers do not fill attributes up to four bytes
/// ([MS-TURN] section 2.2.2).
fn message(bytes: &[u8]) -> Option<(super::Role, usize)> {
    let mut cursor = Cursor::new(bytes);
    let (kind, len, cookie) = (cursor.u16()?, cursor.u16()?, cursor.u32()?);
    (kind & 0xc000 == 0 && cookie == 0x2112_a442).then(|| (role(kind), len.into()))
}

/// Without the cookie: the attributes fill the message. In the first drafts of TURN the cookie was the first attribute.
///
/// Source: RFC 3489 section 11, draft-rosenberg-midcom-turn-08 section 8.
pub(super) fn classic_stun(bytes: &[u8]) -> Guess {
    let mut cursor = Cursor::new(bytes);
    let (kind, len) = (cursor.u16()?, cursor.u16()?);
    let is_relayed = matches!(kind, 0x0003 | 0x0004 | 0x0103 | 0x0104 | 0x0113 | 0x0114 | 0x0115);
    let is_binding = matches!(kind, 0x0001 | 0x0101 | 0x0111 | 0x0002 | 0x0102 | 0x0112);
    if bytes.len() != 20 + usize::from(len) || !is_relayed && !is_binding {
        return None;
    }
    cursor.array::<16>()?;
    if cursor.rest().starts_with(&[0, 0x0f, 0, 4, 0x72, 0xc6, 0x4b, 0xc6]) {
        return sure(role(kind));
    }
    if is_relayed {
        return None;
    }
    let mut attributes = 0;
    while !cursor.is_empty() {
        let Some((0x0001..=0x000b, _)) = cursor.u16().zip(cursor.vec16()) else { return maybe(role(kind)) };
        attributes += 1;
    }
    if attributes > 0 { sure(role(kind)) } else { maybe(role(kind)) }
}

/// A report of a sender or a receiver, which begins every datagram; what follows may be encrypted.
///
/// The number of its blocks gives its length, so that almost four bytes are known.
///
/// Source: RFC 3550 sections 6.1 and 6.4, RFC 3711 section 3.4.
pub(super) fn rtcp(bytes: &[u8]) -> Guess {
    let mut cursor = Cursor::new(bytes);
    let (first, kind, words) = (cursor.u8()?, cursor.u8()?, cursor.u16()?);
    let sender = match kind {
        200 => 6,
        201 => 1,
        _ => return None,
    };
    let blocks = u16::from(first & 0x1f);
    (first >> 5 == 0b100 && words == sender + 6 * blocks && bytes.len() >= 4 * (usize::from(words) + 1))
        .then_some(())?;
    sure(Unknown)
}

/// By the two bits of the class: request, indication, success, error. Source: RFC 8489 section 5.
fn role(kind: u16) -> super::Role {
    match (kind & 0x0100 != 0, kind & 0x0010 != 0) {
        (false, false) => Client,
        (false, true) => Unknown,
        (true, _) => Server,
    }
}

/// Queries, answers and errors as bencoded dictionaries, whose keys are sorted; an answer may give the asker's address
/// first. What stands before the identification differs by the question.
///
/// Source: BEP 5, BEP 33, BEP 42.
pub(super) fn bt_dht(bytes: &[u8]) -> Guess {
    let front = bytes.get(..400).unwrap_or(bytes);
    let has_id = || front.windows(7).any(|part| part == b"2:id20:");
    if bytes.starts_with(b"d1:ad") {
        return has_id().then_some(()).and_then(|()| sure(Client));
    }
    let answers: [&[u8]; 2] = [b"d1:rd", b"d2:ip"];
    let is_answer = bytes.starts_with(b"d1:eli") || answers.iter().any(|start| bytes.starts_with(start)) && has_id();
    is_answer.then_some(()).and_then(|()| sure(Server))
}

/// The handshake, which both ends send. Source: BEP 3.
pub(super) fn bittorrent(bytes: &[u8]) -> Guess {
    bytes.starts_with(b"\x13BitTorrent protocol").then_some(())?;
    sure(Unknown)
}
