//! Rows that become one under a wildcard: sums are added, lists united, every proof kept.

use idlewire_catalog::{Dialect, Match, Matcher, Observed, Pattern, doubtful_glob};
use idlewire_report::{Conflict, Evidence, Folded, Report, Row, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// Which wildcards to fold rows under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wildcards {
    /// None: one row per name.
    #[default]
    Off,
    /// The catalog row that lists a name, unless it is a glob over several owners.
    Catalog,
    /// The narrowest pattern that covers names which vary.
    Auto,
}

impl Wildcards {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Off, Self::Catalog, Self::Auto];

    /// The word on the command line.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Catalog => "catalog",
            Self::Auto => "auto",
        }
    }
}

/// Folds the rows of a report in place. Rows that nothing folds stay as they are, and in their order.
pub fn fold(report: &mut Report, how: Wildcards, matcher: &Matcher<'_>) {
    for subject in &mut report.subjects {
        let known = known_names(subject);
        let patterns = match how {
            Wildcards::Off => return,
            Wildcards::Catalog => by_catalog(subject, matcher),
            Wildcards::Auto => by_likeness(subject, &known),
        };
        let rows = std::mem::take(&mut subject.endpoints);
        subject.endpoints = folded(rows, &patterns, &known);
    }
}

/// Every name that the subject's rows and claims mention.
fn known_names(subject: &Subject) -> BTreeSet<String> {
    let rows = subject.endpoints.iter();
    let of_rows =
        rows.flat_map(|row| row.names.iter().chain(&row.aliases).chain(row.conflicts.iter().map(|it| &it.name)));
    of_rows.chain(subject.outside.resolved_only.iter().map(|it| &it.name)).cloned().collect()
}

/// The pattern of each row that has one, by the row's place.
type Patterns = BTreeMap<usize, String>;

/// The best row that lists each name, if it is a pattern of one owner.
fn by_catalog(subject: &Subject, matcher: &Matcher<'_>) -> Patterns {
    let pattern = |row: &Row| {
        let hit = matcher.matches(&row.destination).into_iter().find(|hit| hit.matched.listed())?;
        let is_safe = hit.entry.compile().is_ok_and(|pattern| doubtful_glob(&pattern).is_none());
        (hit.matched != Match::Exact && is_safe).then(|| hit.entry.destination.clone())
    };
    subject.endpoints.iter().enumerate().filter_map(|(at, row)| Some((at, pattern(row)?))).collect()
}

/// What names of one parent, protocol and description have in common.
fn by_likeness(subject: &Subject, known: &BTreeSet<String>) -> Patterns {
    let mut patterns = Patterns::new();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    for via_proxy in [false, true] {
        let rows = || subject.endpoints.iter().enumerate().filter(move |(_, row)| row.via_proxy == via_proxy);
        let observed: Vec<Observed<'_>> = rows().map(|(_, row)| observed(row)).collect();
        for fold in idlewire_catalog::fold(&observed, &known) {
            let witnesses: Vec<_> = rows().filter(|(_, row)| fold.witnesses.contains(&row.destination)).collect();
            let owners: BTreeSet<_> = witnesses.iter().filter_map(|(_, row)| row.asn).collect();
            if owners.len() < 2 {
                patterns.extend(witnesses.into_iter().map(|(at, _)| (at, fold.pattern.clone())));
            }
        }
    }
    patterns
}

fn observed(row: &Row) -> Observed<'_> {
    Observed { name: &row.destination, protocol: &row.protocol, description: row.description.as_deref() }
}

