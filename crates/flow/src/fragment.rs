//! Datagrams put together from IP fragments (RFC 791 section 3.2, RFC 8200 section 4.5).

use crate::flow::{Moment, Sums, in_reading_order};
use crate::key::{FlowKey, Side};
use crate::limits::{FRAGMENT_WAIT_NANOS, FRAGMENTED, FRAGMENTS};
use idlewire_dissect::Via;
use idlewire_evidence::{Cap, Timestamp};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::net::IpAddr;

/// What tells the datagrams apart: both addresses, the identification, the upper protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DatagramKey {
    pub source: IpAddr,
    pub destination: IpAddr,
    pub identification: u32,
    pub protocol: u8,
}

/// One fragment as it was seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'a> {
    /// Offset in the datagram's payload. Unit: bytes.
    pub offset: u32,
    pub more: bool,
    pub bytes: &'a [u8],
    /// The flow, if this is the fragment that holds the ports.
    pub flow: Option<(FlowKey, Side)>,
    pub wire_len: u32,
    pub moment: Moment,
    pub via: Via,
}

/// A datagram of which some fragments are known.
#[derive(Clone, Debug)]
pub(crate) struct Datagram {
    pub key: DatagramKey,
    pieces: BTreeMap<u32, Vec<u8>>,
    /// Length of the whole, once the last fragment was seen.
    total: Option<u32>,
    /// Time of the first fragment.
    first: Option<Timestamp>,
    /// Order of arrival; the smallest is given up first.
    serial: u64,
    /// The flow it belongs to, once the fragment with the ports was seen.
    pub flow: Option<(FlowKey, Side)>,
    /// What the flow has not counted yet.
    uncounted: Sums,
    /// What the flow has counted.
    pub counted: Sums,
    /// What the flow has counted in the later piece of capture, while pieces are joined.
    pub counted_later: Sums,
    /// The last fragment: its frame, its length on the wire, the tunnels around it.
    pub last: (Moment, u32, Via),
    /// Fragments that the flow took note of and that do not count.
    pub noted: u64,
    /// The same in the later piece of capture, while pieces are joined.
    pub noted_later: u64,
    /// Whether any fragment counts.
    counts: bool,
}

impl Datagram {
    fn new(key: DatagramKey, serial: u64, piece: &Piece<'_>) -> Self {
        let first = piece.moment.time;
        let last = (piece.moment, piece.wire_len, piece.via);
        Self {
            key,
            pieces: BTreeMap::new(),
            total: None,
            first,
            serial,
            flow: None,
            uncounted: Sums::default(),
            counted: Sums::default(),
            counted_later: Sums::default(),
            last,
            noted: 0,
            noted_later: 0,
            counts: false,
        }
    }

    fn add(&mut self, piece: &Piece<'_>) {
        let end = piece.offset.saturating_add(u32::try_from(piece.bytes.len()).unwrap_or(u32::MAX));
        if !piece.more {
            self.total.get_or_insert(end);
        }
        // No datagram is longer (RFC 791 section 3.1); overlapping fragments could hold far more.
        let held: usize = self.pieces.values().map(Vec::len).sum();
        if held + piece.bytes.len() <= 65_535 {
            self.pieces.entry(piece.offset).or_insert_with(|| piece.bytes.to_vec());
        }
        self.flow = self.flow.or(piece.flow);
        match piece.flow {
            None if piece.moment.counts => self.uncounted.add(1, piece.wire_len.into()),
            None => {}
            Some(_) if piece.flow != self.flow => {
                // Another first fragment, of other ports: it stays where it was counted.
            }
            Some(_) if piece.moment.counts => self.counted.add(1, piece.wire_len.into()),
            Some(_) => self.noted += 1,
        }
        self.counts |= piece.moment.counts;
        self.last = (piece.moment, piece.wire_len, piece.via);
    }

    /// The flow that the fragments go to, once it is known, and what it is to count of them now.
    pub(crate) fn take_uncounted(&mut self) -> Option<(FlowKey, Side, Sums)> {
        let (key, side) = self.flow?;
        let uncounted = std::mem::take(&mut self.uncounted);
        self.counted = self.counted.plus(uncounted);
        Some((key, side, uncounted))
    }

    /// All its fragments.
    pub(crate) fn all(&self) -> Sums {
        self.counted.plus(self.counted_later).plus(self.uncounted)
    }

    /// The payload, if no byte is missing. Where fragments overlap, the one with the lower offset wins.
    pub(crate) fn whole(&self) -> Option<Vec<u8>> {
        let total = self.total? as usize;
        let mut whole = Vec::with_capacity(total.min(65_535));
        for (&offset, bytes) in &self.pieces {
            if offset as usize > whole.len() {
                return None;
            }
            whole.extend_from_slice(bytes.get(whole.len() - offset as usize..).unwrap_or_default());
        }
        whole.truncate(total);
        (whole.len() == total).then_some(whole)
    }

