//! A lower bound for how many endpoints there are, seen and unseen.

use super::Incidence;

/// The number of standard errors on either side of a 95 % interval.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// An estimated lower bound of the number of endpoints, with what is known of its error.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct LowerBound {
    /// Endpoints seen.
    pub observed: u64,
    /// The bound: seen and at least unseen.
    pub estimate: f64,
    /// Its standard error.
    pub error: f64,
    /// Lower end of its 95 % interval; not below `observed`.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}

/// The Chao2 lower bound with its log-normal 95 % interval.
///
/// Holds if units are alike and endpoints appear in them independently; a rhythm breaks that (see [`super::completeness`]).
///
/// Source: Chao 1987, "Estimating the population size for capture-recapture data with unequal catchability", Biometrics 43
/// (estimate, equation 11; interval, equation 13); Colwell and Coddington 1994, Philosophical Transactions B 345; the
/// bias-corrected form for no doubletons and the variances, Colwell et al. 2012, Journal of Plant Ecology 5.
#[must_use]
pub fn chao2(incidence: &Incidence) -> LowerBound {
    let (q1, q2) = (incidence.seen_in(1) as f64, incidence.seen_in(2) as f64);
    bound(incidence.observed(), q1, q2, incidence.units(), incidence.total())
}

/// Chao2 from numbers of rare endpoints that need not be whole.
pub(crate) fn bound(observed: u64, q1: f64, q2: f64, units: u32, total: u64) -> LowerBound {
    let seen = observed as f64;
    let a = if units == 0 { 0.0 } else { (f64::from(units) - 1.0) / f64::from(units) };
    let (unseen, variance) = if q2 > 0.0 {
        let r = q1 / q2;
        (a * q1 * r / 2.0, q2 * (a / 2.0 * r.powi(2) + a * a * r.powi(3) + a * a / 4.0 * r.powi(4)))
    } else {
        let pairs = (q1 * (q1 - 1.0) / 2.0).max(0.0);
        let unseen = a * pairs;
        let spread = a * pairs + a * a * q1 * (2.0 * q1 - 1.0).powi(2) / 4.0;
        (unseen, (spread - a * a * q1.powi(4) / (4.0 * (seen + unseen).max(1.0))).max(0.0))
    };
    let (low, high) = if unseen > 0.0 { log_normal(seen, unseen, variance) } else { (seen, ceiling(seen, total)) };
    LowerBound { observed, estimate: seen + unseen, error: variance.sqrt(), low, high }
}

/// The interval in which the unseen are log-normal, so that it never reaches below what was seen.
fn log_normal(seen: f64, unseen: f64, variance: f64) -> (f64, f64) {
    let k = (Z * (1.0 + variance / (unseen * unseen)).ln().sqrt()).exp();
    (seen + unseen / k, seen + unseen * k)
}

/// Upper end if the estimate is what was seen: as if all endpoints had the mean rate.
///
/// Source: Colwell 2013, EstimateS 9 User's Guide, appendix B.
fn ceiling(seen: f64, total: u64) -> f64 {
    if seen == 0.0 {
        return 0.0;
    }
    let missed = (-(total as f64) / seen).exp();
    seen / (1.0 - missed) + Z * (seen * missed).sqrt() / (1.0 - missed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_rare_endpoints_the_bound_is_what_was_seen() {
        let bound = chao2(&Incidence::new(7, [7, 7, 7, 6]));
        assert_eq!((bound.observed, bound.estimate, bound.low), (4, 4.0, 4.0));
        assert!(bound.high < 4.2);
        assert_eq!(chao2(&Incidence::new(0, [])).estimate, 0.0);
    }

    #[test]
    fn without_doubletons_the_bias_corrected_form_holds() {
        // (T - 1) / T * Q1 (Q1 - 1) / 2 with T = 10, Q1 = 4: 0.9 * 6 = 5.4.
        let bound = chao2(&Incidence::new(10, [1, 1, 1, 1, 5, 9]));
        assert!((bound.estimate - 11.4).abs() < 1e-12);
        assert!(bound.low > 6.0 && bound.low < 11.4 && bound.high > 11.4);
    }
}