/// The rows, those of one pattern, description and way together at the place of the first.
fn folded(rows: Vec<Row>, patterns: &Patterns, known: &BTreeSet<String>) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    let mut places: BTreeMap<(&str, Option<String>, bool), usize> = BTreeMap::new();
    for (at, row) in rows.into_iter().enumerate() {
        let Some(pattern) = patterns.get(&at) else {
            out.push(row);
            continue;
        };
        let key = (pattern.as_str(), row.description.clone(), row.via_proxy);
        match places.get(&key).and_then(|&place| out.get_mut(place)) {
            Some(sum) => add(sum, row),
            None => {
                places.insert(key, out.len());
                out.push(Row {
                    destination: pattern.clone(),
                    folded: Some(Folded { rows: 1, ..Folded::default() }),
                    ..row
                });
            }
        }
    }
    out.iter_mut().for_each(|row| admit(row, known));
    out
}

/// Adds a row to the one that it is folded into.
fn add(sum: &mut Row, row: Row) {
    if let Some(folded) = &mut sum.folded {
        folded.rows += 1;
    }
    let protocols = [&sum.protocol, &row.protocol].into_iter().flat_map(|cell| cell.split('/'));
    let protocols: BTreeSet<&str> = protocols.filter(|word| !word.is_empty()).collect();
    sum.protocol = protocols.into_iter().collect::<Vec<_>>().join("/");
    unite(&mut sum.names, row.names);
    unite(&mut sum.addresses, row.addresses);
    unite(&mut sum.ports, row.ports);
    unite(&mut sum.tls, row.tls);
    unite(&mut sum.alpn, row.alpn);
    unite(&mut sum.aliases, row.aliases);
    unite(&mut sum.more, row.more);
    unite(&mut sum.notes, row.notes);
    let hits = row.catalog.into_iter();
    let new: Vec<_> = hits.filter(|hit| !sum.catalog.contains(hit)).collect();
    sum.catalog.extend(new);
    sum.listed &= row.listed;
    sum.name_hidden |= row.name_hidden;
    sum.flows += row.flows;
    sum.failed += row.failed;
    sum.packets_out += row.packets_out;
    sum.packets_in += row.packets_in;
    sum.bytes_out += row.bytes_out;
    sum.bytes_in += row.bytes_in;
    sum.first_seen = [sum.first_seen, row.first_seen].into_iter().flatten().min();
    sum.last_seen = [sum.last_seen, row.last_seen].into_iter().flatten().max();
    if sum.asn != row.asn {
        (sum.asn, sum.owner) = (None, None);
    }
    row.evidence.into_iter().for_each(|proof| prove(&mut sum.evidence, proof));
    row.conflicts.into_iter().for_each(|conflict| contradict(&mut sum.conflicts, conflict));
}

fn unite<T: Ord>(all: &mut Vec<T>, more: Vec<T>) {
    all.extend(more);
    all.sort();
    all.dedup();
}

/// Adds a proof; those of one kind and name are one, with the earlier place.
fn prove(all: &mut Vec<Evidence>, proof: Evidence) {
    match all.iter_mut().find(|known| known.source == proof.source && known.name == proof.name) {
        Some(known) => {
            known.flows += proof.flows;
            known.first = known.first.into_iter().chain(proof.first).min();
        }
        None => all.push(proof),
    }
}

fn contradict(all: &mut Vec<Conflict>, conflict: Conflict) {
    match all.iter_mut().find(|known| known.source == conflict.source && known.name == conflict.name) {
        Some(known) => known.flows += conflict.flows,
        None => all.push(conflict),
    }
}

