//! Datagrams put together from IP fragments (RFC 791 section 3.2, RFC 8200 section 4.5).

use crate::key::{FlowKey, Side};
use crate::limits::{FRAGMENT_WAIT_NANOS, FRAGMENTED, FRAGMENTS};
use idlewire_evidence::Timestamp;
use std::collections::BTreeMap;
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
    pub clock: Option<Timestamp>,
}

/// A datagram of which some fragments are known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Datagram {
    pieces: BTreeMap<u32, Vec<u8>>,
    /// Length of the whole, once the last fragment was seen.
    total: Option<u32>,
    first: Option<Timestamp>,
    /// Order of arrival; the smallest is given up first.
    serial: u64,
    /// The flow it belongs to, once the fragment with the ports was seen.
    pub flow: Option<(FlowKey, Side)>,
    /// Packets and bytes on the wire of fragments that came before the ports were known.
    pub unassigned: (u64, u64),
}

impl Datagram {
    fn add(&mut self, piece: Piece<'_>) {
        let end = piece.offset.saturating_add(u32::try_from(piece.bytes.len()).unwrap_or(u32::MAX));
        if !piece.more {
            self.total.get_or_insert(end);
        }
        self.pieces.entry(piece.offset).or_insert_with(|| piece.bytes.to_vec());
    }

    /// The payload, if no byte is missing. Where fragments overlap, the one with the lower offset wins.
    fn complete(&self) -> Option<Vec<u8>> {
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
}

/// What came of a fragment.
pub(crate) struct Outcome {
    /// The payload of the whole datagram, if this fragment was the last one missing.
    pub whole: Option<Vec<u8>>,
    /// A cap that was hit.
    pub hit: Option<&'static idlewire_evidence::Cap>,
}

/// All datagrams under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fragments {
    waiting: BTreeMap<DatagramKey, Datagram>,
    serial: u64,
    /// Datagrams that never became whole.
    pub given_up: u64,
}

impl Fragments {
    /// Whether nothing is waited for.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The datagram of `key`, begun anew if the one known is too old to be the same.
    pub(crate) fn datagram(&mut self, key: DatagramKey, clock: Option<Timestamp>) -> &mut Datagram {
        let stale = |d: &Datagram| matches!((d.first, clock), (Some(first), Some(now)) if now.nanos_since(first) > FRAGMENT_WAIT_NANOS);
        if self.waiting.get(&key).is_some_and(stale) {
            self.waiting.remove(&key);
            self.given_up += 1;
        }
        self.serial += 1;
        let serial = self.serial;
        self.waiting.entry(key).or_insert_with(|| Datagram { first: clock, serial, ..Datagram::default() })
    }

    /// Adds a fragment to its datagram.
    pub(crate) fn add(&mut self, key: DatagramKey, piece: Piece<'_>) -> Outcome {
        let datagram = self.datagram(key, piece.clock);
        datagram.add(piece);
        let whole = datagram.complete();
        let too_many = datagram.pieces.len() > FRAGMENTS.default as usize;
        if whole.is_some() || too_many {
            self.waiting.remove(&key);
            self.given_up += u64::from(too_many && whole.is_none());
        }
        let mut hit = (too_many && whole.is_none()).then_some(&FRAGMENTS);
        if self.waiting.len() > FRAGMENTED.default as usize {
            self.give_up_oldest();
            hit = Some(&FRAGMENTED);
        }
        Outcome { whole, hit }
    }

    fn give_up_oldest(&mut self) {
        if let Some(key) = self.waiting.iter().min_by_key(|(_, d)| d.serial).map(|(key, _)| *key) {
            self.waiting.remove(&key);
            self.given_up += 1;
        }
    }

    /// How many datagrams are still incomplete.
    pub(crate) fn incomplete(&self) -> u64 {
        self.waiting.len() as u64
    }
}
