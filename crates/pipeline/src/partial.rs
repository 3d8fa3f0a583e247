//! What is known of a piece of capture, with what is open at its edges; and how pieces come together.

use crate::following::{Following, Gleaned};
use crate::options::Keep;
use crate::run::Run;
use idlewire_capture::NameRecord;
use idlewire_endpoint::{Endpoint, Machine, Outside, Tally, endpoints};
use idlewire_evidence::{FramePlace, Ledger, Timestamp};
use idlewire_flow::{Edge, Flow, FlowTable, Open};
use idlewire_naming::{
    AnswerBook, Claim, Cohosts, EncryptedDnsUsers, Facts, Findings, Heard, Hosts, Kin, Ranked, Settled, When,
    blind_spot, claims, told_too,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Stands for the first frame where there is none.
const NOWHERE: When = (None, FramePlace { input: 0, frame: 0 });

/// The result of reading any piece of a recording.
///
/// Merging is associative and commutative, with the empty partial as identity: sums, answers and hosts are added, and
/// flows that are open at an edge are kept piece by piece, so that nothing depends on which neighbour comes first.
/// Pieces are cuts of one recording in its total order of frames; their flows are joined by [`Partial::finish`].
#[derive(Clone, Debug)]
pub struct Partial {
    pub(crate) keep: Keep,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) book: AnswerBook,
    pub(crate) tally: Tally,
    pub(crate) hosts: Hosts,
    pub(crate) flows: Flows,
    pub(crate) context: Context,
    /// How much room the flows take: each counts as one, and two names asked for on it as one more.
    weight: usize,
    pub(crate) runs: Vec<Run>,
    pub(crate) ledger: Ledger,
}

/// Flows that are kept one by one. They are large: to put them into order moves no more than their addresses.
pub(crate) type Flows = Vec<Box<Settled>>;

/// The open edge of one piece.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Its first frame.
    pub began: When,
    /// What may go on before or behind it.
    pub open: Open<Facts>,
}

/// A recording that is read and closed: every flow is over.
#[derive(Clone, Debug)]
pub struct Finished {
    /// DNS answers.
    pub book: AnswerBook,
    /// Sums of flows.
    pub tally: Tally,
    /// Candidates for the machine.
    pub hosts: Hosts,
    /// Which addresses belong to one machine.
    pub kin: Kin,
    /// The flows themselves in the order of their first frames, if they were kept.
    pub flows: Flows,
    /// What flows that were kept say about each other.
    pub(crate) context: Context,
    /// Flows that were kept in temporary files.
    pub(crate) runs: Vec<Run>,
    /// Counts, without those of names: see [`Finished::counted`].
    pub ledger: Ledger,
}

impl Partial {
    /// The identity of merging.
    #[must_use]
    pub fn empty(keep: Keep) -> Self {
        Self {
            keep,
            pieces: Vec::new(),
            book: AnswerBook::default(),
            tally: Tally::default(),
            hosts: Hosts::default(),
            flows: Vec::new(),
            context: Context::default(),
            weight: 0,
            runs: Vec::new(),
            ledger: Ledger::default(),
        }
    }

