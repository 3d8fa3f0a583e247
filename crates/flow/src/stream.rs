//! The opening bytes of one TCP direction, put in order.

use crate::flow::Segment;
use crate::limits::{STREAM_BYTES, STREAM_PIECES};
use idlewire_evidence::{Cap, FramePlace, Span};

/// One direction of a TCP flow as far as it was put together.
///
/// Sequence numbers wrap (RFC 9293 section 3.4), so distances are taken modulo 2^32. Where two segments disagree about a
/// byte, the first one seen wins.
#[derive(Clone, Debug, Default)]
pub enum Stream {
    /// No byte seen yet.
    #[default]
    Empty,
    /// Collecting.
    Open(Box<Opening>),
    /// Read as far as was useful, or given up.
    Closed,
}

/// The bytes of an open stream.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Sequence number of the first byte in `ready`.
    anchor: u32,
    ready: Vec<u8>,
    /// Where the ready bytes came from, in order and without a gap.
    origins: Vec<Origin>,
    /// Pieces behind a gap. Few, so a plain list in order of arrival.
    waiting: Vec<Piece>,
}

/// A run of ready bytes that came from one frame.
#[derive(Clone, Copy, Debug)]
struct Origin {
    /// Offset of the run in the ready bytes.
    start: usize,
    place: FramePlace,
    /// Offset of the run in the frame; `None` if the packet was put together from fragments.
    at: Option<u32>,
}

#[derive(Clone, Debug)]
struct Piece {
    /// Distance from the anchor.
    start: usize,
    bytes: Vec<u8>,
    place: FramePlace,
    at: Option<u32>,
}

impl Stream {
    /// Starts to collect at `sequence`, whatever was collected before.
    pub fn open_at(&mut self, sequence: u32) {
        *self = Self::Open(Box::new(Opening {
            anchor: sequence,
            ready: Vec::new(),
            origins: Vec::new(),
            waiting: Vec::new(),
        }));
    }

    /// Stops collecting and frees the bytes.
    pub fn close(&mut self) {
        *self = Self::Closed;
    }

    /// Whether bytes are still wanted.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open(_))
    }

    /// The sequence number of the first ready byte.
    #[must_use]
    pub fn anchor(&self) -> Option<u32> {
        if let Self::Open(opening) = self { Some(opening.anchor) } else { None }
    }

    /// The bytes that follow the anchor without a gap.
    #[must_use]
    pub fn ready(&self) -> &[u8] {
        match self {
            Self::Open(opening) => &opening.ready,
            _ => &[],
        }
    }

    /// Whether bytes are there behind bytes that are missing.
    #[must_use]
    pub fn has_gap(&self) -> bool {
        matches!(self, Self::Open(opening) if !opening.waiting.is_empty())
    }

    /// Drops the first `len` ready bytes: they were read.
    pub fn advance(&mut self, len: usize) {
        let Self::Open(opening) = self else { return };
        let len = len.min(opening.ready.len());
        opening.ready.drain(..len);
        opening.anchor = opening.anchor.wrapping_add(u32::try_from(len).unwrap_or(u32::MAX));
        opening.waiting.retain_mut(|piece| {
            let kept = piece.start.checked_sub(len);
            piece.start = kept.unwrap_or_default();
            kept.is_some()
        });
        let ends: Vec<usize> = opening.origins.iter().skip(1).map(|next| next.start).collect();
        opening.origins.retain_mut({
            let mut ends = ends.into_iter().chain([usize::MAX]);
            move |run| {
                let skipped = len.saturating_sub(run.start);
                run.at = run.at.map(|at| at.saturating_add(u32::try_from(skipped).unwrap_or(u32::MAX)));
                run.start = run.start.saturating_sub(len);
                ends.next().is_some_and(|end| end > len)
            }
        });
    }

    /// Where a span of the ready bytes was captured: one place for each frame that it touches.
    #[must_use]
    pub fn locate(&self, span: Span) -> Vec<(FramePlace, Option<Span>)> {
        let Self::Open(opening) = self else { return Vec::new() };
        let (start, end) = (span.start as usize, span.end as usize);
        let ends = opening.origins.iter().skip(1).map(|next| next.start).chain([opening.ready.len()]);
        let touched = opening.origins.iter().zip(ends).filter(|(run, run_end)| run.start < end && *run_end > start);
        touched
            .map(|(run, run_end)| {
                let (from, to) = (start.max(run.start), end.min(run_end));
                (run.place, run.at.map(|at| Span::new(at as usize + (from - run.start), to - from)))
            })
            .collect()
    }

    /// Adds the bytes of a segment, the first of which has the number `sequence`. Returns whether [`Stream::ready`] grew.
    ///
    /// # Errors
    /// The cap that was hit; the stream is closed then.
    pub fn push(&mut self, sequence: u32, segment: &Segment<'_>) -> Result<bool, &'static Cap> {
        let Self::Open(opening) = self else { return Ok(false) };
        let pushed = opening.push(sequence, segment);
        if pushed.is_err() {
            self.close();
        }
        pushed
    }
}

