//! The ledger: what was read, what was understood, what was not and why. It balances, and merges by addition.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Counts by a stable token.
pub type Counts = BTreeMap<Cow<'static, str>, u64>;

/// Everything that was counted on the way from bytes to endpoints.
///
/// The sum of two ledgers is the ledger of both readings together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Frames: read = understood + stopped.
    pub frames: FrameCounts,
    /// Flows: opened = named + unnamed.
    pub flows: FlowCounts,
    /// How often each cap was hit, by the cap's name.
    pub caps: Counts,
    /// Facts that cost nothing and that a reader should know: wrong checksums, frames recorded twice, frames without a time.
    pub notes: Counts,
}

/// What became of the frames.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameCounts {
    /// Frames that the inputs held and the options let through.
    pub read: u64,
    /// Frames read to the layer where nothing more is to be told.
    pub understood: u64,
    /// Frames in which reading stopped early, by layer and reason, such as `tcp truncated`.
    pub stopped: Counts,
}

/// What became of the flows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowCounts {
    /// Flows that were told apart.
    pub opened: u64,
    /// Flows with a name.
    pub named: u64,
    /// Flows without one, by reason, such as `bare address`.
    pub unnamed: Counts,
}

impl Ledger {
    /// Adds one to `token`.
    pub fn count(counts: &mut Counts, token: &'static str) {
        // Mostly it is known, and an entry takes twice as long.
        match counts.get_mut(token) {
            Some(count) => *count += 1,
            None => _ = counts.insert(Cow::Borrowed(token), 1),
        }
    }

    /// Counts one hit of a cap.
    pub fn hit(&mut self, cap: &crate::Cap) {
        Self::count(&mut self.caps, cap.name);
    }

    /// Counts one note.
    pub fn note(&mut self, token: &'static str) {
        Self::count(&mut self.notes, token);
    }

    /// Counts flows that have a name, or the reason why they have none.
    pub fn count_named(&mut self, is_named: bool, flows: u64, unnamed_because: &'static str) {
        if is_named {
            self.flows.named += flows;
        } else {
            *self.flows.unnamed.entry(Cow::Borrowed(unnamed_because)).or_default() += flows;
        }
    }

    /// Adds what another reading counted.
    pub fn merge(&mut self, other: &Self) {
        self.frames.read += other.frames.read;
        self.frames.understood += other.frames.understood;
        self.flows.opened += other.flows.opened;
        self.flows.named += other.flows.named;
        for (mine, theirs) in [
            (&mut self.frames.stopped, &other.frames.stopped),
            (&mut self.flows.unnamed, &other.flows.unnamed),
            (&mut self.caps, &other.caps),
            (&mut self.notes, &other.notes),
        ] {
            for (token, n) in theirs {
                *mine.entry(token.clone()).or_default() += n;
            }
        }
    }

    /// Whether nothing was dropped in silence.
    #[must_use]
    pub fn balances(&self) -> bool {
        let sum = |counts: &Counts| counts.values().sum::<u64>();
        self.frames.read == self.frames.understood + sum(&self.frames.stopped)
            && self.flows.opened == self.flows.named + sum(&self.flows.unnamed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_is_neither_understood_nor_stopped_breaks_the_balance() {
        let mut ledger = Ledger::default();
        assert!(ledger.balances());
        ledger.frames.read = 1;
        assert!(!ledger.balances());
        Ledger::count(&mut ledger.frames.stopped, "tcp truncated");
        assert!(ledger.balances());
    }

    #[test]
    fn merging_adds_and_keeps_the_balance() {
        let mut one = Ledger::default();
        one.frames.read = 2;
        one.frames.understood = 1;
        Ledger::count(&mut one.frames.stopped, "udp truncated");
        one.note("tcp checksum wrong");
        let mut two = one.clone();
        two.merge(&one);
        assert!(two.balances());
        assert_eq!(two.frames.stopped["udp truncated"], 2);
        assert_eq!(two.notes["tcp checksum wrong"], 2);
    }
}