    /// How many frames were read.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.ledger.frames.read
    }

    /// Adds another partial of the same recording.
    pub fn merge(&mut self, other: Self) {
        self.ledger.merge(&other.ledger);
        self.book.merge(other.book, &mut self.ledger);
        self.tally.merge(other.tally, &mut self.ledger);
        self.hosts.merge(other.hosts, &mut self.ledger);
        self.flows.extend(other.flows);
        self.context.merge(other.context, &mut self.ledger);
        self.weight += other.weight;
        self.runs.extend(other.runs);
        self.pieces.extend(other.pieces);
    }

    /// Takes in what the flows gave, in order: an answer counts for flows that end behind it.
    pub(crate) fn take(&mut self, gleaned: &mut Gleaned) {
        let began = gleaned.began.unwrap_or(NOWHERE);
        let (mut written, mut settled) = (0, 0);
        for turn in gleaned.turns.drain(..) {
            self.book.hear(&gleaned.heard, written..turn.heard, &mut self.ledger);
            let over = gleaned.over.get_mut(settled..turn.over);
            over.into_iter().flatten().for_each(|flow| self.settle(flow, began, turn.knows_all));
            (written, settled) = (turn.heard, turn.over);
        }
        self.book.hear(&gleaned.heard, written..gleaned.heard.len(), &mut self.ledger);
        gleaned.heard.clear();
        match self.keep {
            // They are large: those that nobody wants are dropped where they lie.
            Keep::Sums => gleaned.over.clear(),
            _ => self.keep_flows(gleaned.over.drain(..)),
        }
    }

    /// Takes the names that the capture files give to addresses.
    pub(crate) fn names(&mut self, records: &[NameRecord]) {
        let (book, ledger) = (&mut self.book, &mut self.ledger);
        records.iter().for_each(|record| book.write_record(record.address, &record.name, ledger));
    }

    /// Takes what is open at the edges of the piece.
    pub(crate) fn end(&mut self, following: Following) {
        let (began, open, ledger) = following.finish();
        self.ledger.merge(&ledger);
        self.pieces.extend(began.map(|began| Piece { began, open }));
    }

    /// Adds a flow that is over and open at no edge. If the book does not yet know all, what the machine had been told is left
    /// open: the whole book decides.
    fn settle(&mut self, flow: &mut Settled, began: When, knows_all: bool) {
        if !flow.counts() {
            self.hosts.meet(flow, &mut self.ledger);
            return;
        }
        self.ledger.flows.opened += 1;
        self.hosts.add(flow, &mut self.ledger);
        if knows_all {
            flow.recall(&self.book);
        }
        if self.keep == Keep::Sums {
            self.tally.add(flow, began, &mut self.ledger);
        }
    }

    /// Keeps flows that were settled, if they are wanted one by one.
    fn keep_flows(&mut self, flows: impl Iterator<Item = Settled>) {
        if self.keep == Keep::Sums {
            return flows.for_each(drop);
        }
        for flow in flows.filter(Settled::counts) {
            let flow = Box::new(flow);
            self.context.look_at(&flow, &mut self.ledger);
            self.weight += 1 + flow.own.len() / 2;
            self.flows.push(flow);
            // Where none can be written, the next attempt is as many flows later.
            if let Keep::List { in_memory } = self.keep
                && self.weight >= in_memory
            {
                self.weight = 0;
                self.runs.extend(Run::write(&mut self.flows));
            }
        }
    }

    /// Joins what the cuts tore apart and closes all flows.
    #[must_use]
    pub fn finish(mut self) -> Finished {
        let pieces = std::mem::take(&mut self.pieces);
        let pieces = in_order(pieces);
        let beginning = pieces.first().map_or(NOWHERE, |piece| piece.began);
        let mut heard = Heard::default();
        let mut over = Vec::new();
        let mut table = FlowTable::new(Edge::Beginning, idlewire_naming::may_begin);
        for piece in pieces {
            let mut findings = Findings { heard: &mut heard, ledger: &mut self.ledger };
            table.append(
                piece.open,
                |flow, segment| _ = idlewire_naming::read(flow, segment, &mut findings),
                Facts::absorb,
            );
            table.each_ended(|flow| {
                held(flow, &mut heard);
                over.push(Settled::of(flow));
            });
        }
        let (mut open, ledger) = table.close();
        self.ledger.merge(&ledger);
        open.iter_mut().for_each(|flow| held(flow, &mut heard));
        if !heard.is_empty() {
            // They came before, between and behind those of the book: as those of another piece do.
            heard.put_in_order();
            let mut late = AnswerBook::default();
            late.hear(&heard, 0..heard.len(), &mut self.ledger);
            self.book.merge(late, &mut self.ledger);
        }
        over.extend(open.into_iter().map(Settled::from));
        over.iter_mut().for_each(|flow| self.settle(flow, beginning, true));
        self.keep_flows(over.into_iter());
        self.flows.sort_by_cached_key(|flow| flow.began);
        let kin = self.hosts.kin(&mut self.ledger);
        Finished {
            book: self.book,
            tally: self.tally,
            hosts: self.hosts,
            kin,
            flows: self.flows,
            context: self.context,
            runs: self.runs,
            ledger: self.ledger,
        }
    }
}

