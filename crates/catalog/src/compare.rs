//! What changed between two lists: rows are paired by the strictest equality that holds, and only then called new or gone.

mod sides;

use crate::entry::{Catalog, Entry};
use crate::protocol::ProtocolChange;
use sides::{Row, Side};

/// What happened to a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// The same host in another spelling: same canonical form, or a star more or less glued to an end.
    Respelled,
    /// The new pattern lists everything the old one did, and more.
    Widened,
    /// The old pattern listed everything the new one does, and more.
    Narrowed,
    /// New, but a row of the old list covered it already.
    NewButCovered,
    /// Gone, but a row of the new list still covers it.
    GoneButCovered,
    /// New.
    Added,
    /// Gone.
    Removed,
}

impl ChangeKind {
    /// The words of the reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Respelled => "respelled",
            Self::Widened => "widened",
            Self::Narrowed => "narrowed",
            Self::NewButCovered => "new but already covered",
            Self::GoneButCovered => "gone but still covered",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// One destination that is not in both lists as the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'c> {
    /// What happened.
    pub kind: ChangeKind,
    /// The row of the old list: the changed one, the one that is gone, or the one that covers a new row.
    pub old: Option<&'c Entry>,
    /// The row of the new list: the changed one, the new one, or the one that covers a row that is gone.
    pub new: Option<&'c Entry>,
    /// For a respelling, what it does to the meaning; `None` if nothing.
    pub meaning: Option<ChangeKind>,
}

/// What else differs between two rows of one destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowChange<'c> {
    /// The row of the old list.
    pub old: &'c Entry,
    /// The row of the new list.
    pub new: &'c Entry,
    /// How the protocols differ.
    pub protocol: ProtocolChange,
    /// True if the areas differ.
    pub area: bool,
    /// True if the descriptions differ.
    pub description: bool,
}

/// Which differences between rows of one destination are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aspects {
    /// Clear against encrypted.
    pub protocol_class: bool,
    /// Other words of the same class.
    pub protocol_notation: bool,
    /// The part of the system.
    pub area: bool,
    /// The description's text.
    pub description: bool,
}

/// The difference of two lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison<'c> {
    /// True if the lists are identical, row for row: same rows, same order, all columns.
    pub identical: bool,
    /// Destinations in both lists as the same text.
    pub same: usize,
    /// Destinations that are not; new list's order, then what is gone in the old list's order.
    pub changes: Vec<Change<'c>>,
    /// Rows of one destination that differ in an aspect that was asked for.
    pub rows: Vec<RowChange<'c>>,
}

impl Comparison<'_> {
    /// How many destinations changed in this way.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.kind == kind).count()
    }
}

/// Compares two lists; `old` is the one that `new` is measured by. Globs that merely overlap are not reported.
pub fn compare<'c>(old: &'c Catalog, new: &'c Catalog, aspects: Aspects) -> Comparison<'c> {
    let (old_side, new_side) = (Side::of(old), Side::of(new));
    let mut result = Comparison { identical: identical(old, new), ..Comparison::default() };
    for (o, n) in sides::equal(&old_side, &new_side) {
        result.paired(o, n, aspects);
    }
    for (o, n) in sides::overlapping(&old_side, &new_side) {
        let kind = if n.covers(o) { ChangeKind::Widened } else { ChangeKind::Narrowed };
        result.changes.push(Change { kind, old: Some(o.entry), new: Some(n.entry), meaning: None });
        result.row(o.entry, n.entry, aspects);
    }
    result.unpaired(&old_side, &new_side);
    result
}

fn identical(old: &Catalog, new: &Catalog) -> bool {
    let row = |entry: &Entry| format!("{:?}", (&entry.destination, entry.canonical()));
    old.endpoints.len() == new.endpoints.len()
        && old.endpoints.iter().zip(&new.endpoints).all(|(o, n)| row(o) == row(n))
}

impl<'c> Comparison<'c> {
    fn paired(&mut self, o: &Row<'c>, n: &Row<'c>, aspects: Aspects) {
        if o.entry.destination == n.entry.destination {
            self.same += 1;
        } else {
            let meaning = match (n.covers(o), o.covers(n)) {
                (true, false) => Some(ChangeKind::Widened),
                (false, true) => Some(ChangeKind::Narrowed),
                _ => None,
            };
            self.changes.push(Change { kind: ChangeKind::Respelled, old: Some(o.entry), new: Some(n.entry), meaning });
        }
        self.row(o.entry, n.entry, aspects);
    }

