//! What one machine was told about one address, in order of time.

use crate::book::Received;
use crate::limits::{GRACE_NANOS, MAX_ALIASES, MAX_TOLD};
use idlewire_evidence::{FramePlace, Source, Span, Timestamp};
use std::collections::VecDeque;
use std::sync::Arc;

/// A moment in the total order of frames: time, then place. Frames without a time come first.
pub type When = (Option<Timestamp>, FramePlace);

/// A name that a machine was told for an address, over a time in which it could be reused without a break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The question, not the alias at the end of the chain.
    pub name: Arc<str>,
    /// The first answer of the time.
    pub from: When,
    /// Time of the last answer of the time.
    pub last: Option<Timestamp>,
    /// For how long the last answer may be reused. Unit: seconds.
    pub ttl: u32,
    /// Whether an address hint of a service binding said so, not an address record.
    pub is_hint: bool,
    /// The answering message in its frame; `None` if the frame was put together from several.
    pub span: Option<Span>,
}

impl Told {
    /// Whether TTL and grace of the last answer are not over; nothing is known to be over without a time.
    #[must_use]
    pub fn holds_at(&self, time: Option<Timestamp>) -> bool {
        let over = |last: Timestamp| last.plus_nanos(i64::from(self.ttl) * 1_000_000_000 + GRACE_NANOS);
        self.last.zip(time).is_none_or(|(last, now)| now <= over(last))
    }
}

/// What was told about an address, seen from one moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing<'a> {
    /// The last address record before the moment, and whether it was still within TTL and grace.
    pub before: Option<(&'a Told, bool)>,
    /// The first address record after it.
    pub after: Option<&'a Told>,
    /// The last address hint before it, else the first after it.
    pub hint: Option<&'a Told>,
}

impl<'a> Standing<'a> {
    /// The claim that the last address record before the moment makes.
    #[must_use]
    pub fn claim_before(self) -> Option<(&'a Told, Source)> {
        self.before.map(|(told, is_fresh)| (told, if is_fresh { Source::Dns } else { Source::DnsStale }))
    }

    /// The best claim that the answers make.
    #[must_use]
    pub fn claim(self) -> Option<(&'a Told, Source)> {
        let after = self.after.map(|told| (told, Source::DnsLate));
        self.claim_before().or(after).or(self.hint.map(|told| (told, Source::SvcbHint)))
    }
}

/// All that one machine was told about one address. Of most addresses that is one answer, which takes no heap.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    /// The answer that began last.
    latest: Option<Told>,
    /// The answers before the latest, in order of the first answer.
    earlier: VecDeque<Told>,
    /// How many of them are hints.
    hints: u32,
    /// Names that reverse look-ups of the address gave, and when.
    reversed: Option<Box<Reversed>>,
}

type Reversed = Vec<(Arc<str>, When)>;

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

impl History {
    /// Adds an answer that a machine received, as [`Self::add`]. What only prolongs needs no name of its own.
    #[inline]
    pub(crate) fn hear(&mut self, name: &Arc<str>, received: Received, ttl: u32, is_hint: bool) -> Added {
        let (from, span) = (received.when, received.span);
        if let Some(latest) = &mut self.latest
            && latest.from <= from
            && latest.is_prolonged_by(name, is_hint, from.0)
        {
            latest.last_from(from.0, ttl);
            return Added::Time;
        }
        self.add(Told { name: name.clone(), from, last: from.0, ttl, is_hint, span })
    }

    /// Adds an answer in order of time. One that repeats the name while it is still valid prolongs it.
    pub(crate) fn add(&mut self, told: Told) -> Added {
        if self.latest.as_ref().is_none_or(|latest| latest.from <= told.from) {
            if self.latest.as_mut().is_some_and(|latest| latest.prolong(&told)) {
                return Added::Time;
            }
            if let Some(before) = self.latest.replace(told) {
                self.hints += u32::from(before.is_hint);
                self.earlier.push_back(before);
            }
        } else {
            let at = self.earlier.partition_point(|known| known.from <= told.from);
            let before = at.checked_sub(1).and_then(|before| self.earlier.get_mut(before));
            if before.is_some_and(|known| known.prolong(&told)) {
                return Added::Time;
            }
            self.hints += u32::from(told.is_hint);
            self.earlier.insert(at, told);
        }
        if self.len() <= MAX_TOLD.default as usize {
            return Added::Name;
        }
        self.forget_first();
        Added::InPlaceOfOldest
    }

