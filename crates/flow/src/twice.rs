//! Frames that were recorded twice: by a mirror port, or by the `any` interface on both sides of a bridge.

use crate::flow::Flow;
use crate::sketch::Sketch;
use idlewire_evidence::Timestamp;

/// Between two records of one packet lies the way through one host or switch. Unit: nanoseconds.
const SAME_PACKET_NANOS: i64 = 5_000_000;

impl<T> Flow<T> {
    /// Whether the side's last packet was this very packet; remembers this one.
    ///
    /// A sender that repeats itself within 5 ms would be taken for a second record, if it does so with the same IP
    /// identification, sequence numbers, flags and length; the count is a note for the reader and changes nothing else.
    pub(crate) fn recorded_before(&mut self, sketch: &Sketch, time: Option<Timestamp>) -> bool {
        let before = std::mem::replace(&mut self.prints[sketch.side as usize], sketch.print);
        let gap = || match (self.end, time) {
            (Some(last), Some(now)) => now.nanos_since(last),
            _ => i64::MAX,
        };
        before == sketch.print && sketch.is_distinct && gap() <= SAME_PACKET_NANOS
    }
}
