//! Pieces of one recording put together at their cuts.

use crate::flow::{Flow, Segment};
use crate::fragment::{Datagram, Fragments};
use crate::table::FlowTable;
use idlewire_evidence::Ledger;

/// What a piece of capture leaves open: flows that may have begun before it or go on behind it, and datagrams of which
/// fragments are missing.
#[derive(Clone, Debug)]
pub struct Open<T> {
    /// Flows of one key are in the order in which they were read.
    pub(crate) flows: Vec<Flow<T>>,
    pub(crate) fragments: Fragments,
}

impl<T> Open<T> {
    /// Adds flows that ended inside the piece and may have begun before it, in the order in which they ended.
    pub fn put_before(&mut self, mut ended: Vec<Flow<T>>) {
        ended.append(&mut self.flows);
        self.flows = ended;
    }
}

impl<T: Default> FlowTable<T> {
    /// Goes on with what the next piece of capture left open.
    ///
    /// Segments that were kept at the later piece's edge are read again with `read`, which sees the flow as it stood at
    /// the end of this piece; `absorb` takes over the later findings that are independent of order. A flow that turns
    /// out to be over is among those of [`FlowTable::drain_ended`].
    pub fn append(
        &mut self,
        later: Open<T>,
        mut read: impl FnMut(&mut Flow<T>, &Segment<'_>),
        mut absorb: impl FnMut(&mut T, T),
    ) {
        let mut datagrams = self.fragments.join(later.fragments);
        for flow in later.flows {
            if self.find(&flow.key).is_none_or(|earlier| earlier.continues(flow.begin, flow.opened_by)) {
                self.join_flow(flow, &mut read, &mut absorb);
                continue;
            }
            // What became whole before the new flow of the same key began belongs to the earlier one.
            let is_before = |it: &mut Datagram| {
                it.last.0.place < flow.first.place && it.flow.is_some_and(|(key, _)| key == flow.key)
            };
            let before: Vec<Datagram> = datagrams.extract_if(.., is_before).collect();
            before.into_iter().for_each(|datagram| self.join_datagram(datagram, &mut read));
            self.join_flow(flow, &mut read, &mut absorb);
        }
        datagrams.into_iter().for_each(|datagram| self.join_datagram(datagram, &mut read));
    }

    fn join_flow(
        &mut self,
        flow: Flow<T>,
        read: &mut impl FnMut(&mut Flow<T>, &Segment<'_>),
        absorb: &mut impl FnMut(&mut T, T),
    ) {
        let Some(earlier) = self.find(&flow.key) else {
            self.insert(flow);
            return;
        };
        if let Err(own) = earlier.join(flow, read, absorb) {
            let over = std::mem::replace(earlier, *own);
            self.end_now(over);
        }
    }

    /// Counts and reads a datagram of which both pieces had fragments, or waits on.
    fn join_datagram(&mut self, mut datagram: Datagram, read: &mut impl FnMut(&mut Flow<T>, &Segment<'_>)) {
        let uncounted = std::mem::take(&mut datagram.uncounted);
        if let Some((flow, side)) = datagram.flow.and_then(|(key, side)| Some((self.find(&key)?, side))) {
            flow.sums[side as usize].add(uncounted.0, uncounted.1);
        } else {
            datagram.uncounted = uncounted;
        }
        match datagram.whole() {
            None => self.fragments.put_back(datagram),
            Some(bytes) => {
                if let Some((flow, segment)) = self.offer(&datagram, &bytes) {
                    read(flow, &segment);
                }
            }
        }
    }

    /// Ends the piece of capture: what is open, and the counts.
    pub fn finish(self) -> (Open<T>, Ledger) {
        let (flows, fragments, ledger) = self.into_parts();
        (Open { flows, fragments }, ledger)
    }

    /// Ends the recording: all flows that are left, and the counts.
    pub fn close(self) -> (Vec<Flow<T>>, Ledger) {
        let (flows, fragments, mut ledger) = self.into_parts();
        for _ in 0..fragments.incomplete() {
            ledger.note("fragmented datagram incomplete");
        }
        (flows, ledger)
    }
}

impl<T> Flow<T> {
    /// Joins a flow of a later piece, if it is this one's continuation; gives it back if it is a flow of its own.
    fn join(
        &mut self,
        mut later: Self,
        mut read: impl FnMut(&mut Self, &Segment<'_>),
        mut absorb: impl FnMut(&mut T, T),
    ) -> Result<(), Box<Self>> {
        if !self.continues(later.begin, later.opened_by) {
            let syn = later.opened_by.map(|(side, _)| side);
            self.make_kin(&mut later, syn);
            return Err(Box::new(later));
        }
        for segment in later.edge.take().unwrap_or_default() {
            read(self, &segment);
        }
        self.add_counts(&later);
        absorb(&mut self.facts, later.facts);
        Ok(())
    }
}
