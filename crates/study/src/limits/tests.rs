//! Each limit is hit, and has the outcome that it states.

use super::*;
use crate::{Few, Run, RunId, Seen, Summary, SummaryError, Windows, WindowsError};

/// The limit that refuses a text, by its name.
fn refused(text: &str) -> Option<&'static str> {
    match Summary::read(text) {
        Err(SummaryError::Cap { limit, .. }) => Some(limit),
        _ => None,
    }
}

/// The same of a run.
fn refused_run(run: Run) -> Option<&'static str> {
    refused(&Summary::of(RunId::of(["capture"], ""), run).write())
}

fn seen(n: u64) -> Seen {
    Seen { destination: format!("h{n}.example"), protocol: "HTTPS".to_owned(), ..Seen::default() }
}

fn windows_span() -> bool {
    let text = |last: u64| format!("0,{last}").parse::<Windows>();
    // Both ends count, and words of windows are kept whole.
    let summary = Summary::of(RunId::of(["capture"], ""), Run { endpoints: vec![seen(0)], ..Run::default() }).write();
    let wide = summary.replace("\"windows\":\"\"", &format!("\"windows\":\"0,{}\"", WINDOWS_SPAN.default));
    text(WINDOWS_SPAN.default - 2).is_ok()
        && text(WINDOWS_SPAN.default) == Err(WindowsError::Span)
        && Windows::new([0, u32::MAX]) == Err(WindowsError::Span)
        && Summary::read(&summary).is_ok()
        && Summary::read(&wide).is_err_and(|error| error.to_string().contains("windows span"))
}

fn summary_bytes() -> bool {
    refused(&" ".repeat(SUMMARY_BYTES.default as usize + 1)) == Some(SUMMARY_BYTES.name)
}

fn runs() -> bool {
    let file = |count: u64| {
        let runs: Vec<String> = (0..count).map(|n| format!("\"{n:064x}\":{{\"endpoints\":[]}}")).collect();
        format!("{{\"schema\":\"{}\",\"runs\":{{{}}}}}", crate::SCHEMA, runs.join(","))
    };
    Summary::read(&file(3)).is_ok() && refused(&file(RUNS.default + 1)) == Some(RUNS.name)
}

fn endpoints() -> bool {
    let run = |count: u64| Run { endpoints: (0..count).map(seen).collect(), ..Run::default() };
    refused_run(run(ENDPOINTS.default)).is_none() && refused_run(run(ENDPOINTS.default + 1)) == Some(ENDPOINTS.name)
}

fn few() -> bool {
    let few = |count: u64| Few::new((0..count).map(|n| format!("{n:03}")));
    let (all, more) = (few(FEW.default), few(FEW.default + 1));
    !all.has_more() && more.has_more() && all.names() == more.names()
}

fn text() -> bool {
    let run =
        |len: u64| Run { endpoints: vec![Seen { destination: "x".repeat(len as usize), ..seen(0) }], ..Run::default() };
    refused_run(run(TEXT.default)).is_none() && refused_run(run(TEXT.default + 1)) == Some(TEXT.name)
}

fn count() -> bool {
    let run = |flows| Run { endpoints: vec![Seen { flows, ..seen(0) }], ..Run::default() };
    refused_run(run(COUNT.default)).is_none() && refused_run(run(COUNT.default + 1)) == Some(COUNT.name)
}

fn kinds() -> bool {
    let run = |count: u64| {
        let mut run = Run::default();
        run.measured.ledger.notes = (0..count).map(|n| (n.to_string().into(), 1)).collect();
        run
    };
    refused_run(run(KINDS.default)).is_none() && refused_run(run(KINDS.default + 1)) == Some(KINDS.name)
}

/// Goes past a limit, and tells whether what it states happens, and not before.
type Case = fn() -> bool;

const CASES: &[(Cap, Case)] = &[
    (WINDOWS_SPAN, windows_span),
    (SUMMARY_BYTES, summary_bytes),
    (RUNS, runs),
    (ENDPOINTS, endpoints),
    (FEW, few),
    (TEXT, text),
    (COUNT, count),
    (KINDS, kinds),
];

#[test]
fn every_limit_is_hit_and_told() {
    for cap in CAPS {
        let (_, case) = CASES.iter().find(|(it, _)| it == cap).unwrap_or_else(|| panic!("no case for {}", cap.name));
        assert!(case(), "{} has another outcome", cap.name);
    }
}
