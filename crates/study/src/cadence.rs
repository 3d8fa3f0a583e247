//! Cadence: when an endpoint came, and in what rhythm.

use serde::Serialize;

use crate::completeness::{Period, visits};
use crate::windows::Windows;

/// When an endpoint came in one run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cadence {
    /// First window with activity, counted from the begin of the run.
    pub first: u32,
    /// Last window with activity, counted so.
    pub last: u32,
    /// Hours of the clock with activity.
    pub hours: u32,
    /// The rhythm.
    pub rhythm: Rhythm,
    /// How much of the endpoint's activity the rhythm explains. Range: 0 to 1; absent where there is none.
    pub strength: Option<f64>,
}

/// A rhythm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rhythm {
    /// Within two hours, and not again.
    Once,
    /// In the first hour of a run of six hours or more, and not again.
    Boot,
    /// In nearly every window from first to last, for three hours or more.
    Continuous,
    /// Every hour.
    Hourly,
    /// Every day.
    Daily,
    /// Every week. A run shorter than two weeks cannot show it.
    Weekly,
    /// Every so many minutes.
    Every {
        /// The period. Unit: minutes; a multiple of ten.
        minutes: u32,
    },
    /// More than once, and in no rhythm that can be told from chance.
    Irregular,
}

/// Pauses that a visit may hold while rhythms are sought: none, an hour, six hours. Unit: windows.
const PAUSES: [u32; 3] = [0, 6, 36];

/// Periods that people and programs choose: they need less proof. Unit: windows.
const USUAL: [u32; 3] = [6, 144, 1008];

/// Parts of the period by which an interval may differ from it.
const TOLERANCES: [f64; 3] = [0.05, 0.12, 0.25];

/// How likely a rhythm may be by chance, after all that was tried.
const BY_CHANCE: f64 = 0.01;

/// Visits from which a rhythm can be claimed.
const LEAST_VISITS: usize = 3;

/// When an endpoint came. Absent if it did not come within the period.
#[must_use]
pub fn cadence(windows: &Windows, period: Period) -> Option<Cadence> {
    let inside = windows.iter().filter(|window| (period.begin..period.end).contains(window));
    // What lies within a period that the set spans can be held.
    let windows = Windows::new(inside).ok()?;
    let (first, last) = (windows.first()? - period.begin, windows.last()? - period.begin);
    let mut hours: Vec<u32> = windows.iter().map(|window| window / 6).collect();
    hours.dedup();
    let (rhythm, strength) = rhythm(&windows, first, last, period);
    Some(Cadence { first, last, hours: u32::try_from(hours.len()).unwrap_or(u32::MAX), rhythm, strength })
}

fn rhythm(windows: &Windows, first: u32, last: u32, period: Period) -> (Rhythm, Option<f64>) {
    let span = last - first + 1;
    if last < 6 && period.len() >= 36 {
        return (Rhythm::Boot, None);
    }
    if span <= 12 {
        return (Rhythm::Once, None);
    }
    let filled = f64::from(windows.len()) / f64::from(span);
    if filled >= 0.9 && span >= 18 {
        return (Rhythm::Continuous, Some(filled));
    }
    let found = PAUSES.iter().flat_map(|&pause| {
        let begins: Vec<u32> = visits(windows, pause).into_iter().map(|(begin, _)| begin).collect();
        candidates(&begins, pause)
    });
    let sure = found.filter(|fit| fit.chance < BY_CHANCE);
    // The longest: what comes in a burst of three every day has a short rhythm within it, and that is not what a reader asks for.
    match sure.max_by(|a, b| a.period.cmp(&b.period).then(b.chance.total_cmp(&a.chance))) {
        Some(fit) => (named(fit.period), Some(fit.share)),
        None => (Rhythm::Irregular, None),
    }
}

/// A period with how well it fits.
struct Fit {
    /// Unit: windows.
    period: u32,
    /// The part of the intervals that fit.
    share: f64,
    /// Upper bound of the probability that as many fit by chance.
    chance: f64,
}

/// The periods that the intervals suggest: the usual ones, and their median.
fn candidates(begins: &[u32], pause: u32) -> Vec<Fit> {
    let mut gaps: Vec<u32> = begins.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).collect();
    if begins.len() < LEAST_VISITS {
        return Vec::new();
    }
    gaps.sort_unstable();
    let median = gaps.get(gaps.len() / 2).copied().unwrap_or(0);
    let mut fits = Vec::new();
    for tolerance in TOLERANCES {
        let tried = (TOLERANCES.len() * PAUSES.len()) as f64;
        let usual = USUAL.iter().map(|&usual| (usual, tried * USUAL.len() as f64));
        // The median could have been any: as many periods were tried as there are apart from each other.
        let any = std::iter::once((median, tried / tolerance));
        fits.extend(usual.chain(any).filter_map(|(period, tried)| fit(&gaps, pause, period, tolerance, tried)));
    }
    fits
}

