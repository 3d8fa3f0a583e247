//! Frames that were recorded twice: by a mirror port, or by the `any` interface on both sides of a bridge.

use crate::flow::Flow;
use crate::table::Head;
use idlewire_dissect::Packet;

/// Between two records of one packet lies the way through one host or switch. Unit: nanoseconds.
const SAME_PACKET_NANOS: i64 = 5_000_000;

impl<T> Flow<T> {
    /// Whether the side's last packet was this very packet; remembers this one.
    ///
    /// A sender that repeats itself within 5 ms would be taken for a second record, if it does so with the same IP
    /// identification, sequence numbers, flags and length; the count is a note for the reader and changes nothing else.
    pub(crate) fn recorded_before(&mut self, head: &Head, packet: &Packet<'_>, gap_nanos: i64) -> bool {
        let print = fingerprint(head, packet);
        let before = std::mem::replace(&mut self.prints[head.side as usize], print);
        before == print && gap_nanos <= SAME_PACKET_NANOS && (packet.identification != 0 || !packet.payload.is_empty())
    }
}

/// A mix of the fields that differ between a packet and its successor. Multipliers are odd, so no field is lost.
fn fingerprint(head: &Head, packet: &Packet<'_>) -> u64 {
    let body = packet.payload.len() as u64 + u64::from(packet.payload_missing);
    let tail = packet.payload.last_chunk::<4>().map_or(0, |bytes| u64::from(u32::from_be_bytes(*bytes)));
    [
        u64::from(head.sequence),
        u64::from(head.acknowledged),
        u64::from(head.flags),
        u64::from(packet.identification),
        body,
        tail,
    ]
    .into_iter()
    .fold(1, |mix: u64, field| (mix.rotate_left(17) ^ field).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
