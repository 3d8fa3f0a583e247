//! Frames in order: looked at, put into their flows, and their payloads read.

use crate::ahead::Batch;
use crate::looking::{self, Part};
use idlewire_capture::Frame;
use idlewire_dissect::{Look, Macs, Packet, dissect, dissect_from, plain_then};
use idlewire_evidence::Ledger;
use idlewire_flow::{Edge, FlowTable, Moment, Open, Sight, sight, sight_of_plain};
use idlewire_naming::{Facts, Findings, Heard, Settled, When, may_begin};
use idlewire_wire::LinkType;

/// The flows of a piece of capture.
#[derive(Debug)]
pub(crate) struct Following {
    flows: FlowTable<Facts>,
    began: Option<When>,
    /// Whether an answer was held back.
    holds: bool,
    ledger: Ledger,
}

/// What some frames gave for the join of flows and names, in the order of the recording.
#[derive(Debug, Default)]
pub(crate) struct Gleaned {
    /// DNS answers.
    pub heard: Heard,
    /// Flows that are over.
    pub over: Vec<Settled>,
    /// Each time that flows ended.
    pub turns: Vec<Turn>,
    /// The first frame of the piece.
    pub began: Option<When>,
    /// Bytes of the recording that were read so far, as stored.
    pub bytes_read: u64,
}

/// A time at which flows ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// How many answers had been heard by then.
    pub heard: usize,
    /// How many flows were over.
    pub over: usize,
    /// Whether no answer was held back, so that what was heard tells what the machines had been told.
    pub knows_all: bool,
}

impl Following {
    pub(crate) fn new(edge: Edge) -> Self {
        Self { flows: FlowTable::new(edge, may_begin), began: None, holds: false, ledger: Ledger::default() }
    }

    /// Goes on with a batch.
    pub(crate) fn batch(&mut self, batch: &Batch, gleaned: &mut Gleaned) {
        gleaned.bytes_read = batch.bytes_read;
        if let Some(first) = batch.block.frames().next() {
            self.begin(&first, gleaned);
        }
        batch.block.bring_near();
        for frame in batch.block.frames() {
            let is_usual = frame.time.is_some()
                && frame.counts
                && plain_then(frame.link, frame.bytes, Usual { following: self, frame: &frame, gleaned }).is_some();
            if !is_usual {
                self.follow_at_length(&frame, gleaned);
            }
        }
    }

    /// Goes on with a frame, looked at the long way.
    pub(crate) fn frame(&mut self, frame: &Frame<'_>, gleaned: &mut Gleaned) {
        self.begin(frame, gleaned);
        self.follow_at_length(frame, gleaned);
    }

    fn follow_at_length(&mut self, frame: &Frame<'_>, gleaned: &mut Gleaned) {
        let mut stop = None;
        for (part, dissection) in looking::parts(frame) {
            stop = stop.or(dissection.stop);
            if frame.counts {
                looking::note(&mut self.ledger, &dissection);
            }
            self.follow(frame, part, &sight(&dissection, may_begin), gleaned);
        }
        if frame.counts {
            looking::count(&mut self.ledger, frame, stop);
        }
    }

    fn begin(&mut self, first: &Frame<'_>, gleaned: &mut Gleaned) {
        gleaned.began = Some(*self.began.get_or_insert((first.time, first.place)));
    }

    #[inline(never)]
    fn follow(&mut self, frame: &Frame<'_>, part: Part, sight: &Sight, gleaned: &mut Gleaned) {
        let moment = Moment { time: frame.time, place: frame.place, counts: frame.counts };
        let again = || dissect_from(frame.link, frame.bytes, frame.wire_len, part.from);
        if let Some((flow, segment)) = self.flows.observe(moment, part.wire_len, sight, frame.bytes, again) {
            let heard_before = gleaned.heard.len();
            let mut findings = Findings { heard: &mut gleaned.heard, ledger: &mut self.ledger };
            let was_read = idlewire_naming::read(flow, &segment, &mut findings);
            // In the middle of a flow bytes may look like an answer that are none: what came before will tell.
            if gleaned.heard.len() > heard_before && flow.has_kept(&segment) {
                flow.facts.hold(&gleaned.heard.split_off(heard_before));
                self.holds = true;
            }
            // Nobody reads the other payloads: whether they are damaged is of no consequence.
            if let (true, Sight::Packet(sketch)) = (was_read && frame.counts, sight)
                && sketch.checksum_wrong(frame.bytes) == Some(true)
            {
                self.ledger.note("transport checksum wrong");
            }
        }
        if matches!(frame.link, LinkType::PKTAP | LinkType::PKTAP_OLD) && matches!(sight, Sight::Packet(_)) {
            self.learn_process(frame);
        }
        self.settle_what_is_over(gleaned);
    }

    /// Takes note of the process that the recorder wrote into the frame. The frame's flow is the recent one.
    #[cold]
    fn learn_process(&mut self, frame: &Frame<'_>) {
        if let Some(flow) = self.flows.recent().filter(|flow| flow.process.is_none()) {
            flow.process = dissect(frame.link, frame.bytes, frame.wire_len).process.map(Box::from);
        }
    }

    #[inline]
    fn settle_what_is_over(&mut self, gleaned: &mut Gleaned) {
        if self.flows.has_ended() {
            self.settle(gleaned);
        }
    }

    /// Hands on the flows that are over.
    #[cold]
    fn settle(&mut self, gleaned: &mut Gleaned) {
        self.flows.each_ended(|flow| gleaned.over.push(Settled::of(flow)));
        let (heard, over) = (gleaned.heard.len(), gleaned.over.len());
        gleaned.turns.push(Turn { heard, over, knows_all: !self.holds });
    }

    /// Ends the piece: its first frame, what is open at its edges, and the counts.
    pub(crate) fn finish(self) -> (Option<When>, Open<Facts>, Ledger) {
        let (open, mut ledger) = self.flows.finish();
        ledger.merge(&self.ledger);
        (self.began, open, ledger)
    }
}

/// A usual frame. Most only carry on the flow of the frame before; the others are followed.
struct Usual<'f, 'b> {
    following: &'f mut Following,
    frame: &'f Frame<'b>,
    gleaned: &'f mut Gleaned,
}

impl<'b> Look<'b> for Usual<'_, 'b> {
    type Seen = ();

    #[inline(always)]
    fn look(self, macs: Macs, packet: &Packet<'b>) {
        let Self { following, frame, gleaned } = self;
        following.ledger.frames.read += 1;
        following.ledger.frames.understood += 1;
        let sight = sight_of_plain(macs, packet, may_begin);
        let moment = Moment { time: frame.time, place: frame.place, counts: true };
        match &sight {
            Sight::Packet(sketch) if following.flows.carry_on(moment, frame.wire_len, sketch) => {
                following.settle_what_is_over(gleaned);
            }
            // A copy: what was seen of the other frames then never goes through memory.
            _ => following.follow(frame, Part::all_of(frame), &sight.clone(), gleaned),
        }
    }
}
