//! Curves: how many endpoints were known after how much of the run.

use super::chao::chao2;
use super::gamma::ln_gamma;
use super::{Incidence, Period, Unit};
use crate::windows::Windows;
use std::collections::BTreeMap;

/// The discovery curve: endpoints known at the end of each unit, in the order of time.
#[must_use]
pub fn discovery<'a>(endpoints: impl IntoIterator<Item = &'a Windows>, period: Period, unit: Unit) -> Vec<u64> {
    let mut curve = vec![0_u64; unit.count(period) as usize];
    for windows in endpoints {
        let first = windows.iter().find(|window| (period.begin..period.end).contains(window));
        let place = first.and_then(|window| curve.get_mut(unit.of(window, period) as usize));
        if let Some(new) = place {
            *new += 1;
        }
    }
    let mut known = 0;
    for step in &mut curve {
        known += *step;
        *step = known;
    }
    curve
}

/// The sample-based rarefaction curve: endpoints expected in `t` units drawn at random from the sample.
///
/// Beside the discovery curve it shows what the order of time does: new endpoints late in a run lie below it.
/// More units than the sample has count as all.
///
/// Source: Colwell et al. 2012, "Models and estimators linking individual-based and sample-based rarefaction, extrapolation
/// and comparison of assemblages", Journal of Plant Ecology 5, equation (17).
#[must_use]
pub fn rarefied(incidence: &Incidence, t: u32) -> f64 {
    Rarefaction::of(incidence).at(t)
}

/// The rarefaction curve with what all its points share.
pub(crate) struct Rarefaction {
    units: u32,
    /// In how many units, and how many endpoints were.
    counts: BTreeMap<u32, u32>,
    /// Logarithms of the factorials up to that of the number of units.
    factorials: Vec<f64>,
}

impl Rarefaction {
    pub(crate) fn of(incidence: &Incidence) -> Self {
        let mut counts = BTreeMap::new();
        incidence.counts().iter().for_each(|n| *counts.entry(*n).or_default() += 1);
        let factorials = (0..=incidence.units()).map(|n| ln_gamma(f64::from(n) + 1.0)).collect();
        Self { units: incidence.units(), counts, factorials }
    }

    /// Endpoints expected in `t` units.
    pub(crate) fn at(&self, t: u32) -> f64 {
        let rest = self.units - t.min(self.units);
        self.counts.iter().map(|(n, endpoints)| f64::from(*endpoints) * (1.0 - self.missed(*n, rest))).sum()
    }

    /// The probability that one of `n` units is not drawn, if `rest` units are not.
    fn missed(&self, n: u32, rest: u32) -> f64 {
        let ln = |n: u32| self.factorials.get(n as usize).copied().unwrap_or(0.0);
        match rest.checked_sub(n) {
            Some(left) => (ln(self.units - n) + ln(rest) - ln(left) - ln(self.units)).exp(),
            None => 0.0,
        }
    }
}

/// The continuation of the rarefaction curve: endpoints expected after `more` further units of the same kind.
///
/// Source: Colwell et al. 2012, equation (18), with the Chao2 estimate of the unseen; Chao et al. 2014, table 1.
#[must_use]
pub fn extrapolated(incidence: &Incidence, more: f64) -> f64 {
    let bound = chao2(incidence);
    let (seen, q1) = (incidence.observed() as f64, incidence.seen_in(1) as f64);
    let unseen = bound.estimate - seen;
    if unseen <= 0.0 {
        return seen;
    }
    let each = q1 / (f64::from(incidence.units()) * unseen + q1);
    seen + unseen * (1.0 - (1.0 - each).powf(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discovery_counts_what_is_known_at_the_end_of_each_unit() {
        let period = Period { begin: 0, end: 3 * 144 };
        let sets = [Windows::new([0, 300]).unwrap(), Windows::new([299]).unwrap(), Windows::new([500]).unwrap()];
        assert_eq!(discovery(&sets, period, Unit::Day), [1, 1, 2]);
    }

    #[test]
    fn rarefaction_ends_at_what_was_seen_and_begins_at_the_mean() {
        let incidence = Incidence::new(4, [1, 2, 4]);
        assert!((rarefied(&incidence, 4) - 3.0).abs() < 1e-9);
        assert!((rarefied(&incidence, 1) - 7.0 / 4.0).abs() < 1e-9);
        // Two of four units: 1/2, 5/6 and 1 of the three endpoints.
        assert!((rarefied(&incidence, 2) - (0.5 + 5.0 / 6.0 + 1.0)).abs() < 1e-9);
        assert!((extrapolated(&incidence, 0.0) - 3.0).abs() < 1e-12);
    }
}
