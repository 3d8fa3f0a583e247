//! Studies whose truth is known: a week that is seen and the week after it.

use idlewire_study::Windows;
use idlewire_study::completeness::{Completeness, Period, completeness};

/// Windows of a week.
const WEEK: u32 = 1008;
/// The first window of every study: 2020-06-09T00:00Z.
const BEGIN: u32 = 2_652_912;
/// Windows of a day.
const DAY: f64 = 144.0;

/// How the endpoints of a study behave.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Family {
    /// At random, with rates that follow a gamma distribution. Unit of the mean: visits a week.
    Gamma { shape: f64, mean: f64 },
    /// At random, with log-normal rates: median in visits a week, and the spread of the logarithm.
    LogNormal { median: f64, spread: f64 },
    /// At random, with as many endpoints in each order of magnitude. Unit: visits a week.
    LogUniform { low: f64, high: f64 },
    /// At random, with rates of a Pareto distribution: least rate in visits a week, and exponent.
    Pareto { least: f64, exponent: f64 },
    /// In a rhythm of one of these periods, with jitter. Unit: days, and part of the period; 0 days stand for the start.
    Rhythms { days: &'static [f64], jitter: f64 },
    /// In a rhythm of any period between these, with jitter. Unit: days, and part of the period.
    AnyRhythm { shortest: f64, longest: f64, jitter: f64 },
}

/// The rhythms of the periodic family: at the start, hourly, daily, every few days, weekly, every two and four weeks.
pub(crate) const USUAL: &[f64] = &[0.0, 1.0 / 24.0, 1.0, 2.0, 3.0, 5.0, 7.0, 14.0, 28.0];

/// Draws the parameters of a study.
type Draw = fn(&mut Chance) -> Family;

/// The three families whose calibration is promised. Each study draws its own parameters.
pub(crate) const FAMILIES: [(&str, Draw); 3] =
    [("Poisson", any_poisson), ("periodic", any_periodic), ("heavy-tailed", any_heavy_tailed)];

fn any_poisson(chance: &mut Chance) -> Family {
    if chance.unit() < 0.5 {
        Family::Gamma { shape: chance.between(0.5, 8.0), mean: chance.between(1.0, 8.0) }
    } else {
        Family::LogNormal { median: chance.between(1.0, 8.0), spread: chance.between(0.5, 1.5) }
    }
}

fn any_periodic(chance: &mut Chance) -> Family {
    let jitter = chance.between(0.02, 0.2);
    if chance.unit() < 0.5 {
        Family::Rhythms { days: USUAL, jitter }
    } else {
        Family::AnyRhythm { shortest: chance.between(0.04, 0.5), longest: chance.between(20.0, 90.0), jitter }
    }
}

fn any_heavy_tailed(chance: &mut Chance) -> Family {
    if chance.unit() < 0.5 {
        Family::LogUniform { low: chance.between(0.001, 0.3), high: chance.between(100.0, 2000.0) }
    } else {
        Family::Pareto { least: chance.between(0.02, 0.5), exponent: chance.between(0.3, 1.2) }
    }
}

/// One study.
pub(crate) struct Study {
    /// What each endpoint did in the first week; empty for one that was not seen.
    pub(crate) seen: Vec<Windows>,
    /// The first week.
    pub(crate) period: Period,
    /// How many that were not seen come in the second week.
    pub(crate) new: u64,
    /// How many of them come on its first day.
    pub(crate) new_day: u64,
    /// How many endpoints there are.
    pub(crate) all: u64,
}

/// Numbers that look like chance and are the same everywhere (`SplitMix64`, Steele, Lea and Flood 2014).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Above 0 and below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Between two positive numbers, every order of magnitude alike.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low * (high / low).powf(self.unit())
    }

    fn exponential(&mut self) -> f64 {
        -self.unit().ln()
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// A gamma variate of mean `shape` (Marsaglia and Tsang 2000).
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.unit().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        loop {
            let x = self.normal();
            let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}

/// What many studies say about the estimates.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calibration {
    /// Each study: the truth, and the forecast for the week.
    pub(crate) weeks: Vec<(u64, idlewire_study::completeness::Forecast)>,
    /// Studies whose first day afterwards lies in its interval.
    pub(crate) days: usize,
    /// Studies in which the bound is not above the truth by more than its standard error.
    pub(crate) bounded: usize,
}

