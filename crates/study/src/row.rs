//! Rows: the endpoints of several runs of one subject, folded under the pattern that lists them.

use std::collections::{BTreeMap, BTreeSet};

use idlewire_catalog::{Catalog, Matcher, doubtful_glob};
use idlewire_evidence::{Source, Timestamp};
use serde::Serialize;

use crate::cadence::{Cadence, cadence};
use crate::completeness::Period;
use crate::conditions::Subject;
use crate::few::Few;
use crate::run::{Run, Seen};
use crate::stamp;
use crate::windows::Windows;

/// One destination of a table, over all runs of its subject.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// The name, the pattern as published, or the bare address.
    pub destination: String,
    /// The destinations that were reached, in order; one alone unless the row is a pattern.
    pub names: BTreeSet<String>,
    /// As measured: words of published lists, joined by `/` in alphabetical order.
    pub protocol: String,
    /// What it is for. Absent if neither a catalog nor a note says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The id of the list that describes it; `notes` for the user's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub described_by: Option<String>,
    /// The catalog row that lists it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listed: Option<Listed>,
    /// Number of the autonomous system that a bare address belongs to, from the user's table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asn: Option<u32>,
    /// Who that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// In how many runs it was seen.
    pub seen_in: u64,
    /// How many runs there are.
    pub of: u64,
    /// When it came in each run, in the order of the table's runs. Absent where it did not, or where the run has no times.
    pub cadences: Vec<Option<Cadence>>,
    /// Flows of all runs.
    pub flows: u64,
    /// Those over TCP that were refused or never answered.
    pub failed: u64,
    /// Frame lengths on the wire, sent. Unit: bytes.
    pub bytes_out: u64,
    /// Frame lengths on the wire, received. Unit: bytes.
    pub bytes_in: u64,
    /// Time of the first frame of all runs.
    #[serde(with = "stamp", skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Timestamp>,
    /// Time of the last frame of all runs.
    #[serde(with = "stamp", skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
    /// Server ports, such as `tcp/443`.
    pub ports: BTreeSet<String>,
    /// Who says that these are the names, best first, and for how many flows.
    pub sources: BTreeMap<Source, u64>,
    /// Names that balance load.
    pub aliases: Few,
    /// Whether a proxy was asked for it.
    pub via_proxy: bool,
    /// Whether Encrypted ClientHello hid a name.
    pub name_hidden: bool,
}

/// The row of a catalog.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Listed {
    /// Place of the catalog among those of the table, from 0.
    pub order: usize,
    /// The catalog.
    pub id: String,
    /// The row's place in it, from 0.
    pub place: usize,
    /// Its destination, as published.
    pub pattern: String,
    /// `exact`, `glob`, `alias` or `fragment`, of the first name.
    #[serde(rename = "match")]
    pub kind: &'static str,
    /// Whether the pattern also lists names of other owners, so that being listed says little.
    pub doubtful: bool,
}

/// The lists that rows are described by.
pub(crate) struct Lists<'c> {
    order: Vec<&'c str>,
    matcher: Matcher<'c>,
    notes: Matcher<'c>,
    fold: bool,
}

impl<'c> Lists<'c> {
    /// Catalogs in their order, but those for the edition of the subject before the others.
    pub(crate) fn new(catalogs: &'c [Catalog], notes: &'c [Catalog], fold: bool, subject: &Subject) -> Self {
        let (own, others): (Vec<_>, Vec<_>) = catalogs.iter().partition(|catalog| is_for(catalog, subject));
        let order = own.into_iter().chain(others).map(|catalog| catalog.id.as_str()).collect();
        Self { order, matcher: Matcher::new(catalogs), notes: Matcher::new(notes), fold }
    }

    /// The row that lists the name best of the first catalog that lists it, and its description.
    fn listed(&self, name: &str) -> Option<(Listed, &'c str)> {
        let place = |id: &str| self.order.iter().position(|known| *known == id);
        let listing = self.matcher.matches(name).into_iter().filter(|hit| hit.matched.listed());
        // The first of equals is the best one.
        let hit = listing.min_by_key(|hit| place(&hit.catalog.id))?;
        let listed = Listed {
            order: place(&hit.catalog.id).unwrap_or(usize::MAX),
            id: hit.catalog.id.clone(),
            place: hit.row,
            pattern: hit.entry.destination.clone(),
            kind: hit.matched.as_str(),
            doubtful: hit.entry.compile().is_ok_and(|pattern| doubtful_glob(&pattern).is_some()),
        };
        Some((listed, hit.entry.description.as_str()))
    }

