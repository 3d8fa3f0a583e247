//! Handshake bytes out of records: one message may take many records, one record may hold many messages.

use super::MAX_HANDSHAKE;
use crate::proto::Progress;
use crate::proto::cursor::Cursor;
use idlewire_evidence::Span;
use std::borrow::Cow;

/// Content type of a handshake record. Source: RFC 8446 section 5.1.
pub(super) const HANDSHAKE: u8 = 22;

/// Longest record: 2^14 bytes, and 2,048 for what ciphers add (RFC 5246 section 6.2.3).
const MAX_RECORD: usize = 16_384 + 2_048;

/// The handshake bytes at the front of a stream.
pub(super) struct Flight<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// Where each piece begins: in `bytes`, in the stream. Empty if the stream is the handshake itself.
    pieces: Vec<(usize, usize)>,
    /// Whether the stream ended before anything else did, so that more of it could bring more bytes.
    is_open: bool,
}

/// One handshake message.
#[derive(Clone, Copy)]
pub(super) struct Message<'a> {
    pub(super) kind: u8,
    pub(super) body: &'a [u8],
    /// Offset of the body in the flight.
    pub(super) body_at: usize,
}

impl<'a> Flight<'a> {
    /// Takes handshake records from the front of a TCP stream, until another record, a broken one, or the cap.
    pub(super) fn of_records(stream: &'a [u8]) -> Self {
        let mut flight = Self { bytes: Cow::Borrowed(&[]), pieces: Vec::new(), is_open: true };
        let mut cursor = Cursor::new(stream);
        while flight.is_open && !cursor.is_empty() {
            flight.is_open = could_be_record(cursor.rest()) && flight.bytes.len() as u64 <= MAX_HANDSHAKE.default;
            let Some(header) = cursor.array::<5>().filter(|_| flight.is_open) else { break };
            let len = usize::from(u16::from_be_bytes([header[3], header[4]]));
            flight.push(cursor.place(), cursor.rest().get(..len).unwrap_or(cursor.rest()));
            if cursor.take(len).is_none() {
                break;
            }
        }
        flight
    }

    /// The handshake bytes themselves, as QUIC and reassembled DTLS have them.
    pub(super) fn of_messages(bytes: &'a [u8]) -> Self {
        Self { bytes: Cow::Borrowed(bytes), pieces: Vec::new(), is_open: true }
    }

    fn push(&mut self, place: usize, fragment: &'a [u8]) {
        self.pieces.push((self.bytes.len(), place));
        if self.bytes.is_empty() {
            self.bytes = Cow::Borrowed(fragment);
        } else {
            self.bytes.to_mut().extend_from_slice(fragment);
        }
    }

    /// The message at `at`, and the offset behind it.
    pub(super) fn message(&self, at: usize) -> Progress<(Message<'_>, usize)> {
        let mut cursor = Cursor::at(&self.bytes, at);
        let header = cursor.u8().zip(cursor.u24());
        let missing = if self.is_open { Progress::More } else { Progress::No };
        match header {
            Some((_, len)) if len as u64 > MAX_HANDSHAKE.default => Progress::No,
            Some((kind, len)) => {
                let body_at = cursor.place();
                cursor
                    .take(len)
                    .map_or(missing, |body| Progress::Done((Message { kind, body, body_at }, cursor.place())))
            }
            None => missing,
        }
    }

    /// The bytes there are of the message at `at`, whole or not, and whether it is whole.
    pub(super) fn message_cut(&self, at: usize) -> Option<(Message<'_>, bool)> {
        let mut cursor = Cursor::at(&self.bytes, at);
        let (kind, len) = (cursor.u8()?, cursor.u24()?);
        let body = cursor.rest();
        let message = Message { kind, body: body.get(..len).unwrap_or(body), body_at: cursor.place() };
        Some((message, body.len() >= len))
    }

    /// The type of the message at `at`, as soon as its first byte is there.
    pub(super) fn kind_at(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// Where bytes of the flight stand in the stream. Record headers between them are within the span.
    pub(super) fn span(&self, at: usize, len: usize) -> Span {
        let start = self.place(at);
        let last = self.place(at + len.saturating_sub(1));
        Span::new(start, (last + len.min(1)).saturating_sub(start))
    }

    fn place(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|(start, _)| *start <= at);
        match after.checked_sub(1).and_then(|i| self.pieces.get(i)) {
            Some((start, place)) => at - start + place,
            None => at,
        }
    }
}

/// Whether the first bytes are those of a handshake record of SSL 3 or TLS.
fn could_be_record(bytes: &[u8]) -> bool {
    let len = bytes.first_chunk::<5>().map_or(0, |h| usize::from(u16::from_be_bytes([h[3], h[4]])));
    bytes.first().is_none_or(|kind| *kind == HANDSHAKE)
        && bytes.get(1).is_none_or(|major| *major == 3)
        && len <= MAX_RECORD
}
