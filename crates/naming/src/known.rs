//! Messages that were read before: an answer that is given again differs in its number and its times alone.
//!
//! What such a message says need not be found out once more. That has no influence on results, only on time.

use crate::proto::dns;
use foldhash::quality::RandomState;
use hashbrown::HashTable;
use smallvec::SmallVec;
use std::hash::{BuildHasher, Hash, Hasher};
use std::net::IpAddr;

/// Messages kept. Unit: messages; about 3 MB. When there are more, all are forgotten and it begins anew.
const MESSAGES: usize = 1 << 15;

/// What tells messages apart, whatever their number and times. Two hashes with secret seeds: that two messages have both
/// alike does not happen, and nobody can bring it about.
pub(crate) type Prints = [u64; 2];

/// A message without its number and its times, and the times.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outline {
    pub prints: Prints,
    /// The TTL of each record of the answer section, in order. Unit: seconds.
    pub ttls: SmallVec<[u32; 16]>,
}

/// Where what a message says stands in the book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The question's place; `None` if the message adds nothing.
    pub question: Option<u32>,
    /// How many records of the answer section, the first, lead to the addresses.
    pub links: u8,
    /// The place of each address's history, in order.
    pub histories: SmallVec<[u32; 4]>,
}

/// The messages that were read, as far as they are kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    readings: HashTable<(Prints, Reading)>,
    seeds: [RandomState; 2],
    blank: Vec<u8>,
}

impl Known {
    /// The outline of a message that a machine received. `None` if it is no whole answer to one question.
    pub(crate) fn outline(&mut self, machine: IpAddr, message: &[u8]) -> Option<Outline> {
        let mut ttls = SmallVec::new();
        dns::blank_out(message, &mut self.blank, &mut ttls)?;
        let print = |seed: &RandomState| {
            let mut hasher = seed.build_hasher();
            machine.hash(&mut hasher);
            hasher.write(&self.blank);
            hasher.finish()
        };
        let [one, two] = &self.seeds;
        Some(Outline { prints: [print(one), print(two)], ttls })
    }

    /// What a message says, if one like it was read.
    pub(crate) fn find(&self, prints: Prints) -> Option<&Reading> {
        self.readings.find(prints[0], |(known, _)| *known == prints).map(|(_, reading)| reading)
    }

    /// Keeps what a message says.
    pub(crate) fn keep(&mut self, prints: Prints, reading: Reading) {
        if self.readings.len() >= MESSAGES {
            self.forget();
        }
        self.readings.insert_unique(prints[0], (prints, reading), |(known, _)| known[0]);
    }

    /// Forgets all, because the book was put into another order.
    pub(crate) fn forget(&mut self) {
        self.readings.clear();
    }
}