impl Opening {
    fn push(&mut self, sequence: u32, segment: &Segment<'_>) -> Result<bool, &'static Cap> {
        let distance = sequence.wrapping_sub(self.anchor);
        // A distance in the upper half is a segment from before the anchor: an old retransmission, perhaps overlapping.
        let before = if distance > u32::MAX / 2 { distance.wrapping_neg() as usize } else { 0 };
        let start = if before > 0 { 0 } else { distance as usize };
        let bytes = segment.bytes.get(before..).unwrap_or_default();
        let at = segment.at.map(|at| at.saturating_add(u32::try_from(before).unwrap_or(u32::MAX)));
        let place = segment.moment.place;
        if bytes.is_empty() {
            return Ok(false);
        }
        if start >= STREAM_BYTES.default as usize {
            let is_full = self.ready.len() >= STREAM_BYTES.default as usize;
            return if is_full { Err(&STREAM_BYTES) } else { Ok(false) };
        }
        if start > self.ready.len() {
            return self.keep_waiting(Piece { start, bytes: bytes.to_vec(), place, at });
        }
        let len = self.ready.len();
        self.extend(start, bytes, place, at);
        self.drain_waiting();
        Ok(self.ready.len() > len)
    }

    /// Appends what of the bytes is new.
    fn extend(&mut self, start: usize, bytes: &[u8], place: FramePlace, at: Option<u32>) {
        let known = self.ready.len().saturating_sub(start);
        let room = (STREAM_BYTES.default as usize).saturating_sub(self.ready.len());
        let new = bytes.get(known..).unwrap_or_default();
        let new = new.get(..room).unwrap_or(new);
        if !new.is_empty() {
            let at = at.map(|at| at.saturating_add(u32::try_from(known).unwrap_or(u32::MAX)));
            self.origins.push(Origin { start: self.ready.len(), place, at });
            self.ready.extend_from_slice(new);
        }
    }

    fn keep_waiting(&mut self, piece: Piece) -> Result<bool, &'static Cap> {
        if self.waiting.iter().any(|known| known.start == piece.start && known.bytes.len() >= piece.bytes.len()) {
            return Ok(false);
        }
        if self.waiting.len() >= STREAM_PIECES.default as usize {
            return Err(&STREAM_PIECES);
        }
        let held: usize = self.waiting.iter().map(|piece| piece.bytes.len()).sum();
        if held + piece.bytes.len() > 2 * STREAM_BYTES.default as usize {
            return Err(&STREAM_BYTES);
        }
        self.waiting.push(piece);
        Ok(false)
    }

