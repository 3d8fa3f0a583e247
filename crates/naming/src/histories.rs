//! What all machines were told about all addresses.

use crate::archive::Archive;
use crate::history::{Added, History};
use crate::limits::MAX_ANSWERS;
use crate::reversed::Reversed;
use crate::told::{Standing, Told, When};
use idlewire_evidence::Cap;
use indexmap::IndexMap;
use std::hash::{Hash, Hasher};
use std::net::IpAddr;
use std::sync::Arc;

/// What is added lies behind what is there: of a large map only the small index is searched at random.
pub(crate) type Map<K, V> = IndexMap<K, V, foldhash::quality::RandomState>;

/// A machine and an address, as small as can be: there is one for each server. IPv4 is written as RFC 4291 section 2.5.5.2
/// maps it, so that an answer in the mapped form names the same server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair([u64; 4]);

/// Number by number: as an array it would be hashed as bytes of any length, which takes longer.
impl Hash for Pair {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.iter().for_each(|number| state.write_u64(*number));
    }
}

impl Pair {
    fn of(machine: IpAddr, address: IpAddr) -> Self {
        let [machine, address] = [machine, address].map(|address| match address {
            IpAddr::V4(v4) => [0, 0xffff_0000_0000 | u64::from(v4.to_bits())],
            IpAddr::V6(v6) => {
                let [a, b, c, d, e, f, g, h] = v6.segments().map(u64::from);
                [a << 48 | b << 32 | c << 16 | d, e << 48 | f << 32 | g << 16 | h]
            }
        });
        Self([machine[0], machine[1], address[0], address[1]])
    }
}

/// The answers about all addresses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Histories {
    of: Map<Pair, History>,
    archive: Archive,
    reversed: Reversed,
    /// How many of these are empty.
    empty: usize,
}

impl Histories {
    /// The place of what a machine was told about an address. It holds until [`Self::forget_oldest`] says otherwise.
    pub(crate) fn place(&mut self, machine: IpAddr, address: IpAddr) -> usize {
        self.place_of(Pair::of(machine, address))
    }

    fn place_of(&mut self, pair: Pair) -> usize {
        let entry = self.of.entry(pair);
        let place = entry.index();
        entry.or_insert_with(|| {
            self.empty += 1;
            History::default()
        });
        place
    }

    /// How many answers there are at a place. To ask brings it near, which the next question is glad of.
    #[inline]
    pub(crate) fn len_at(&self, place: usize) -> usize {
        self.of.get_index(place).map_or(0, |(_, history)| history.len())
    }

    /// Adds an answer at a place.
    #[inline]
    pub(crate) fn add(&mut self, place: usize, told: Told) -> Added {
        let Some((_, history)) = self.of.get_index_mut(place) else { return Added::Time };
        self.empty -= usize::from(history.len() == 0);
        history.add(told, u32::try_from(place).unwrap_or(u32::MAX), &mut self.archive)
    }

    /// Adds a name that a reverse look-up gave.
    ///
    /// # Errors
    /// The cap for which there was no room.
    pub(crate) fn reverse(
        &mut self,
        machine: IpAddr,
        address: IpAddr,
        name: Arc<str>,
        when: When,
    ) -> Result<(), &'static Cap> {
        self.reversed.add(Pair::of(machine, address), name, when)
    }

    /// Whether answers take more room than [`MAX_ANSWERS`].
    pub(crate) fn are_too_many(&self) -> bool {
        self.archive.len() > MAX_ANSWERS.default as usize
    }

    /// Forgets the answers that came first, some thousands of them. Returns whether the others have other places then.
    pub(crate) fn forget_oldest(&mut self) -> bool {
        self.archive.forget_oldest(|owner, slot, count| {
            let Some((_, history)) = self.of.get_index_mut(owner as usize) else { return };
            let had = history.len() > 0;
            history.without(slot, count);
            self.empty += usize::from(had && history.len() == 0);
        });
        // To drop them takes a look at all.
        let is_worth_while = self.empty > self.of.len() / 4;
        if is_worth_while {
            self.drop_empty();
        }
        is_worth_while
    }

    /// Drops the histories of which nothing is left. The others have other places then.
    fn drop_empty(&mut self) {
        let mut next = 0;
        let place_of = |history: &History| {
            let place = next;
            next += u32::from(history.len() > 0);
            place
        };
        let places: Vec<u32> = self.of.values().map(place_of).collect();
        self.of.retain(|_, history| history.len() > 0);
        for kept in self.archive.iter_mut() {
            kept.owner = places.get(kept.owner as usize).copied().unwrap_or(u32::MAX);
        }
        self.empty = 0;
    }

    /// What the machine had been told about the address at a moment, and what it was told next.
    pub(crate) fn standing(&self, machine: IpAddr, address: IpAddr, at: When) -> Standing<'_> {
        let pair = Pair::of(machine, address);
        let Some(history) = self.of.get(&pair) else { return Standing::default() };
        history.standing(at, &self.archive, self.reversed.test(pair))
    }

    /// All answers that name the address, the latest first.
    pub(crate) fn naming(&self, machine: IpAddr, address: IpAddr) -> impl Iterator<Item = &Told> {
        let is_reversed = self.reversed.test(Pair::of(machine, address));
        self.told(machine, address).filter(move |told| !is_reversed(told))
    }

    /// All that the machine was told about the address, the latest first.
    pub(crate) fn told(&self, machine: IpAddr, address: IpAddr) -> impl Iterator<Item = &Told> {
        let history = self.of.get(&Pair::of(machine, address)).copied().unwrap_or_default();
        history.iter(&self.archive)
    }

    /// Whether the machine was told anything about the address.
    pub(crate) fn has(&self, machine: IpAddr, address: IpAddr) -> bool {
        self.of.get(&Pair::of(machine, address)).is_some_and(|history| history.len() > 0)
    }

    /// All that is known, of each address the oldest first.
    fn answers(&self) -> impl Iterator<Item = (Pair, Told)> {
        self.of.iter().flat_map(|(pair, history)| {
            let latest_first: Vec<&Told> = history.iter(&self.archive).collect();
            latest_first.into_iter().rev().map(|told| (*pair, told.clone()))
        })
    }

    /// Adds what another piece of capture knows; hands back how often [`crate::limits::MAX_TOLD`] was hit.
    pub(crate) fn merge(&mut self, other: Self) -> usize {
        let mut all: Vec<(Pair, Told)> = self.answers().chain(other.answers()).collect();
        // In one order, whichever of the two is added to the other. What one frame says about an address lies in one of them,
        // and stays in its order.
        all.sort_by_key(|(pair, told)| (told.from, *pair));
        (self.of, self.archive, self.empty) = Default::default();
        let mut hits = 0;
        for (pair, told) in all {
            let place = self.place_of(pair);
            hits += usize::from(self.add(place, told) == Added::InPlaceOfOldest);
        }
        self.reversed.merge(other.reversed);
        hits
    }
}
