//! What Windows networks speak.

use super::Role::{Client, Server, Unknown};
use super::lan::sequence;
use super::{Guess, maybe, sure};
use crate::proto::cursor::Cursor;

/// Source: [MS-CIFS] section 2.2.3.1; the frame around it, RFC 1002 section 4.3.1.
pub(super) fn smb(bytes: &[u8]) -> Guess {
    let message = in_session(bytes)?.strip_prefix(b"\xffSMB")?;
    let is_answer = message.get(5).map(|flags| flags & 0x80 != 0);
    sure(role(is_answer))
}

/// Also encrypted messages. Source: [MS-SMB2] sections 2.2.1 and 2.2.41.
pub(super) fn smb2(bytes: &[u8]) -> Guess {
    let message = in_session(bytes)?;
    if message.starts_with(b"\xfdSMB") || message.starts_with(b"\xfcSMB") {
        return sure(Unknown);
    }
    let message = message.strip_prefix(b"\xfeSMB")?;
    let is_answer = message.get(12).map(|flags| flags & 1 != 0);
    sure(role(is_answer))
}

fn role(is_answer: Option<bool>) -> super::Role {
    match is_answer {
        Some(true) => Server,
        Some(false) => Client,
        None => Unknown,
    }
}

/// What a session message carries.
fn in_session(bytes: &[u8]) -> Option<&[u8]> {
    let [0, _, _, _, message @ ..] = bytes else { return None };
    Some(message)
}

/// Session request and its answers. Source: RFC 1002 section 4.3.
pub(super) fn nbss(bytes: &[u8]) -> Guess {
    match bytes {
        [0x81, 0, 0, 68, 32, ..] => maybe(Client),
        [0x82, 0, 0, 0] | [0x83, 0, 0, 1, _] | [0x84, 0, 0, 6, ..] => maybe(Server),
        _ => None,
    }
}

/// A datagram to the mailslot of the browser service. Source: [MS-BRWS] section 2.1.
pub(super) fn browser(bytes: &[u8]) -> Guess {
    nbds(bytes)?;
    // The name of the mailslot follows the names of NetBIOS and the header of SMB.
    let front = bytes.get(..300).unwrap_or(bytes);
    front.windows(16).any(|part| part.eq_ignore_ascii_case(b"\\MAILSLOT\\BROWSE")).then_some(())?;
    sure(Unknown)
}

/// Source: RFC 1002 section 4.4.1.
pub(super) fn nbds(bytes: &[u8]) -> Guess {
    matches!(bytes, [0x10..=0x16, flags, ..] if flags & 0xf0 == 0).then_some(())?;
    maybe(Unknown)
}

/// A BER sequence of a message number and an operation. Source: RFC 4511 section 4.1.1.
pub(super) fn ldap(bytes: &[u8]) -> Guess {
    let mut cursor = Cursor::new(bytes);
    sequence(&mut cursor, 0x30)?;
    if sequence(&mut cursor, 0x02).and_then(|len| cursor.take(len)).is_none_or(|id| !(1..=4).contains(&id.len())) {
        return None;
    }
    match cursor.u8()? {
        // Bind, unbind, search, modify, add, delete, rename, compare, abandon, extended.
        0x60 | 0x42 | 0x63 | 0x66 | 0x68 | 0x4a | 0x6c | 0x6e | 0x50 | 0x77 => maybe(Client),
        0x61 | 0x64 | 0x65 | 0x67 | 0x69 | 0x6b | 0x6d | 0x6f | 0x73 | 0x78 | 0x79 => maybe(Server),
        _ => None,
    }
}

/// An application tag around a sequence that begins with the version 5. Source: RFC 4120 section 5.
pub(super) fn krb5(bytes: &[u8]) -> Guess {
    let mut cursor = Cursor::new(bytes);
    let tag = *bytes.first()?;
    sequence(&mut cursor, tag)?;
    sequence(&mut cursor, 0x30)?;
    let version = cursor.array::<5>()?;
    let says_5 = matches!(version, [0xa0 | 0xa1, 3, 2, 1, 5]);
    match tag {
        _ if !says_5 => None,
        0x6a | 0x6c | 0x6e => sure(Client),
        0x6b | 0x6d | 0x6f | 0x7e => sure(Server),
        _ => None,
    }
}

/// The same behind its length. Source: RFC 4120 section 7.2.2.
pub(super) fn krb5_tcp(bytes: &[u8]) -> Guess {
    let [0, 0, _, _, message @ ..] = bytes else { return None };
    krb5(message)
}

/// The header of connection-oriented calls. Source: DCE 1.1: Remote Procedure Call (C706) section 12.6.3.
pub(super) fn dcerpc(bytes: &[u8]) -> Guess {
    let [5, 0 | 1, kind, _, order, floats, 0, 0, low, high, ..] = bytes else { return None };
    let len = if order & 0x10 != 0 { u16::from_le_bytes([*low, *high]) } else { u16::from_be_bytes([*low, *high]) };
    if !matches!(order, 0x00 | 0x01 | 0x10 | 0x11) || *floats > 3 || len < 16 {
        return None;
    }
    match kind {
        0 | 11 | 14 | 16 => sure(Client),
        2 | 3 | 12 | 13 | 15 => sure(Server),
        1 | 4..=10 | 17..=20 => sure(Unknown),
        _ => None,
    }
}

/// The header of connectionless calls: 80 bytes, among them the length of what follows.
///
/// Source: C706 section 12.5.1.
pub(super) fn dcerpc_udp(bytes: &[u8]) -> Guess {
    let [4, kind @ 0..=10, _, flags, order @ (0x00 | 0x01 | 0x10 | 0x11), floats @ 0..=3, 0, ..] = bytes else {
        return None;
    };
    let [low, high] = *bytes.get(74..76)?.first_chunk::<2>()?;
    let len = if order & 0x10 != 0 { u16::from_le_bytes([low, high]) } else { u16::from_be_bytes([low, high]) };
    (*flags <= 3 && *floats <= 3 && bytes.len() == 80 + usize::from(len)).then_some(())?;
    match kind {
        // Request, ping, cancel; response, fault, working, no call, reject, and the acknowledgement of a cancel.
        0 | 1 | 8 => sure(Client),
        2..=6 | 10 => sure(Server),
        _ => sure(Unknown),
    }
}

/// The connection request with a cookie, a routing token or a negotiation, and its confirmation; without any of them from
/// old ends. Source: [MS-RDPBCGR] section 2.2.1.
pub(super) fn rdp(bytes: &[u8]) -> Guess {
    let [3, 0, high, low, rest_len, kind @ (0xe0 | 0xd0), _, _, _, _, 0, rest @ ..] = bytes else { return None };
    let len = usize::from(u16::from_be_bytes([*high, *low]));
    if usize::from(*rest_len) + 5 != len {
        return None;
    }
    let has_cookie = rest.starts_with(b"Cookie: mstshash=") || rest.starts_with(b"Cookie: msts=");
    let negotiates = len == 19 && matches!(rest, [1..=3, _, 8, 0, _, _, 0, 0]);
    match (kind, has_cookie, negotiates) {
        (0xe0, true, _) | (0xe0, _, true) => sure(Client),
        (_, _, true) => sure(Server),
        (0xe0, ..) => maybe(Client),
        _ => maybe(Server),
    }
}
