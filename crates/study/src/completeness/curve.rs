//! Curves: how many endpoints were known after how much of the run.

use super::chao::chao2;
use super::gamma::ln_choose;
use super::{Incidence, Period, Unit};
use crate::windows::Windows;

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
    let units = u64::from(incidence.units());
    let t = u64::from(t).min(units);
    let all = ln_choose(units, t);
    let missed = |n: &u32| (ln_choose(units - u64::from(*n), t) - all).exp();
    incidence.counts().iter().map(|n| 1.0 - missed(n)).sum()
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
