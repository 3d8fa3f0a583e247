//! What a frame says without knowing any flow, looked at the long way; and what there is to note about it.

use idlewire_capture::Frame;
use idlewire_dissect::{Dissection, dissect};
use idlewire_evidence::Ledger;
use idlewire_flow::{Sight, sight};
use idlewire_naming::may_begin;
use idlewire_wire::WireError;

/// Dissects a frame and enters it into the ledger.
pub(crate) fn look(frame: &Frame<'_>, ledger: &mut Ledger) -> Sight {
    let dissection = dissect(frame.link, frame.bytes, frame.wire_len);
    count(ledger, frame, &dissection);
    sight(&dissection, may_begin)
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
