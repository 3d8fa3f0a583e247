//! How long a silent flow stays one flow, and how much of it is kept.

use idlewire_evidence::Cap;

const SECOND: i64 = 1_000_000_000;

/// Silence after which the next packet of a 5-tuple opens a new flow. Unit: nanoseconds of capture time.
///
/// TCP: 2 h 4 min, the least that a NAT must grant an established connection (RFC 5382 section 5, REQ-5).
/// UDP: 5 min, the time that RFC 4787 section 4.3 recommends for a mapping (REQ-5). All else: 60 s, as for ICMP
/// queries in RFC 5508 section 3.2 (REQ-2).
#[must_use]
pub(crate) fn idle_limit_nanos(transport: u8) -> i64 {
    match transport {
        6 => (2 * 3600 + 4 * 60) * SECOND,
        17 => 300 * SECOND,
        _ => SHORTEST_IDLE_NANOS,
    }
}

/// The shortest that [`idle_limit_nanos`] says.
pub(crate) const SHORTEST_IDLE_NANOS: i64 = 60 * SECOND;

/// Silence after which a repeated SYN is a new attempt and no retransmission. Unit: nanoseconds of capture time.
///
/// RFC 9293 section 3.8.3: the time-out of a SYN must be set to at least 3 minutes.
pub(crate) const SYN_RETRY_NANOS: i64 = 180 * SECOND;

/// How far times of a recording may go back without an effect on where flows end. Unit: nanoseconds.
///
/// Recorders that merge interfaces write frames out of order by seconds; clocks that are set step by minutes.
pub(crate) const DISORDER_NANOS: i64 = 600 * SECOND;

/// How long the next fragment of a datagram is waited for. Unit: nanoseconds of capture time. RFC 8200 section 4.5 counts
/// from the first fragment; which one that is, a piece of capture cannot know.
pub(crate) const FRAGMENT_WAIT_NANOS: i64 = 60 * SECOND;

/// Opening bytes of one TCP direction.
pub(crate) const STREAM_BYTES: Cap = Cap {
    name: "tcp-opening-bytes",
    unit: "bytes per direction",
    default: 32 * 1024,
    reason: "holds a ClientHello with post-quantum keys, a request head, and a usual certificate chain",
    outcome: "the direction is read no further",
};

/// Pieces of one TCP direction that wait for the bytes before them.
pub(crate) const STREAM_PIECES: Cap = Cap {
    name: "tcp-opening-pieces",
    unit: "segments per direction",
    default: 64,
    reason: "a window of full segments covers 32 KiB twice over",
    outcome: "the direction is read no further",
};

/// Datagrams whose fragments are waited for.
pub(crate) const FRAGMENTED: Cap = Cap {
    name: "fragmented-datagrams",
    unit: "datagrams",
    default: 256,
    reason: "an idle machine has a handful under way; a flood must not fill the memory",
    outcome: "the oldest incomplete datagram is given up",
};

/// Fragments kept of one datagram.
pub(crate) const FRAGMENTS: Cap = Cap {
    name: "fragments-per-datagram",
    unit: "fragments",
    default: 128,
    reason: "65,535 bytes in fragments of the smallest usual size (576 bytes) are 114",
    outcome: "the datagram is given up",
};

/// Flows that are alive at one time.
pub(crate) const FLOWS: Cap = Cap {
    name: "flows-alive",
    unit: "flows",
    default: 1 << 20,
    reason: "five times the flows of a busy week; each takes one to two kilobytes, so that a scan of more would fill the memory",
    outcome: "the sixteenth of the flows that was quiet for longest is ended early",
};

/// Segments kept of a flow that may have begun before the piece of capture at hand.
pub(crate) const EDGE_SEGMENTS: Cap = Cap {
    name: "edge-segments",
    unit: "segments per flow",
    default: 64,
    reason: "as many as the openings of both directions can use",
    outcome: "later segments of the flow are counted but not read again when pieces are merged",
};

/// Windows of activity kept of one flow.
pub(crate) const FLOW_WINDOWS: Cap = Cap {
    name: "windows-per-flow",
    unit: "windows of ten minutes",
    default: 8192,
    reason: "eight weeks of one connection without a pause",
    outcome: "a window is left out of the cadence; the flow is counted all the same",
};

/// All limits of this crate.
pub const CAPS: &[Cap] = &[STREAM_BYTES, STREAM_PIECES, FRAGMENTED, FRAGMENTS, FLOWS, FLOW_WINDOWS, EDGE_SEGMENTS];

#[cfg(test)]
mod tests;
