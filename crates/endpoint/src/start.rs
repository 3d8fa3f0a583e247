//! Flows of one sum by the moment at which they began: answers that are learnt later may name them apart.

use crate::limits::MAX_STARTS;
use crate::tally::{Sum, is_failed, keep_window};
use idlewire_evidence::{Ledger, Timestamp};
use idlewire_flow::Sums;
use idlewire_naming::Settled;
use smallvec::SmallVec;

/// Flows that began at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Start {
    /// The moment; absent where the first frame has no time.
    pub at: Option<Timestamp>,
    /// Flows.
    pub flows: u64,
    failed: u64,
    sent: Sums,
    received: Sums,
    last: Option<Timestamp>,
    /// As those of a [`Sum`]. Most flows lie in one: to add a flow then takes no heap.
    windows: SmallVec<[u32; 2]>,
}

impl Start {
    /// That of one flow.
    pub(crate) fn of(flow: &Settled) -> Self {
        Self {
            at: flow.began.0,
            flows: 1,
            failed: is_failed(flow).into(),
            sent: flow.sent,
            received: flow.received,
            last: flow.last,
            windows: flow.windows.iter().collect(),
        }
    }

    /// Adds flows that are taken to have begun at the same moment.
    fn add(&mut self, other: Self) {
        self.flows += other.flows;
        self.failed += other.failed;
        self.sent = self.sent.plus(other.sent);
        self.received = self.received.plus(other.received);
        self.last = self.last.max(other.last);
        // What has no room here has none in the sum either, which counts it.
        other.windows.into_iter().for_each(|window| _ = keep_window(&mut self.windows, window));
    }
}

impl Sum {
    /// Past the cap the earliest moments are kept, and the last of them counts for all behind it, whatever the order.
    pub(crate) fn start(&mut self, start: Start, ledger: &mut Ledger) {
        let is_full = self.starts.len() >= MAX_STARTS.default as usize;
        if let Some(last) = self.starts.last_mut().filter(|last| is_full && last.at < start.at) {
            last.add(start);
            return ledger.hit(&MAX_STARTS);
        }
        // Flows mostly end in the order in which they begin.
        if !is_full && self.starts.last().is_none_or(|last| last.at < start.at) {
            return self.starts.push(start);
        }
        match self.starts.binary_search_by_key(&start.at, |known| known.at) {
            Ok(at) => {
                if let Some(known) = self.starts.get_mut(at) {
                    known.add(start);
                }
            }
            Err(at) => self.starts.insert(at, start),
        }
        if self.starts.len() > MAX_STARTS.default as usize
            && let Some(beyond) = self.starts.pop()
            && let Some(last) = self.starts.last_mut()
        {
            last.add(beyond);
            ledger.hit(&MAX_STARTS);
        }
    }

    /// The part of the flows that began at these moments. What the flows state themselves is not known apart.
    pub(crate) fn part(&self, starts: &[&Start], ledger: &mut Ledger) -> Self {
        let place = self.began.map(|(_, place)| place);
        let mut part = Self {
            own_proof: self.own_proof,
            certificate_proof: self.certificate_proof,
            first: starts.iter().filter_map(|start| start.at).min(),
            began: starts.iter().map(|start| start.at).min().zip(place),
            ..Self::default()
        };
        for start in starts {
            part.flows += start.flows;
            part.failed += start.failed;
            part.sent = part.sent.plus(start.sent);
            part.received = part.received.plus(start.received);
            part.last = part.last.max(start.last);
            start.windows.iter().for_each(|window| part.window(*window, ledger));
        }
        part
    }
}