    /// The rows of a table: those of the catalogs in their order, each once, then the others by name.
    pub(crate) fn rows(&self, runs: &[&Run], leave_out: impl Fn(&str) -> bool) -> Vec<Row> {
        let mut parts: BTreeMap<Key, Part<'_>> = BTreeMap::new();
        for (place, run) in runs.iter().enumerate() {
            for seen in run.endpoints.iter().filter(|seen| !leave_out(&seen.destination)) {
                let listed = self.listed(&seen.destination);
                let key = self.key(listed.as_ref().map(|(listed, _)| listed), &seen.destination);
                let part = parts.entry(key).or_insert_with(|| Part { listed, seen: Vec::new() });
                part.seen.push((place, seen));
            }
        }
        let periods: Vec<Option<Period>> = runs.iter().map(|run| run.period()).collect();
        parts.into_values().map(|part| self.row(part, &periods)).collect()
    }

    fn key(&self, listed: Option<&Listed>, name: &str) -> Key {
        match listed.filter(|_| self.fold) {
            Some(listed) => (false, listed.order, listed.place, String::new()),
            None => (true, 0, 0, name.to_owned()),
        }
    }

    fn row(&self, part: Part<'_>, periods: &[Option<Period>]) -> Row {
        let Part { listed, seen } = part;
        let mut row = Row { of: periods.len() as u64, ..Row::default() };
        let mut protocols = BTreeSet::new();
        let mut windows: Vec<Windows> = vec![Windows::default(); periods.len()];
        let mut in_runs = BTreeSet::new();
        for (place, seen) in seen {
            row.add(seen);
            in_runs.insert(place);
            protocols.extend(seen.protocol.split('/').filter(|word| !word.is_empty()));
            // Windows too far apart for one set are those of a broken clock: the cadence is then of the first name alone.
            let _ = windows.get_mut(place).map(|all| all.merge(&seen.windows));
        }
        row.protocol = protocols.into_iter().collect::<Vec<_>>().join("/");
        row.seen_in = in_runs.len() as u64;
        row.cadences = periods.iter().zip(&windows).map(|(period, windows)| cadence(windows, (*period)?)).collect();
        self.describe(&mut row, listed);
        row
    }

    fn describe(&self, row: &mut Row, listed: Option<(Listed, &str)>) {
        let name = row.names.first().cloned().unwrap_or_default();
        let own = self.notes.matches(&name).into_iter().find(|hit| hit.matched.listed());
        let words = listed.as_ref().map(|(listed, words)| (*words, listed.id.as_str()));
        let own = own.as_ref().map(|hit| (hit.entry.description.as_str(), hit.catalog.id.as_str()));
        if let Some((words, id)) = words.into_iter().chain(own).find(|(words, _)| !words.is_empty()) {
            (row.description, row.described_by) = (Some(words.to_owned()), Some(id.to_owned()));
        }
        row.listed = listed.map(|(listed, _)| listed);
        row.destination = row.listed.as_ref().filter(|_| self.fold).map_or(name, |listed| listed.pattern.clone());
    }
}

/// Whether the catalog is for the edition of the subject, and for no other system or version, as far as both say.
fn is_for(catalog: &Catalog, subject: &Subject) -> bool {
    let says = |part: &Option<String>| {
        let words = part.as_deref().unwrap_or_default().to_lowercase();
        catalog.subject.is_empty() || catalog.subject.to_lowercase().contains(&words)
    };
    let edition = subject.edition.as_deref().unwrap_or_default();
    !edition.is_empty()
        && catalog.edition.eq_ignore_ascii_case(edition)
        && says(&subject.system)
        && says(&subject.version)
}

/// Listed rows first, in the order of the lists; then the others by name.
type Key = (bool, usize, usize, String);

/// What makes up a row: the catalog row with its description, and the endpoints with the places of their runs.
struct Part<'a> {
    listed: Option<(Listed, &'a str)>,
    seen: Vec<(usize, &'a Seen)>,
}

impl Row {
    fn add(&mut self, seen: &Seen) {
        self.names.insert(seen.destination.clone());
        self.flows = self.flows.saturating_add(seen.flows);
        self.failed = self.failed.saturating_add(seen.failed);
        self.bytes_out = self.bytes_out.saturating_add(seen.bytes_out);
        self.bytes_in = self.bytes_in.saturating_add(seen.bytes_in);
        self.first_seen = [self.first_seen, seen.first_seen].into_iter().flatten().min();
        self.last_seen = self.last_seen.max(seen.last_seen);
        self.ports.extend(seen.ports.iter().cloned());
        for (source, flows) in &seen.sources {
            let sum = self.sources.entry(*source).or_default();
            *sum = sum.saturating_add(*flows);
        }
        self.aliases.merge(&seen.aliases);
        self.via_proxy |= seen.via_proxy;
        self.name_hidden |= seen.name_hidden;
    }
}
