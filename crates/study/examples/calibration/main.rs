//! Measures the calibration of the estimates on studies whose truth is known, and writes figures and plot into the docs:
//!
//! ```text
//! cargo run --release -p idlewire-study --example calibration
//! ```
//!
//! It fails if an interval of the three families does not hold what it says.

mod plot;
mod simulation;

use simulation::{Calibration, FAMILIES, Family, USUAL};
use std::fmt::Write as _;
use std::path::Path;

/// Studies of each family.
const STUDIES: usize = 200;

/// Where the random numbers begin.
const SEED: u64 = 20_200_609;

/// Where the figures stand in the page.
const MARKS: (&str, &str) = ("<!-- calibration: generated -->\n", "<!-- calibration: end -->");

/// Single sets of parameters, the unkind ones too.
const SINGLE: [(&str, Family); 21] = [
    ("random, gamma-distributed rates, mean 3 a week, shape 0.5", Family::Gamma { shape: 0.5, mean: 3.0 }),
    ("random, gamma-distributed rates, mean 3 a week, shape 4", Family::Gamma { shape: 4.0, mean: 3.0 }),
    ("random, all near 2 a week", Family::Gamma { shape: 100.0, mean: 2.0 }),
    ("random, all near 0.3 a week", Family::Gamma { shape: 100.0, mean: 0.3 }),
    ("random, log-normal rates, median 3 a week, spread 1.5", Family::LogNormal { median: 3.0, spread: 1.5 }),
    ("random, log-uniform rates, 0.001 to 100 a week", Family::LogUniform { low: 0.001, high: 100.0 }),
    ("random, log-uniform rates, 0.1 to 2000 a week", Family::LogUniform { low: 0.1, high: 2000.0 }),
    ("random, log-uniform rates, 1 in 4 weeks to 1 an hour", Family::LogUniform { low: 0.25, high: 168.0 }),
    ("random, exponential rates, mean 5 a week", Family::Gamma { shape: 1.0, mean: 5.0 }),
    ("random, log-normal rates, median 0.5 a week, spread 3", Family::LogNormal { median: 0.5, spread: 3.0 }),
    ("random, Pareto rates from 0.05 a week, exponent 0.8", Family::Pareto { least: 0.05, exponent: 0.8 }),
    ("random, Pareto rates from 0.5 a week, exponent 1.2", Family::Pareto { least: 0.5, exponent: 1.2 }),
    ("rhythms: start, hour, 1, 2, 3, 5, 7, 14, 28 days, jitter 10 %", Family::Rhythms { days: USUAL, jitter: 0.1 }),
    (
        "rhythms: any from an hour to 30 days, jitter 10 %",
        Family::AnyRhythm { shortest: 1.0 / 24.0, longest: 30.0, jitter: 0.1 },
    ),
    (
        "rhythms: any from 6 hours to 60 days, jitter 20 %",
        Family::AnyRhythm { shortest: 0.25, longest: 60.0, jitter: 0.2 },
    ),
    (
        "rhythms: any from an hour to 4 weeks, exact",
        Family::AnyRhythm { shortest: 1.0 / 24.0, longest: 28.0, jitter: 0.0 },
    ),
    ("rhythms: hour, day, week, month, exact", Family::Rhythms { days: &[1.0 / 24.0, 1.0, 7.0, 30.0], jitter: 0.0 }),
    (
        "rhythms: hour, 12 hours, 1, 3, 7, 14, 30 days, jitter 2 %",
        Family::Rhythms { days: &[1.0 / 24.0, 0.5, 1.0, 3.0, 7.0, 14.0, 30.0], jitter: 0.02 },
    ),
    ("rhythms: 1, 7, 14, 30 days, jitter 10 %", Family::Rhythms { days: &[1.0, 7.0, 14.0, 30.0], jitter: 0.1 }),
    (
        "rhythms, none longer than the run: start, hour, 1, 2, 3, 7 days",
        Family::Rhythms { days: &[0.0, 1.0 / 24.0, 1.0, 2.0, 3.0, 7.0], jitter: 0.1 },
    ),
    (
        "rhythms, most longer than the run: 1, 3, 10, 20, 30 days",
        Family::Rhythms { days: &[1.0, 3.0, 10.0, 20.0, 30.0], jitter: 0.1 },
    ),
];

fn main() {
    let found: Vec<(&str, Calibration)> =
        FAMILIES.iter().map(|(name, family)| (*name, Calibration::of(STUDIES, SEED, family))).collect();
    let mut table = format!(
        "| {STUDIES} studies each | weeks covered | days covered | bound below the truth plus its error |\n|---|--:|--:|--:|\n"
    );
    let mut line = |name: &str, found: &Calibration| {
        let [week, day, bound] = [found.covered(), found.days_covered(), found.bounded()].map(|part| 100.0 * part);
        writeln!(table, "| {name} | {week:.1} % | {day:.1} % | {bound:.1} % |").expect("a string");
    };
    found.iter().for_each(|(name, found)| line(&format!("**{name}**"), found));
    for (name, family) in SINGLE {
        line(name, &Calibration::of(STUDIES, SEED, |_| family));
    }
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let page = std::fs::read_to_string(docs.join("completeness.md")).expect("the page is there");
    let (before, rest) = page.split_once(MARKS.0).expect("the page says where the figures begin");
    let (_, after) = rest.split_once(MARKS.1).expect("the page says where the figures end");
    let page = format!("{before}{}{table}{}{after}", MARKS.0, MARKS.1);
    std::fs::write(docs.join("completeness.md"), page).expect("the page can be written");
    std::fs::write(docs.join("completeness.svg"), plot::svg(&found)).expect("the plot can be written");
    for (name, found) in &found {
        assert!((0.90..=0.99).contains(&found.covered()), "{name}: {} covered", found.covered());
        assert!(found.bounded() >= 0.95, "{name}: {} bounded", found.bounded());
    }
}
