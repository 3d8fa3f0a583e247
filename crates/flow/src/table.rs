//! All flows that are alive, and the packets that feed them.

use crate::flow::{ACK, FIN, Flow, Moment, RST, SYN, Segment};
use crate::fragment::Fragments;
use crate::key::{FlowKey, Side};
use crate::limits::{DISORDER_NANOS, FLOWS, SYN_RETRY_NANOS, idle_limit_nanos};
use foldhash::quality::RandomState;
use hashbrown::HashTable;
use idlewire_dissect::{Dissection, Packet, Transport};
use idlewire_evidence::{Ledger, Timestamp};
use std::borrow::Cow;
use std::hash::BuildHasher;

/// Capture time between two looks for flows that are over. Has no influence on results, only on memory.
const SWEEP_NANOS: i64 = 60 * 1_000_000_000;

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
    /// Seeded anew in each process, so that nobody can send flows that collide.
    hasher: RandomState,
    pub(crate) fragments: Fragments,
    ended: Vec<Flow<T>>,
    /// Time of the piece's first frame that has one.
    began: Option<Timestamp>,
    /// Time of the frame before.
    before: Option<Timestamp>,
    /// Time of the last look for flows that are over.
    swept: Option<Timestamp>,
    edge: Edge,
    /// Caps that were hit and facts that were noted.
    pub ledger: Ledger,
}

impl<T: Default> FlowTable<T> {
    /// An empty table for a piece of capture that begins with `edge`.
    #[must_use]
    pub fn new(edge: Edge) -> Self {
        Self {
            index: HashTable::new(),
            flows: Vec::new(),
            hasher: RandomState::default(),
            fragments: Fragments::default(),
            ended: Vec::new(),
            began: None,
            before: None,
            swept: None,
            edge,
            ledger: Ledger::default(),
        }
    }

