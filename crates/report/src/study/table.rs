//! The table of one subject, and what its three columns have no room for.

use super::page::{Block, few, heading};
use crate::wording::{count, counted};
use idlewire_study::cadence::Rhythm;
use idlewire_study::{Row, Table};
use std::collections::{BTreeMap, BTreeSet};

/// What stands in place of a description that neither a list nor a note gives.
const UNDESCRIBED: &str = "(no description)";

pub(super) fn section(table: &Table, blocks: &mut Vec<Block>) {
    blocks.push(Block::heading(2, heading(table)));
    if table.rows.is_empty() {
        blocks.push(Block::words("No public endpoint was reached."));
    } else {
        let row = |row: &Row| vec![row.destination.clone(), row.protocol.clone(), description(row)];
        blocks.push(Block::table(&["Destination", "Protocol", "Description"], table.rows.iter().map(row).collect()));
        blocks.push(Block::words(sums(table)));
    }
    let notes: Vec<String> = [
        some_runs(table),
        patterns(table),
        balancers(table),
        unlisted(table),
        rhythms(table),
        facts(table),
        baseline(table),
        resolved(table),
        excluded(table),
    ]
    .concat();
    if !notes.is_empty() {
        blocks.push(Block::list(notes));
    }
}

/// The list's words, else the owner of the address, else that there are none.
fn description(row: &Row) -> String {
    let owner = || {
        let words = [row.asn.map(|asn| format!("AS{asn}")), row.owner.clone()];
        let words: Vec<String> = words.into_iter().flatten().collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    row.description.clone().or_else(owner).unwrap_or_else(|| UNDESCRIBED.to_owned())
}

fn sums(table: &Table) -> String {
    let listed = table.rows.iter().filter(|row| row.listed.is_some()).count() as u64;
    let always = table.rows.iter().filter(|row| row.seen_in == row.of).count() as u64;
    let runs = match table.runs.len() {
        1 => "in one run".to_owned(),
        runs => format!("in {runs} runs, {} in each of them", count(always)),
    };
    let listed = match listed {
        0 => "none of them listed".to_owned(),
        listed if listed == table.rows.len() as u64 => "all of them listed".to_owned(),
        listed => format!("{} of them listed", count(listed)),
    };
    format!("{}, {listed}, {runs}.", counted(table.rows.len() as u64, "row"))
}

fn some_runs(table: &Table) -> Vec<String> {
    let rows = table.rows.iter().filter(|row| row.seen_in < row.of);
    let rows: Vec<String> = rows.map(|row| format!("{} ({} of {})", row.destination, row.seen_in, row.of)).collect();
    told("Not in every run", &rows.join(", "))
}

fn patterns(table: &Table) -> Vec<String> {
    let folded = table.rows.iter().filter(|row| row.names.iter().any(|name| *name != row.destination));
    folded
        .map(|row| {
            let names: Vec<&String> = row.names.iter().collect();
            let wide = row.listed.as_ref().is_some_and(|listed| listed.doubtful);
            let wide = if wide { "; the pattern is so wide that being listed says little" } else { "" };
            format!("{} was seen as {}{wide}.", row.destination, few(&names))
        })
        .collect()
}

fn balancers(table: &Table) -> Vec<String> {
    let names: BTreeSet<&String> = table.rows.iter().flat_map(|row| row.aliases.names()).collect();
    if names.is_empty() {
        return vec!["Load balancers: the DNS answers in the captures show no other name between these names and their addresses.".to_owned()];
    }
    let more = if table.rows.iter().any(|row| row.aliases.has_more()) { ", and more" } else { "" };
    let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    vec![format!(
        "Load balancers, which may change over time: the names led to their addresses by way of {}{more}.",
        names.join(", ")
    )]
}

fn unlisted(table: &Table) -> Vec<String> {
    let lists: BTreeSet<&str> =
        table.rows.iter().filter_map(|row| row.listed.as_ref()).map(|listed| listed.id.as_str()).collect();
    let main = table.rows.iter().filter_map(|row| row.listed.as_ref()).min_by_key(|listed| listed.order);
    let mut notes = Vec::new();
    for list in lists.iter().filter(|list| main.is_some_and(|main| main.id != **list)) {
        let of_it = table.rows.iter().filter(|row| row.listed.as_ref().is_some_and(|listed| listed.id == *list));
        let names: Vec<&str> = of_it.map(|row| row.destination.as_str()).collect();
        notes.extend(told(&format!("Described by {list}"), &names.join(", ")));
    }
    let names: Vec<&str> =
        table.rows.iter().filter(|row| row.listed.is_none()).map(|row| row.destination.as_str()).collect();
    if names.len() < table.rows.len() {
        notes.extend(told("In none of the lists that were consulted", &names.join(", ")));
    }
    notes
}

/// The shortest run in which a rhythm, or its absence, says something. Unit: windows of ten minutes.
const SIX_HOURS: u32 = 36;

/// The rhythm that most runs show, by rhythm.
fn rhythms(table: &Table) -> Vec<String> {
    if !table.runs.iter().any(|run| run.completeness.as_ref().is_some_and(|it| it.windows >= SIX_HOURS)) {
        return Vec::new();
    }
    let mut by_rhythm: BTreeMap<(u8, String), Vec<&str>> = BTreeMap::new();
    for row in &table.rows {
        let mut votes: BTreeMap<(u8, String), u32> = BTreeMap::new();
        for cadence in row.cadences.iter().flatten() {
            *votes.entry(rhythm(cadence.rhythm)).or_default() += 1;
        }
        let most = votes.into_iter().max_by_key(|(rhythm, votes)| (*votes, std::cmp::Reverse(rhythm.clone())));
        if let Some((rhythm, _)) = most {
            by_rhythm.entry(rhythm).or_default().push(&row.destination);
        }
    }
    let told = |((_, words), names): (&(u8, String), &Vec<&str>)| format!("{words}: {}", names.join(", "));
    // Irregular is what is left, and says nothing.
    let kept: Vec<String> = by_rhythm.iter().filter(|((order, _), _)| *order < 9).map(told).collect();
    kept.into_iter().map(|text| format!("{text}.")).collect()
}

fn rhythm(rhythm: Rhythm) -> (u8, String) {
    let every = |minutes: u32| match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("Came about every {minutes} min"),
        (hours, 0) => format!("Came about every {hours} h"),
        (hours, minutes) => format!("Came about every {hours} h {minutes} min"),
    };
    match rhythm {
        Rhythm::Once => (0, "Came once in a run, so another run may miss it".to_owned()),
        Rhythm::Boot => (1, "Came in the first hour only".to_owned()),
        Rhythm::Continuous => (2, "Was there nearly all the time".to_owned()),
        Rhythm::Every { minutes } => (3, every(minutes)),
        Rhythm::Hourly => (4, "Came hourly".to_owned()),
        Rhythm::Daily => (5, "Came daily".to_owned()),
        Rhythm::Weekly => (6, "Came weekly".to_owned()),
        Rhythm::Irregular => (9, String::new()),
    }
}

