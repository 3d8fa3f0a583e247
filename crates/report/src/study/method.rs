//! How it was measured: what people declare and what the captures show, never mixed.

use super::page::{Block, and, few};
use super::runs::{One, Runs};
use crate::wording::{count, counted, duration, ledger, minute};
use idlewire_evidence::{Ledger, Timestamp};
use idlewire_study::{Few, Study};
use std::collections::BTreeMap;

const UNSTATED: &str = "not stated";

pub(super) fn section(study: &Study, runs: &Runs<'_>, blocks: &mut Vec<Block>) {
    if runs.all.is_empty() {
        return;
    }
    blocks.push(Block::heading(2, "Method and conditions"));
    blocks.push(Block::words("Declared by those who made the runs; the captures do not prove it:"));
    blocks.push(Block::List { numbered: true, items: declared(study, runs) });
    blocks.push(Block::words("Measured from the captures; losses as the recorder counted them:"));
    blocks.push(Block::List { numbered: true, items: measured(runs) });
    blocks.push(Block::words(
        "Every name comes from the captures: no resolver was asked. Listed is what the machines opened toward public IP addresses, or asked a proxy for.",
    ));
    let header = ["Run", "Begin (UTC)", "Length", "Frames", "Captures", "Identity"].map(str::to_owned).to_vec();
    blocks.push(Block::aside(header, runs.all.iter().map(run).collect()));
}

fn declared(study: &Study, runs: &Runs<'_>) -> Vec<String> {
    let mut items = Vec::new();
    let lacks = |part: fn(&idlewire_study::Subject) -> &Option<String>| {
        study.tables.iter().any(|table| part(&table.subject).is_none())
    };
    let mut subject = |name: &str, always: bool, part: fn(&idlewire_study::Subject) -> &Option<String>| {
        if always || lacks(part) {
            items.push(sentence(name, &runs.grouped(UNSTATED, |run| part(&run.line.subject).clone())));
        }
    };
    subject("System", false, |subject| &subject.system);
    subject("Edition", false, |subject| &subject.edition);
    subject("Version", false, |subject| &subject.version);
    subject("Build", true, |subject| &subject.build);
    subject("Language", true, |subject| &subject.language);
    for (key, name) in [
        ("settings", "Settings"),
        ("account", "Account"),
        ("domain", "Domain or directory"),
        ("idle", "Use meanwhile"),
        ("location", "Location"),
        ("network", "Network"),
    ] {
        let value =
            |run: &One<'_>| run.line.declared.stated().find(|(of, _)| *of == key).map(|(_, words)| words.to_owned());
        items.push(sentence(name, &runs.grouped(UNSTATED, value)));
    }
    items.push(sentence("Recorded at", &runs.grouped(UNSTATED, |run| run.line.capture_point.clone())));
    if runs.all.iter().any(|run| !run.line.declared.notes.is_empty()) {
        let notes = |run: &One<'_>| Some(run.line.declared.notes.join("; ")).filter(|notes| !notes.is_empty());
        items.push(sentence("Notes", &runs.grouped("none", notes)));
    }
    items
}

fn sentence(name: &str, words: &str) -> String {
    format!("{name}: {words}{}", if words.ends_with('.') { "" } else { "." })
}

fn measured(runs: &Runs<'_>) -> Vec<String> {
    let mut items = vec![period(runs), families(runs), frames(runs), lost(runs), silences(runs), clocks(runs)];
    if runs.all.iter().any(|run| !run.line.selected.is_empty()) {
        items.push(sentence("Part of the captures that was read", &runs.grouped("all", chosen)));
    }
    let cut = |run: &One<'_>| (run.line.measured.cut > 0).then(|| format!("{} in the middle of a record", ends(run)));
    if runs.all.iter().any(|run| run.line.measured.cut > 0) {
        items.push(sentence("Captures that were cut off", &runs.grouped("none", cut)));
    }
    items.push(sentence("Encrypted DNS, which hides names", &runs.grouped("none was recognised", encrypted)));
    if runs.all.iter().any(|run| run.line.contested) {
        let contested =
            |run: &One<'_>| run.line.contested.then(|| "summaries of the same captures disagree".to_owned());
        items.push(sentence("Contested", &runs.grouped("no", contested)));
    }
    items
}

fn ends(run: &One<'_>) -> String {
    match run.line.measured.cut {
        1 => "1 capture ends".to_owned(),
        cut => format!("{} captures end", count(cut)),
    }
}

