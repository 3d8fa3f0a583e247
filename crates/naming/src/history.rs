//! All that one machine was told about one address, in order of time.

use crate::archive::{Archive, Kept, Slot};
use crate::limits::MAX_TOLD;
use crate::told::{Standing, Told, When};
use idlewire_evidence::Timestamp;

/// The answers about one address. Small, since there is one for each server; the answers lie in the [`Archive`].
///
/// Those beyond [`MAX_TOLD`] are the oldest, and are never looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct History {
    /// The answer that began last.
    latest: Option<Slot>,
    /// How many there are, with those that are never looked at.
    len: u32,
    /// When the latest is over: what comes behind that cannot prolong it. `None` if that is not known.
    over: Option<Timestamp>,
    has_hints: bool,
}

/// What an answer added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Added {
    /// Time: the name was known and valid.
    Time,
    /// A name.
    Name,
    /// A name, for which the oldest had to go: [`MAX_TOLD`].
    InPlaceOfOldest,
}

const MAX: usize = MAX_TOLD.default as usize;

impl History {
    /// Adds an answer in order of time. One that repeats the name while it is still valid prolongs it.
    ///
    /// `owner` is the history's own place.
    pub(crate) fn add(&mut self, told: Told, owner: u32, archive: &mut Archive) -> Added {
        // Mostly the latest is long over, and need not be looked at.
        let is_over = self.over.zip(told.from.0).is_some_and(|(over, now)| now > over);
        let latest = self.latest.filter(|_| !is_over);
        let known = latest.and_then(|latest| archive.at_mut(latest));
        if known.as_ref().is_none_or(|known| known.told.from <= told.from) {
            if let Some(known) = known
                && known.told.prolong(&told)
            {
                self.over = known.told.over();
                // What is said again and again came long ago, and is not to be forgotten for that.
                self.latest = latest.map(|latest| archive.renewed(latest));
                return Added::Time;
            }
            self.over = told.over();
            self.has_hints |= told.is_hint;
            self.latest = Some(archive.keep(Kept { told, before: self.latest, owner }));
            return self.grown(archive);
        }
        self.insert(told, owner, archive)
    }

    /// Adds an answer that came before the latest.
    fn insert(&mut self, told: Told, owner: u32, archive: &mut Archive) -> Added {
        let later = archive.back_from(self.latest).take(MAX).take_while(|(_, known)| known.from > told.from);
        let (count, Some(behind)) = later.fold((0, None), |(count, _), (slot, _)| (count + 1, Some(slot))) else {
            return Added::Time;
        };
        if count == MAX {
            return Added::InPlaceOfOldest;
        }
        let before = archive.at(behind).and_then(|behind| behind.before);
        if before.and_then(|before| archive.at_mut(before)).is_some_and(|before| before.told.prolong(&told)) {
            return Added::Time;
        }
        self.has_hints |= told.is_hint;
        let new = archive.keep(Kept { told, before, owner });
        if let Some(behind) = archive.at_mut(behind) {
            behind.before = Some(new);
        }
        self.grown(archive)
    }

    /// One more is there. Now and then those that are never looked at are forgotten.
    fn grown(&mut self, archive: &mut Archive) -> Added {
        self.len += 1;
        if self.len as usize <= MAX {
            return Added::Name;
        }
        if self.len as usize >= 2 * MAX
            && let Some(last) = archive.back_from(self.latest).take(MAX).last().map(|(slot, _)| slot)
        {
            let beyond = archive.at_mut(last).and_then(|last| last.before.take());
            archive.forget(beyond);
            self.len = u32::try_from(MAX).unwrap_or(u32::MAX);
        }
        Added::InPlaceOfOldest
    }

    /// Takes note that an answer is gone, and how many with it. If it is the latest, all are.
    pub(crate) fn without(&mut self, gone: Slot, count: u32) {
        self.len = self.len.saturating_sub(count);
        if self.latest == Some(gone) {
            *self = Self::default();
        }
    }

    /// What had been told at a moment, and what was told next, leaving out the names that `is_reversed` knows.
    pub(crate) fn standing<'a>(
        &self,
        at: When,
        archive: &'a Archive,
        is_reversed: impl Fn(&Told) -> bool,
    ) -> Standing<'a> {
        let mut standing = Standing::default();
        let mut hint_after = None;
        for (_, told) in archive.back_from(self.latest).take(MAX) {
            let is_past = told.from <= at;
            if is_reversed(told) {
                continue;
            }
            match (told.is_hint, is_past) {
                (false, false) => standing.after = Some(told),
                (true, false) => hint_after = Some(told),
                // The last that still holds; if none does, the last.
                (false, true) if !standing.is_fresh() => {
                    let holds = told.holds_at(at.0);
                    standing.before = standing.before.filter(|_| !holds).or(Some((told, holds)));
                }
                (true, true) if standing.hint.is_none() => standing.hint = Some(told),
                _ => {}
            }
            if standing.is_fresh() && (standing.hint.is_some() || !self.has_hints) {
                break;
            }
        }
        standing.hint = standing.hint.or(hint_after);
        standing
    }

    /// All answers, the latest first.
    pub(crate) fn iter(self, archive: &Archive) -> impl Iterator<Item = &Told> {
        archive.back_from(self.latest).take(MAX).map(|(_, told)| told)
    }

    /// How many answers there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        (self.len as usize).min(MAX)
    }
}

#[cfg(test)]
mod tests;
