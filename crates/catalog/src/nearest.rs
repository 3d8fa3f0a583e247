//! The row that comes closest to a name that no row lists.

use std::cmp::Reverse;

use crate::entry::{Catalog, Entry};
use crate::matcher::Matcher;
use crate::pattern::{Match, normal_name, registrable};

/// In which way a row comes close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nearness {
    /// The row is `*.x`, and the name is x.
    Apex,
    /// One character less, more or other.
    LookAlike,
    /// A row of the same registrable domain.
    Sibling,
}

impl Nearness {
    /// The token of the reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Apex => "apex",
            Self::LookAlike => "look-alike",
            Self::Sibling => "sibling",
        }
    }
}

/// A row that comes close to a name.
#[derive(Clone, Copy, Debug)]
pub struct Nearest<'c> {
    /// In which way.
    pub nearness: Nearness,
    /// The list.
    pub catalog: &'c Catalog,
    /// Its row.
    pub entry: &'c Entry,
}

/// The nearest row to a name that `matcher`, made of these catalogs, does not list: an apex, else a look-alike, else the
/// sibling with the most labels in common at the end; the first of equals. `None` if no row shares the registrable domain.
pub fn nearest<'c>(catalogs: &'c [Catalog], matcher: &Matcher<'c>, name: &str) -> Option<Nearest<'c>> {
    let name = normal_name(name);
    if let Some(hit) = matcher.matches(&name).into_iter().find(|hit| hit.matched == Match::Apex) {
        return Some(Nearest { nearness: Nearness::Apex, catalog: hit.catalog, entry: hit.entry });
    }
    let rows = || catalogs.iter().flat_map(|catalog| catalog.endpoints.iter().map(move |entry| (catalog, entry)));
    if let Some((catalog, entry)) = rows().find(|(_, entry)| differ_by_one(bare(entry), &name)) {
        return Some(Nearest { nearness: Nearness::LookAlike, catalog, entry });
    }
    let domain = registrable(&name)?;
    let siblings = rows().filter(|(_, entry)| registrable(bare(entry)) == Some(domain));
    // Of equals the minimum is the first.
    let (catalog, entry) = siblings.min_by_key(|(_, entry)| Reverse(common_labels(bare(entry), &name)))?;
    Some(Nearest { nearness: Nearness::Sibling, catalog, entry })
}

/// The row's host without the stars at its ends.
fn bare(entry: &Entry) -> &str {
    entry.pattern.trim_matches(['*', '.'])
}

fn common_labels(a: &str, b: &str) -> usize {
    a.rsplit('.').zip(b.rsplit('.')).take_while(|(x, y)| x == y).count()
}

/// True if one character less, more or other makes one text of the other.
fn differ_by_one(a: &str, b: &str) -> bool {
    let front = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.as_bytes().get(front..).unwrap_or_default(), b.as_bytes().get(front..).unwrap_or_default());
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    a.len().max(b.len()).saturating_sub(back) == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Destination, Dialect};

    #[test]
    fn the_nearest_row_says_why_a_name_is_not_covered() {
        let rows = ["*.delivery.mp.example.com", "login.example.com", "*.example.net", "a.b.example.com"];
        let entry = |text: &&str| Entry::new(&Destination::read(text), Dialect::Subdomains).expect("a pattern");
        let catalogs = [Catalog { endpoints: rows.iter().map(entry).collect(), ..Catalog::default() }];
        let matcher = Matcher::new(&catalogs);
        let near = |name| nearest(&catalogs, &matcher, name).map(|n| (n.nearness, n.entry.pattern.as_str()));
        assert_eq!(near("delivery.mp.example.com"), Some((Nearness::Apex, "*.delivery.mp.example.com")));
        assert_eq!(near("Login1.example.com"), Some((Nearness::LookAlike, "login.example.com")));
        assert_eq!(near("logon.example.com"), Some((Nearness::LookAlike, "login.example.com")));
        assert_eq!(near("x.b.example.com"), Some((Nearness::LookAlike, "a.b.example.com")));
        assert_eq!(near("xyz.b.example.com"), Some((Nearness::Sibling, "a.b.example.com")));
        assert_eq!(near("other.example.com"), Some((Nearness::Sibling, "*.delivery.mp.example.com")));
        assert_eq!(near("example.org"), None);
        assert_eq!(near("192.0.2.1"), None);
    }
}