fn period(runs: &Runs<'_>) -> String {
    let first = runs.all.iter().filter_map(|run| run.line.measured.first).min();
    let last = runs.all.iter().filter_map(|run| run.line.measured.last).max();
    let lengths: Vec<i64> = runs.all.iter().filter_map(One::length).collect();
    let (Some(first), Some(last), Some(short), Some(long)) =
        (first, last, lengths.iter().min().copied(), lengths.iter().max().copied())
    else {
        return "Period: no frame has a time.".to_owned();
    };
    let each = match (runs.all.len(), duration(short), duration(long)) {
        (1, one, _) => one,
        (_, short, long) if short == long => format!("{short} each"),
        (_, short, long) => format!("between {short} and {long} each"),
    };
    let many = counted(runs.all.len() as u64, "run");
    let without = match runs.all.len() - lengths.len() {
        0 => String::new(),
        some => format!("; {some} without a time"),
    };
    format!("Period: {many} between {} and {} UTC, {each}{without}.", minute(first), minute(last))
}

fn families(runs: &Runs<'_>) -> String {
    let said = runs.grouped("no traffic to public addresses", |run| {
        let families: Vec<&String> = run.line.measured.families.iter().collect();
        match families.as_slice() {
            [] => None,
            [one] => {
                let other = if *one == "IPv4" { "IPv6" } else { "IPv4" };
                Some(format!("{one} alone, therefore nothing over {other} is reported"))
            }
            both => Some(and(both)),
        }
    });
    sentence("Address families of the traffic to public addresses", &said)
}

fn frames(runs: &Runs<'_>) -> String {
    let mut sum = Ledger::default();
    runs.all.iter().for_each(|run| sum.merge(&run.line.measured.ledger));
    ledger(&sum)
}

fn lost(runs: &Runs<'_>) -> String {
    let lost =
        |run: &One<'_>| run.line.measured.dropped.map(|lost| if lost == 0 { "none".to_owned() } else { count(lost) });
    sentence("Frames that the recorder lost", &runs.grouped("no capture says", lost))
}

fn silences(runs: &Runs<'_>) -> String {
    let told = |run: &One<'_>| {
        let gaps = run.line.measured.gaps.as_ref()?;
        let Some((begin, secs)) = gaps.iter().max_by_key(|(begin, secs)| (**secs, std::cmp::Reverse(*begin))) else {
            return Some("none".to_owned());
        };
        let longest = duration(i64::try_from(*secs).unwrap_or(i64::MAX).saturating_mul(1_000_000_000));
        let from = begin.parse::<Timestamp>().map(minute).unwrap_or_else(|_| begin.clone());
        Some(format!("{}, the longest {longest} from {from}", count(gaps.len() as u64)))
    };
    sentence("Silences of more than an hour, in which nothing at all was recorded", &runs.grouped("not measured", told))
}

fn clocks(runs: &Runs<'_>) -> String {
    let told = |run: &One<'_>| {
        let steps = run.line.measured.clock_steps?;
        Some(if steps == 0 { "never".to_owned() } else { counted(steps, "time") })
    };
    sentence("The clock of the recorder went back", &runs.grouped("not measured", told))
}

fn chosen(run: &One<'_>) -> Option<String> {
    let selected = &run.line.selected;
    let machine = match selected.machine.as_slice() {
        [] => selected.picked.then(|| "one machine, picked by hand".to_owned()),
        machine => Some(format!("the machine {}", few(machine))),
    };
    let from = selected.from.map(|from| format!("from {} UTC", minute(from)));
    let until = selected.until.map(|until| format!("until {} UTC", minute(until)));
    let skip = selected.skip_seconds.and_then(|secs| i64::try_from(secs).ok());
    let skip = skip.map(|secs| format!("without the first {}", duration(secs.saturating_mul(1_000_000_000))));
    let parts: Vec<String> = [machine, from, until, skip].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn encrypted(run: &One<'_>) -> Option<String> {
    let how: &BTreeMap<String, Few> = &run.line.measured.encrypted_dns;
    let one = |(how, resolvers): (&String, &Few)| {
        let names: Vec<&String> = resolvers.names().iter().collect();
        format!("{how} to {}", few(&names))
    };
    (!how.is_empty()).then(|| how.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn run(run: &One<'_>) -> Vec<String> {
    let line = run.line;
    vec![
        run.name.clone(),
        line.measured.first.map(minute).unwrap_or_default(),
        run.length().map(duration).unwrap_or_default(),
        count(line.measured.ledger.frames.read),
        count(line.files.len() as u64),
        line.id.as_str().chars().take(12).collect(),
    ]
}
