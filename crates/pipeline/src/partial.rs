//! What is known of a piece of capture, with what is open at its edges; and how pieces come together.

use crate::options::Keep;
use idlewire_endpoint::{Hosts, Tally};
use idlewire_evidence::{FramePlace, Ledger};
use idlewire_flow::{Flow, FlowKey};
use idlewire_naming::{AnswerBook, Cohosts, Facts, Findings, Settled, When, claims};
use std::collections::BTreeMap;

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
    pub(crate) flows: Vec<Settled>,
    pub(crate) ledger: Ledger,
}

/// The open edge of one piece.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Its first frame.
    pub began: When,
    
    /// Flows that may go on before or behind it.
    pub open: Vec<Flow<Facts>>,
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
    /// The flows themselves in the order of their first frames, if they were kept.
    pub flows: Vec<Settled>,
    /// Counts.
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
            ledger: Ledger::default(),
        }
    }

    /// Adds another partial of the same recording.
    pub fn merge(&mut self, other: Self) {
        self.ledger.merge(&other.ledger);
        self.book.merge(other.book, &mut self.ledger);
        self.tally.merge(other.tally, &mut self.ledger);
        self.hosts.merge(other.hosts);
        self.flows.extend(other.flows);
        self.pieces.extend(other.pieces);
    }

    /// Adds a flow that is over and open at no edge.
    pub(crate) fn settle(&mut self, flow: Settled, began: When, is_cut: bool) {
        self.ledger.flows.opened += 1;
        self.hosts.add(&flow, &mut self.ledger);
        match self.keep {
            Keep::Sums => self.tally.add(&flow, &self.book, began, is_cut, &mut self.ledger),
            Keep::Flows => self.flows.push(flow),
        }
    }

    /// Joins what the cuts tore apart and closes all flows.
    #[must_use]
    pub fn finish(mut self) -> Finished {
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.sort_by_key(|piece| piece.began);
        let beginning = pieces.first().map_or((None, FramePlace { input: 0, frame: 0 }), |piece| piece.began);
        let mut alive: BTreeMap<FlowKey, Flow<Facts>> = BTreeMap::new();
        let mut over = Vec::new();
        for mut piece in pieces {
            piece.open.sort_by_key(|flow| (flow.first.time, flow.first.place));
            for flow in piece.open {
                over.extend(self.go_on(&mut alive, flow));
            }
        }
        over.extend(alive.into_values());
        for flow in over {
            self.settle(Settled::from(flow), beginning, false);
        }
        self.flows.sort_by_key(|flow| flow.began);
        let mut finished =
            Finished { book: self.book, tally: self.tally, hosts: self.hosts, flows: self.flows, ledger: self.ledger };
        finished.count_names();
        finished
    }

    /// Joins a flow to the one that was alive under its key; returns that one if it is over.
    fn go_on(&mut self, alive: &mut BTreeMap<FlowKey, Flow<Facts>>, flow: Flow<Facts>) -> Option<Flow<Facts>> {
        let key = flow.key;
        let Some(mut earlier) = alive.remove(&key) else {
            alive.insert(key, flow);
            return None;
        };
        let mut findings = Findings { book: &mut self.book, ledger: &mut self.ledger };
        let joined = earlier.join(flow, |flow, segment| idlewire_naming::read(flow, segment, &mut findings), Facts::absorb);
        match joined {
            Ok(()) => {
                alive.insert(key, earlier);
                None
            }
            Err(later) => {
                alive.insert(key, *later);
                Some(earlier)
            }
        }
    }
}

impl Finished {
    /// Enters into the ledger which flows have a name, and why the others have none.
    fn count_names(&mut self) {
        let cohosts = self.cohosts();
        for flow in &self.flows {
            let is_named = claims(flow, &self.book, &cohosts).iter().any(|claim| claim.is_host);
            self.ledger.count_named(is_named, 1, flow.unnamed_because());
        }
        for (is_named, flows, because) in self.tally.named(&self.book) {
            self.ledger.count_named(is_named, flows, because);
        }
    }

    /// The sums of the flows that were kept, for a report on the same reading.
    #[must_use]
    pub fn tally_of_flows(&self) -> Tally {
        let beginning = (None, FramePlace { input: 0, frame: 0 });
        let mut tally = Tally::default();
        for flow in &self.flows {
            tally.add(flow, &self.book, beginning, false, &mut Ledger::default());
        }
        tally
    }

    /// What flows state about their servers, for flows that state nothing.
    #[must_use]
    pub fn cohosts(&self) -> Cohosts {
        let mut cohosts = Cohosts::default();
        self.flows.iter().for_each(|flow| cohosts.add(flow));
        cohosts
    }
}
