//! One conversation and what was counted of it.

use crate::key::{FlowKey, Side};
use crate::limits::{
    DISORDER_NANOS, EDGE_SEGMENTS, FLOW_WINDOWS, SHORTEST_IDLE_NANOS, SYN_RETRY_NANOS, idle_limit_nanos,
};
use crate::sketch::Sketch;
use crate::stream::Stream;
use crate::windows::Windows;
use idlewire_dissect::{Macs, Via};
use idlewire_evidence::{Cap, FramePlace, Ledger, Timestamp};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// When and where something was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The frame's own time, if it has one.
    pub time: Option<Timestamp>,
    /// The frame.
    pub place: FramePlace,
    /// Whether the frame lies in the period that counts. One before it tells what it tells, and is not counted.
    pub counts: bool,
}

impl Moment {
    /// Whether the frame was read before another: those of one input by number, those of several by time.
    pub(crate) fn is_before(&self, other: &Self) -> bool {
        if self.place.input == other.place.input {
            self.place.frame < other.place.frame
        } else {
            (self.time, self.place.input) < (other.time, other.place.input)
        }
    }
}

/// Puts what was seen at these moments into the order of reading: that of one input by number, inputs merged by the latest
/// time that each has come to. Times may go back; two moments alone, as [`Moment::is_before`] holds them, make no order then.
pub(crate) fn in_reading_order<T>(mut seen: Vec<T>, moment: impl Fn(&T) -> Moment) -> Vec<T> {
    seen.sort_by_key(|it| moment(it).place);
    let mut reached: Option<(u32, Option<Timestamp>)> = None;
    let mut turns: Vec<_> = Vec::with_capacity(seen.len());
    for it in seen {
        let Moment { time, place, .. } = moment(&it);
        let before = reached.filter(|(input, _)| *input == place.input).and_then(|(_, time)| time);
        reached = Some((place.input, time.max(before)));
        turns.push(((time.max(before), place.input), it));
    }
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, it)| it).collect()
}

/// What one side sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Frames.
    pub packets: u64,
    /// Bytes on the wire: whole frames, as Wireshark's Conversations window counts.
    pub bytes: u64,
}

impl Sums {
    /// Both together.
    #[must_use]
    pub fn plus(mut self, other: Self) -> Self {
        self.add(other.packets, other.bytes);
        self
    }

    pub(crate) fn add(&mut self, packets: u64, bytes: u64) {
        self.packets = self.packets.saturating_add(packets);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// These without some of them.
    pub(crate) fn less(self, some: Self) -> Self {
        Self { packets: self.packets.saturating_sub(some.packets), bytes: self.bytes.saturating_sub(some.bytes) }
    }
}

/// A TCP segment or a datagram that may say something.
#[derive(Clone, Debug)]
pub struct Segment<'a> {
    /// Who sent it.
    pub side: Side,
    /// TCP sequence number of the first byte (of the SYN, where there is one); 0 for other transports.
    pub sequence: u32,
    /// TCP flags; 0 for other transports.
    pub flags: u8,
    /// The payload, borrowed from the frame or put together from fragments.
    pub bytes: Cow<'a, [u8]>,
    /// Where the payload begins in the frame; `None` if it was put together from fragments.
    pub at: Option<u32>,
    /// Payload bytes that the headers declare and the capture lacks.
    pub missing: u32,
    /// Whether the payload may begin a part that can be read by itself: what the table's [`crate::Probe`] says.
    pub begins: bool,
    /// The frame.
    pub moment: Moment,
}

impl Segment<'_> {
    /// The same with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> Segment<'static> {
        Segment { bytes: Cow::Owned(self.bytes.into_owned()), ..self }
    }
}

/// The FIN flag (RFC 9293 section 3.1).
pub(crate) const FIN: u8 = 0x01;
/// The SYN flag.
pub(crate) const SYN: u8 = 0x02;
/// The RST flag.
pub(crate) const RST: u8 = 0x04;
/// The ACK flag.
pub(crate) const ACK: u8 = 0x10;

/// What one side did, as far as the flow's state and direction depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deeds {
    /// Sequence number of the last SYN without ACK: one that comes again has the same.
    pub syn: Option<u32>,
    pub sent_syn: bool,
    pub sent_syn_ack: bool,
    /// An ACK without SYN or RST: the other side had answered (RFC 9293 section 3.10.7.3), whether or not that was recorded.
    pub sent_ack: bool,
    pub sent_data: bool,
    pub sent_rst: bool,
    pub sent_fin: bool,
    /// Packets that do not count.
    pub uncounted: u64,
}

