//! What a frame says without knowing any flow, looked at the long way; and what there is to note about it.

use idlewire_capture::Frame;
use idlewire_dissect::{Dissection, dissections};
use idlewire_evidence::Ledger;
use idlewire_wire::WireError;

/// What one packet of a frame means for the flows, and how to read it again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// Where it begins in the frame, for [`idlewire_dissect::dissect_from`].
    pub from: u32,
    /// Bytes on the wire. Packets that share a frame share its length: what is in front of the first counts for that.
    pub wire_len: u32,
}

impl Part {
    /// A frame's only packet.
    pub(crate) fn all_of(frame: &Frame<'_>) -> Self {
        Self { from: 0, wire_len: frame.wire_len }
    }
}

/// The packets of a frame.
pub(crate) fn parts<'a>(frame: &Frame<'a>) -> impl Iterator<Item = (Part, Dissection<'a>)> {
    let wire_len = frame.wire_len;
    dissections(frame.link, frame.bytes, wire_len).map(move |(from, dissection)| {
        let end = dissection.further.unwrap_or(wire_len);
        (Part { from, wire_len: end.saturating_sub(from) }, dissection)
    })
}

/// Enters what stood out in a packet into the ledger.
pub(crate) fn note(ledger: &mut Ledger, dissection: &Dissection<'_>) {
    // Ethernet pads every short frame: that is no news.
    for note in dissection.notes.tokens().filter(|note| *note != "padding") {
        ledger.note(note);
    }
}

/// Enters a frame into the ledger. `stop` is why the first of its packets that was not understood was not.
pub(crate) fn count(ledger: &mut Ledger, frame: &Frame<'_>, stop: Option<WireError>) {
    ledger.frames.read += 1;
    match stop {
        None => ledger.frames.understood += 1,
        Some(stop) => stopped(ledger, stop),
    }
    if frame.time.is_none() {
        ledger.note("frame without a time");
    }
}

/// Counts by layer and kind of reason. The text is made only for a reason that is new.
fn stopped(ledger: &mut Ledger, stop: WireError) {
    let (layer, why) = match stop {
        WireError::Truncated { layer, .. } => (layer, "truncated"),
        WireError::Malformed { layer, .. } => (layer, "malformed"),
        WireError::Unsupported { layer, .. } => (layer, "unsupported"),
        WireError::Capped { layer, .. } => (layer, "capped"),
    };
    *ledger.frames.stopped.entry(format!("{layer} {why}").into()).or_default() += 1;
}
