//! What a frame says without knowing any flow: its layers, and what they mean for the flows.

use idlewire_capture::Frame;
use idlewire_dissect::{Dissection, Look, Macs, Packet, dissect, plain_then};
use idlewire_evidence::Ledger;
use idlewire_flow::{Sight, sight, sight_of_plain};
use idlewire_naming::may_begin;
use idlewire_wire::WireError;

/// Looks at frames, and counts them.
#[derive(Debug, Default)]
pub(crate) struct Looking {
    pub ledger: Ledger,
}

impl Looking {
    /// Looks at a frame, the short way if it is a usual one, and enters it into the ledger.
    #[inline(always)]
    pub(crate) fn look(&mut self, frame: &Frame<'_>) -> Sight {
        if frame.time.is_some()
            && let Some(sight) = plain_then(frame.link, frame.bytes, &Sighted)
        {
            self.ledger.frames.read += 1;
            self.ledger.frames.understood += 1;
            return sight;
        }
        self.dissect(frame)
    }

    /// Dissects a frame and enters it into the ledger.
    pub(crate) fn dissect(&mut self, frame: &Frame<'_>) -> Sight {
        let dissection = dissect(frame.link, frame.bytes, frame.wire_len);
        count(&mut self.ledger, frame, &dissection);
        sight(&dissection, may_begin)
    }
}

/// What a plain frame means for the flows.
struct Sighted;

impl<'a> Look<'a> for Sighted {
    type Seen = Sight;

    #[inline(always)]
    fn look(&self, macs: Macs, packet: &Packet<'a>) -> Sight {
        sight_of_plain(macs, packet, may_begin)
    }
}

/// Enters a frame into the ledger.
fn count(ledger: &mut Ledger, frame: &Frame<'_>, dissection: &Dissection<'_>) {
    ledger.frames.read += 1;
    match dissection.stop {
        None => ledger.frames.understood += 1,
        Some(stop) => stopped(ledger, stop),
    }
    if frame.time.is_none() {
        ledger.note("frame without a time");
    }
    // Ethernet pads every short frame: that is no news.
    for note in dissection.notes.tokens().filter(|note| *note != "padding") {
        ledger.note(note);
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
