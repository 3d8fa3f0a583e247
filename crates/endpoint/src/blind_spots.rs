//! How much of what a machine reached has no name, or a weak one, and why.

use crate::tally::Sum;
use idlewire_naming::{Blind, Ranked};
use std::collections::BTreeMap;

/// Flows without a name of their own or of DNS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlindSpot {
    /// Flows.
    pub flows: u64,
    /// Those of them without any name.
    pub unnamed: u64,
    /// Bytes on the wire, both ways.
    pub bytes: u64,
}

/// What a report says about the names themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlindSpots {
    /// By reason.
    pub by_reason: BTreeMap<Blind, BlindSpot>,
    /// Flows that asked for one name at an address that DNS gave under others only.
    pub disagreements: u64,
}

impl BlindSpots {
    /// Takes the flows of a key, and why they have no good name.
    pub(crate) fn add(&mut self, sum: &Sum, ranked: &Ranked<'_>, why: Option<Blind>, disagrees: bool) {
        if let Some(blind) = why {
            let spot = self.by_reason.entry(blind).or_default();
            spot.flows += sum.flows;
            spot.unnamed += if ranked.best().is_none() { sum.flows } else { 0 };
            spot.bytes += sum.sent.plus(sum.received).bytes;
        }
        if disagrees {
            self.disagreements += sum.flows;
        }
    }
}
