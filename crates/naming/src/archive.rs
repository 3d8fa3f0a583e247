//! Where answers are kept: behind each other in pieces that never move, each with the one before it of the same address.

use crate::told::{Told, When};
use std::num::NonZeroU32;
use std::sync::Arc;

/// Answers in a piece: a few hundred kB, so that growing copies nothing and little is taken in advance.
const PIECE: usize = 4096;

/// The place of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(
    /// Counted from 1: a place that may be missing takes no more room.
    NonZeroU32,
);

/// An answer, and the one before it.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub told: Told,
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

    fn is_free(&self) -> bool {
        self.told.name.is_empty()
    }
}

/// Which places hold no answer.
pub(crate) struct Gone(Vec<bool>);

impl Gone {
    pub(crate) fn has(&self, slot: Slot) -> bool {
        self.0.get(slot.index()).is_some_and(|is_gone| *is_gone)
    }
}

/// All answers of a book.
#[derive(Clone, Debug, Default)]
pub(crate) struct Archive {
    pieces: Vec<Vec<Kept>>,
    /// Places whose answers were forgotten.
    free: Vec<Slot>,
}

impl Slot {
    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

impl Archive {
    /// Keeps an answer.
    pub(crate) fn keep(&mut self, kept: Kept) -> Slot {
        if let Some(slot) = self.free.pop() {
            *self.at_mut(slot) = kept;
            return slot;
        }
        if self.pieces.last().is_none_or(|piece| piece.len() == PIECE) {
            self.pieces.push(Vec::with_capacity(PIECE));
        }
        let full = (self.pieces.len() - 1) * PIECE;
        let last = self.pieces.len() - 1;
        self.pieces[last].push(kept);
        let count = u32::try_from(full + self.pieces[last].len()).unwrap_or(u32::MAX);
        Slot(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN))
    }

    /// The answer at a place that [`Self::keep`] told.
    #[inline]
    pub(crate) fn at(&self, slot: Slot) -> &Kept {
        &self.pieces[slot.index() / PIECE][slot.index() % PIECE]
    }

    /// The same, to be changed.
    #[inline]
    pub(crate) fn at_mut(&mut self, slot: Slot) -> &mut Kept {
        &mut self.pieces[slot.index() / PIECE][slot.index() % PIECE]
    }

    /// Forgets an answer and all before it. The names are given back.
    pub(crate) fn forget(&mut self, mut last: Option<Slot>) {
        while let Some(slot) = last {
            let kept = self.at_mut(slot);
            last = kept.before.take();
            kept.clear();
            self.free.push(slot);
        }
    }

    /// All answers, in no order.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Kept> {
        self.pieces.iter_mut().flatten().filter(|kept| !kept.is_free())
    }

    /// Forgets the answers before a moment; `gone` is told the owner of each. They are gone through as they lie: one after
    /// the other of each address, each would be waited for.
    ///
    /// Returns which places hold no answer then.
    pub(crate) fn forget_before(&mut self, moment: When, mut gone: impl FnMut(u32)) -> Gone {
        let mut are_gone = Gone(Vec::new());
        for kept in self.pieces.iter_mut().flatten() {
            let is_past = !kept.is_free() && kept.told.from < moment;
            if is_past {
                gone(kept.owner);
                kept.clear();
                let count = u32::try_from(are_gone.0.len() + 1).unwrap_or(u32::MAX);
                self.free.extend(NonZeroU32::new(count).map(Slot));
            }
            are_gone.0.push(kept.is_free());
        }
        for kept in self.iter_mut().filter(|kept| kept.before.is_some_and(|before| are_gone.has(before))) {
            kept.before = None;
        }
        are_gone
    }

    /// An answer and those before it, the latest first.
    pub(crate) fn back_from(&self, latest: Option<Slot>) -> impl Iterator<Item = (Slot, &Told)> {
        std::iter::successors(latest, |slot| self.at(*slot).before).map(|slot| (slot, &self.at(slot).told))
    }
}