fn facts(table: &Table) -> Vec<String> {
    let mut notes = Vec::new();
    let names = |wanted: fn(&Row) -> bool| -> String {
        let rows = table.rows.iter().filter(|row| wanted(row));
        rows.map(|row| row.destination.as_str()).collect::<Vec<_>>().join(", ")
    };
    notes.extend(told("Tried, and never connected", &names(|row| row.flows > 0 && row.failed == row.flows)));
    notes.extend(told("Reached through a proxy", &names(|row| row.via_proxy)));
    notes.extend(told("A name that was asked for is hidden (Encrypted ClientHello)", &names(|row| row.name_hidden)));
    notes
}

fn baseline(table: &Table) -> Vec<String> {
    let rows = table.left_out.iter().map(|row| format!("{} ({})", row.pattern, row.id));
    told("Left out, since the page is in addition to their list", &rows.collect::<Vec<_>>().join(", "))
}

fn resolved(table: &Table) -> Vec<String> {
    let reached: BTreeSet<&String> = table.rows.iter().flat_map(|row| &row.names).collect();
    let left_out: BTreeSet<&String> = table.left_out.iter().flat_map(|row| &row.names).collect();
    let names: BTreeSet<&String> = table.runs.iter().flat_map(|run| run.outside.resolved_only.names()).collect();
    let names: Vec<&str> = names
        .into_iter()
        .filter(|name| !reached.contains(name) && !left_out.contains(name))
        .map(String::as_str)
        .collect();
    told("Resolved, and not reached as far as the captures show", &names.join(", "))
}

fn excluded(table: &Table) -> Vec<String> {
    let sum = |of: fn(&idlewire_study::Outside) -> u64| count(table.runs.iter().map(|run| of(&run.outside)).sum());
    vec![format!(
        "Excluded: {} flows to private addresses, {} to multicast and broadcast addresses, {} that others opened.",
        sum(|it| it.private),
        sum(|it| it.multicast),
        sum(|it| it.inbound),
    )]
}

fn told(what: &str, names: &str) -> Vec<String> {
    if names.is_empty() { Vec::new() } else { vec![format!("{what}: {names}.")] }
}
