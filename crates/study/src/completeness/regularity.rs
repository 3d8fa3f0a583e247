//! How many of a machine's endpoints keep a rhythm.
//!
//! What keeps a rhythm appears once in a run because its period is long, and what is random because it is rare: that makes a
//! difference to what is expected next, and one appearance does not show which it is. The endpoints that came often do, and the
//! rare ones of the same machine are taken to be like them.

use super::gamma::ln_gamma;
use super::visits::visits;
use crate::windows::Windows;

/// Shapes of the gamma distribution that the intervals of a rhythm may have: their spread is 50, 25 and 12 % of the period.
const SHAPES: [f64; 3] = [4.0, 16.0, 64.0];

/// Pauses that a visit may hold, in windows; a long one is tried only where intervals are much longer.
const PAUSES: [u32; 3] = [0, 6, 36];

/// How many pauses long the mean interval must be, or the pause itself would look like a rhythm.
const LONGER: f64 = 8.0;

/// Visits from which an endpoint tells something.
const LEAST_VISITS: usize = 4;

/// Visits up to which an endpoint is like the rare ones; those with more are asked only if these are too few.
const MOST_VISITS: usize = 60;

/// How many endpoints are enough to speak for the rare ones.
const ENOUGH: usize = 5;

/// Shares of regular endpoints that are weighed against each other.
const STEPS: u32 = 10;

/// The share of endpoints that keep a rhythm, as a distribution: pairs of share and weight. The weights sum to 1.
///
/// Every share is as likely as any other before the data. An endpoint's word is how much likelier its intervals are if
/// they are drawn from a gamma distribution of some shape than from an exponential one; only their proportions count.
pub(crate) fn regular_share<'a>(endpoints: impl IntoIterator<Item = &'a Windows>) -> Vec<(f64, f64)> {
    let words: Vec<(usize, f64)> = endpoints.into_iter().filter_map(word).collect();
    let alike: Vec<f64> = words.iter().filter(|(visits, _)| *visits <= MOST_VISITS).map(|(_, ratio)| *ratio).collect();
    let all: Vec<f64> = words.into_iter().map(|(_, ratio)| ratio).collect();
    let asked = if alike.len() >= ENOUGH { alike } else { all };
    let shares = (0..=STEPS).map(|step| f64::from(step) / f64::from(STEPS));
    let logs: Vec<(f64, f64)> =
        shares.map(|share| (share, asked.iter().map(|ratio| (share * ratio + 1.0 - share).ln()).sum())).collect();
    let most = logs.iter().map(|(_, log)| *log).fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logs.iter().map(|(_, log)| (log - most).exp()).sum();
    logs.into_iter().map(|(share, log)| (share, (log - most).exp() / sum)).collect()
}

/// Visits of an endpoint, and how much likelier they are in a rhythm than at random. Absent if there are too few.
fn word(windows: &Windows) -> Option<(usize, f64)> {
    let mut ratios = Vec::new();
    let mut count = 0;
    for pause in PAUSES {
        let visits = visits(windows, pause);
        if visits.len() < LEAST_VISITS {
            break;
        }
        // The time without activity, but for the pause, which a visit may hold: random visits leave exponential ones.
        let idle = |pair: &[(u32, u32)]| Some(f64::from(pair.last()?.0 - pair.first()?.1 - pause));
        let gaps: Vec<f64> = visits.windows(2).filter_map(idle).collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        if pause == 0 || mean >= LONGER * f64::from(pause) {
            count = visits.len();
            ratios.push(likelihood_ratio(&gaps));
        }
    }
    let best = ratios.iter().copied().fold(0.0, f64::max);
    // One endpoint alone must not decide, however long it was watched.
    (!ratios.is_empty()).then_some((count, best.clamp(1e-2, 1e2)))
}

/// The likelihood of the proportions of the gaps for gamma intervals, the mean over the shapes, by that for exponential ones.
fn likelihood_ratio(gaps: &[f64]) -> f64 {
    let (n, sum) = (gaps.len() as f64, gaps.iter().sum::<f64>());
    let logs: f64 = gaps.iter().map(|gap| (gap / sum).ln()).sum();
    let of_shape = |k: f64| (ln_gamma(n * k) - n * ln_gamma(k) + (k - 1.0) * logs - ln_gamma(n)).exp();
    SHAPES.iter().map(|&k| of_shape(k)).sum::<f64>() / SHAPES.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(shares: &[(f64, f64)]) -> f64 {
        shares.iter().map(|(share, weight)| share * weight).sum()
    }

    #[test]
    fn rhythms_are_told_from_chance() {
        let daily = |at: u32| Windows::new((0..7).map(|day| day * 144 + at + (day * 7 + at) % 5)).unwrap();
        let regular: Vec<Windows> = (0..10).map(|at| daily(at * 13)).collect();
        assert!(mean(&regular_share(&regular)) > 0.8);
        let mut state = 1_u32;
        let mut any = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % 1008
        };
        let irregular: Vec<Windows> = (0..20).map(|_| Windows::new((0..8).map(|_| any())).unwrap()).collect();
        assert!(mean(&regular_share(&irregular)) < 0.3);
    }

    #[test]
    fn without_endpoints_every_share_is_as_likely() {
        assert!((mean(&regular_share([])) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn equal_gaps_speak_for_a_rhythm_by_the_density_of_a_dirichlet_distribution() {
        // Two gaps of one half each: the densities of Dirichlet(k, k) at one half are B(k, k) inverse times 2^(2 - 2k).
        let density = |k: f64| (ln_gamma(2.0 * k) - 2.0 * ln_gamma(k) + (2.0 - 2.0 * k) * 2_f64.ln()).exp();
        let expected = SHAPES.iter().map(|&k| density(k)).sum::<f64>() / 3.0;
        assert!((likelihood_ratio(&[5.0, 5.0]) - expected).abs() < 1e-9);
    }
}
