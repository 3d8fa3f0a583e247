//! All flows that are alive, and the packets that feed them.

use crate::flow::{Flow, Moment, Segment};
use crate::fragment::Fragments;
use crate::key::FlowKey;
use crate::limits::{DISORDER_NANOS, FLOWS, SYN_RETRY_NANOS, idle_limit_nanos};
use crate::sketch::{Probe, Sight, Sketch};
use crate::windows::Windows;
use foldhash::quality::RandomState;
use hashbrown::HashTable;
use idlewire_dissect::Dissection;
use idlewire_evidence::{Ledger, Timestamp};
use std::borrow::Cow;
use std::hash::BuildHasher;

/// Capture time between two looks for flows that are over. Has an influence on memory, and on one result: a flow that was found
/// to be over cannot tell the next flow of its key, which comes after hours of silence and has no SYN, who its client is.
const SWEEP_NANOS: i64 = 60 * 1_000_000_000;

/// Fewer flows are not worth a look.
const SWEEP_FLOWS: usize = 512;

/// What lies before the first frame of a piece of capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Nothing: the recording begins here.
    Beginning,
    /// Perhaps more of the same recording.
    Cut,
}

/// The flows of one piece of capture.
#[derive(Clone, Debug)]
pub struct FlowTable<T> {
    index: HashTable<u32>,
    flows: Vec<Flow<T>>,
    /// Where the flow of the last packet is, or was: mostly the next packet is of the same.
    recent: usize,
    /// Seeded anew in each process, so that nobody can send flows that collide.
    hasher: RandomState,
    pub(crate) probe: Probe,
    pub(crate) fragments: Fragments,
    /// Flows that are over, but for those that a look would find.
    ended: Vec<Flow<T>>,
    /// Flows that are over and may have begun before this piece.
    open: Vec<Flow<T>>,
    /// Time of the piece's first frame that has one.
    began: Option<Timestamp>,
    /// Time of the frame before.
    before: Option<Timestamp>,
    /// Time of the last look for flows that are over.
    swept: Option<Timestamp>,
    /// By which time flows are to be looked for that are over.
    sweep_due: Option<Timestamp>,
    /// How many flows make the next look worth while: twice those that it left.
    sweep_at: usize,
    /// Frames since there were so many.
    passed: usize,
    edge: Edge,
    /// Caps that were hit and facts that were noted.
    pub ledger: Ledger,
}

impl<T: Default> FlowTable<T> {
    /// An empty table for a piece of capture that begins with `edge`. `probe` is asked about each payload.
    #[must_use]
    pub fn new(edge: Edge, probe: Probe) -> Self {
        Self {
            index: HashTable::new(),
            flows: Vec::new(),
            recent: 0,
            hasher: RandomState::default(),
            probe,
            fragments: Fragments::default(),
            ended: Vec::new(),
            open: Vec::new(),
            began: None,
            before: None,
            swept: None,
            sweep_due: None,
            sweep_at: SWEEP_FLOWS,
            passed: 0,
            edge,
            ledger: Ledger::default(),
        }
    }

    /// Counts a packet that carries on the flow of the packet before and has nothing to say that is still wanted. Most packets
    /// are such. Returns `false` if the packet is none, which [`Self::observe`] is then to be given.
    #[inline(always)]
    pub fn carry_on(&mut self, moment: Moment, wire_len: u32, sketch: &Sketch) -> bool {
        let Some(flow) = self.flows.get_mut(self.recent) else { return false };
        if !flow.goes_on_with(moment.time, sketch) || sketch.speaks && !flow.is_deaf_to(sketch) {
            return false;
        }
        flow.count(moment, wire_len, sketch, &mut self.ledger);
        self.tick(moment.time);
        true
    }

