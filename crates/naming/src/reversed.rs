//! Names that machines learnt from reverse look-ups of addresses: to use them would be reverse DNS by another road.

use crate::histories::{Map, Pair};
use crate::limits::{MAX_ALIASES, MAX_REVERSED};
use crate::told::{Told, When};
use idlewire_evidence::Cap;
use indexmap::map::Entry;
use std::sync::Arc;

/// The names of each machine and address, and when they were given first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reversed {
    of: Map<Pair, Map<Arc<str>, When>>,
    /// Names of all addresses.
    count: usize,
}

impl Reversed {
    /// Adds a name that a reverse look-up gave.
    ///
    /// # Errors
    /// The cap for which there was no room.
    pub(crate) fn add(&mut self, pair: Pair, name: Arc<str>, when: When) -> Result<(), &'static Cap> {
        if self.count >= MAX_REVERSED.default as usize {
            return Err(&MAX_REVERSED);
        }
        let names = self.of.entry(pair).or_default();
        let is_full = names.len() >= MAX_ALIASES.default as usize;
        match names.entry(name) {
            Entry::Occupied(_) => Ok(()),
            Entry::Vacant(_) if is_full => Err(&MAX_ALIASES),
            Entry::Vacant(new) => {
                new.insert(when);
                self.count += 1;
                Ok(())
            }
        }
    }

    /// Tells answers about an address that name nothing: those with a name that the machine first learnt from a reverse look-up.
    pub(crate) fn test(&self, pair: Pair) -> impl Fn(&Told) -> bool {
        let names = if self.of.is_empty() { None } else { self.of.get(&pair) };
        move |told| names.and_then(|names| names.get(&told.name)).is_some_and(|when| *when <= told.from)
    }

    /// Adds what another piece of capture knows: of each address the names that were given first.
    pub(crate) fn merge(&mut self, other: Self) {
        let all = std::mem::take(self).of.into_iter().chain(other.of);
        let mut all: Vec<_> =
            all.flat_map(|(pair, names)| names.into_iter().map(move |(name, when)| (when, pair, name))).collect();
        all.sort_by_key(|(when, pair, _)| (*when, *pair));
        for (when, pair, name) in all {
            // What has no room was counted when it was heard.
            _ = self.add(pair, name, when);
        }
    }
}