    fn row(&mut self, old: &'c Entry, new: &'c Entry, aspects: Aspects) {
        let protocol = new.protocols.change(&old.protocols);
        let change = RowChange {
            old,
            new,
            protocol,
            area: old.area != new.area,
            description: old.description != new.description,
        };
        let asked = (aspects.protocol_class && protocol == ProtocolChange::Class)
            || (aspects.protocol_notation && protocol == ProtocolChange::Notation)
            || (aspects.area && change.area)
            || (aspects.description && change.description);
        if asked {
            self.rows.push(change);
        }
    }

    fn unpaired(&mut self, old: &Side<'c>, new: &Side<'c>) {
        let (old_covers, new_covers) = (old.covers(), new.covers());
        for n in new.waiting() {
            let cover = old_covers.first(n);
            let kind = if cover.is_some() { ChangeKind::NewButCovered } else { ChangeKind::Added };
            self.changes.push(Change { kind, old: cover, new: Some(n.entry), meaning: None });
        }
        for o in old.waiting() {
            let cover = new_covers.first(o);
            let kind = if cover.is_some() { ChangeKind::GoneButCovered } else { ChangeKind::Removed };
            self.changes.push(Change { kind, old: Some(o.entry), new: cover, meaning: None });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Destination, Dialect, Protocols};

    fn list(rows: &[(&str, &str)]) -> Catalog {
        let entry = |(destination, protocol): &(&str, &str)| Entry {
            protocols: Protocols::parse(protocol),
            ..Entry::new(&Destination::read(destination), Dialect::Subdomains).expect("a pattern")
        };
        Catalog { endpoints: rows.iter().map(entry).collect(), ..Catalog::default() }
    }

    fn kinds(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<ChangeKind> {
        let (old, new) = (list(old), list(new));
        compare(&old, &new, Aspects::default()).changes.iter().map(|c| c.kind).collect()
    }

    #[test]
    fn the_strictest_equality_names_the_change() {
        // A row of the Windows 10 2004 tables that the page's later text spells with a star.
        let (plain, star) = ([("catalog.mp.example.com", "")], [("*catalog.mp.example.com", "")]);
        assert_eq!(kinds(&plain, &star), [ChangeKind::Respelled]);
        assert_eq!(kinds(&[("a.example.com/*", "")], &[("A.example.com*", "")]), [ChangeKind::Respelled]);
        assert_eq!(kinds(&[("a.b.example.com", "")], &[("*.b.example.com", "")]), [ChangeKind::Widened]);
        assert_eq!(kinds(&[("*.b.example.com", "")], &[("a.b.example.com", "")]), [ChangeKind::Narrowed]);
        let wide = ("*.b.example.com", "");
        assert_eq!(kinds(&[wide], &[wide, ("a.b.example.com", "")]), [ChangeKind::NewButCovered]);
        assert_eq!(kinds(&[wide, ("a.b.example.com", "")], &[wide]), [ChangeKind::GoneButCovered]);
        assert_eq!(kinds(&[("a.example.com", "")], &[("b.example.net", "")]), [ChangeKind::Added, ChangeKind::Removed]);
        assert_eq!(
            kinds(&[("a*.example.com", "")], &[("*b.example.com", "")]),
            [ChangeKind::Added, ChangeKind::Removed]
        );
    }

    #[test]
    fn a_respelling_says_what_it_does_to_the_meaning() {
        let (old, new) = (list(&[("x.example.com", "")]), list(&[("*x.example.com", "")]));
        let meaning = compare(&old, &new, Aspects::default()).changes.first().and_then(|c| c.meaning);
        assert_eq!(meaning, Some(ChangeKind::Widened));
    }

    #[test]
    fn each_aspect_has_its_own_switch() {
        let (old, new) = (
            list(&[("a.example.com", "HTTPS"), ("b.example.com", "HTTP")]),
            list(&[("a.example.com", "TLSv1.2"), ("b.example.com", "HTTPS")]),
        );
        let rows =
            |aspects| compare(&old, &new, aspects).rows.iter().map(|r| r.new.pattern.clone()).collect::<Vec<_>>();
        assert!(rows(Aspects::default()).is_empty());
        assert_eq!(rows(Aspects { protocol_class: true, ..Aspects::default() }), ["b.example.com"]);
        assert_eq!(rows(Aspects { protocol_notation: true, ..Aspects::default() }), ["a.example.com"]);
    }

    #[test]
    fn identical_means_row_for_row() {
        let (a, b) = (
            list(&[("a.example.com", ""), ("b.example.com", "")]),
            list(&[("b.example.com", ""), ("a.example.com", "")]),
        );
        assert!(compare(&a, &a, Aspects::default()).identical);
        let swapped = compare(&a, &b, Aspects::default());
        assert!(!swapped.identical && swapped.changes.is_empty() && swapped.same == 2);
    }
}
