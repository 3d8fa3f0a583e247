//! Measures how long it takes to merge the summaries of many runs, and how much memory: `merge RUNS ENDPOINTS`.
//!
//! Says whether merging in small groups gives what all runs together give, then how long the study on them takes. Memory is read from
//! `/proc/self/status` where there is one.

#![allow(clippy::disallowed_methods, reason = "it measures time, and analyses nothing")]

use idlewire_catalog::Catalogs;
use idlewire_study::{Few, Plan, Run, RunId, Seen, Study, Subject, Summary, Windows};
use std::io::Write as _;
use std::time::Instant;

/// A number below `n` that looks random.
fn draw(state: &mut u64, n: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % n
}

/// A week of a machine with endpoints of all rates.
fn run(number: u64, endpoints: u64) -> (RunId, Run) {
    let mut state = number;
    let editions = ["Home", "Pro", "Education"];
    let edition =
        usize::try_from(number % 3).ok().and_then(|place| editions.get(place)).map(|edition| (*edition).to_owned());
    let mut seen = Vec::new();
    for name in 0..endpoints {
        let visits = 1 + draw(&mut state, 1 << (name % 9));
        let windows: Vec<u32> = (0..visits).map(|_| 2_652_912 + draw(&mut state, 1008) as u32).collect();
        seen.push(Seen {
            destination: format!("host-{}.example.com", draw(&mut state, 2) * 10_000 + name),
            protocol: "HTTPS".to_owned(),
            ports: ["tcp/443".to_owned()].into(),
            flows: visits,
            windows: Windows::new(windows).unwrap_or_default(),
            aliases: Few::new([format!("edge-{name}.trafficmanager.net")]),
            ..Seen::default()
        });
    }
    let subject = Subject { edition, ..Subject::default() };
    let replicate = u32::try_from(number).ok();
    (RunId::of([&*number.to_string()], ""), Run { subject, replicate, endpoints: seen, ..Run::default() })
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("memory unknown").to_owned()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argument = |at: usize, default: u64| std::env::args().nth(at).map_or(Ok(default), |text| text.parse());
    let (runs, endpoints) = (argument(1, 1000)?, argument(2, 100)?);
    let one = |number: u64| {
        let (id, run) = run(number, endpoints);
        Summary::of(id, run)
    };
    let mut out = std::io::stdout();
    let texts: Vec<String> = (0..runs).map(|number| one(number).write()).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    writeln!(out, "{runs} summaries of {endpoints} endpoints: {bytes} bytes; {}", memory())?;

    let begin = Instant::now();
    let mut merged = Summary::default();
    for text in &texts {
        merged.merge(Summary::read(text)?);
    }
    let written = merged.write();
    writeln!(out, "read, merged and written in {:?}; {}", begin.elapsed(), memory())?;

    let begin = Instant::now();
    let plan = Plan {
        title: "Merged".to_owned(),
        catalogs: Catalogs::shipped().as_slice().to_vec(),
        fold: true,
        ..Plan::default()
    };
    let study = Study::new(&plan, &merged);
    writeln!(out, "study of {} tables in {:?}; {}", study.tables.len(), begin.elapsed(), memory())?;

    let mut together = Summary::default();
    (0..runs).rev().for_each(|number| together.merge(one(number)));
    writeln!(
        out,
        "equal to all runs together: {}",
        together.write() == written && Study::new(&plan, &together) == study
    )?;
    Ok(())
}
