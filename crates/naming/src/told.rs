//! What a machine was told about an address, and what that says of a moment.

use crate::limits::GRACE_NANOS;
use idlewire_evidence::{FramePlace, Source, Span, Timestamp};
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
        self.over().zip(time).is_none_or(|(over, now)| now <= over)
    }

    /// When TTL and grace of the last answer are over; `None` if that is not known.
    pub(crate) fn over(&self) -> Option<Timestamp> {
        self.last.map(|last| last.plus_nanos(i64::from(self.ttl) * 1_000_000_000 + GRACE_NANOS))
    }
}

/// What was told about an address, seen from one moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing<'a> {
    /// The last address record before the moment that was still within TTL and grace, and true; if there is none, the last of all, and
    /// false.
    pub before: Option<(&'a Told, bool)>,
    /// The first address record after it.
    pub after: Option<&'a Told>,
    /// The last address hint before it, else the first after it.
    pub hint: Option<&'a Told>,
}

impl<'a> Standing<'a> {
    /// Whether an address record before the moment was within TTL and grace.
    pub(crate) fn is_fresh(&self) -> bool {
        self.before.is_some_and(|(_, is_fresh)| is_fresh)
    }

    /// The claim that the address records before the moment make.
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

impl Told {
    /// Whether an answer says the same while this one may still be reused; this one lasts longer then.
    pub(crate) fn prolong(&mut self, later: &Self) -> bool {
        // Names are mostly one text in one place: that is quicker to see than that texts are equal.
        let is_same = Arc::ptr_eq(&self.name, &later.name) || self.name == later.name;
        if !is_same || self.is_hint != later.is_hint || !self.holds_at(later.from.0) {
            return false;
        }
        // The last answer's TTL counts: it replaced the others in the machine's cache.
        if later.last >= self.last {
            (self.last, self.ttl) = (later.last, later.ttl);
        }
        true
    }
}
