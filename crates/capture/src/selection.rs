//! Which frames of a recording count.

use idlewire_evidence::Timestamp;

/// A period of a recording. The default is all of it.
///
/// Frames before the period are read all the same: what machines are told there names what they reach in it. A frame without a time
/// counts with the frame before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The earliest time that counts.
    pub from: Option<Timestamp>,
    /// The earliest time that does not count any more: neighbouring periods share no frame.
    pub until: Option<Timestamp>,
    /// What does not count at the beginning. Unit: nanoseconds from the recording's first frame.
    pub skip_nanos: i64,
}

impl Selection {
    /// The same, with the skipped time counted from `first`.
    pub(crate) fn starting(self, first: Option<Timestamp>) -> Self {
        let skipped = first.filter(|_| self.skip_nanos > 0).map(|first| first.plus_nanos(self.skip_nanos));
        Self { from: self.from.max(skipped), until: self.until, skip_nanos: 0 }
    }

    /// Where a frame of this time lies. A time that is not known is before all others.
    #[inline]
    pub(crate) fn part_of(&self, time: Option<Timestamp>) -> Part {
        if self.until.is_some_and(|until| time >= Some(until)) {
            Part::Behind
        } else if self.from.is_some_and(|from| time < Some(from)) {
            Part::Before
        } else {
            Part::Period
        }
    }
}

/// The parts of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What is read and does not count.
    Before,
    /// What counts.
    Period,
    /// What is not read.
    Behind,
}