    /// Counts a frame, and returns its flow with what the frame may have to say, if anything.
    ///
    /// `wire_len` is the frame's length on the wire in bytes, `sight` what [`crate::sight`] saw in `frame`;
    /// `again` dissects the frame once more, which fragments need. The returned segment was not yet given to
    /// [`Flow::take`]: the caller does that, as it does for segments that are read again when pieces are joined.
    #[inline]
    pub fn observe<'a>(
        &mut self,
        moment: Moment,
        wire_len: u32,
        sight: &Sight,
        frame: &'a [u8],
        again: impl FnOnce() -> Dissection<'a>,
    ) -> Option<(&mut Flow<T>, Segment<'a>)> {
        self.tick(moment.time);
        let sketch = match sight {
            Sight::Nothing => return None,
            Sight::Packet(sketch) => sketch,
            Sight::Fragment => return self.observe_fragment(moment, wire_len, &again()),
        };
        let slot = match self.flows.get_mut(self.recent) {
            // Most packets follow one of their own flow.
            Some(flow) if flow.goes_on_with(moment.time, sketch) => {
                flow.count(moment, wire_len, sketch, &mut self.ledger);
                self.recent
            }
            _ => self.count(moment, wire_len, sketch),
        };
        let flow = self.flows.get_mut(slot)?;
        if !sketch.speaks || flow.is_deaf_to(sketch) {
            return None;
        }
        let (from, len) = (sketch.payload_at as usize, sketch.payload_len as usize);
        let segment = Segment {
            side: sketch.side,
            sequence: sketch.sequence,
            flags: sketch.flags,
            bytes: Cow::Borrowed(frame.get(from..from + len).unwrap_or_default()),
            at: Some(sketch.payload_at),
            missing: sketch.payload_missing,
            begins: sketch.begins,
            moment,
        };
        if let Some(cap) = flow.remember(&segment) {
            self.ledger.hit(cap);
        }
        Some((flow, segment))
    }

    /// Counts a packet whose ports are known; returns the index of its flow.
    #[inline(never)]
    pub(crate) fn count(&mut self, moment: Moment, wire_len: u32, sketch: &Sketch) -> usize {
        let slot = self.slot(sketch, moment);
        let Some(flow) = self.flows.get_mut(slot) else { return slot };
        flow.count(moment, wire_len, sketch, &mut self.ledger);
        slot
    }

    /// The index of the flow that a packet belongs to; opens one if there is none.
    fn slot(&mut self, sketch: &Sketch, moment: Moment) -> usize {
        let syn = sketch.syn();
        let hash = self.hasher.hash_one(sketch.key);
        let found = self.look_up(hash, &sketch.key);
        self.recent = found.unwrap_or(self.flows.len());
        if let Some(slot) = found.filter(|&slot| self.flows[slot].continues(moment.time, syn)) {
            return slot;
        }
        let edge = self.edge_log(moment.time, sketch);
        if let Some(slot) = found {
            let mut fresh = open(sketch, moment, edge);
            let flow = &mut self.flows[slot];
            if flow.edge.is_none() {
                fresh.over_before = flow.over_before.or(flow.opened_by.map(|(side, _)| side));
            }
            flow.make_kin(&mut fresh, syn.map(|(side, _)| side));
            let over = std::mem::replace(flow, fresh);
            self.end_now(over);
            return slot;
        }
        if self.flows.len() >= FLOWS.default as usize {
            self.end_quietest();
            self.ledger.hit(&FLOWS);
        }
        self.add(hash, open(sketch, moment, edge))
    }

    /// Adds a flow whose key is not yet in the table.
    pub(crate) fn insert(&mut self, flow: Flow<T>) {
        self.add(self.hasher.hash_one(flow.key), flow);
    }

    /// The same with the hash of its key; returns its index. Inlined, so that a new flow is made where it stays: they are large.
    #[inline(always)]
    fn add(&mut self, hash: u64, flow: Flow<T>) -> usize {
        let slot = self.flows.len();
        self.flows.push(flow);
        self.enter(hash, slot);
        slot
    }

    /// Enters a flow into the index.
    fn enter(&mut self, hash: u64, slot: usize) {
        let (flows, hasher) = (&self.flows, &self.hasher);
        let hash_of = |&slot: &u32| flows.get(slot as usize).map_or(0, |flow| hasher.hash_one(flow.key));
        self.index.insert_unique(hash, u32::try_from(slot).unwrap_or(u32::MAX), hash_of);
    }

    /// A log for a flow that may continue one of an earlier piece: it begins so soon behind the cut that the silence
    /// before it is not known to be long enough. A TCP flow without its SYN has one always, since who its client is may
    /// stand in an earlier piece.
    fn edge_log(&self, time: Option<Timestamp>, first: &Sketch) -> Option<Vec<Segment<'static>>> {
        let is_near = |window| match (self.began, time) {
            (Some(began), Some(now)) => now.nanos_since(began) <= window + DISORDER_NANOS,
            _ => true,
        };
        let may_be_open = match (first.key.transport(), first.syn()) {
            (6, None) => true,
            (6, _) => is_near(SYN_RETRY_NANOS),
            _ => is_near(idle_limit_nanos(6)),
        };
        (self.edge == Edge::Cut && may_be_open).then(Vec::new)
    }

    /// The flow of a key, if it is alive.
    pub(crate) fn find(&mut self, key: &FlowKey) -> Option<&mut Flow<T>> {
        let slot = self.look_up(self.hasher.hash_one(key), key)?;
        self.flows.get_mut(slot)
    }

    /// The flow of the packet that [`Self::observe`] counted last.
    pub fn recent(&mut self) -> Option<&mut Flow<T>> {
        self.flows.get_mut(self.recent)
    }

    /// The index of the flow of a key.
    fn look_up(&self, hash: u64, key: &FlowKey) -> Option<usize> {
        let same = |&slot: &u32| self.flows.get(slot as usize).is_some_and(|flow| flow.key == *key);
        self.index.find(hash, same).map(|&slot| slot as usize)
    }

    /// Now and then has flows looked for whose next packet would open a new flow anyway.
    #[inline(always)]
    fn tick(&mut self, time: Option<Timestamp>) {
        let Some(time) = time else { return };
        self.began.get_or_insert(time);
        // A single frame with a time far ahead is an error of the recorder, and no reason to end anything.
        let before = self.before.replace(time);
        if self.flows.len() >= self.sweep_at {
            self.may_sweep(before.map_or(time, |before| before.min(time)));
        }
    }

    #[cold]
    fn may_sweep(&mut self, now: Timestamp) {
        let swept = *self.swept.get_or_insert(now);
        self.passed += 1;
        // A look takes as long as there are flows, whatever the clock says: so many frames have to pay for it.
        if now.nanos_since(swept) > SWEEP_NANOS && self.passed > self.flows.len() / 8 {
            (self.swept, self.sweep_due, self.passed) = (Some(now), Some(now), 0);
        }
    }

    /// Ends the flows that are silent, in the order in which they began; those that stay keep theirs. Flows are large: they
    /// are taken where they lie.
    fn sweep(&mut self, now: Timestamp, mut take: impl FnMut(&mut Flow<T>)) {
        let is_over = |flow: &Flow<T>| flow.is_silent_at(now.plus_nanos(-DISORDER_NANOS));
        if self.edge == Edge::Cut {
            let before = self.open.len();
            self.open.extend(self.flows.extract_if(.., |flow| is_over(flow) && flow.may_continue_an_earlier_one()));
            if self.open.len() > before {
                self.enter_all();
            }
        }
        // Where each flow goes; no key is hashed once more for that.
        let mut places: Vec<Option<u32>> = Vec::with_capacity(self.flows.len());
        let mut stay = 0..;
        self.flows.retain_mut(|flow| {
            let is_over = is_over(flow);
            if is_over && flow.has_packets() {
                take(flow);
            }
            places.push(if is_over { None } else { stay.next() });
            !is_over
        });
        self.index.retain(|slot| {
            let place = places.get(*slot as usize).copied().flatten();
            *slot = place.unwrap_or(*slot);
            place.is_some()
        });
        self.sweep_at = (2 * self.flows.len()).clamp(SWEEP_FLOWS, FLOWS.default as usize - 1);
    }

    /// Ends the sixteenth of the flows that was quiet for longest: one by one would look through all each time.
    fn end_quietest(&mut self) {
        let mut quiet: Vec<_> = self.flows.iter().map(|flow| (flow.end, flow.first.place)).collect();
        quiet.sort_unstable();
        if let Some(last) = quiet.get(quiet.len() / 16).copied() {
            let over: Vec<_> = self.flows.extract_if(.., |flow| (flow.end, flow.first.place) <= last).collect();
            over.into_iter().for_each(|flow| self.end_now(flow));
            self.enter_all();
        }
    }

    /// Makes the index anew.
    fn enter_all(&mut self) {
        self.index.clear();
        for slot in 0..self.flows.len() {
            let hash = self.flows.get(slot).map_or(0, |flow| self.hasher.hash_one(flow.key));
            self.enter(hash, slot);
        }
    }

    /// Whether there may be flows for [`Self::each_ended`].
    #[must_use]
    pub fn has_ended(&self) -> bool {
        !self.ended.is_empty() || self.sweep_due.is_some()
    }

    /// Hands on the flows that are over and did not begin before this piece, in order; then they are gone.
    pub fn each_ended(&mut self, mut take: impl FnMut(&mut Flow<T>)) {
        if let Some(now) = self.sweep_due.take() {
            self.sweep(now, &mut take);
        }
        self.ended.drain(..).filter(Flow::has_packets).for_each(|mut flow| take(&mut flow));
    }

    pub(crate) fn end_now(&mut self, flow: Flow<T>) {
        let may_be_older = self.edge == Edge::Cut && flow.may_continue_an_earlier_one();
        if may_be_older { self.open.push(flow) } else { self.ended.push(flow) }
    }

    pub(crate) fn into_parts(mut self) -> (Vec<Flow<T>>, Fragments, Ledger) {
        self.open.append(&mut self.ended);
        self.open.append(&mut self.flows);
        (self.open, self.fragments, self.ledger)
    }
}

#[inline(always)]
fn open<T: Default>(sketch: &Sketch, moment: Moment, edge: Option<Vec<Segment<'static>>>) -> Flow<T> {
    let asker = sketch.asks.map(|asks| if asks { sketch.side } else { sketch.side.other() });
    Flow {
        key: sketch.key,
        sums: Default::default(),
        first: moment,
        first_time: None,
        last_time: None,
        first_side: sketch.side,
        macs: sketch.macs,
        windows: Windows::default(),
        via: sketch.via,
        process: None,
        client_by_content: asker,
        streams: Default::default(),
        facts: T::default(),
        kin_before: None,
        kin_behind: None,
        over_before: None,
        deeds: Default::default(),
        opened_by: sketch.syn(),
        begin: None,
        end: None,
        prints: [0; 2],
        edge,
    }
}
