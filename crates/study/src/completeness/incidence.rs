//! Incidence: in how many sampling units each endpoint was seen.

use crate::windows::Windows;

/// The windows of a run, half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first window.
    pub begin: u32,
    /// The window behind its last one.
    pub end: u32,
}

/// What counts as one sample of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// One window of ten minutes.
    TenMinutes,
    /// Six windows.
    Hour,
    /// 144 windows.
    Day,
}

/// Incidence counts of a sample: the raw material of every estimate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incidence {
    units: u32,
    counts: Vec<u32>,
}

impl Period {
    /// Its length. Unit: windows of ten minutes.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end.saturating_sub(self.begin)
    }

    /// Whether it holds no window.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

impl Unit {
    /// All, shortest first.
    pub const ALL: [Self; 3] = [Self::TenMinutes, Self::Hour, Self::Day];

    /// Its length in windows.
    #[must_use]
    pub fn windows(self) -> u32 {
        match self {
            Self::TenMinutes => 1,
            Self::Hour => 6,
            Self::Day => 144,
        }
    }

    /// How many there are in the period. The last one may be up to half shorter or longer than the others.
    #[must_use]
    pub fn count(self, period: Period) -> u32 {
        ((period.len() + self.windows() / 2) / self.windows()).max(1)
    }

    /// The place of a window's unit, from 0.
    pub(crate) fn of(self, window: u32, period: Period) -> u32 {
        (window.saturating_sub(period.begin) / self.windows()).min(self.count(period) - 1)
    }
}

impl Incidence {
    /// A sample of `units` units with the number of units in which each endpoint was seen.
    ///
    /// An endpoint that was seen in none is left out; one cannot be seen in more than there are.
    pub fn new(units: u32, counts: impl IntoIterator<Item = u32>) -> Self {
        Self { units, counts: counts.into_iter().filter(|n| *n > 0).map(|n| n.min(units)).collect() }
    }

    /// The sample that a run is when it is cut into units. Windows outside the period are left out.
    pub fn of_windows<'a>(endpoints: impl IntoIterator<Item = &'a Windows>, period: Period, unit: Unit) -> Self {
        let count = |windows: &Windows| {
            let inside = windows.iter().filter(|window| (period.begin..period.end).contains(window));
            let mut units: Vec<u32> = inside.map(|window| unit.of(window, period)).collect();
            units.dedup();
            u32::try_from(units.len()).unwrap_or(u32::MAX)
        };
        Self::new(unit.count(period), endpoints.into_iter().map(count))
    }

    /// How many sampling units there are: T.
    #[must_use]
    pub fn units(&self) -> u32 {
        self.units
    }

    /// How many endpoints were seen.
    #[must_use]
    pub fn observed(&self) -> u64 {
        self.counts.len() as u64
    }

    /// Endpoints that were seen in exactly `k` units: `Q_k`.
    #[must_use]
    pub fn seen_in(&self, k: u32) -> u64 {
        self.counts.iter().filter(|n| **n == k).count() as u64
    }

    /// All incidences: the sum of the counts.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|n| u64::from(*n)).sum()
    }

    /// The counts, one for each endpoint.
    #[must_use]
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_cut_into_units_and_what_is_outside_is_left_out() {
        let period = Period { begin: 1000, end: 1000 + 2 * 144 };
        let ends = Windows::new([1000, 1143, 1144, 1287]).unwrap();
        let outside = Windows::new([999, 1288]).unwrap();
        let days = Incidence::of_windows([&ends, &outside], period, Unit::Day);
        assert_eq!((days.units(), days.counts()), (2, &[2][..]));
        let hours = Incidence::of_windows([&ends], period, Unit::Hour);
        assert_eq!((hours.units(), hours.counts()), (48, &[4][..]));
    }

    #[test]
    fn a_short_rest_belongs_to_the_last_unit() {
        let period = Period { begin: 0, end: 144 + 60 };
        assert_eq!(Unit::Day.count(period), 1);
        assert_eq!(Unit::Day.of(200, period), 0);
        assert_eq!(Unit::Day.count(Period { begin: 0, end: 3 }), 1);
    }
}