    fn forget_first(&mut self) {
        match self.earlier.pop_front() {
            Some(first) => self.hints -= u32::from(first.is_hint),
            None => self.latest = None,
        }
    }

    /// Forgets the answers before a moment.
    pub(crate) fn forget_before(&mut self, moment: When) {
        while self.iter().next().is_some_and(|told| told.from < moment) {
            self.forget_first();
        }
    }

    /// Adds a name that a reverse look-up gave. Returns `false` if there was no room: [`MAX_ALIASES`].
    pub(crate) fn reverse(&mut self, name: Arc<str>, when: When) -> bool {
        let reversed = self.reversed.get_or_insert_default();
        if reversed.iter().any(|(known, _)| *known == name) {
            return true;
        }
        let has_room = reversed.len() < MAX_ALIASES.default as usize;
        if has_room {
            reversed.push((name, when));
        }
        has_room
    }

    /// Adds what another piece of capture knows; hands back how often [`MAX_TOLD`] was hit.
    pub(crate) fn merge(&mut self, other: Self) -> usize {
        let (mut all, mut reversed) = (Vec::new(), Vec::new());
        for piece in [std::mem::take(self), other] {
            all.extend(piece.earlier.into_iter().chain(piece.latest));
            reversed.extend(piece.reversed.into_iter().flat_map(|reversed| *reversed));
        }
        all.sort_by_key(|told| told.from);
        reversed.sort_by_key(|(_, when)| *when);
        reversed.into_iter().for_each(|(name, when)| _ = self.reverse(name, when));
        all.into_iter().map(|told| self.add(told)).filter(|added| *added == Added::InPlaceOfOldest).count()
    }

    /// What had been told at a moment, and what was told next.
    pub(crate) fn standing(&self, at: When) -> Standing<'_> {
        let latest = self.latest.as_ref();
        let is_past = latest.is_some_and(|latest| latest.from <= at);
        let now = if is_past { self.earlier.len() } else { self.earlier_until(at) };
        let past = || latest.filter(|_| is_past).into_iter().chain(self.earlier.iter().take(now).rev());
        let next = || self.earlier.iter().skip(now).chain(latest.filter(|_| !is_past));
        let is_usable = |told: &&Told| !told.is_hint && !self.is_from_reverse(told);
        let is_hint = |told: &&Told| told.is_hint && !self.is_from_reverse(told);
        let hint = || past().find(is_hint).or_else(|| next().find(is_hint));
        Standing {
            before: past().find(is_usable).map(|told| (told, told.holds_at(at.0))),
            after: next().find(is_usable),
            hint: if self.has_hints() { hint() } else { None },
        }
    }

    /// How many of the earlier answers began until then.
    fn earlier_until(&self, at: When) -> usize {
        self.earlier.partition_point(|told| told.from <= at)
    }

    fn has_hints(&self) -> bool {
        self.hints > 0 || self.latest.as_ref().is_some_and(|latest| latest.is_hint)
    }

    /// A name that the machine first learnt from a reverse look-up of the address is reverse DNS by another road.
    fn is_from_reverse(&self, told: &Told) -> bool {
        let mut reversed = self.reversed.iter().flat_map(|reversed| &**reversed);
        reversed.any(|(name, when)| *name == told.name && *when <= told.from)
    }

    /// All answers, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Told> {
        self.earlier.iter().chain(&self.latest)
    }

    /// How many answers there are.
    pub(crate) fn len(&self) -> usize {
        self.earlier.len() + usize::from(self.latest.is_some())
    }

    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.latest.is_none() && self.reversed.is_none()
    }
}

impl Told {
    /// Whether an answer says the same while this one may still be reused; this one lasts longer then.
    fn prolong(&mut self, later: &Self) -> bool {
        let is_prolonged = self.is_prolonged_by(&later.name, later.is_hint, later.from.0);
        if is_prolonged {
            self.last_from(later.last, later.ttl);
        }
        is_prolonged
    }

    #[inline]
    fn is_prolonged_by(&self, name: &Arc<str>, is_hint: bool, from: Option<Timestamp>) -> bool {
        // Names are mostly one text in one place: that is quicker to see than that texts are equal.
        (Arc::ptr_eq(&self.name, name) || self.name == *name) && self.is_hint == is_hint && self.holds_at(from)
    }

