//! Pieces of one recording put together at their cuts.

use crate::flow::{Flow, Moment, Segment};
use crate::fragment::{Datagram, Fragments};
use crate::key::FlowKey;
use crate::table::FlowTable;
use idlewire_evidence::Ledger;
use std::collections::BTreeSet;

/// What a piece of capture leaves open: flows that may have begun before it or go on behind it, and datagrams of which
/// fragments are missing.
#[derive(Clone, Debug)]
pub struct Open<T> {
    /// Flows of one key are in the order in which they were read.
    pub(crate) flows: Vec<Flow<T>>,
    pub(crate) fragments: Fragments,
}

impl<T: Default> FlowTable<T> {
    /// Goes on with what the next piece of capture left open.
    ///
    /// Segments that were kept at the later piece's edge are read again with `read`, which sees the flow as it stood at
    /// the end of this piece. Of a flow with more segments than are kept, `absorb` takes over the later findings that are
    /// independent of order. A flow that turns out to be over is among those of [`FlowTable::each_ended`].
    pub fn append(
        &mut self,
        later: Open<T>,
        mut read: impl FnMut(&mut Flow<T>, &Segment<'_>),
        mut absorb: impl FnMut(&mut T, T),
    ) {
        let mut flows = later.flows;
        let mut completed = BTreeSet::new();
        for datagram in self.fragments.join(later.fragments) {
            completed.extend(self.join_datagram(datagram, &mut flows, &mut read));
        }
        for (number, flow) in flows.into_iter().enumerate() {
            self.join_flow(flow, completed.contains(&number), &mut read, &mut absorb);
        }
    }

    /// `is_completed` says whether segments are among the flow's own that it has not read.
    fn join_flow(
        &mut self,
        mut flow: Flow<T>,
        is_completed: bool,
        read: &mut impl FnMut(&mut Flow<T>, &Segment<'_>),
        absorb: &mut impl FnMut(&mut T, T),
    ) {
        let is_open = flow.may_continue_an_earlier_one() && flow.over_before.is_none();
        let earlier = self.find(&flow.key).filter(|_| is_open);
        if let Some(earlier) = earlier.filter(|earlier| earlier.continues(flow.begin, flow.opened_by)) {
            earlier.join(flow, read, absorb);
            return;
        }
        if is_completed {
            flow.read_anew(read, absorb);
        }
        let Some(earlier) = self.find(&flow.key) else {
            self.insert(flow);
            return;
        };
        if flow.over_before.is_some() {
            earlier.kin_behind = earlier.kin_behind.or(flow.over_before);
        } else {
            let syn = flow.opened_by.map(|(side, _)| side);
            earlier.make_kin(&mut flow, syn);
        }
        let over = std::mem::replace(earlier, flow);
        self.end_now(over);
    }

    /// Counts and reads a datagram of which both pieces had fragments, or waits on.
    ///
    /// It belongs where its last fragment was seen: if a flow of the later piece had begun by then, among the segments
    /// that this flow is to read. Returns the number of that flow.
    fn join_datagram(
        &mut self,
        mut datagram: Datagram,
        later: &mut [Flow<T>],
        read: &mut impl FnMut(&mut Flow<T>, &Segment<'_>),
    ) -> Option<usize> {
        let (moment, wire_len, _) = datagram.last;
        let whole = datagram.whole();
        let said = whole.as_ref().and_then(|bytes| self.sketch_whole(&datagram, bytes));
        let outer = datagram.flow.and_then(|(key, _)| later.get_mut(begun_by(moment, &key, later)?));
        if said.as_ref().is_some_and(|(sketch, _)| !datagram.is_counted_as(sketch)) {
            self.withdraw(&datagram);
            if let (Some(flow), Some((_, side))) = (outer, datagram.flow) {
                flow.withdraw(side, datagram.counted_later, datagram.noted_later);
            }
        } else if let Some((key, side, sums)) = datagram.take_uncounted() {
            match outer {
                Some(flow) => flow.add(side, sums, whole.as_ref().map(|_| moment)),
                None => self.add_to(&key, side, sums, whole.as_ref().map(|_| moment)),
            }
        }
        if whole.is_none() {
            self.fragments.put_back(datagram);
            return None;
        }
        let (sketch, segment) = said?;
        let Some(number) = begun_by(moment, &sketch.key, later) else {
            if let Some((flow, segment)) = self.offer(&mut datagram, &sketch, segment) {
                read(flow, &segment);
            }
            return None;
        };
        let flow = later.get_mut(number)?;
        if !datagram.is_counted_as(&sketch) {
            let end = flow.end;
            flow.count(moment, wire_len, &sketch, &mut self.ledger);
            flow.end = flow.end.max(end);
            flow.add(sketch.side, datagram.others(), Some(moment));
        }
        if let Some(log) = &mut flow.edge {
            let at = log.partition_point(|known| known.moment.is_before(&moment));
            log.insert(at, segment?);
            return Some(number);
        }
        read(flow, &segment?);
        None
    }

    /// Ends the piece of capture: what is open, and the counts. [`Self::each_ended`] must have handed on what was over.
    pub fn finish(self) -> (Open<T>, Ledger) {
        let (flows, fragments, ledger) = self.into_parts();
        (Open { flows, fragments }, ledger)
    }

    /// Ends the recording: all flows that are left, and the counts.
    pub fn close(self) -> (Vec<Flow<T>>, Ledger) {
        let (mut flows, fragments, mut ledger) = self.into_parts();
        flows.retain(Flow::has_packets);
        for _ in 0..fragments.incomplete() {
            ledger.note("fragmented datagram incomplete");
        }
        (flows, ledger)
    }
}

/// The number of the flow that a packet of this moment would belong to, if one of these had begun by then.
fn begun_by<T>(moment: Moment, key: &FlowKey, flows: &[Flow<T>]) -> Option<usize> {
    flows.iter().rposition(|flow| flow.key == *key && !moment.is_before(&flow.first))
}

impl<T: Default> Flow<T> {
    /// Joins a flow of a later piece that is this one's continuation.
    fn join(
        &mut self,
        mut later: Self,
        mut read: impl FnMut(&mut Self, &Segment<'_>),
        mut absorb: impl FnMut(&mut T, T),
    ) {
        let is_all = later.has_all_segments();
        for segment in later.edge.take().unwrap_or_default() {
            read(self, &segment);
        }
        self.add_counts(&later);
        self.process = self.process.take().or(later.process);
        self.kin_behind = self.kin_behind.or(later.kin_behind);
        if !is_all {
            absorb(&mut self.facts, later.facts);
        }
    }

    /// Reads the segments again from the first, since some were found that had not been read in their place.
    fn read_anew(&mut self, mut read: impl FnMut(&mut Self, &Segment<'_>), mut absorb: impl FnMut(&mut T, T)) {
        let (is_all, spoke) = (self.has_all_segments(), self.deeds.map(|deeds| deeds.sent_data));
        let facts = std::mem::take(&mut self.facts);
        self.streams = Default::default();
        // Only payloads said it: what is asked for by other means has no segments.
        self.client_by_content = None;
        self.deeds.iter_mut().for_each(|deeds| deeds.sent_data = false);
        let segments = self.edge.take().unwrap_or_default();
        for segment in &segments {
            read(self, segment);
        }
        self.edge = Some(segments);
        self.deeds.iter_mut().zip(spoke).for_each(|(deeds, spoke)| deeds.sent_data |= spoke);
        if !is_all {
            absorb(&mut self.facts, facts);
        }
    }
}
