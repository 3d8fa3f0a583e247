//! Where answers are kept: behind each other as they came, in pieces that never move, each with the one before it of the
//! same address. The oldest piece is forgotten whole.

use crate::limits::MAX_ANSWERS;
use crate::told::Told;
use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Answers in a piece: a few hundred kB, so that growing copies nothing, little is taken in advance, and to forget one does not
/// keep anybody waiting.
pub(crate) const PIECE: usize = 4096;

/// The number of an answer. Past the largest it begins with 1 again: far fewer are kept than there are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(
    /// Counted from 1: a number that may be missing takes no more room.
    NonZeroU32,
);

impl Slot {
    /// The number so many behind this one.
    fn behind(self, count: usize) -> Self {
        let many = u64::from(NonZeroU32::MAX.get());
        let number = (u64::from(self.0.get()) - 1 + count as u64) % many + 1;
        Self(u32::try_from(number).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN))
    }

    /// How far behind another it is.
    fn distance(self, first: Self) -> usize {
        let (number, first) = (self.0.get(), first.0.get());
        // Backwards is a long way forwards.
        let distance = if number >= first { number - first } else { number + (u32::MAX - first) };
        distance as usize
    }
}

/// An answer, and the one before it.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub told: Told,
    /// That one may be forgotten.
    pub before: Option<Slot>,
    /// The place of the history that it belongs to.
    pub owner: u32,
}

impl Kept {
    /// Gives the name back: what has no name is no answer.
    fn clear(&mut self) {
        self.told.name = Arc::default();
        self.before = None;
    }

    fn is_cleared(&self) -> bool {
        self.told.name.is_empty()
    }
}

/// All answers of a book.
#[derive(Clone, Debug)]
pub(crate) struct Archive {
    pieces: VecDeque<Vec<Kept>>,
    /// The number of the first answer that is kept.
    first: Slot,
}

impl Default for Archive {
    fn default() -> Self {
        Self { pieces: VecDeque::new(), first: Slot(NonZeroU32::MIN) }
    }
}

impl Archive {
    /// How many answers take room: those that are kept, and those between them that were forgotten.
    pub(crate) fn len(&self) -> usize {
        self.pieces.back().map_or(0, |last| (self.pieces.len() - 1) * PIECE + last.len())
    }

    /// Keeps an answer.
    pub(crate) fn keep(&mut self, kept: Kept) -> Slot {
        let slot = self.first.behind(self.len());
        match self.pieces.back_mut().filter(|piece| piece.len() < PIECE) {
            Some(piece) => piece.push(kept),
            None => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(kept);
                self.pieces.push_back(piece);
            }
        }
        slot
    }

    /// The answer of a number, if it was not forgotten.
    #[inline]
    pub(crate) fn at(&self, slot: Slot) -> Option<&Kept> {
        let distance = slot.distance(self.first);
        self.pieces.get(distance / PIECE)?.get(distance % PIECE)
    }

    /// The same, to be changed.
    #[inline]
    pub(crate) fn at_mut(&mut self, slot: Slot) -> Option<&mut Kept> {
        let distance = slot.distance(self.first);
        self.pieces.get_mut(distance / PIECE)?.get_mut(distance % PIECE)
    }

    /// Keeps an answer anew, behind all others, if half of those that may be kept came behind it; returns its number. Nothing
    /// else may know the old one.
    pub(crate) fn renewed(&mut self, slot: Slot) -> Slot {
        let behind = self.len().saturating_sub(slot.distance(self.first));
        let old = if behind > MAX_ANSWERS.default as usize / 2 { self.at_mut(slot) } else { None };
        let Some(old) = old else { return slot };
        let new = old.clone();
        old.clear();
        self.keep(new)
    }

    /// Forgets an answer and all before it; returns how many there were. The names are given back.
    pub(crate) fn forget(&mut self, mut last: Option<Slot>) -> u32 {
        let mut count = 0;
        while let Some(kept) = last.and_then(|slot| self.at_mut(slot)) {
            last = kept.before.take();
            kept.clear();
            count += 1;
        }
        count
    }

    /// All answers, in the order in which they came.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Kept> {
        self.pieces.iter_mut().flatten().filter(|kept| !kept.is_cleared())
    }

    /// Forgets the [`PIECE`] that came first, and what the answers in it were put behind. `gone` is told the owner and the
    /// number of each, and how many went with it, itself too.
    pub(crate) fn forget_oldest(&mut self, mut gone: impl FnMut(u32, Slot, u32)) {
        let (Some(piece), first) = (self.pieces.pop_front(), self.first) else { return };
        self.first = first.behind(piece.len());
        for (distance, kept) in piece.into_iter().enumerate().filter(|(_, kept)| !kept.is_cleared()) {
            gone(kept.owner, first.behind(distance), 1 + self.forget(kept.before));
        }
    }

    /// An answer and those before it, the latest first.
    pub(crate) fn back_from(&self, latest: Option<Slot>) -> impl Iterator<Item = (Slot, &Told)> {
        let at = |slot: Option<Slot>| slot.and_then(|slot| Some((slot, self.at(slot)?)));
        std::iter::successors(at(latest), move |(_, kept)| at(kept.before)).map(|(slot, kept)| (slot, &kept.told))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After four thousand million answers the numbers begin again.
    #[test]
    fn numbers_go_round() {
        let mut archive = Archive { first: Slot(NonZeroU32::MAX), ..Archive::default() };
        let kept = |n: u32, before| Kept {
            told: Told {
                name: n.to_string().into(),
                from: (None, idlewire_evidence::FramePlace { input: 0, frame: n.into() }),
                last: None,
                ttl: 0,
                is_hint: false,
                span: None,
            },
            before,
            owner: n,
        };
        let mut slots = Vec::new();
        for n in 0..2 * PIECE as u32 {
            slots.push(archive.keep(kept(n, slots.last().copied())));
        }
        let name = |archive: &Archive, n: usize| archive.at(slots[n]).map(|kept| kept.told.name.to_string());
        assert_eq!((slots[0].0.get(), slots[1].0.get()), (u32::MAX, 1));
        for n in [0, 1, PIECE - 1, PIECE, 2 * PIECE - 1] {
            assert_eq!(name(&archive, n), Some(n.to_string()));
        }
        let mut gone = Vec::new();
        archive.forget_oldest(|owner, slot, count| gone.push((owner, slot, count)));
        assert_eq!(gone, (0..PIECE).map(|n| (n as u32, slots[n], 1)).collect::<Vec<_>>());
        assert_eq!((name(&archive, PIECE - 1), archive.len()), (None, PIECE));
        assert_eq!(archive.back_from(slots.last().copied()).count(), PIECE);
    }
}
