//! How many endpoints that a run did not show the next day or week will.

use super::visits::Rare;

/// An expected number of new endpoints, with the interval in which it will lie in 95 of 100 cases.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Forecast {
    /// The mean.
    pub expected: f64,
    /// Lower end of the 95 % interval for the number that will be seen.
    pub low: u64,
    /// Its upper end.
    pub high: u64,
}

/// How common the rare endpoints are: twice the ratio of the expected numbers that come twice and once. Near 0 most are very
/// rare; at 1, with [`TAILS`] of 1, each order of magnitude of the rates holds as many; above it most are common.
const RATIOS: [f64; 12] = [0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0];

/// How the rates are spread, with weights: 1 is a power law, 0 means that all rare endpoints have one rate, between is a gamma distribution.
const TAILS: [(f64, f64); 3] = [(1.0, 0.6), (0.5, 0.25), (0.0, 0.15)];

/// Parts of the regular endpoints seen once that stand for a new one in a further period as long as the run, with weights.
///
/// The part is 0 if each of them has a period that the run just holds, one half if periods of every order of magnitude are as
/// common, and towards 1 if all are much longer than the run. One run cannot tell: a visit each week and a visit each month
/// look alike in it. So the weights say what is taken to be possible, and coverage is above 95 % where few rhythms are long.
const LONG: [(f64, f64); 8] =
    [(0.0, 1.0), (0.1, 1.0), (0.2, 1.0), (0.3, 1.0), (0.4, 1.0), (0.5, 1.0), (0.625, 0.25), (0.75, 0.1)];

/// The weight of nothing seen (Jeffreys' rule for a Poisson count).
const PRIOR: f64 = 0.5;

/// The highest number that an interval reaches.
const MOST: u64 = 100_000;

/// One possibility: how likely it is, and the negative binomial distribution that goes with it.
struct Case {
    log_weight: f64,
    shape: f64,
    scale: f64,
}

/// The forecast for a further time, `horizon` times as long as the run.
///
/// The number of new endpoints is negative binomial: a Poisson number whose mean is known as well as the counts of rare endpoints
/// tell it. Its mean follows from the endpoints that came once, twice and three times in two ways: for those that come at random by
/// the extrapolation of the rarefaction curve, with rates that follow a power law of any exponent; for those that keep a
/// rhythm by the part of them whose period is longer than the run. All cases are weighed by how well they fit.
///
/// Sources: Good and Toulmin 1956, Biometrika 43, equation (4), of which the power law is the closed form; Efron and Thisted 1976,
/// Biometrika 63, section 3 (gamma-distributed rates); the forecast of a Poisson count is the usual one with Jeffreys' prior.
pub(crate) fn forecast(rare: Rare, regular: &[(f64, f64)], horizon: f64) -> Forecast {
    summed(cases(rare, regular, horizon))
}

/// The forecast for one more sample like those at hand, from the endpoints that one of them alone shows.
///
/// Each sample, had it been the last, would have shown that many new ones: their mean is expected of the next, and slightly less.
///
/// Source: Good 1953, Biometrika 40, equation (9); the interval as for [`forecast`].
pub(crate) fn one_more(once: u64, samples: u32) -> Forecast {
    summed(vec![Case { log_weight: 0.0, shape: once as f64 + PRIOR, scale: 1.0 / f64::from(samples.max(1)) }])
}

/// Mean and interval of the number that all cases together predict.
fn summed(cases: Vec<Case>) -> Forecast {
    let best = cases.iter().map(|case| case.log_weight).fold(f64::NEG_INFINITY, f64::max);
    let weighed = cases.into_iter().map(|case| ((case.log_weight - best).exp(), case));
    // Cases that cannot matter cost as much as those that do.
    let cases: Vec<(f64, Case)> = weighed.filter(|(weight, _)| *weight > 1e-6).collect();
    let sum: f64 = cases.iter().map(|(weight, _)| weight).sum();
    let expected = cases.iter().map(|(weight, case)| weight * case.shape * case.scale).sum::<f64>() / sum;
    let mut terms: Vec<(f64, Term)> = cases.iter().map(|(weight, case)| (*weight, case.begin())).collect();
    let (mut low, mut at, mut cumulated) = (None, 0_u64, 0.0);
    // The tail ends far below; the bound is against what rounding might do.
    while at < MOST {
        cumulated += terms.iter().map(|(weight, term)| weight * term.probability()).sum::<f64>() / sum;
        if low.is_none() && cumulated > 0.025 {
            low = Some(at);
        }
        if cumulated >= 0.975 {
            break;
        }
        terms.iter_mut().for_each(|(_, term)| term.step());
        at += 1;
    }
    Forecast { expected, low: low.unwrap_or(at), high: at }
}

/// A probability of a negative binomial distribution, which leads to the next: `p(n + 1) = p(n) (shape + n) / (n + 1) * part`.
struct Term {
    n: f64,
    shape: f64,
    part: f64,
    /// `p(n)`, divided by `e^deep`.
    scaled: f64,
    /// Not 0 only while the probability is too small for a number.
    deep: f64,
}

impl Term {
    fn probability(&self) -> f64 {
        if self.deep < 0.0 { self.scaled * self.deep.exp() } else { self.scaled }
    }

    fn step(&mut self) {
        self.scaled *= (self.shape + self.n) / (self.n + 1.0) * self.part;
        self.n += 1.0;
        // What grew large gives its size to the exponent.
        if self.deep < 0.0 && self.scaled > 1e200 {
            let whole = self.scaled.ln() + self.deep;
            (self.scaled, self.deep) = if whole > -600.0 { (whole.exp(), 0.0) } else { (1.0, whole) };
        }
    }
}

