//! Questions that were answered.

use crate::book::Received;
use crate::limits::MAX_ALIASES;
use crate::told::When;
use idlewire_evidence::{Ledger, Span};
use indexmap::Equivalent;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

/// A question that was answered with at least one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The first answer.
    pub first: When,
    /// That message in its frame; `None` if the frame was put together from several.
    pub span: Option<Span>,
    /// Names on the chains from the question to the addresses; the first in order, as many as [`MAX_ALIASES`] allows.
    pub aliases: BTreeSet<Arc<str>>,
    /// Whether any of the addresses is public.
    pub is_public: bool,
    /// Whether any answer lies in the period that counts.
    pub counts: bool,
}

/// Who asked for which name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    pub machine: IpAddr,
    pub name: Arc<str>,
}

/// The same, borrowed.
#[derive(Hash)]
pub(crate) struct QuestionRef<'a> {
    pub machine: IpAddr,
    pub name: &'a str,
}

impl Equivalent<Question> for QuestionRef<'_> {
    fn equivalent(&self, key: &Question) -> bool {
        self.machine == key.machine && *self.name == *key.name
    }
}

impl Asked {
    /// Takes note of an answer: the first is kept.
    pub(crate) fn told_at(&mut self, received: Received) {
        self.counts |= received.counts;
        if received.when < self.first {
            (self.first, self.span) = (received.when, received.span);
        }
    }

    /// Adds what another piece knows of the question.
    pub(crate) fn merge(&mut self, other: Self, ledger: &mut Ledger) {
        if other.first < self.first {
            (self.first, self.span) = (other.first, other.span);
        }
        self.aliases.extend(other.aliases);
        self.is_public |= other.is_public;
        self.counts |= other.counts;
        self.trim(ledger);
    }

    /// Drops aliases beyond [`MAX_ALIASES`].
    pub(crate) fn trim(&mut self, ledger: &mut Ledger) {
        while self.aliases.len() > MAX_ALIASES.default as usize {
            self.aliases.pop_last();
            ledger.hit(&MAX_ALIASES);
        }
    }
}