/// Answers that a flow held back are answers, if it is joined to no earlier one.
fn held(flow: &mut Flow<Facts>, heard: &mut Heard) {
    if let Some(answers) = flow.facts.held.take() {
        heard.append(&answers);
    }
}

/// Puts pieces into the order of the recording: those of one input by their frames, inputs merged by time.
///
/// This is the order in which `capture` reads several inputs: an input's key is the latest time it has come to.
fn in_order(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut inputs: BTreeMap<u32, VecDeque<Piece>> = BTreeMap::new();
    for piece in pieces {
        inputs.entry(piece.began.1.input).or_default().push_back(piece);
    }
    let mut heads: BTreeSet<(Option<Timestamp>, u32)> = BTreeSet::new();
    for (input, pieces) in &mut inputs {
        pieces.make_contiguous().sort_by_key(|piece| piece.began.1.frame);
        heads.extend(pieces.front().map(|piece| (piece.began.0, *input)));
    }
    let mut ordered = Vec::new();
    while let Some((reached, input)) = heads.pop_first() {
        let pieces = inputs.entry(input).or_default();
        ordered.extend(pieces.pop_front());
        heads.extend(pieces.front().map(|piece| (piece.began.0.max(reached), input)));
    }
    ordered
}

impl Finished {
    /// The counts, and which flows have a name, and why the others have none. A list that went to disk is not counted.
    #[must_use]
    pub fn counted(&self) -> Ledger {
        // Names are counted on the way to the endpoints, whichever machines these are of.
        self.endpoints(&[]).1
    }

    /// The endpoints of each machine and what it did besides; and the counts, as [`Self::counted`] has them, with the caps
    /// that were hit on the way.
    pub(crate) fn endpoints(&self, machines: &[Machine]) -> (Vec<(Vec<Endpoint>, Outside)>, Ledger) {
        let mut ledger = self.counted_flows();
        let tables = endpoints(&self.tally, &self.book, &self.kin, machines, &mut ledger);
        (tables, ledger)
    }

    /// The counts, with the names of the flows that were kept in memory.
    fn counted_flows(&self) -> Ledger {
        let mut ledger = self.ledger.clone();
        for flow in &self.flows {
            let ranked = self.names(flow);
            let uses_encrypted_dns = self.context.encrypted_dns.has(flow.client.address, &self.kin);
            let because = blind_spot(&ranked, flow.blind(), uses_encrypted_dns).unwrap_or_else(|| flow.blind());
            ledger.count_named(ranked.best().is_some(), 1, because.token());
        }
        ledger
    }

    /// The sums of the flows that were kept, for a report on the same reading.
    #[must_use]
    pub fn tally_of_flows(&self) -> Tally {
        let mut tally = Tally::default();
        for flow in &self.flows {
            tally.add(flow, NOWHERE, &mut Ledger::default());
        }
        tally
    }

    /// Every claim about a flow, best first.
    pub(crate) fn names<'a>(&'a self, flow: &'a Settled) -> Ranked<'a> {
        claims(flow, &self.book, &self.kin, &self.context.cohosts)
    }

    /// Names of the flow's server that are as good as the one that counts, and older.
    pub(crate) fn names_too(&self, flow: &Settled, ranked: &Ranked<'_>) -> Vec<Claim<'static>> {
        told_too(flow, ranked, &self.book, &self.kin)
    }
}

/// What flows say about each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    cohosts: Cohosts,
    encrypted_dns: EncryptedDnsUsers,
}

impl Context {
    /// Takes note of a flow.
    fn look_at(&mut self, flow: &Settled, ledger: &mut Ledger) {
        self.encrypted_dns.look_at(flow);
        let proof = flow.own.first().and_then(|own| own.proof.first());
        if let (Some((_, name)), Some(proof), false) = (flow.best_own(), proof, flow.asks_proxy) {
            self.cohosts.add(flow.service(), name, *proof, ledger);
        }
    }

    fn merge(&mut self, other: Self, ledger: &mut Ledger) {
        self.encrypted_dns.merge(other.encrypted_dns);
        self.cohosts.merge(other.cohosts, ledger);
    }
}
