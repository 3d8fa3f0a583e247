//! Names that were asked for on flows that count under another name: further hosts of kept connections, and of proxies.

use idlewire_catalog::Matcher;
use idlewire_report::{Conflict, Evidence, Row, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// The further names that no list lists, as rows, each with the row under which its flows count; names that have a row of their own
/// are left out. Without them a gate would open for hosts that are hidden behind others.
///
/// What a hello shows in place of the true name (ECH) is no destination.
pub(super) fn unlisted<'r>(subject: &'r Subject, matcher: &Matcher<'_>) -> Vec<(Row, &'r Row)> {
    let judged: BTreeSet<&str> = subject.endpoints.iter().flat_map(|row| &row.names).map(String::as_str).collect();
    let mut found: BTreeMap<&str, (Row, &Row)> = BTreeMap::new();
    for row in &subject.endpoints {
        let is_cover = |other: &Conflict| row.name_hidden && other.source.is_server_name();
        let further = row.conflicts.iter().filter(|other| other.source.is_own() && !is_cover(other));
        let further = further.filter(|other| !judged.contains(&*other.name));
        for other in further.filter(|other| !matcher.matches(&other.name).iter().any(|hit| hit.matched.listed())) {
            let (made, _) = found.entry(&other.name).or_insert_with(|| (of(&other.name, row), row));
            add(made, other);
        }
    }
    found.into_values().collect()
}

/// A row for a further name. Packets and bytes count for the other alone.
fn of(name: &str, row: &Row) -> Row {
    Row {
        destination: name.to_owned(),
        names: vec![name.to_owned()],
        protocol: row.protocol.clone(),
        addresses: row.addresses.clone(),
        ports: row.ports.clone(),
        via_proxy: row.via_proxy,
        ..Row::default()
    }
}

fn add(row: &mut Row, other: &Conflict) {
    row.flows += other.flows;
    row.evidence.push(Evidence { source: other.source, name: other.name.clone(), flows: other.flows, first: None });
}