/// A flow; `T` is what the next stage knows of it.
#[derive(Clone, Debug)]
pub struct Flow<T> {
    /// Addresses, ports, transport.
    pub key: FlowKey,
    /// What each side sent, by [`Side`].
    pub sums: [Sums; 2],
    /// The first frame.
    pub first: Moment,
    /// The earliest time of its frames that count.
    pub first_time: Option<Timestamp>,
    /// The latest time of its frames that count.
    pub last_time: Option<Timestamp>,
    /// Who sent the first frame.
    pub first_side: Side,
    /// Link-layer addresses of the first frame.
    pub macs: Option<Macs>,
    /// The ten-minute windows (UTC) in which a frame was seen, counted from the epoch; in order of arrival, each once.
    pub windows: Windows,
    /// Tunnels around the first frame.
    pub via: Via,
    /// The process that sent or received the first frame of which the recorder knew that (PKTAP), as it was written.
    pub process: Option<Box<[u8]>>,
    /// Who is the client by what was said (a request, a hello); set by the next stage.
    pub client_by_content: Option<Side>,
    /// Opening bytes, by [`Side`].
    pub streams: [Stream; 2],
    /// Findings of the next stage.
    pub facts: T,
    /// The client of an earlier flow with the same key, known by its SYN.
    pub(crate) kin_before: Option<Side>,
    /// The same of the next flow.
    pub(crate) kin_behind: Option<Side>,
    /// The client by SYN of the first flow with the same key that is over and open at no edge of this piece of capture.
    pub(crate) over_before: Option<Side>,
    pub(crate) deeds: [Deeds; 2],
    /// The SYN that the flow began with, if it did.
    pub(crate) opened_by: Option<(Side, u32)>,
    /// Time of the first frame, in the order of reading, that has one. Times may go back.
    pub(crate) begin: Option<Timestamp>,
    /// Time of the last frame, in the order of reading, that has one.
    pub(crate) end: Option<Timestamp>,
    /// Fingerprint and time of the last frame by side, to recognise frames that were recorded twice.
    pub(crate) prints: [u64; 2],
    /// Segments kept because the flow may have begun before this piece of capture.
    pub(crate) edge: Option<Vec<Segment<'static>>>,
}

