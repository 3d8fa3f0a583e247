//! The comparison of two sides as the document that is written down.

use super::side::Side;
use crate::args::CompareAspects;
use idlewire_catalog::{Aspects, Catalog, ChangeKind, Entry, ProtocolChange, RowChange, compare, coverage};
use idlewire_report::{Change, ComparedTable, Comparison, Covered, DIRECTION, Differing, ListRow, SeenRow, Unpaired};

/// A held against B: lists against lists and runs against runs by rows, a list against a run by coverage.
pub(super) fn comparison(a: &Side, b: &Side, aspects: CompareAspects) -> Comparison {
    let (a_name, b_name) = (a.name.clone(), b.name.clone());
    let mut out = Comparison { a: a_name, b: b_name, direction: DIRECTION, ..Comparison::default() };
    let pairs = if a.is_run == b.is_run { by_edition(a, b) } else { across(a, b) };
    for (one, other) in &pairs {
        match (a.is_run, b.is_run) {
            (false, true) => out.coverage.push(covered(one, other)),
            (true, false) => out.coverage.push(covered(other, one)),
            _ => out.tables.push(table(one, other, aspects)),
        }
    }
    for (side, mine, theirs) in [("a", a, b), ("b", b, a)] {
        let lone = |table: &&Catalog| !pairs.iter().any(|(x, y)| std::ptr::eq(*x, *table) || std::ptr::eq(*y, *table));
        // Who picks one table of several on one side asks nothing about the rest of the other.
        let lone = mine.tables.iter().filter(|table| !theirs.is_picked && lone(table));
        out.unpaired.extend(lone.map(|table| Unpaired { side, name: name(table), rows: table.endpoints.len() as u64 }));
    }
    out.differs = !out.unpaired.is_empty()
        || out.tables.iter().any(|table| !table.changes.is_empty() || !table.rows.is_empty())
        || out.coverage.iter().any(|it| !it.seen_and_not_listed.is_empty() || !it.listed_and_not_seen.is_empty());
    out
}

/// Tables of one edition; without editions, of one title; one alone on either side pairs with one alone.
fn by_edition<'s>(a: &'s Side, b: &'s Side) -> Vec<(&'s Catalog, &'s Catalog)> {
    if let ([one], [other]) = (a.tables.as_slice(), b.tables.as_slice()) {
        return vec![(one, other)];
    }
    let same = |x: &Catalog, y: &Catalog| {
        if x.edition.is_empty() && y.edition.is_empty() { x.title == y.title } else { x.edition == y.edition }
    };
    // Of several with one edition, such as Pro of two systems on one page, the one of the same system.
    let pair = |x: &'s Catalog| {
        let known: Vec<&Catalog> = b.tables.iter().filter(|y| same(x, y)).collect();
        let several = known.len() > 1 || a.tables.iter().filter(|other| same(other, x)).count() > 1;
        known.into_iter().find(|y| !several || system(x) == system(y)).map(|y| (x, y))
    };
    a.tables.iter().filter_map(pair).collect()
}

/// The system of a table, without its version.
fn system(table: &Catalog) -> &str {
    table.subject.split(',').next().unwrap_or_default()
}

/// Each run with the list of its edition, or with every list if its heading names none.
fn across<'s>(a: &'s Side, b: &'s Side) -> Vec<(&'s Catalog, &'s Catalog)> {
    let all = a.tables.iter().flat_map(|x| b.tables.iter().map(move |y| (x, y)));
    let (lists, runs) = if a.is_run { (b, a) } else { (a, b) };
    let is_known = |run: &Catalog| lists.tables.iter().any(|list| list.edition == run.edition);
    let fits = |x: &Catalog, y: &Catalog| {
        let run = if a.is_run { x } else { y };
        run.edition.is_empty() || !is_known(run) || x.edition == y.edition
    };
    debug_assert!(runs.is_run);
    all.filter(|(x, y)| fits(x, y)).collect()
}

fn name(table: &Catalog) -> String {
    let names = [&table.edition, &table.title, &table.id];
    names.into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default()
}

/// Two tables, A's and B's, row by row.
fn table(a: &Catalog, b: &Catalog, asked: CompareAspects) -> ComparedTable {
    let all = Aspects { protocol_class: true, protocol_notation: true, area: true, description: true };
    let found = compare(b, a, all);
    let differing =
        |row: &RowChange<'_>| Differing { aspects: aspects(row), a: list_row(row.new), b: list_row(row.old) };
    let mut rows: Vec<Differing> = found.rows.iter().map(differing).collect();
    let not_shown = SWITCHES.into_iter().filter(|(word, _)| !is_asked(word, asked)).filter_map(|(word, switch)| {
        let count = rows.iter().filter(|row| row.aspects.contains(&word)).count() as u64;
        (count > 0).then_some((switch, count))
    });
    let not_shown = not_shown.collect();
    rows.iter_mut().for_each(|row| row.aspects.retain(|word| is_asked(word, asked)));
    rows.retain(|row| !row.aspects.is_empty());
    ComparedTable {
        name: if name(a) == name(b) { name(a) } else { format!("{} against {}", name(a), name(b)) },
        a_rows: a.endpoints.len() as u64,
        b_rows: b.endpoints.len() as u64,
        identical: found.identical,
        same: found.same as u64,
        added: found.count(ChangeKind::Added) as u64,
        removed: found.count(ChangeKind::Removed) as u64,
        changes: found.changes.iter().map(change).collect(),
        rows,
        not_shown,
    }
}

/// The words for aspects, and the switches that ask for them.
const SWITCHES: [(&str, &str); 4] = [
    ("protocol class", "protocol-class"),
    ("protocol notation", "protocol-notation"),
    ("area", "area"),
    ("description", "description"),
];

fn is_asked(word: &str, asked: CompareAspects) -> bool {
    match word {
        "protocol class" => asked.protocol_class,
        "protocol notation" => asked.protocol_notation,
        "area" => asked.area,
        _ => asked.description,
    }
}

fn aspects(row: &RowChange<'_>) -> Vec<&'static str> {
    let found =
        [row.protocol == ProtocolChange::Class, row.protocol == ProtocolChange::Notation, row.area, row.description];
    SWITCHES.iter().zip(found).filter(|(_, found)| *found).map(|((word, _), _)| *word).collect()
}

fn change(change: &idlewire_catalog::Change<'_>) -> Change {
    Change {
        change: change.kind.as_str(),
        a: change.new.map(list_row),
        b: change.old.map(list_row),
        meaning: change.meaning.map(ChangeKind::as_str),
    }
}

fn list_row(entry: &Entry) -> ListRow {
    ListRow {
        destination: entry.destination.clone(),
        protocol: entry.protocols.to_string(),
        area: entry.area.clone(),
        description: entry.description.clone(),
        line: entry.line,
    }
}

/// A list held against the rows of a run.
pub(crate) fn covered(list: &Catalog, run: &Catalog) -> Covered {
    let names: Vec<&str> = run.endpoints.iter().map(|entry| entry.destination.as_str()).collect();
    let found = coverage(list, &names);
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Covered {
        list: if list.id.is_empty() { name(list) } else { list.id.clone() },
        run: name(run),
        listed_and_seen: found
            .seen
            .iter()
            .map(|(row, names)| SeenRow { destination: row.destination.clone(), names: owned(names) })
            .collect(),
        listed_and_not_seen: found.unseen.iter().map(|row| row.destination.clone()).collect(),
        seen_and_not_listed: owned(&found.unlisted),
    }
}
