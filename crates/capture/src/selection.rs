//! Which frames of a recording are wanted.

use idlewire_evidence::Timestamp;

/// A period of a recording. The default is all of it.
///
/// A frame without a time counts with the frame before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The earliest time that is wanted.
    pub from: Option<Timestamp>,
    /// The earliest time that is not wanted any more: neighbouring periods share no frame.
    pub until: Option<Timestamp>,
    /// What is left out at the beginning. Unit: nanoseconds from the recording's first frame.
    pub skip_nanos: i64,
}

impl Selection {
    /// The same, with the skipped time counted from `first`.
    pub(crate) fn starting(self, first: Option<Timestamp>) -> Self {
        let skipped = first.filter(|_| self.skip_nanos > 0).map(|first| first.plus_nanos(self.skip_nanos));
        Self { from: self.from.max(skipped), until: self.until, skip_nanos: 0 }
    }

    /// Whether a frame of this time is wanted. A time that is not known is before all others.
    #[inline]
    pub(crate) fn wants(&self, time: Option<Timestamp>) -> bool {
        self.from.is_none_or(|from| time >= Some(from)) && self.until.is_none_or(|until| time < Some(until))
    }
}