    /// Moves every piece that now touches the ready bytes. Order of arrival decides between pieces.
    fn drain_waiting(&mut self) {
        while let Some(at) = self.waiting.iter().position(|piece| piece.start <= self.ready.len()) {
            let piece = self.waiting.remove(at);
            self.extend(piece.start, &piece.bytes, piece.place, piece.at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A segment whose payload begins at byte 54 of frame `frame`.
    fn segment(frame: u64, bytes: &[u8]) -> Segment<'_> {
        let moment = crate::Moment { time: None, place: FramePlace { input: 0, frame }, counts: true };
        Segment {
            side: crate::Side::Low,
            sequence: 0,
            flags: 0,
            bytes: bytes.into(),
            at: Some(54),
            missing: 0,
            begins: false,
            moment,
        }
    }

    fn fill(anchor: u32, segments: &[(u32, Vec<u8>)]) -> Stream {
        let mut stream = Stream::Empty;
        stream.open_at(anchor);
        for (frame, (sequence, bytes)) in (1..).zip(segments) {
            stream.push(*sequence, &segment(frame, bytes)).unwrap();
        }
        stream
    }

    fn collect(anchor: u32, segments: &[(u32, Vec<u8>)]) -> Vec<u8> {
        fill(anchor, segments).ready().to_vec()
    }

    #[test]
    fn a_span_is_found_in_the_frames_it_came_from() {
        let stream = fill(0, &[(2, b"cdef".to_vec()), (0, b"abcd".to_vec())]);
        assert_eq!(stream.ready(), b"abcdef");
        let place = |frame| FramePlace { input: 0, frame };
        assert_eq!(stream.locate(Span::new(1, 2)), [(place(2), Some(Span::new(55, 2)))]);
        assert_eq!(
            stream.locate(Span::new(3, 3)),
            [(place(2), Some(Span::new(57, 1))), (place(1), Some(Span::new(56, 2)))]
        );
    }

    #[test]
    fn what_was_read_is_dropped_and_the_rest_keeps_its_place() {
        let mut stream = fill(0, &[(0, b"abc".to_vec()), (3, b"def".to_vec()), (8, b"ij".to_vec())]);
        stream.advance(4);
        assert_eq!(stream.ready(), b"ef");
        assert_eq!(stream.locate(Span::new(0, 2)), [(FramePlace { input: 0, frame: 2 }, Some(Span::new(55, 2)))]);
        stream.push(6, &segment(9, b"gh")).unwrap();
        assert_eq!(stream.ready(), b"efghij");
    }

    #[test]
    fn a_gap_holds_back_what_follows_it() {
        assert_eq!(collect(10, &[(12, b"cd".to_vec())]), b"");
        assert_eq!(collect(10, &[(12, b"cd".to_vec()), (10, b"ab".to_vec())]), b"abcd");
    }

    #[test]
    fn sequence_numbers_wrap() {
        assert_eq!(collect(u32::MAX, &[(0, b"b".to_vec()), (u32::MAX, b"a".to_vec())]), b"ab");
    }

    #[test]
    fn bytes_before_the_anchor_are_left_out() {
        assert_eq!(collect(10, &[(8, b"xxab".to_vec())]), b"ab");
    }

    #[test]
    fn the_first_bytes_seen_win() {
        assert_eq!(collect(0, &[(0, b"ab".to_vec()), (0, b"XYc".to_vec())]), b"abc");
    }

    #[test]
    fn too_many_pieces_close_the_stream() {
        let mut stream = Stream::Empty;
        stream.open_at(0);
        let hit = (0..200u32).find_map(|n| stream.push(n * 2 + 1, &segment(1, b"x")).err());
        assert_eq!(hit, Some(&STREAM_PIECES));
        assert!(!stream.is_open());
    }

    proptest! {
        #[test]
        fn any_order_and_overlap_gives_the_sent_bytes(
            sent in proptest::collection::vec(any::<u8>(), 1..400),
            anchor: u32,
            cuts in proptest::collection::vec((0usize..400, 1usize..60), 0..30),
        ) {
            // Random overlapping pieces, then the whole in order, so that no gap is left.
            let piece = |start: usize, len: usize| {
                let start = start.min(sent.len());
                (anchor.wrapping_add(start as u32), sent[start..(start + len).min(sent.len())].to_vec())
            };
            let mut segments: Vec<_> = cuts.iter().map(|&(start, len)| piece(start, len)).collect();
            segments.extend((0..sent.len()).step_by(50).map(|start| piece(start, 50)));
            prop_assert_eq!(collect(anchor, &segments), sent);
        }
    }
}