    /// The same with the fragments that a later piece of capture saw of it.
    fn with(mut self, later: Self) -> Self {
        for (offset, bytes) in later.pieces {
            self.pieces.entry(offset).or_insert(bytes);
        }
        self.total = self.total.or(later.total);
        self.flow = self.flow.or(later.flow);
        self.uncounted = self.uncounted.plus(later.uncounted);
        if self.flow == later.flow {
            (self.counted_later, self.noted_later) = (later.counted, later.noted);
        }
        self.counts |= later.counts;
        self.last = later.last;
        self
    }
}

/// All datagrams under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fragments {
    waiting: BTreeMap<DatagramKey, Datagram>,
    /// The first datagram of each key that was given up: an earlier piece of capture may have what it lacks.
    early: BTreeMap<DatagramKey, Datagram>,
    serial: u64,
    /// Datagrams that never became whole.
    given_up: u64,
}

/// What became of a datagram by one more fragment.
pub(crate) enum Arrival<'a> {
    /// Fragments are missing.
    Waiting(&'a mut Datagram),
    /// It is whole.
    Whole(Datagram, Vec<u8>),
    /// A cap was hit; the datagram is given up.
    GivenUp(Datagram),
}

impl Fragments {
    /// Adds a fragment. The second value is a cap that was hit.
    pub(crate) fn add(&mut self, key: DatagramKey, piece: &Piece<'_>) -> (Arrival<'_>, Option<&'static Cap>) {
        if let Entry::Occupied(waiting) = self.waiting.entry(key)
            && apart(waiting.get().last.0.time, piece.moment.time)
        {
            let stale = waiting.remove();
            self.give_up(stale);
        }
        self.serial += 1;
        let hit = self.make_room(&key);
        let serial = self.serial;
        let mut datagram = self.waiting.remove(&key).unwrap_or_else(|| Datagram::new(key, serial, piece));
        datagram.add(piece);
        if let Some(whole) = datagram.whole() {
            return (Arrival::Whole(datagram, whole), hit);
        }
        if datagram.pieces.len() > FRAGMENTS.default as usize {
            self.given_up += u64::from(datagram.counts);
            return (Arrival::GivenUp(datagram), Some(&FRAGMENTS));
        }
        (Arrival::Waiting(self.waiting.entry(key).or_insert(datagram)), hit)
    }

    fn give_up(&mut self, datagram: Datagram) {
        if self.early.len() < FRAGMENTED.default as usize && !self.early.contains_key(&datagram.key) {
            self.early.insert(datagram.key, datagram);
        } else {
            self.given_up += u64::from(datagram.counts);
        }
    }

    fn make_room(&mut self, key: &DatagramKey) -> Option<&'static Cap> {
        if self.waiting.len() < FRAGMENTED.default as usize || self.waiting.contains_key(key) {
            return None;
        }
        let oldest = self.waiting.values().min_by_key(|datagram| datagram.serial).map(|datagram| datagram.key)?;
        let oldest = self.waiting.remove(&oldest)?;
        self.given_up += u64::from(oldest.counts);
        Some(&FRAGMENTED)
    }

    /// Adds what a later piece of capture left incomplete; returns the datagrams that both had fragments of, in the
    /// order of their last ones.
    pub(crate) fn join(&mut self, later: Self) -> Vec<Datagram> {
        self.given_up += later.given_up;
        let mut joined = Vec::new();
        for datagram in later.early.into_values() {
            match self.take_begun(&datagram) {
                Some(earlier) => joined.push(earlier.with(datagram)),
                None => self.given_up += u64::from(datagram.counts),
            }
        }
        for (key, datagram) in later.waiting {
            self.serial += 1;
            let serial = self.serial;
            match self.take_begun(&datagram) {
                Some(earlier) => joined.push(earlier.with(datagram)),
                None => _ = self.waiting.insert(key, Datagram { serial, ..datagram }),
            }
        }
        in_reading_order(joined, |datagram| datagram.last.0)
    }

    /// The datagram that is waited for and that the fragments of a later piece go on with, unless they come too late for it.
    fn take_begun(&mut self, later: &Datagram) -> Option<Datagram> {
        let earlier = self.waiting.remove(&later.key)?;
        if apart(earlier.last.0.time, later.first) {
            self.given_up += u64::from(earlier.counts);
            return None;
        }
        Some(earlier)
    }

    /// Puts back a datagram that still lacks fragments, unless the next of its key is waited for by now.
    pub(crate) fn put_back(&mut self, mut datagram: Datagram) {
        datagram.counted = datagram.counted.plus(std::mem::take(&mut datagram.counted_later));
        datagram.noted += std::mem::take(&mut datagram.noted_later);
        match self.waiting.entry(datagram.key) {
            Entry::Vacant(place) => _ = place.insert(datagram),
            Entry::Occupied(_) => self.given_up += u64::from(datagram.counts),
        }
    }

    /// Datagrams that never became whole, those still waited for among them.
    pub(crate) fn incomplete(&self) -> u64 {
        let left = self.early.values().chain(self.waiting.values());
        self.given_up + left.filter(|datagram| datagram.counts).count() as u64
    }
}

/// Whether a fragment comes too late to belong to the same datagram as the one before it.
fn apart(before: Option<Timestamp>, now: Option<Timestamp>) -> bool {
    matches!((before, now), (Some(before), Some(now)) if now.nanos_since(before) > FRAGMENT_WAIT_NANOS)
}