impl<T> Flow<T> {
    /// Takes in what a segment means for the order of bytes: where the stream begins, and its next bytes.
    ///
    /// Returns whether the side's ready bytes grew.
    ///
    /// # Errors
    /// The cap that closed the stream.
    pub fn take(&mut self, segment: &Segment<'_>) -> Result<bool, &'static Cap> {
        if self.key.transport() != 6 {
            return Ok(false);
        }
        let deeds = &mut self.deeds[segment.side as usize];
        let stream = &mut self.streams[segment.side as usize];
        let mut sequence = segment.sequence;
        if segment.flags & SYN != 0 {
            if segment.flags & ACK == 0 {
                deeds.syn = Some(sequence);
                deeds.sent_syn = true;
            } else {
                deeds.sent_syn_ack = true;
            }
            // A SYN takes one number (RFC 9293 section 3.4); data on it (RFC 7413) comes behind.
            sequence = sequence.wrapping_add(1);
            if !deeds.sent_data {
                stream.open_at(sequence);
            }
        }
        if segment.bytes.is_empty() {
            return Ok(false);
        }
        deeds.sent_data = true;
        if matches!(stream, Stream::Empty) {
            stream.open_at(sequence);
        }
        stream.push(sequence, segment)
    }

    /// Whether nothing that the packet may say is still wanted: it is behind the opening of its direction.
    #[inline(always)]
    pub(crate) fn is_deaf_to(&mut self, sketch: &Sketch) -> bool {
        let is_closed = matches!(self.streams[sketch.side as usize], Stream::Closed) && self.edge.is_none();
        let is_deaf = is_closed && !sketch.begins && sketch.flags & SYN == 0 && sketch.payload_missing == 0;
        self.deeds[sketch.side as usize].sent_data |= is_deaf;
        is_deaf
    }

    /// Whether a packet of the same key still belongs to this flow.
    ///
    /// `syn` is the side and sequence number of a SYN without ACK, if the packet is one. A flow ends by its own packets
    /// and gaps only: by silence longer than [`idle_limit_nanos`], or by a SYN that is no retransmission. Where times go
    /// back a little there is no silence; where they go back further than [`DISORDER_NANOS`], another recording begins.
    pub(crate) fn continues(&self, time: Option<Timestamp>, syn: Option<(Side, u32)>) -> bool {
        let gap = match (self.end, time) {
            (Some(last), Some(now)) => now.nanos_since(last),
            _ => 0,
        };
        if gap > idle_limit_nanos(self.key.transport()) || gap < -DISORDER_NANOS {
            return false;
        }
        let Some((side, sequence)) = syn else { return true };
        let deeds = &self.deeds[side as usize];
        deeds.syn == Some(sequence) && !deeds.sent_data && gap <= SYN_RETRY_NANOS
    }

    /// Whether a packet of this time would come too late for the flow.
    pub(crate) fn is_silent_at(&self, time: Timestamp) -> bool {
        self.end.is_some_and(|end| time.nanos_since(end) > idle_limit_nanos(self.key.transport()))
    }

    /// Keeps a segment for the case that this piece of capture is joined to an earlier one.
    #[inline]
    pub(crate) fn remember(&mut self, segment: &Segment<'_>) -> Option<&'static Cap> {
        let log = self.edge.as_mut()?;
        if log.len() >= EDGE_SEGMENTS.default as usize {
            return Some(&EDGE_SEGMENTS);
        }
        log.push(segment.clone().into_owned());
        None
    }

    /// Whether the segment is the last that was kept at the edge, to be read again when the pieces come together.
    #[must_use]
    pub fn has_kept(&self, segment: &Segment<'_>) -> bool {
        self.edge.as_ref().and_then(|log| log.last()).is_some_and(|last| last.moment == segment.moment)
    }

    /// Whether every segment that the flow read is still kept.
    pub(crate) fn has_all_segments(&self) -> bool {
        self.edge.as_ref().is_some_and(|log| log.len() < EDGE_SEGMENTS.default as usize)
    }

    /// Tells this flow and the one that follows it under the same key who the client is, if one of them knows.
    pub(crate) fn make_kin(&mut self, later: &mut Self, later_syn: Option<Side>) {
        let mine = [Side::Low, Side::High].into_iter().find(|&side| self.deeds[side as usize].sent_syn);
        later.kin_before = mine.or(self.kin_before);
        self.kin_behind = self.kin_behind.or(later_syn);
    }

    /// Whether any frame is the flow's own: fragments of a tunnel's packets count for the flow inside in the end.
    pub(crate) fn has_packets(&self) -> bool {
        [Side::Low, Side::High].into_iter().any(|side| self.is_heard(side))
    }

    /// Whether a side sent anything, counted or not.
    pub(crate) fn is_heard(&self, side: Side) -> bool {
        self.sums[side as usize].packets > 0 || self.deeds[side as usize].uncounted > 0
    }

    /// Whether the flow began so soon behind a cut that it may continue a flow of the piece before.
    #[must_use]
    pub(crate) fn may_continue_an_earlier_one(&self) -> bool {
        self.edge.is_some()
    }

    /// Adds the counts of a flow that turned out to be this one's continuation.
    pub(crate) fn add_counts(&mut self, later: &Self) {
        for side in [0, 1] {
            self.sums[side].add(later.sums[side].packets, later.sums[side].bytes);
            let (mine, theirs) = (&mut self.deeds[side], &later.deeds[side]);
            mine.sent_rst |= theirs.sent_rst;
            mine.sent_fin |= theirs.sent_fin;
            mine.sent_data |= theirs.sent_data;
            mine.sent_syn |= theirs.sent_syn;
            mine.sent_syn_ack |= theirs.sent_syn_ack;
            mine.sent_ack |= theirs.sent_ack;
            mine.uncounted = mine.uncounted.saturating_add(theirs.uncounted);
            mine.syn = theirs.syn.or(mine.syn);
        }
        self.first_time = self.first_time.into_iter().chain(later.first_time).min();
        self.last_time = self.last_time.max(later.last_time);
        self.begin = self.begin.or(later.begin);
        self.end = later.end.or(self.end);
        later.windows.iter().for_each(|window| _ = self.windows.add(window));
    }

    /// Whether a packet certainly belongs to this flow, by its key, its time and no SYN: [`Self::continues`] would say the same.
    #[inline(always)]
    pub(crate) fn goes_on_with(&self, time: Option<Timestamp>, sketch: &Sketch) -> bool {
        let gap = time.zip(self.end).and_then(|(now, last)| now.nanos_behind(last));
        // The shortest of the limits counts for all here.
        self.key == sketch.key
            && gap.is_some_and(|gap| gap <= SHORTEST_IDLE_NANOS.unsigned_abs())
            && sketch.flags & (SYN | ACK) != SYN
    }

    /// Counts a packet, if its frame counts, and takes note of what it does.
    #[inline(always)]
    pub(crate) fn count(&mut self, moment: Moment, wire_len: u32, sketch: &Sketch, ledger: &mut Ledger) {
        let is_repeated = self.recorded_before(sketch, moment.time);
        if let Some(time) = moment.time {
            self.begin.get_or_insert(time);
            self.end = Some(time);
        }
        if moment.counts {
            self.sums[sketch.side as usize].add(1, u64::from(wire_len));
            if is_repeated {
                ledger.note("frame recorded twice");
            }
            if moment.time.is_some_and(|time| !self.see(time)) {
                ledger.hit(&FLOW_WINDOWS);
            }
        } else {
            self.deeds[sketch.side as usize].uncounted += 1;
        }
        let deeds = &mut self.deeds[sketch.side as usize];
        let flags = sketch.flags;
        deeds.sent_ack |= flags & (SYN | RST | ACK) == ACK;
        // Most segments neither open nor end anything.
        if flags & (SYN | RST | FIN) != 0 {
            // A SYN says who the client is, even in the first fragment of a datagram that is never whole.
            deeds.sent_syn |= flags & (SYN | ACK) == SYN;
            deeds.sent_syn_ack |= flags & (SYN | ACK) == SYN | ACK;
            deeds.sent_rst |= flags & RST != 0;
            deeds.sent_fin |= flags & FIN != 0;
        }
    }

    /// Takes back what a side was counted to have sent, and what was noted without being counted.
    pub(crate) fn withdraw(&mut self, side: Side, counted: Sums, noted: u64) {
        self.sums[side as usize] = self.sums[side as usize].less(counted);
        let deeds = &mut self.deeds[side as usize];
        deeds.uncounted = deeds.uncounted.saturating_sub(noted);
    }

    /// Counts further fragments that a side sent; `whole` is the last one's, if it made a datagram whole.
    pub(crate) fn add(&mut self, side: Side, sums: Sums, whole: Option<Moment>) {
        self.sums[side as usize].add(sums.packets, sums.bytes);
        if let Some(time) = whole.and_then(|last| last.time).filter(|_| sums.packets > 0) {
            // A window for which there is no room was missed by the frame before, too.
            _ = self.see(time);
        }
    }

    /// Takes note of the time of a frame that counts. Returns whether it is kept as a window of activity.
    #[inline(always)]
    fn see(&mut self, time: Timestamp) -> bool {
        // Times may go back.
        if self.first_time.is_none_or(|first| time < first) {
            self.first_time = Some(time);
        }
        if self.last_time.is_none_or(|last| last < time) {
            self.last_time = Some(time);
        }
        self.windows.add(Windows::of(time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_order_of_reading_keeps_each_input_in_order_whatever_the_times(
            frames in proptest::collection::vec((0u32..3, proptest::option::of(0i64..50)), 0..80),
        ) {
            let seen: Vec<Moment> = (1..).zip(&frames).map(|(frame, &(input, time))| Moment {
                time: time.map(Timestamp::from_nanos),
                place: FramePlace { input, frame },
                counts: true,
            }).collect();
            let ordered = in_reading_order(seen.clone(), |moment| *moment);
            for input in 0..3 {
                let of = |all: &[Moment]| all.iter().filter(|it| it.place.input == input).copied().collect::<Vec<_>>();
                proptest::prop_assert_eq!(of(&ordered), of(&seen));
            }
        }

        #[test]
        fn where_no_time_goes_back_the_order_of_reading_is_that_of_times(
            mut frames in proptest::collection::vec((0i64..50, 0u32..3), 0..80),
        ) {
            frames.sort_unstable();
            let seen: Vec<Moment> = (1..).zip(&frames).map(|(frame, &(time, input))| Moment {
                time: Some(Timestamp::from_nanos(time)),
                place: FramePlace { input, frame },
                counts: true,
            }).collect();
            let ordered = in_reading_order(seen.iter().rev().copied().collect(), |moment| *moment);
            proptest::prop_assert_eq!(ordered, seen);
        }
    }
}
