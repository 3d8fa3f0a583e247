//! Encrypted transports, by the part that stays in the clear.

use super::Role::{Client, Server, Unknown};
use super::{Guess, maybe, sure};
use crate::proto::cursor::Cursor;
use crate::proto::{quic, tls};

/// Records of SSL 3 and TLS. Source: RFC 8446 section 5.1.
pub(super) fn tls(bytes: &[u8]) -> Guess {
    let [kind @ 20..=23, 3, 0..=4, high, low, rest @ ..] = bytes else { return None };
    let len = u16::from_be_bytes([*high, *low]);
    if len == 0 || len > 16_384 + 2_048 {
        return None;
    }
    match (*kind, rest.first()) {
        (22, Some(1)) => sure(Client),
        (22, Some(2)) => sure(Server),
        (20, None | Some(1)) if len != 1 => None,
        (21, _) if len != 2 && len < 18 => None,
        _ => sure(Unknown),
    }
}

/// Hellos in the form of SSL 2.
pub(super) fn ssl2(bytes: &[u8]) -> Guess {
    if bytes.first()? & 0x80 == 0 {
        return None;
    }
    if tls::client_hello(bytes).done().is_some() {
        return sure(Client);
    }
    tls::server_hello(bytes).done().and_then(|_| maybe(Server))
}

/// The identification line, which both ends send; a server may say other lines before. Source: RFC 4253 section 4.2.
pub(super) fn ssh(bytes: &[u8]) -> Guess {
    let is_version = |line: &[u8]| line.starts_with(b"SSH-1.") || line.starts_with(b"SSH-2.0-");
    if is_version(bytes) {
        return sure(Unknown);
    }
    let front = bytes.get(..2048).unwrap_or(bytes);
    let mut lines = front
        .split(|b| *b == b'\n')
        .take_while(|line| !line.iter().any(|b| b.is_ascii_control() && !b.is_ascii_whitespace()));
    lines.any(is_version).then_some(())?;
    maybe(Server)
}

pub(super) fn quic(bytes: &[u8]) -> Guess {
    quic::looks_like_long_header(bytes).then_some(())?;
    sure(Unknown)
}

/// Google's versions before they took the form of IETF QUIC.
pub(super) fn gquic(bytes: &[u8]) -> Guess {
    quic::looks_like_google(bytes).then_some(())?;
    sure(if quic::is_google_negotiation(bytes) { Server } else { Client })
}

/// Records of DTLS, also behind the header of CAPWAP. Source: RFC 6347 section 4.1.
pub(super) fn dtls(bytes: &[u8]) -> Guess {
    let mut cursor = Cursor::new(tls::behind_capwap(bytes));
    let (kind, version, epoch) = (cursor.u8()?, cursor.u16()?, cursor.u16()?);
    cursor.array::<6>()?;
    let len = cursor.u16()?;
    if !matches!(kind, 20..=23 | 25) || !matches!(version, 0xfeff | 0xfefd | 0x0100) || len == 0 {
        return None;
    }
    match (kind, epoch, cursor.rest().first()) {
        (22, 0, Some(1)) => sure(Client),
        (22, 0, Some(2 | 3)) => sure(Server),
        _ => sure(Unknown),
    }
}

/// The four messages. Source: J. Donenfeld, "WireGuard: Next Generation Kernel Network Tunnel", section 5.4.
pub(super) fn wireguard(bytes: &[u8]) -> Guess {
    // Some use the three reserved bytes for themselves. Their handshakes are told by what else is known: the second code is
    // zero unless the receiver is under load (section 5.4.4), and a key has hardly a zero byte.
    let has_key = |at: usize| {
        let key = bytes.get(at..at + 32).unwrap_or_default();
        bytes.ends_with(&[0; 16]) && key.iter().filter(|byte| **byte == 0).count() <= 3
    };
    match (bytes.first_chunk::<4>()?, bytes.len()) {
        ([1, 0, 0, 0], 148) => sure(Client),
        ([2, 0, 0, 0], 92) | ([3, 0, 0, 0], 64) => sure(Server),
        ([1, ..], 148) if has_key(8) => sure(Client),
        ([2, ..], 92) if has_key(12) => sure(Server),
        // Data is padded to 16 bytes, and its counter does not come near 2^32 within the life of a key (section 6.1).
        ([4, 0, 0, 0], 32..) if bytes.len().is_multiple_of(16) => match bytes.get(12..16)? {
            [0, 0, 0, 0] => sure(Unknown),
            _ => maybe(Unknown),
        },
        _ => None,
    }
}

/// The header of IKE. Source: RFC 7296 section 3.1, RFC 2408 section 3.1.
pub(super) fn isakmp(bytes: &[u8]) -> Guess {
    let mut cursor = Cursor::new(bytes);
    let (initiator, responder) = (cursor.array::<8>()?, cursor.array::<8>()?);
    let (_, version, exchange, flags) = (cursor.u8()?, cursor.u8()?, cursor.u8()?, cursor.u8()?);
    cursor.u32()?;
    let len = usize::try_from(cursor.u32()?).ok()?;
    if *initiator == [0; 8]
        || !matches!(version >> 4, 1 | 2)
        || exchange == 0
        || len < 28
        || len > bytes.len().max(28) * 4
    {
        return None;
    }
    if version >> 4 == 2 {
        return maybe(if flags & 0x20 != 0 { Server } else { Client });
    }
    maybe(if *responder == [0; 8] { Client } else { Unknown })
}

/// IKE behind four zero bytes. Source: RFC 3948 section 2.2.
pub(super) fn isakmp_behind_nat(bytes: &[u8]) -> Guess {
    isakmp(bytes.strip_prefix(&[0; 4])?)
}

/// ESP, whose first four bytes are never zero. Source: RFC 3948 section 2.1.
pub(super) fn esp_behind_nat(bytes: &[u8]) -> Guess {
    (bytes.len() >= 16 && !bytes.starts_with(&[0; 4])).then_some(())?;
    maybe(Unknown)
}

/// The first message of a session, its key being 0: opcode 7 and, with a key of the client's own, 10; the answer, 8.
///
/// Without a wrapping of the control channel the rest is known: no acknowledgement or one, and packet 0.
///
/// Source: OpenVPN, `ssl_pkt.h` and `ssl_pkt.c`.
pub(super) fn openvpn(bytes: &[u8]) -> Guess {
    match (bytes.first()?, bytes.len()) {
        (0x38, 14) if bytes.ends_with(&[0; 5]) => sure(Client),
        (0x40, 26) if bytes.ends_with(&[0; 4]) && bytes.get(9..14) == Some(&[1, 0, 0, 0, 0]) => sure(Server),
        (0x38, 14..=140) | (0x50, 54..=1200) => maybe(Client),
        (0x40, 14..=160) => maybe(Server),
        _ => None,
    }
}

pub(super) fn openvpn_tcp(bytes: &[u8]) -> Guess {
    openvpn(Cursor::new(bytes).vec16()?)
}