/// Says of a folded row what else its pattern would list, and whether its apex is known.
fn admit(row: &mut Row, known: &BTreeSet<String>) {
    let (Some(folded), Ok(pattern)) = (&mut row.folded, Pattern::parse(&row.destination, Dialect::Subdomains)) else {
        return;
    };
    for name in known {
        match pattern.matches(name) {
            Match::Apex => folded.apex = Some(name.clone()),
            matched if matched.listed() && !row.names.contains(name) => folded.admits.push(name.clone()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idlewire_catalog::{Catalog, Destination, Entry};
    use proptest::prelude::*;

    fn row(name: &str, description: Option<&str>) -> Row {
        Row {
            destination: name.to_owned(),
            names: vec![name.to_owned()],
            protocol: "HTTPS".to_owned(),
            description: description.map(str::to_owned),
            flows: 1,
            bytes_out: 10,
            ..Row::default()
        }
    }

    fn report(rows: Vec<Row>) -> Report {
        Report { subjects: vec![Subject { endpoints: rows, ..Subject::default() }], ..Report::default() }
    }

    fn catalogs(patterns: &[&str]) -> [Catalog; 1] {
        let entry = |text: &&str| Entry::new(&Destination::read(text), Dialect::Subdomains).unwrap();
        [Catalog { endpoints: patterns.iter().map(entry).collect(), ..Catalog::default() }]
    }

    fn shown(report: &Report) -> Vec<(&str, u64, Vec<&str>)> {
        let rows = report.subjects.iter().flat_map(|subject| &subject.endpoints);
        rows.map(|row| (row.destination.as_str(), row.flows, row.names.iter().map(String::as_str).collect())).collect()
    }

    #[test]
    fn rows_fold_under_the_row_that_lists_them_but_not_under_a_glob_over_several_owners() {
        let catalogs = catalogs(&["*.b.example.com", "a.b.example.com", "*.cloudapp.net"]);
        let names = ["x.b.example.com", "a.b.example.com", "b.example.com", "y.b.example.com", "z.cloudapp.net"];
        let mut report = report(names.map(|name| row(name, None)).to_vec());
        fold(&mut report, Wildcards::Catalog, &Matcher::new(&catalogs));
        let expected: Vec<(&str, u64, Vec<&str>)> = vec![
            ("*.b.example.com", 2, vec!["x.b.example.com", "y.b.example.com"]),
            ("a.b.example.com", 1, vec!["a.b.example.com"]),
            ("b.example.com", 1, vec!["b.example.com"]),
            ("z.cloudapp.net", 1, vec!["z.cloudapp.net"]),
        ];
        assert_eq!(shown(&report), expected);
        let folded = report.subjects[0].endpoints[0].folded.as_ref().unwrap();
        assert_eq!((folded.rows, folded.apex.as_deref()), (2, Some("b.example.com")));
        assert_eq!(folded.admits, ["a.b.example.com"]);
    }

    #[test]
    fn names_that_vary_fold_unless_they_are_described_apart() {
        let mut names: Vec<Row> =
            ["v1.example.com", "v2.example.com", "v30.example.com"].map(|name| row(name, None)).to_vec();
        let mut one = report(names.clone());
        fold(&mut one, Wildcards::Auto, &Matcher::new(&[]));
        assert_eq!(shown(&one), [("v*.example.com", 3, vec!["v1.example.com", "v2.example.com", "v30.example.com"])]);
        names[0].description = Some("other".to_owned());
        let mut apart = report(names.clone());
        fold(&mut apart, Wildcards::Auto, &Matcher::new(&[]));
        assert_eq!(apart.subjects[0].endpoints, names);
    }

    proptest! {
        /// The law: a fold adds, and loses no name and no byte.
        #[test]
        fn folding_keeps_every_name_and_sum(names in proptest::collection::btree_set("[ab]{1,2}[0-9]{0,2}\\.(a\\.)?example\\.(com|net)", 0..16)) {
            let whole = report(names.iter().map(|name| row(name, None)).collect());
            let catalogs = catalogs(&["*.a.example.com", "a*.example.net"]);
            for how in Wildcards::ALL {
                let mut folded = whole.clone();
                fold(&mut folded, how, &Matcher::new(&catalogs));
                let rows = &folded.subjects[0].endpoints;
                prop_assert_eq!(rows.iter().map(|row| row.flows).sum::<u64>(), names.len() as u64);
                let kept: BTreeSet<String> = rows.iter().flat_map(|row| row.names.clone()).collect();
                prop_assert_eq!(&kept, &names);
            }
        }
    }
}