fn cases(rare: Rare, regular: &[(f64, f64)], horizon: f64) -> Vec<Case> {
    let counted = rare.visits.iter().sum::<u64>() as f64;
    let logs = LONG.map(|(_, of_long)| of_long.ln());
    let mut cases = Vec::new();
    for (tail, of_tail) in TAILS {
        for ratio in RATIOS {
            let parts = proportions(ratio, tail, rare.share);
            // The logarithm of how well the counts fit; common to all is what they would be if each part were 1.
            let fit: f64 = parts.iter().zip(rare.visits).map(|(part, n)| n as f64 * part.ln()).sum();
            let each = at_random(ratio, tail, horizon);
            for &(share, of_share) in regular {
                let fit = fit + (of_tail * of_share).ln();
                for ((long, _), log_of_long) in LONG.into_iter().zip(logs) {
                    let random = (1.0 - share) * each;
                    let rhythm = share * in_rhythm(long, horizon);
                    let scale = parts[0] * (random + rhythm) / rare.share;
                    cases.push(Case { log_weight: fit + log_of_long, shape: counted + PRIOR, scale });
                }
            }
        }
    }
    cases
}

/// Expected parts of the endpoints that came once, twice and three times, of these together.
fn proportions(ratio: f64, tail: f64, share: f64) -> [f64; 3] {
    let two = ratio / 2.0 * share;
    let three = two * (ratio + tail) / 3.0 * share;
    [1.0, two, three].map(|part| part / (1.0 + two + three))
}

/// New endpoints for each that came once, if rates are distributed so.
fn at_random(ratio: f64, tail: f64, horizon: f64) -> f64 {
    if tail <= 0.0 {
        return -(-ratio * horizon).exp_m1() / ratio;
    }
    let shape = ratio / tail - 1.0;
    if shape.abs() < 1e-9 {
        return (tail * horizon).ln_1p() / tail;
    }
    (1.0 - (1.0 + tail * horizon).powf(-shape)) / (shape * tail)
}

/// New endpoints for each that came once, if all keep rhythms of random phase and `long` is that number for one further run.
///
/// Periods follow a power law: their density, per logarithm, falls by `2^-c` with each doubling. Of the rhythms of period `p` in runs,
/// `2 - 1/p` come once if `p` lies between a half and 1, and `1/p` if it is longer; those not seen come within a further time `h` with
/// `min(h, p - 1)/p`. Integrated over all periods, `long` is `2^-(1 + c)`. What a run just missed comes soon: the curve is steep at first.
fn in_rhythm(long: f64, horizon: f64) -> f64 {
    if long <= 0.0 {
        return 0.0;
    }
    let c = -1.0 - long.log2();
    if c.abs() < 1e-9 {
        return horizon.ln_1p() / (2.0 * std::f64::consts::LN_2);
    }
    (1.0 - (1.0 + horizon).powf(-c)) / (2.0 * (c.exp2() - 1.0))
}

impl Case {
    /// The distribution at nought: `(1 + scale)^-shape`.
    fn begin(&self) -> Term {
        let scale = self.scale.max(0.0);
        let log = -self.shape * scale.ln_1p();
        let (scaled, deep) = if log > -600.0 { (log.exp(), 0.0) } else { (1.0, log) };
        Term { n: 0.0, shape: self.shape, part: scale / (1.0 + scale), scaled, deep }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::completeness::gamma::ln_gamma;

    /// The probability in one formula.
    fn probability(shape: f64, scale: f64, n: f64) -> f64 {
        let ways = ln_gamma(shape + n) - ln_gamma(shape) - ln_gamma(n + 1.0);
        (ways + n * (scale / (1.0 + scale)).ln() - shape * scale.ln_1p()).exp()
    }

    /// The number for rhythms of periods from a half to `2^20` runs, by sums over periods.
    fn summed_in_rhythm(c: f64, horizon: f64) -> f64 {
        let (mut once, mut new) = (0.0, 0.0);
        for step in 0..210_000 {
            let p = (f64::from(step) / 10_000.0 - 1.0).exp2();
            let weight = p.powf(-c);
            once += weight * if p < 1.0 { 2.0 - 1.0 / p } else { 1.0 / p };
            new += weight * (p - 1.0).clamp(0.0, horizon) / p;
        }
        new / once
    }

    #[test]
    fn rhythms_of_a_power_law_come_as_integration_says() {
        for (long, c) in [(0.5, 0.0), (0.25, 1.0), (0.125, 2.0), (0.625, -1.0 - 0.625_f64.log2())] {
            for horizon in [1.0 / 7.0, 1.0, 2.0] {
                let (closed, sum) = (in_rhythm(long, horizon), summed_in_rhythm(c, horizon));
                assert!((closed - sum).abs() < 2e-3, "{long} {horizon}: {closed}, not {sum}");
            }
            assert!((in_rhythm(long, 1.0) - long).abs() < 1e-12);
        }
        assert!((in_rhythm(1.0, 0.25) - 0.25).abs() < 1e-12 && in_rhythm(0.0, 1.0) == 0.0);
    }

    #[test]
    fn step_by_step_is_the_negative_binomial_distribution() {
        for (shape, scale) in [(0.5, 0.1), (3.5, 1.0), (60.5, 0.3), (900.5, 2.0), (4000.5, 0.7)] {
            let mut term = Case { log_weight: 0.0, shape, scale }.begin();
            let mut sum = 0.0;
            for n in 0..10_000 {
                let expected = probability(shape, scale, f64::from(n));
                assert!((term.probability() - expected).abs() <= 1e-9 * expected.max(1e-12), "{shape} {scale} {n}");
                sum += term.probability();
                term.step();
            }
            assert!((sum - 1.0).abs() < 1e-6, "{shape} {scale}: {sum}");
        }
    }
}