    /// The last answer's TTL counts: it replaced the others in the machine's cache.
    #[inline]
    fn last_from(&mut self, last: Option<Timestamp>, ttl: u32) {
        if last >= self.last {
            (self.last, self.ttl) = (last, ttl);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64, frame: u64) -> When {
        (Some(Timestamp::from_parts(second, 0)), FramePlace { input: 0, frame })
    }

    fn told(name: &str, second: i64, ttl: u32) -> Told {
        let from = at(second, second as u64);
        Told { name: name.into(), from, last: from.0, ttl, is_hint: false, span: None }
    }

    fn history(answers: &[Told]) -> History {
        let mut history = History::default();
        answers.iter().for_each(|told| _ = history.add(told.clone()));
        history
    }

    fn before(history: &History, second: i64) -> Option<(&str, bool)> {
        history.standing(at(second, u64::MAX)).before.map(|(told, fresh)| (&*told.name, fresh))
    }

    #[test]
    fn the_last_answer_before_the_flow_counts() {
        let history = history(&[told("a.example", 10, 60), told("b.example", 20, 60)]);
        assert_eq!(before(&history, 30), Some(("b.example", true)));
        assert!(history.standing(at(30, 30)).after.is_none());
        let standing = history.standing(at(15, 15));
        assert_eq!(standing.before.map(|(told, _)| &*told.name), Some("a.example"));
        assert_eq!(standing.after.map(|told| &*told.name), Some("b.example"));
    }

    #[test]
    fn a_repeated_answer_prolongs_and_a_hole_does_not() {
        let unbroken = history(&[told("a.example", 10, 60), told("a.example", 60, 60)]);
        assert_eq!((unbroken.len(), before(&unbroken, 110)), (1, Some(("a.example", true))));
        // The grace is five minutes.
        let broken = history(&[told("a.example", 10, 60), told("a.example", 371, 60)]);
        assert_eq!((broken.len(), before(&broken, 370)), (2, Some(("a.example", true))));
        let broken = history(&[told("a.example", 10, 60), told("a.example", 400, 60)]);
        assert_eq!(before(&broken, 390), Some(("a.example", false)));
    }

    #[test]
    fn a_shorter_ttl_replaces_a_longer_one() {
        let history = history(&[told("a.example", 10, 3600), told("a.example", 60, 60)]);
        assert_eq!(before(&history, 420), Some(("a.example", true)));
        assert_eq!(before(&history, 421), Some(("a.example", false)));
    }

    #[test]
    fn a_name_from_a_reverse_look_up_names_nothing() {
        let mut history = history(&[told("ptr.example", 20, 60)]);
        history.reverse("ptr.example".into(), at(10, 1));
        assert_eq!(before(&history, 30), None);
    }

    #[test]
    fn past_the_cap_the_oldest_goes() {
        let cap = MAX_TOLD.default as i64;
        let mut history = History::default();
        let added: Vec<_> = (0..=cap).map(|n| history.add(told(&format!("{n}.example"), n, 60))).collect();
        assert_eq!(added.last(), Some(&Added::InPlaceOfOldest));
        assert_eq!((history.len() as i64, before(&history, 0)), (cap, None));
    }

    proptest::proptest! {
        #[test]
        fn merging_in_any_order_gives_the_same_standing(
            answers in proptest::collection::vec((0i64..2000, 0usize..3, 10u32..600), 0..20),
            cut in 0usize..20, query in 0i64..3000,
        ) {
            let names = ["a.example", "b.example", "c.example"];
            let mut answers: Vec<_> = answers.iter().map(|&(second, name, ttl)| told(names[name], second, ttl)).collect();
            answers.sort_by_key(|told| told.from);
            answers.dedup_by_key(|told| told.from);
            let whole = history(&answers);
            let (left, right) = answers.split_at(cut.min(answers.len()));
            let view = |history: &History| {
                let after = history.standing(at(query, u64::MAX)).after.map(|told| told.name.to_string());
                (before(history, query).map(|(name, fresh)| (name.to_owned(), fresh)), after)
            };
            for (first, second) in [(left, right), (right, left)] {
                let mut merged = history(first);
                merged.merge(history(second));
                proptest::prop_assert_eq!(view(&merged), view(&whole));
            }
        }
    }
}