/// How many of the intervals lie around the period, against how many would if visits came at random.
///
/// Random visits leave exponential intervals behind the pause (a Poisson process); the number that fits is then binomial, and its
/// upper tail, times the number of periods tried (Bonferroni), bounds the chance. Most of the intervals must fit.
fn fit(gaps: &[u32], pause: u32, period: u32, tolerance: f64, tried: f64) -> Option<Fit> {
    let (n, least) = (gaps.len() as f64, f64::from(pause) + 1.0);
    let mean = (gaps.iter().map(|gap| f64::from(*gap)).sum::<f64>() / n - least).max(0.5);
    let within = (f64::from(period) * tolerance).max(1.0);
    let (low, high) = ((f64::from(period) - within - 0.5).max(0.0), f64::from(period) + within + 0.5);
    let fitting = gaps.iter().filter(|gap| (low..=high).contains(&f64::from(**gap))).count();
    let share = fitting as f64 / n;
    if share < 0.6 || fitting + 1 < LEAST_VISITS {
        return None;
    }
    let longer = |gap: f64| (-(gap - least).max(0.0) / mean).exp();
    let by_chance = longer(low) - longer(high);
    let chance = crate::chance::binomial_tail(gaps.len() as u64, fitting as u64, by_chance) * tried;
    Some(Fit { period, share, chance })
}

/// The word for a period.
fn named(windows: u32) -> Rhythm {
    let near = |usual: u32| windows.abs_diff(usual) * 12 <= usual;
    match windows {
        _ if near(6) => Rhythm::Hourly,
        _ if near(144) => Rhythm::Daily,
        _ if near(1008) => Rhythm::Weekly,
        other => Rhythm::Every { minutes: other.saturating_mul(10) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WEEK: Period = Period { begin: 10_000, end: 11_008 };

    fn of(windows: impl IntoIterator<Item = u32>) -> (Rhythm, Option<f64>) {
        let set = Windows::new(windows.into_iter().map(|window| WEEK.begin + window)).unwrap();
        let found = cadence(&set, WEEK).unwrap();
        (found.rhythm, found.strength)
    }

    /// A number below `n` that looks random.
    fn any(seed: &mut u64, n: u64) -> u32 {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((*seed >> 33) % n).unwrap()
    }

    #[test]
    fn rhythms_are_found() {
        assert_eq!(of((0..168).map(|hour| hour * 6 + 2)), (Rhythm::Hourly, Some(1.0)));
        assert_eq!(of((0..7).map(|day| day * 144 + 80)), (Rhythm::Daily, Some(1.0)));
        assert_eq!(of((0..28).map(|n| n * 36 + 5)).0, Rhythm::Every { minutes: 360 });
        assert_eq!(of((0..336).map(|n| n * 3)).0, Rhythm::Every { minutes: 30 });
        assert_eq!(of([0, 2]).0, Rhythm::Boot);
        assert_eq!(of([400, 402, 410]).0, Rhythm::Once);
        assert_eq!(of(200..700), (Rhythm::Continuous, Some(1.0)));
    }

    #[test]
    fn jitter_and_bursts_do_not_hide_a_rhythm() {
        let mut seed = 7;
        assert_eq!(of((0..7).map(|day| day * 144 + 60 + any(&mut seed, 8))).0, Rhythm::Daily);
        assert_eq!(of((0..160).map(|hour| hour * 6 + any(&mut seed, 2))).0, Rhythm::Hourly);
        let burst = (0..7).flat_map(|day| [0, 1, 3, 6, 7].map(|at| day * 144 + 30 + at));
        assert_eq!(of(burst).0, Rhythm::Daily);
    }

    #[test]
    fn two_visits_are_no_rhythm_and_a_week_shows_no_week() {
        assert_eq!(of([100, 244]), (Rhythm::Irregular, None));
        assert_eq!(of([0, 1007]).0, Rhythm::Irregular);
        let month = Period { begin: 0, end: 4 * 1008 };
        let weekly = Windows::new((0..4).map(|week| week * 1008 + 500)).unwrap();
        assert_eq!(cadence(&weekly, month).unwrap().rhythm, Rhythm::Weekly);
    }

    #[test]
    fn chance_is_seldom_taken_for_a_rhythm() {
        let mut seed = 11;
        let mut claimed = 0;
        for trial in 0..600 {
            let visits = 3 + trial % 40;
            let set: Vec<u32> = (0..visits).map(|_| any(&mut seed, 1008)).collect();
            claimed += u32::from(!matches!(of(set).0, Rhythm::Irregular | Rhythm::Once | Rhythm::Boot));
        }
        assert!(claimed <= 12, "{claimed} of 600");
    }

    #[test]
    fn first_last_and_hours_are_counted_within_the_period() {
        let set = Windows::new([9_000, 10_003, 10_004, 10_500, 12_000]).unwrap();
        let found = cadence(&set, WEEK).unwrap();
        assert_eq!((found.first, found.last, found.hours), (3, 500, 2));
        assert_eq!(cadence(&Windows::new([1]).unwrap(), WEEK), None);
    }

    proptest! {
        #[test]
        fn any_set_has_a_cadence_if_it_is_not_empty(set in proptest::collection::btree_set(0_u32..3000, 0..80), len in 0_u32..3000) {
            let windows = Windows::new(set.iter().copied()).unwrap();
            let found = cadence(&windows, Period { begin: 0, end: len });
            prop_assert_eq!(found.is_some(), set.iter().any(|window| *window < len));
            prop_assert!(found.and_then(|it| it.strength).is_none_or(|strength| (0.0..=1.0).contains(&strength)));
        }
    }
}