impl Calibration {
    /// Measures studies that `family` draws, with 40 to 150 endpoints.
    pub(crate) fn of(studies: usize, seed: u64, mut family: impl FnMut(&mut Chance) -> Family) -> Self {
        let mut chance = Chance(seed);
        let mut found = Self::default();
        for _ in 0..studies {
            let endpoints = chance.between(40.0, 150.0) as u64;
            let study = family(&mut chance).study(endpoints, &mut chance);
            let estimates = study.estimates();
            found.weeks.push((study.new, estimates.next_week));
            let (day, bound) = (estimates.next_day, estimates.bound);
            found.days += usize::from((day.low..=day.high).contains(&study.new_day));
            found.bounded += usize::from(bound.estimate <= study.all as f64 + bound.error);
        }
        found
    }

    /// The part of the studies whose truth lies in its interval.
    pub(crate) fn covered(&self) -> f64 {
        let inside = self.weeks.iter().filter(|(new, week)| (week.low..=week.high).contains(new)).count();
        inside as f64 / self.weeks.len() as f64
    }

    /// The part of the studies whose first day afterwards lies in its interval.
    pub(crate) fn days_covered(&self) -> f64 {
        self.days as f64 / self.weeks.len() as f64
    }

    /// The part of the studies whose bound is a bound.
    pub(crate) fn bounded(&self) -> f64 {
        self.bounded as f64 / self.weeks.len() as f64
    }
}

impl Study {
    fn estimates(&self) -> Completeness {
        completeness(&self.seen.iter().collect::<Vec<_>>(), self.period)
    }
}

impl Family {
    /// A study of this many endpoints.
    pub(crate) fn study(self, endpoints: u64, chance: &mut Chance) -> Study {
        let period = Period { begin: BEGIN, end: BEGIN + WEEK };
        let mut study = Study { seen: Vec::new(), period, new: 0, new_day: 0, all: endpoints };
        for _ in 0..endpoints {
            let times = self.times(chance);
            let week = f64::from(WEEK);
            let first: Vec<u32> =
                times.iter().filter(|t| (0.0..week).contains(*t)).map(|t| BEGIN + *t as u32).collect();
            let comes_by = |end: f64| first.is_empty() && times.iter().any(|t| (week..end).contains(t));
            study.new += u64::from(comes_by(2.0 * week));
            study.new_day += u64::from(comes_by(week + DAY));
            study.seen.push(Windows::new(first).expect("two weeks"));
        }
        study
    }

    /// When an endpoint is visited in two weeks. Unit: windows.
    fn times(self, chance: &mut Chance) -> Vec<f64> {
        match self {
            Self::Gamma { shape, mean } => poisson(chance.gamma(shape) * mean / shape, chance),
            Self::LogNormal { median, spread } => poisson(median * (spread * chance.normal()).exp(), chance),
            Self::LogUniform { low, high } => poisson(chance.between(low, high), chance),
            Self::Pareto { least, exponent } => poisson(least * chance.unit().powf(-1.0 / exponent), chance),
            Self::Rhythms { days, jitter } => {
                let place = (chance.unit() * days.len() as f64) as usize;
                rhythm(days[place] * DAY, jitter, chance)
            }
            Self::AnyRhythm { shortest, longest, jitter } => {
                rhythm(chance.between(shortest, longest) * DAY, jitter, chance)
            }
        }
    }
}

/// Visits of a Poisson process. More than one a window changes nothing.
fn poisson(a_week: f64, chance: &mut Chance) -> Vec<f64> {
    let rate = a_week.min(10.0 * f64::from(WEEK)) / f64::from(WEEK);
    let mut times = Vec::new();
    let mut at = chance.exponential() / rate;
    while at < 2.0 * f64::from(WEEK) {
        times.push(at);
        at += chance.exponential() / rate;
    }
    times
}

/// Visits in a rhythm of random phase; a period of 0 stands for the start of the machine.
fn rhythm(period: f64, jitter: f64, chance: &mut Chance) -> Vec<f64> {
    if period == 0.0 {
        return vec![chance.unit() * 3.0];
    }
    let mut at = (chance.unit() - 2.0) * period;
    let mut times = Vec::new();
    while at < 2.0 * f64::from(WEEK) + 2.0 * period {
        times.push(at + jitter * period * chance.normal());
        at += period;
    }
    times
}
