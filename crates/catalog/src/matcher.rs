//! Many patterns against many names: every row that matches, best first.
//!
//! Four ways in, each cheap to rule out: hosts by hash; patterns with a fixed end by a trie of reversed labels;
//! patterns open at the end by a four-byte piece of their longest text; the few that are left one by one.

mod gram;
mod trie;

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::quality::RandomState;

use self::gram::Grams;
use self::trie::Trie;
use crate::entry::{Catalog, Entry};
use crate::pattern::{Match, Meaning, Pattern, Piece, alias_hosts, normal_name};

/// A row that matches a name.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'c> {
    /// The list.
    pub catalog: &'c Catalog,
    /// Its row.
    pub entry: &'c Entry,
    /// The row's place in the list, from 0.
    pub row: usize,
    /// How the name fits it; never `None`.
    pub matched: Match,
}

/// The rows of several catalogs, made ready for matching.
#[derive(Debug)]
pub struct Matcher<'c> {
    rows: Vec<Row<'c>>,
    hosts: HashMap<Box<str>, Vec<u32>, RandomState>,
    endings: Trie,
    openings: Grams,
    rest: Vec<u32>,
}

#[derive(Debug)]
struct Row<'c> {
    catalog: &'c Catalog,
    entry: &'c Entry,
    place: usize,
    pattern: Pattern,
    wildcards: usize,
    fixed: usize,
}

impl<'c> Matcher<'c> {
    /// Prepares the catalogs, in the order in which they describe. A row whose pattern cannot be read is left out; an
    /// imported catalog has none.
    pub fn new(catalogs: &'c [Catalog]) -> Self {
        let mut matcher = Self {
            rows: Vec::new(),
            hosts: HashMap::default(),
            endings: Trie::default(),
            openings: Grams::default(),
            rest: Vec::new(),
        };
        for catalog in catalogs {
            for (place, entry) in catalog.endpoints.iter().enumerate() {
                if let Ok(pattern) = entry.compile() {
                    matcher.add(catalog, entry, place, pattern);
                }
            }
        }
        matcher
    }

    fn add(&mut self, catalog: &'c Catalog, entry: &'c Entry, place: usize, pattern: Pattern) {
        let Ok(id) = u32::try_from(self.rows.len()) else { return };
        match &pattern.meaning {
            Meaning::Host { host, .. } => self.hosts.entry(host.clone()).or_default().push(id),
            Meaning::Glob { pieces, .. } => match pieces.last() {
                Some(Piece::Text(end)) if end.contains('.') => self.endings.add(end, id),
                _ => self.add_open(longest_text(pieces), id),
            },
            Meaning::Fragment(start) => self.add_open(start, id),
            Meaning::Address(_) | Meaning::Network(..) => self.rest.push(id),
        }
        let (wildcards, fixed) = (pattern.wildcards(), pattern.fixed_suffix().len());
        self.rows.push(Row { catalog, entry, place, pattern, wildcards, fixed });
    }

    fn add_open(&mut self, text: &str, id: u32) {
        if !self.openings.add(text, id) {
            self.rest.push(id);
        }
    }

    /// Every row that matches the name, best first: exact, then fewest wildcard characters, then longest fixed suffix,
    /// then the order of the catalogs. A row that only meets the name as its apex comes last, and is not listed.
    pub fn matches(&self, name: &str) -> Vec<Hit<'c>> {
        let name = normal_name(name);
        let mut found: Vec<(Match, u32)> = Vec::new();
        self.each(&name, |id, matched| found.push((matched, id)));
        for host in alias_hosts(&name) {
            self.each(host, |id, matched| {
                let is_new = !found.iter().any(|(_, known)| *known == id);
                if is_new && matched.listed() && self.row(id).is_some_and(|row| row.pattern.meaning.has_alias()) {
                    found.push((Match::Alias, id));
                }
            });
        }
        found.sort_unstable_by_key(|&(matched, id)| self.rank(matched, id));
        let hit = |(matched, id): (Match, u32)| {
            self.row(id).map(|row| Hit { catalog: row.catalog, entry: row.entry, row: row.place, matched })
        };
        found.into_iter().filter_map(hit).collect()
    }

    fn row(&self, id: u32) -> Option<&Row<'c>> {
        self.rows.get(id as usize)
    }

    fn rank(&self, matched: Match, id: u32) -> (bool, bool, usize, Reverse<usize>, u32) {
        let (wildcards, fixed) = self.row(id).map_or((0, 0), |row| (row.wildcards, row.fixed));
        (matched == Match::Apex, matched != Match::Exact, wildcards, Reverse(fixed), id)
    }

    /// Calls back once for each row that fits the normal name, balancers aside.
    fn each(&self, name: &str, mut found: impl FnMut(u32, Match)) {
        let mut check = |id: u32| {
            let matched = self.row(id).map_or(Match::None, |row| row.pattern.meaning.fits(name));
            if matched != Match::None {
                found(id, matched);
            }
        };
        self.hosts.get(name).into_iter().flatten().copied().for_each(&mut check);
        self.endings.candidates(name, &mut check);
        self.openings.candidates(name, &mut check);
        self.rest.iter().copied().for_each(&mut check);
    }
}

/// The longest fixed text of a glob; empty if it has none.
fn longest_text(pieces: &[Piece]) -> &str {
    let texts = pieces.iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(&**text),
        _ => None,
    });
    texts.max_by_key(|text| text.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