    /// Counts a frame, and returns its flow with what the frame may have to say, if anything.
    ///
    /// `wire_len` is the frame's length on the wire in bytes. The returned segment was not yet given to
    /// [`Flow::take`]: the caller does that, as it does for segments that are read again when pieces are joined.
    pub fn observe<'a>(
        &mut self,
        moment: Moment,
        wire_len: u32,
        dissection: &Dissection<'a>,
    ) -> Option<(&mut Flow<T>, Segment<'a>)> {
        self.tick(moment.time);
        let packet = dissection.packet.as_ref()?;
        if packet.fragment.is_some() {
            return self.observe_fragment(moment, wire_len, dissection, packet);
        }
        let head = Head::of(packet)?;
        let slot = self.count(Observed { moment, wire_len, dissection, packet }, &head);
        let speaks = !packet.payload.is_empty() || head.flags & SYN != 0;
        if !speaks || !matches!(packet.transport, Transport::Tcp(_) | Transport::Udp { .. }) {
            return None;
        }
        let segment = Segment {
            side: head.side,
            sequence: head.sequence,
            flags: head.flags,
            bytes: Cow::Borrowed(packet.payload),
            at: Some(packet.payload_at),
            missing: packet.payload_missing,
            moment,
        };
        let flow = self.flows.get_mut(slot)?;
        if let Some(cap) = flow.remember(&segment) {
            self.ledger.hit(cap);
        }
        Some((flow, segment))
    }

    /// Counts a packet whose ports are known; returns the index of its flow.
    pub(crate) fn count(&mut self, seen: Observed<'_, '_>, head: &Head) -> usize {
        let Observed { moment, wire_len, dissection, packet } = seen;
        let slot = self.slot(head, moment, dissection);
        let Some(flow) = self.flows.get_mut(slot) else { return slot };
        flow.sums[head.side as usize].add(1, u64::from(wire_len));
        let gap = match (flow.end, moment.time) {
            (Some(last), Some(now)) => now.nanos_since(last),
            _ => i64::MAX,
        };
        if flow.recorded_before(head, packet, gap) {
            self.ledger.note("frame recorded twice");
        }
        if let Some(time) = moment.time {
            flow.be_active_at(time);
        }
        let deeds = &mut flow.deeds[head.side as usize];
        deeds.sent_rst |= head.flags & RST != 0;
        deeds.sent_fin |= head.flags & FIN != 0;
        slot
    }

    /// The index of the flow that a packet belongs to; opens one if there is none.
    fn slot(&mut self, head: &Head, moment: Moment, dissection: &Dissection<'_>) -> usize {
        let syn = head.syn();
        let hash = self.hasher.hash_one(head.key);
        let flows = &self.flows;
        let same = |&slot: &u32| flows.get(slot as usize).is_some_and(|flow| flow.key == head.key);
        let found = self.index.find(hash, same).map(|&slot| slot as usize);
        if let Some(slot) = found.filter(|&slot| self.flows[slot].continues(moment.time, syn)) {
            return slot;
        }
        let mut fresh = open(head, moment, dissection);
        fresh.edge = self.edge_log(moment.time, syn.is_some());
        if let Some(slot) = found {
            let flow = &mut self.flows[slot];
            flow.make_kin(&mut fresh, syn.map(|(side, _)| side));
            self.ended.push(std::mem::replace(flow, fresh));
            return slot;
        }
        if self.flows.len() >= FLOWS.default as usize {
            self.end_quietest();
            self.ledger.hit(&FLOWS);
        }
        self.insert(fresh)
    }

    /// Adds a flow whose key is not yet in the table; returns its index.
    pub(crate) fn insert(&mut self, flow: Flow<T>) -> usize {
        let hash = self.hasher.hash_one(flow.key);
        let slot = self.flows.len();
        self.flows.push(flow);
        let (flows, hasher) = (&self.flows, &self.hasher);
        self.index.insert_unique(hash, u32::try_from(slot).unwrap_or(u32::MAX), |&slot| {
            flows.get(slot as usize).map_or(0, |flow| hasher.hash_one(flow.key))
        });
        slot
    }

    /// A log for a flow that may continue one of an earlier piece: it begins so soon behind the cut that the silence
    /// before it is not known to be long enough.
    fn edge_log(&self, time: Option<Timestamp>, begins_with_syn: bool) -> Option<Vec<Segment<'static>>> {
        let window = if begins_with_syn { SYN_RETRY_NANOS } else { idle_limit_nanos(6) };
        let near = match (self.began, time) {
            (Some(began), Some(now)) => now.nanos_since(began) <= window + DISORDER_NANOS,
            _ => true,
        };
        (self.edge == Edge::Cut && near).then(Vec::new)
    }

    /// The flow of a key, if it is alive.
    pub(crate) fn find(&mut self, key: &FlowKey) -> Option<&mut Flow<T>> {
        let hash = self.hasher.hash_one(key);
        let flows = &self.flows;
        let slot = *self.index.find(hash, |&slot| flows.get(slot as usize).is_some_and(|flow| flow.key == *key))?;
        self.flows.get_mut(slot as usize)
    }

    /// Now and then ends the flows whose next packet would open a new flow anyway.
    fn tick(&mut self, time: Option<Timestamp>) {
        let Some(time) = time else { return };
        self.began.get_or_insert(time);
        // A single frame with a time far ahead is an error of the recorder, and no reason to end anything.
        let now = self.before.replace(time).map_or(time, |before| before.min(time));
        let swept = *self.swept.get_or_insert(now);
        if now.nanos_since(swept) > SWEEP_NANOS {
            self.swept = Some(now);
            self.end_where(|flow| flow.is_silent_at(now.plus_nanos(-DISORDER_NANOS)));
        }
    }

    fn end_where(&mut self, over: impl Fn(&Flow<T>) -> bool) {
        let mut slot = 0;
        while slot < self.flows.len() {
            if over(&self.flows[slot]) {
                self.end(slot);
            } else {
                slot += 1;
            }
        }
    }

    /// Takes a flow out; the last one moves to its place.
    fn end(&mut self, slot: usize) {
        let hash_of = |hasher: &RandomState, flow: &Flow<T>| hasher.hash_one(flow.key);
        let last = self.flows.len() - 1;
        let number = |slot: usize| u32::try_from(slot).unwrap_or(u32::MAX);
        let hash = hash_of(&self.hasher, &self.flows[slot]);
        if let Ok(entry) = self.index.find_entry(hash, |&found| found == number(slot)) {
            entry.remove();
        }
        if slot != last {
            let hash = hash_of(&self.hasher, &self.flows[last]);
            if let Some(moved) = self.index.find_mut(hash, |&found| found == number(last)) {
                *moved = number(slot);
            }
        }
        self.ended.push(self.flows.swap_remove(slot));
    }

    /// Ends the sixteenth of the flows that was quiet for longest: one by one would look through all each time.
    fn end_quietest(&mut self) {
        let mut quiet: Vec<_> = self.flows.iter().map(|flow| (flow.end, flow.first.place)).collect();
        quiet.sort_unstable();
        if let Some(last) = quiet.get(quiet.len() / 16).copied() {
            self.end_where(|flow| (flow.end, flow.first.place) <= last);
        }
    }

    /// The flows that ended since the last call.
    pub fn drain_ended(&mut self) -> impl Iterator<Item = Flow<T>> + '_ {
        self.ended.drain(..)
    }

    pub(crate) fn end_now(&mut self, flow: Flow<T>) {
        self.ended.push(flow);
    }

    pub(crate) fn into_parts(mut self) -> (Vec<Flow<T>>, Fragments, Ledger) {
        self.ended.append(&mut self.flows);
        (self.ended, self.fragments, self.ledger)
    }
}

