//! When a flow was active, to ten minutes.

use crate::limits::FLOW_WINDOWS;
use idlewire_evidence::Timestamp;
use serde::{Deserialize, Serialize};

/// Length of a window. Unit: nanoseconds.
///
/// Ten minutes tell an hourly cadence from a daily one, and a week has only 1,008 of them.
const WINDOW_NANOS: i64 = 600 * 1_000_000_000;

/// The windows (UTC) in which a frame was seen, counted from the epoch, each once. One of them takes no heap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Windows {
    /// That of the last frame.
    latest: Option<u32>,
    /// The others, sorted.
    others: Vec<u32>,
}

impl Windows {
    /// The window of a moment. Times before 1970 fall into the first one; no capture of the Internet is that old.
    pub(crate) fn of(time: Timestamp) -> u32 {
        u32::try_from(time.as_nanos() / WINDOW_NANOS).unwrap_or_default()
    }

    /// All windows, in no order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.others.iter().copied().chain(self.latest)
    }

    /// Adds a window. Returns `false` if one had to be left out: [`FLOW_WINDOWS`].
    #[inline]
    pub(crate) fn add(&mut self, window: u32) -> bool {
        self.latest == Some(window) || self.add_other(window)
    }

    #[cold]
    fn add_other(&mut self, window: u32) -> bool {
        let before = self.latest.replace(window);
        if let Ok(at) = self.others.binary_search(&window) {
            self.others.remove(at);
        }
        let Some((before, Err(at))) = before.map(|before| (before, self.others.binary_search(&before))) else {
            return true;
        };
        if self.others.len() as u64 + 1 >= FLOW_WINDOWS.default {
            return false;
        }
        self.others.insert(at, before);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    proptest::proptest! {
        #[test]
        fn each_window_is_kept_once(windows in proptest::collection::vec(0u32..20, 0..60)) {
            let mut kept = Windows::default();
            windows.iter().for_each(|window| assert!(kept.add(*window)));
            let mut all: Vec<u32> = kept.iter().collect();
            all.sort_unstable();
            let set: BTreeSet<u32> = windows.into_iter().collect();
            proptest::prop_assert_eq!(all, set.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn past_the_cap_windows_are_left_out() {
        let mut kept = Windows::default();
        let added: Vec<bool> = (0..=FLOW_WINDOWS.default as u32).map(|window| kept.add(window)).collect();
        assert_eq!(
            (added.iter().filter(|added| !**added).count(), kept.iter().count() as u64),
            (1, FLOW_WINDOWS.default)
        );
    }
}
