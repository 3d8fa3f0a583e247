//! When frames were recorded: the whole period, its silences, and clocks that went back.

use idlewire_capture::Recording;
use idlewire_evidence::{Cap, Timestamp};
use std::collections::BTreeMap;

/// Silence that is long for a machine: one that is on renews leases and looks for its neighbours more often. Unit: nanoseconds.
pub const LONG_SILENCE: i64 = 3_600 * 1_000_000_000;

/// How far a time must lie before an earlier one to be a step of the clock. Frames of several queues change places by less.
/// Unit: nanoseconds.
const CLOCK_STEP: i64 = 1_000_000_000;

/// Long silences kept.
pub(crate) const SILENCES: Cap = Cap {
    name: "silences",
    unit: "long silences of a recording",
    default: 1024,
    reason: "six weeks of nothing but silences of an hour",
    outcome: "later silences are not listed; so many in a list mean that there may be more",
};

/// What the times of a recording tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The earliest time.
    pub first: Option<Timestamp>,
    /// The latest time.
    pub last: Option<Timestamp>,
    /// Times without a frame longer than [`LONG_SILENCE`]: begin, and length in nanoseconds.
    pub silences: BTreeMap<Timestamp, i64>,
    /// How often the times of one input went back by more than a second.
    pub clock_steps: u64,
}

impl Timeline {
    /// Reads a recording for its times alone. Inputs that fail are read up to there; whoever reads them for their content says so.
    #[must_use]
    pub fn read(recording: &mut Recording) -> Self {
        let mut timeline = Self::default();
        let mut latest: BTreeMap<u32, Timestamp> = BTreeMap::new();
        while let Some(frame) = recording.next_frame() {
            let Some(frame) = frame.ok().filter(|frame| frame.counts) else { continue };
            let Some(time) = frame.time else { continue };
            let before = latest.entry(frame.place.input).or_insert(time);
            // The clock counts on from where it was set back to.
            timeline.clock_steps += u64::from(before.nanos_since(time) > CLOCK_STEP);
            *before = time;
            timeline.add(time);
        }
        timeline
    }

    /// Takes the time of the next frame.
    fn add(&mut self, time: Timestamp) {
        let silent_since = self.last.unwrap_or(time);
        let silence = time.nanos_since(silent_since);
        if silence > LONG_SILENCE && (self.silences.len() as u64) < SILENCES.default {
            self.silences.insert(silent_since, silence);
        }
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = self.last.max(Some(time));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(seconds: &[i64]) -> Timeline {
        let mut timeline = Timeline::default();
        seconds.iter().for_each(|secs| timeline.add(Timestamp::from_parts(*secs, 0)));
        timeline
    }

    #[test]
    fn a_silence_is_longer_than_an_hour_and_ends_with_a_frame() {
        assert_eq!(timeline(&[0, 3600, 7200]).silences.len(), 0);
        let it = timeline(&[0, 10, 3611, 3612]);
        assert_eq!(it.silences, [(Timestamp::from_parts(10, 0), 3601 * 1_000_000_000)].into());
        assert_eq!((it.first, it.last), (Some(Timestamp::from_nanos(0)), Some(Timestamp::from_parts(3612, 0))));
    }

    #[test]
    fn a_frame_from_before_ends_no_silence() {
        assert_eq!(timeline(&[5000, 10, 5001]).silences.len(), 0);
    }

    #[test]
    fn every_limit_is_hit_later_silences_are_not_listed() {
        let hours: Vec<i64> = (0..SILENCES.default as i64 + 3).map(|n| n * 3601).collect();
        let it = timeline(&hours);
        assert_eq!(it.silences.len() as u64, SILENCES.default);
        assert_eq!(
            it.silences.last_key_value().unwrap().0,
            &Timestamp::from_parts((SILENCES.default as i64 - 1) * 3601, 0)
        );
        assert_eq!(it.last, Some(Timestamp::from_parts(hours[hours.len() - 1], 0)));
    }
}
