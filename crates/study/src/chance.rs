//! Whether a difference between two subjects may be chance.

use crate::completeness::ln_choose;

/// The probability that a row seen in `k1` of `n1` runs of one subject and in `k2` of `n2` of another differs as much by chance.
///
/// Fisher's exact test, two-sided: the sum over all tables with the same margins that are not more likely than the one seen. Range: above 0,
/// to 1. More runs seen than there were count as all.
///
/// Source: Fisher 1934, "Statistical Methods for Research Workers", section 21.02; the two-sided form is that of R's `fisher.test`.
#[must_use]
pub fn by_chance(k1: u64, n1: u64, k2: u64, n2: u64) -> f64 {
    let (seen, here) = tables(k1, n1, k2, n2);
    // Tables that are as likely differ by rounding alone.
    let limit = here * (1.0 + 1e-7);
    seen.into_iter().map(|(_, p)| p).filter(|p| *p <= limit).sum::<f64>().min(1.0)
}

/// The probability that sampling alone shows the row in `k1` or more of the first subject's runs: Fisher's exact test, one-sided.
#[must_use]
pub fn by_chance_or_more(k1: u64, n1: u64, k2: u64, n2: u64) -> f64 {
    let (seen, _) = tables(k1, n1, k2, n2);
    seen.into_iter().filter(|(k, _)| *k >= k1.min(n1)).map(|(_, p)| p).sum::<f64>().min(1.0)
}

/// The probability of every table with these margins, by the number seen of the first subject; and that of the one at hand.
fn tables(k1: u64, n1: u64, k2: u64, n2: u64) -> (Vec<(u64, f64)>, f64) {
    let (k1, k2) = (k1.min(n1), k2.min(n2));
    let (seen, all) = (k1 + k2, ln_choose(n1 + n2, k1 + k2));
    let p = |k: u64| (ln_choose(n1, k) + ln_choose(n2, seen - k) - all).exp();
    let tables = (seen.saturating_sub(n2)..=seen.min(n1)).map(|k| (k, p(k))).collect();
    (tables, p(k1))
}

/// The probability of `k` or more successes in `n` trials.
pub(crate) fn binomial_tail(n: u64, k: u64, success: f64) -> f64 {
    if k == 0 || success >= 1.0 {
        return 1.0;
    }
    if success <= 0.0 {
        return 0.0;
    }
    let p = |k: u64| (ln_choose(n, k) + k as f64 * success.ln() + (n - k) as f64 * (-success).ln_1p()).exp();
    let (mut term, mut sum) = (0.0, 0.0);
    for k in k..=n {
        // Each term leads to the next; one too small for a number does not.
        term = if term > f64::MIN_POSITIVE {
            term * (n - k + 1) as f64 / k as f64 * success / (1.0 - success)
        } else {
            p(k)
        };
        sum += term;
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_answers_are_those_of_r() {
        // fisher.test of R 4: columns are the two subjects, rows seen and not seen.
        for (k1, n1, k2, n2, p) in [
            (3, 3, 0, 3, 0.1),
            (3, 4, 1, 4, 0.485_714_285_714),
            (8, 10, 1, 6, 0.034_965_034_965),
            (2, 17, 10, 13, 0.000_536_724_119_143),
            (2, 5, 5, 5, 0.166_666_666_667),
        ] {
            assert!((by_chance(k1, n1, k2, n2) - p).abs() < 1e-11, "{k1}/{n1} {k2}/{n2}");
        }
        // The lady tasting tea (Fisher 1935, "The Design of Experiments"): 17 of 70.
        assert!((by_chance_or_more(3, 4, 1, 4) - 17.0 / 70.0).abs() < 1e-12);
    }

    #[test]
    fn no_runs_are_no_difference() {
        assert!((by_chance(0, 0, 0, 0) - 1.0).abs() < 1e-12);
        assert!((by_chance(5, 3, 0, 3) - 0.1).abs() < 1e-12);
    }

    #[test]
    fn the_binomial_tail_is_known() {
        assert!((binomial_tail(10, 8, 0.5) - 56.0 / 1024.0).abs() < 1e-12);
        assert!((binomial_tail(3, 1, 0.5) - 0.875).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn subjects_may_be_swapped(n1 in 0_u64..12, n2 in 0_u64..12, k1 in 0_u64..12, k2 in 0_u64..12) {
            let (k1, k2) = (k1.min(n1), k2.min(n2));
            let p = by_chance(k1, n1, k2, n2);
            prop_assert!(p > 0.0 && p <= 1.0);
            prop_assert!((p - by_chance(k2, n2, k1, n1)).abs() < 1e-9);
            prop_assert!((p - by_chance(n1 - k1, n1, n2 - k2, n2)).abs() < 1e-9);
        }
    }
}
