//! One frame after the other, through dissection, flows and names.

use crate::ahead::{Batch, Looking};
use crate::options::Keep;
use crate::partial::{Partial, Piece};
use idlewire_capture::{Frame, NameRecord};
use idlewire_dissect::dissect;
use idlewire_evidence::FramePlace;
use idlewire_flow::{Edge, Flow, FlowTable, Moment, Sight, Sketcher};
use idlewire_naming::{Facts, Findings, Settled, When};

/// A piece of capture that is being read.
#[derive(Debug)]
pub struct Reading {
    flows: FlowTable<Facts>,
    looking: Looking,
    began: Option<When>,
    partial: Partial,
    /// Flows that ended here and may have begun before this piece.
    open: Vec<Flow<Facts>>,
}

impl Reading {
    /// Starts to read a piece; `edge` says whether an earlier piece may exist.
    #[must_use]
    pub fn new(edge: Edge, keep: Keep) -> Self {
        let flows = FlowTable::new(edge);
        let looking = Looking::new(flows.sketcher());
        Self { flows, looking, began: None, partial: Partial::empty(keep), open: Vec::new() }
    }

    /// Reads a frame.
    pub fn frame(&mut self, frame: &Frame<'_>) {
        let sight = self.looking.look(frame);
        self.take(frame, &sight);
    }

    /// What looks at frames ahead of this reading.
    pub(crate) fn sketcher(&self) -> Sketcher {
        self.flows.sketcher()
    }

    /// Goes on with frames that were looked at.
    pub(crate) fn batch(&mut self, batch: &Batch) {
        for (frame, sight) in batch.block.frames().zip(&batch.sights) {
            self.take(&frame, sight);
        }
    }

    fn take(&mut self, frame: &Frame<'_>, sight: &Sight) {
        let moment = Moment { time: frame.time, place: frame.place };
        self.began.get_or_insert((frame.time, frame.place));
        let again = || dissect(frame.link, frame.bytes, frame.wire_len);
        if let Some((flow, segment)) = self.flows.observe(moment, frame.wire_len, sight, frame.bytes, again) {
            let mut findings = Findings { book: &mut self.partial.book, ledger: &mut self.partial.ledger };
            let was_read = idlewire_naming::read(flow, &segment, &mut findings);
            // Nobody reads the other payloads: whether they are damaged is of no consequence.
            if let (true, Sight::Packet(sketch)) = (was_read, sight)
                && sketch.checksum_wrong(frame.bytes) == Some(true)
            {
                self.partial.ledger.note("transport checksum wrong");
            }
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
        self.partial.ledger.merge(&self.looking.ledger);
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