/// A frame and the packet in it.
#[derive(Clone, Copy)]
pub(crate) struct Observed<'d, 'a> {
    pub moment: Moment,
    pub wire_len: u32,
    pub dissection: &'d Dissection<'a>,
    pub packet: &'d Packet<'a>,
}

/// What a transport header says, as far as flows are concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub key: FlowKey,
    pub side: Side,
    pub sequence: u32,
    pub acknowledged: u32,
    pub flags: u8,
    /// Set for an ICMP query: whether the sender is the one who asks.
    pub asks: Option<bool>,
}

impl Head {
    /// The side and number of a SYN that opens.
    fn syn(&self) -> Option<(Side, u32)> {
        (self.key.transport() == 6 && self.flags & (SYN | ACK) == SYN).then_some((self.side, self.sequence))
    }

    /// `None` for what is no flow: ICMP errors (they quote a flow), and fragments without a transport header.
    pub(crate) fn of(packet: &Packet<'_>) -> Option<Self> {
        let (mut ports, mut sequence, mut acknowledged, mut flags, mut asks) = ((0, 0), 0, 0, 0, None);
        match packet.transport {
            Transport::Tcp(tcp) => {
                ports = (tcp.source_port, tcp.destination_port);
                (sequence, acknowledged, flags) = (tcp.seq, tcp.ack, tcp.flags);
            }
            Transport::Icmp { kind, .. } => asks = Some(icmp_asks(packet.protocol, kind)?),
            Transport::Later => return None,
            other => ports = other.ports().unwrap_or_default(),
        }
        let (key, side) = FlowKey::of(packet.protocol, (packet.source, ports.0), (packet.destination, ports.1));
        Some(Self { key, side, sequence, acknowledged, flags, asks })
    }
}

/// Whether an ICMP message asks (echo, timestamp, information, mask) or answers.
///
/// `None` for errors, which belong to the flow that they quote, and for what hosts and routers of one link tell each
/// other (neighbour discovery, group membership). Source: RFC 792, RFC 950, RFC 4443 section 4.
fn icmp_asks(protocol: u8, kind: u8) -> Option<bool> {
    match (protocol, kind) {
        (1, 8 | 13 | 15 | 17) | (58, 128) => Some(true),
        (1, 0 | 14 | 16 | 18) | (58, 129) => Some(false),
        _ => None,
    }
}

fn open<T: Default>(head: &Head, moment: Moment, dissection: &Dissection<'_>) -> Flow<T> {
    let asker = head.asks.map(|asks| if asks { head.side } else { head.side.other() });
    Flow {
        key: head.key,
        sums: Default::default(),
        first: moment,
        first_time: None,
        last_time: None,
        first_side: head.side,
        macs: dissection.macs,
        windows: Vec::new(),
        via: dissection.via,
        client_by_content: asker,
        streams: Default::default(),
        facts: T::default(),
        kin: None,
        deeds: Default::default(),
        opened_by: head.syn(),
        begin: None,
        end: None,
        prints: [0; 2],
        edge: None,
    }
}
