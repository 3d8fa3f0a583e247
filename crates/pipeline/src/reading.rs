//! One frame after the other, through dissection, flows and names.

use crate::options::Keep;
use crate::partial::{Partial, Piece};
use idlewire_capture::{Frame, NameRecord};
use idlewire_dissect::{Dissection, checksum_wrong, dissect};
use idlewire_evidence::{FramePlace, Ledger};
use idlewire_flow::{Edge, Flow, FlowTable, Moment};
use idlewire_naming::{Facts, Findings, Settled, When};
use idlewire_wire::WireError;

/// A piece of capture that is being read.
#[derive(Debug)]
pub struct Reading {
    flows: FlowTable<Facts>,
    began: Option<When>,
    partial: Partial,
    /// Flows that ended here and may have begun before this piece.
    open: Vec<Flow<Facts>>,
}

impl Reading {
    /// Starts to read a piece; `edge` says whether an earlier piece may exist.
    #[must_use]
    pub fn new(edge: Edge, keep: Keep) -> Self {
        Self { flows: FlowTable::new(edge), began: None, partial: Partial::empty(keep), open: Vec::new() }
    }

    /// Reads a frame.
    pub fn frame(&mut self, frame: &Frame<'_>) {
        let dissection = dissect(frame.link, frame.bytes, frame.wire_len);
        count(&mut self.partial.ledger, frame, &dissection);
        let moment = Moment { time: frame.time, place: frame.place };
        self.began.get_or_insert((frame.time, frame.place));
        if let Some((flow, segment)) = self.flows.observe(moment, frame.wire_len, &dissection) {
            let mut findings = Findings { book: &mut self.partial.book, ledger: &mut self.partial.ledger };
            idlewire_naming::read(flow, &segment, &mut findings);
        }
        for flow in self.flows.drain_ended() {
            if flow.may_continue_an_earlier_one() {
                self.open.push(flow);
            } else {
                self.partial.settle(Settled::from(flow), began(self.began));
            }
        }
    }

    /// Takes the names that the capture files give to addresses.
    pub fn names(&mut self, records: &[NameRecord]) {
        for record in records {
            self.partial.book.write_record(record.address, &record.name);
        }
    }

    /// Ends the piece. What is open at its edges stays open until [`Partial::finish`].
    #[must_use]
    pub fn finish(mut self) -> Partial {
        let (mut open, ledger) = self.flows.finish();
        self.partial.ledger.merge(&ledger);
        open.put_before(self.open);
        if let Some(began) = self.began {
            self.partial.pieces.push(Piece { began, open });
        }
        self.partial
    }
}

fn began(first: Option<When>) -> When {
    first.unwrap_or((None, FramePlace { input: 0, frame: 0 }))
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
    let packet = dissection.packet.as_ref();
    if packet.and_then(|packet| checksum_wrong(packet, frame.bytes)) == Some(true) {
        ledger.note("transport checksum wrong");
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
