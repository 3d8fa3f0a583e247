//! Was the run long enough? Estimates from incidence, with their limits.
//!
//! Pure functions over counts first: [`discovery`], [`rarefied`], [`extrapolated`], [`sample_coverage`], [`chao2`]. They are what the
//! literature says, and hold where units are alike and independent. A machine keeps rhythms, and does things once when it
//! starts; [`completeness`] makes allowance for both, so that its intervals hold what they say (`docs/completeness.md`).

mod chao;
mod coverage;
mod curve;
mod forecast;
mod gamma;
mod incidence;
mod regularity;
mod visits;

pub use chao::{LowerBound, chao2};
pub use coverage::sample_coverage;
pub use curve::{discovery, extrapolated, rarefied};
pub use forecast::Forecast;
pub(crate) use gamma::ln_choose;
pub use incidence::{Incidence, Period, Unit};
pub(crate) use visits::visits;

use crate::windows::Windows;
use serde::Serialize;
use visits::Rare;

/// What a run says about its own completeness.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Completeness {
    /// Length of the run. Unit: windows of ten minutes.
    pub windows: u32,
    /// Endpoints seen.
    pub observed: u64,
    /// Those that came once and not in the first twenty-fourth of the run, within two hours at most.
    pub seen_once: u64,
    /// How long after the begin the last new endpoint came. Unit: windows of ten minutes. Absent if nothing was seen.
    pub last_new: Option<u32>,
    /// Endpoints known at the end of each hour.
    pub discovery: Vec<u64>,
    /// Hours of the run, drawn at random, and the endpoints expected in them; up to the whole run, at most some 170 points.
    pub rarefaction: Vec<(u32, f64)>,
    /// Sample coverage, for units of ten minutes, an hour and a day. Absent where nothing was seen.
    pub coverage: [Option<f64>; 3],
    /// The estimated part of the endpoints that keep a rhythm. Range: 0 to 1.
    pub regular: f64,
    /// How many endpoints there are at least, as far as they come at random: what keeps a rhythm longer than the run, or
    /// belongs to the start of the machine, is no part of what is missing.
    pub bound: LowerBound,
    /// New endpoints in the day after the run.
    pub next_day: Forecast,
    /// New endpoints in the week after the run.
    pub next_week: Forecast,
}

/// The estimates for one run of one machine: its endpoints' windows, those outside the period left out.
///
/// Limits: conditions stay as they are; what keeps a rhythm longer than the run cannot be foreseen, only allowed for; nothing is
/// said about what the machine would do in another set-up.
#[must_use]
pub fn completeness(endpoints: &[&Windows], period: Period) -> Completeness {
    let inside = |set: &&&Windows| set.iter().any(|window| (period.begin..period.end).contains(&window));
    let seen: Vec<&Windows> = endpoints.iter().filter(inside).copied().collect();
    let by_unit = Unit::ALL.map(|unit| Incidence::of_windows(seen.iter().copied(), period, unit));
    let rare = Rare::of(seen.iter().copied(), period);
    let regular = regularity::regular_share(seen.iter().copied());
    let share: f64 = regular.iter().map(|(share, weight)| share * weight).sum();
    let week = f64::from(7 * Unit::Day.windows()) / f64::from(period.len().max(1));
    let first = |set: &&Windows| set.iter().find(|window| (period.begin..period.end).contains(window));
    let [ten_minutes, hours, _] = &by_unit;
    let curve = curve::Rarefaction::of(hours);
    Completeness {
        windows: period.len(),
        observed: seen.len() as u64,
        seen_once: rare.visits[0],
        last_new: seen.iter().filter_map(first).max().map(|window| window - period.begin),
        discovery: discovery(seen.iter().copied(), period, Unit::Hour),
        rarefaction: points(hours.units()).map(|t| (t, curve.at(t))).collect(),
        coverage: by_unit.each_ref().map(sample_coverage),
        regular: share,
        bound: at_random(&rare, share, ten_minutes),
        next_day: forecast::forecast(rare, &regular, week / 7.0),
        next_week: forecast::forecast(rare, &regular, week),
    }
}

/// So many of the numbers from 1 to `last` that a curve through them is smooth, with the last one.
fn points(last: u32) -> impl Iterator<Item = u32> {
    (1..last).step_by(last.div_ceil(168).max(1) as usize).chain([last])
}

/// The bound for the endpoints that come at random, with visits in place of incidences: a connection that stays open for three
/// windows was not seen three times.
fn at_random(rare: &Rare, regular: f64, incidence: &Incidence) -> LowerBound {
    let [once, twice, _] = rare.visits.map(|n| n as f64 * (1.0 - regular));
    chao::bound(
        incidence.observed(),
        once / rare.share,
        twice / rare.share.powi(2),
        incidence.units(),
        incidence.total(),
    )
}

/// New endpoints in one more run of the same kind. Absent for fewer than two runs.
#[must_use]
pub fn another_run(runs: &Incidence) -> Option<Forecast> {
    (runs.units() > 1).then(|| forecast::one_more(runs.seen_in(1), runs.units()))
}

#[cfg(test)]
mod tests;
