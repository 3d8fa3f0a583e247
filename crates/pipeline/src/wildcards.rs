//! Rows that become one under a wildcard: sums are added, lists united, every proof kept.

use idlewire_catalog::{Dialect, Match, Matcher, Names, Observed, Pattern, doubtful_glob};
use idlewire_report::{CatalogHit, Conflict, Evidence, Folded, Report, Row, Subject};
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
        let mut places: BTreeMap<&str, Vec<(usize, &Row)>> = BTreeMap::new();
        rows().for_each(|(at, row)| places.entry(&row.destination).or_default().push((at, row)));
        for fold in idlewire_catalog::fold(&observed, &known) {
            let witnesses = || fold.witnesses.iter().filter_map(|name| places.get(name.as_str())).flatten();
            let owners: BTreeSet<_> = witnesses().filter_map(|(_, row)| row.asn).collect();
            if owners.len() < 2 {
                patterns.extend(witnesses().map(|(at, _)| (*at, fold.pattern.clone())));
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
    let known = Names::of(known.iter().map(String::as_str));
    let mut out: Vec<(Option<&str>, Vec<Row>)> = Vec::new();
    let mut places: BTreeMap<(&str, Option<String>, bool), usize> = BTreeMap::new();
    for (at, row) in rows.into_iter().enumerate() {
        let pattern = patterns.get(&at).map(String::as_str);
        let place = match pattern {
            Some(pattern) => *places.entry((pattern, row.description.clone(), row.via_proxy)).or_insert(out.len()),
            None => out.len(),
        };
        match out.get_mut(place) {
            Some((_, rows)) => rows.push(row),
            None => out.push((pattern, vec![row])),
        }
    }
    out.into_iter()
        .flat_map(|(pattern, rows)| match pattern {
            Some(pattern) => one(pattern, rows, &known).into_iter().collect(),
            None => rows,
        })
        .collect()
}

/// The rows of one pattern as one.
fn one(pattern: &str, mut rows: Vec<Row>, known: &Names<'_>) -> Option<Row> {
    let (count, catalog) = (rows.len() as u64, hits(&mut rows));
    let mut sum = rows.into_iter().reduce(add)?;
    if count > 1 {
        unite(&mut sum);
    }
    let folded = Folded { rows: count, ..admitted(pattern, &sum.names, known) };
    Some(Row { destination: pattern.to_owned(), catalog, folded: Some(folded), ..sum })
}

/// Takes the catalog rows out of each, but for those that an earlier one had.
fn hits(rows: &mut [Row]) -> Vec<CatalogHit> {
    let (mut all, mut known) = (Vec::new(), BTreeSet::new());
    for row in rows {
        let new: Vec<CatalogHit> = row.catalog.drain(..).filter(|hit| !known.contains(hit)).collect();
        known.extend(new.iter().cloned());
        all.extend(new);
    }
    all
}

/// Adds a row. What both list stands there twice, until [`unite`] has put the whole in order.
fn add(mut sum: Row, row: Row) -> Row {
    let protocols = [&sum.protocol, &row.protocol].into_iter().flat_map(|cell| cell.split('/'));
    let protocols: BTreeSet<&str> = protocols.filter(|word| !word.is_empty()).collect();
    sum.protocol = protocols.into_iter().collect::<Vec<_>>().join("/");
    sum.names.extend(row.names);
    sum.addresses.extend(row.addresses);
    sum.ports.extend(row.ports);
    sum.tls.extend(row.tls);
    sum.alpn.extend(row.alpn);
    sum.aliases.extend(row.aliases);
    sum.more.extend(row.more);
    sum.notes.extend(row.notes);
    sum.evidence.extend(row.evidence);
    sum.conflicts.extend(row.conflicts);
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
    sum
}

/// Lists each thing of a sum once. Proofs of one kind and name are one, with the earliest place.
fn unite(sum: &mut Row) {
    once(&mut sum.names);
    once(&mut sum.addresses);
    once(&mut sum.ports);
    once(&mut sum.tls);
    once(&mut sum.alpn);
    once(&mut sum.aliases);
    once(&mut sum.more);
    once(&mut sum.notes);
    let prove = |known: &mut Evidence, proof: Evidence| {
        known.flows += proof.flows;
        known.first = known.first.into_iter().chain(proof.first).min();
    };
    by_key(&mut sum.evidence, |proof| (proof.source, proof.name.clone()), prove);
    let contradict = |known: &mut Conflict, conflict: Conflict| known.flows += conflict.flows;
    by_key(&mut sum.conflicts, |conflict| (conflict.source, conflict.name.clone()), contradict);
}

fn once<T: Ord>(all: &mut Vec<T>) {
    all.sort();
    all.dedup();
}

/// Things of one key are one, at the place of the first.
fn by_key<T, K: Ord>(all: &mut Vec<T>, key: impl Fn(&T) -> K, add: impl Fn(&mut T, T)) {
    let mut places = BTreeMap::new();
    for one in std::mem::take(all) {
        let place = *places.entry(key(&one)).or_insert(all.len());
        match all.get_mut(place) {
            Some(known) => add(known, one),
            None => all.push(one),
        }
    }
}

/// What else the pattern of a row would list than its names, and the apex if it is known.
fn admitted(pattern: &str, names: &[String], known: &Names<'_>) -> Folded {
    let mut folded = Folded::default();
    let Ok(pattern) = Pattern::parse(pattern, Dialect::Subdomains) else { return folded };
    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    for name in known.near(&pattern) {
        match pattern.matches(name) {
            Match::Apex => folded.apex = Some(name.to_owned()),
            matched if matched.listed() && !names.contains(name) => folded.admits.push(name.to_owned()),
            _ => {}
        }
    }
    folded
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
