//! The rows of two lists, which wait for their like on the other side.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};

use crate::ends::Ends;
use crate::entry::{Catalog, Entry};
use crate::pattern::Pattern;
use crate::protocol::Protocols;

/// A row with its pattern.
#[derive(Debug)]
pub(super) struct Row<'c> {
    pub(super) entry: &'c Entry,
    pattern: Option<Pattern>,
    is_paired: Cell<bool>,
}

/// What two rows of one destination have in common.
type Key<'r> = (&'r str, Option<&'r str>, Option<(&'r str, &'r Protocols, &'r [String], &'r str, &'r str)>);

/// When two rows are of one destination, strictest first.
const EQUALITIES: [for<'r> fn(&'r Row<'_>) -> Option<Key<'r>>; 5] = [
    |row| Some((&row.entry.destination, None, Some(row.entry.canonical()))),
    |row| Some((&row.entry.destination, None, None)),
    |row| Some((&row.entry.pattern, bare_path(row.entry), None)),
    |row| Some((&row.entry.pattern, None, None)),
    |row| row.pattern.as_ref().map(|pattern| (pattern.spelling(), None, None)),
];

/// The path, if it says anything.
fn bare_path(entry: &Entry) -> Option<&str> {
    entry.path.as_deref().map(|path| path.trim_end_matches(['*', '/'])).filter(|path| !path.is_empty())
}

/// The rows of one list.
#[derive(Debug)]
pub(super) struct Side<'c>(Vec<Row<'c>>);

impl<'c> Side<'c> {
    pub(super) fn of(catalog: &'c Catalog) -> Self {
        let row = |entry: &'c Entry| Row { entry, pattern: entry.compile().ok(), is_paired: Cell::new(false) };
        Self(catalog.endpoints.iter().map(row).collect())
    }

    /// Those that have no like yet.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &Row<'c>> {
        self.0.iter().filter(|row| !row.is_paired.get())
    }

    /// Which of all rows cover another one.
    pub(super) fn covers(&self) -> Covers<'_, 'c> {
        Covers::of(self.0.iter())
    }
}

/// Pairs rows of one destination that wait on both sides, by each equality each with the first of its like.
pub(super) fn equal<'r, 'c>(old: &'r Side<'c>, new: &'r Side<'c>) -> Vec<(&'r Row<'c>, &'r Row<'c>)> {
    let mut pairs = Vec::new();
    for key in EQUALITIES {
        let mut waiting: BTreeMap<Key<'_>, VecDeque<&Row<'_>>> = BTreeMap::new();
        for o in old.waiting() {
            key(o).into_iter().for_each(|key| waiting.entry(key).or_default().push_back(o));
        }
        for n in new.waiting() {
            let o = key(n).and_then(|key| waiting.get_mut(&key)?.pop_front());
            pairs.extend(o.map(|o| o.pair(n)));
        }
    }
    pairs
}

/// Pairs rows that wait on both sides and of which one covers the other, each with the first of these.
pub(super) fn overlapping<'r, 'c>(old: &'r Side<'c>, new: &'r Side<'c>) -> Vec<(&'r Row<'c>, &'r Row<'c>)> {
    let covers = Covers::of(old.waiting());
    let first = |n: &Row<'c>| {
        let either = covers.around(n).chain(covers.within(n));
        either.filter(|(_, o)| !o.is_paired.get()).min_by_key(|(at, _)| *at)
    };
    new.waiting().filter_map(|n| first(n).map(|(_, o)| o.pair(n))).collect()
}

impl<'c> Row<'c> {
    fn pair<'r>(&'r self, new: &'r Self) -> (&'r Self, &'r Self) {
        self.is_paired.set(true);
        new.is_paired.set(true);
        (self, new)
    }

    /// Whether this row lists all that the other one lists.
    pub(super) fn covers(&self, inner: &Self) -> bool {
        self.pattern.as_ref().zip(inner.pattern.as_ref()).is_some_and(|(outer, inner)| outer.covers(inner))
    }

    fn ends(&self) -> Option<(Cow<'_, str>, &str)> {
        self.pattern.as_ref().map(Pattern::ends)
    }
}

/// Which rows of a list cover another row, or are covered.
#[derive(Debug)]
pub(super) struct Covers<'r, 'c>(Ends<'r, (usize, &'r Row<'c>)>);

impl<'r, 'c> Covers<'r, 'c> {
    fn of(rows: impl Iterator<Item = &'r Row<'c>>) -> Self {
        let ends =
            rows.enumerate().filter_map(|(at, row)| row.ends().map(|(begin, end)| (begin, end.into(), (at, row))));
        Self(Ends::of(ends))
    }

    /// The first row that covers this one.
    pub(super) fn first(&self, inner: &Row<'c>) -> Option<&'c Entry> {
        self.around(inner).min_by_key(|(at, _)| *at).map(|(_, row)| row.entry)
    }

    fn around(&self, inner: &Row<'c>) -> impl Iterator<Item = (usize, &'r Row<'c>)> {
        let ends = inner.ends().into_iter();
        let rows = ends.flat_map(|(begin, end)| self.0.around(&begin, end).collect::<Vec<_>>());
        rows.filter(|(_, outer)| outer.covers(inner))
    }

    fn within(&self, outer: &Row<'c>) -> impl Iterator<Item = (usize, &'r Row<'c>)> {
        let ends = outer.ends().into_iter();
        let rows = ends.flat_map(|(begin, end)| self.0.within(&begin, end).collect::<Vec<_>>());
        rows.filter(|(_, inner)| outer.covers(inner))
    }
}
