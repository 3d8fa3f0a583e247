//! Packets with a long header. Source: RFC 9000 section 17.2, RFC 8999 section 5.1.

use super::version::{PacketType, QuicVersion};
use crate::proto::cursor::Cursor;

/// A packet with a long header, still protected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Long<'a> {
    pub(super) version: QuicVersion,
    pub(super) destination: &'a [u8],
    pub(super) kind: Kind<'a>,
}

/// What kind of packet it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'a> {
    Initial(Initial<'a>),
    /// Retry and version negotiation, which hold no frames; Handshake and 0-RTT, whose keys are secret; a version
    /// whose packets are not read.
    Other,
}

/// A protected Initial packet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Initial<'a> {
    /// From the first byte of the header to the end of the payload.
    pub(super) bytes: &'a [u8],
    /// Offset of the packet number.
    pub(super) number_at: usize,
}

/// Longest connection id. Source: RFC 9000 section 17.2. A longer one is allowed by RFC 8999 alone.
const MAX_ID: usize = 20;

/// The packet at the front of `bytes`, and what follows it in the datagram.
///
/// `None` if it has no long header or is cut.
pub(super) fn long_packet(bytes: &[u8]) -> Option<(Long<'_>, &[u8])> {
    let mut cursor = Cursor::new(bytes);
    let first = cursor.u8().filter(|first| first & 0x80 != 0)?;
    let version = QuicVersion(cursor.u32()?);
    let (destination, source) = (cursor.vec8()?, cursor.vec8()?);
    if destination.len() > MAX_ID || source.len() > MAX_ID {
        return None;
    }
    let long = |kind| Long { version, destination, kind };
    let kind = version.protection().map(|protection| protection.packet_type(first));
    let Some(kind) = kind.filter(|kind| *kind != PacketType::Retry) else { return Some((long(Kind::Other), &[])) };
    if kind == PacketType::Initial {
        let token = cursor.varint()?;
        cursor.take(usize::try_from(token).ok()?)?;
    }
    let len = usize::try_from(cursor.varint()?).ok()?;
    let number_at = cursor.place();
    cursor.take(len)?;
    let kind = match kind {
        PacketType::Initial => Kind::Initial(Initial { bytes: bytes.get(..cursor.place())?, number_at }),
        _ => Kind::Other,
    };
    Some((long(kind), cursor.rest()))
}

/// Whether a datagram begins with a long header of a known version, or negotiates versions.
///
/// The fixed bit may be clear where both ends have agreed on that (RFC 9287 section 3).
///
/// Google's versions up to `Q046` are left to [`super::gquic`]: their long header differs.
pub(crate) fn looks_like_long_header(bytes: &[u8]) -> bool {
    let Some([first, version @ .., id_len]) = bytes.first_chunk::<6>() else { return false };
    let version = QuicVersion(u32::from_be_bytes(*version));
    let is_read = version.is_known() && (version.protection().is_some() || !version.is_google());
    usize::from(*id_len) <= MAX_ID && first & 0x80 != 0 && (is_read || version.0 == 0 && negotiates(bytes))
}

/// Whether a version negotiation packet ends with a list of versions, one of them known.
fn negotiates(bytes: &[u8]) -> bool {
    let mut cursor = Cursor::at(bytes, 5);
    if cursor.vec8().zip(cursor.vec8()).is_none() {
        return false;
    }
    let (versions, rest) = cursor.rest().as_chunks::<4>();
    rest.is_empty() && versions.iter().any(|v| QuicVersion(u32::from_be_bytes(*v)).is_known())
}
