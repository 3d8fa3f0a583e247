//! A list held against the names of a run.

use crate::entry::{Catalog, Entry};
use crate::matcher::Matcher;

/// What a list says about the names of a run, and the run about the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage<'c, 'n> {
    /// Rows with the names that fit them; a name stands at every row that lists it.
    pub seen: Vec<(&'c Entry, Vec<&'n str>)>,
    /// Rows that no name fits.
    pub unseen: Vec<&'c Entry>,
    /// Names that no row lists; an apex is one of them.
    pub unlisted: Vec<&'n str>,
}

/// Holds a list against names, both in their order.
pub fn coverage<'c, 'n>(catalog: &'c Catalog, names: &[&'n str]) -> Coverage<'c, 'n> {
    let matcher = Matcher::new(std::slice::from_ref(catalog));
    let mut rows: Vec<(&Entry, Vec<&str>)> = catalog.endpoints.iter().map(|entry| (entry, Vec::new())).collect();
    let mut unlisted = Vec::new();
    for &name in names {
        let hits: Vec<_> = matcher.matches(name).into_iter().filter(|hit| hit.matched.listed()).collect();
        if hits.is_empty() {
            unlisted.push(name);
        }
        for hit in hits {
            if let Some((_, seen)) = rows.get_mut(hit.row) {
                seen.push(name);
            }
        }
    }
    let (seen, unseen): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, names)| !names.is_empty());
    Coverage { seen, unseen: unseen.into_iter().map(|(entry, _)| entry).collect(), unlisted }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Destination, Dialect};

    #[test]
    fn every_row_and_every_name_has_its_place() {
        let entry = |text: &&str| Entry::new(&Destination::read(text), Dialect::Subdomains).expect("a pattern");
        let rows = ["*.example.com", "a.example.com", "b.example.net"];
        let catalog = Catalog { endpoints: rows.iter().map(entry).collect(), ..Catalog::default() };
        let found = coverage(&catalog, &["a.example.com", "example.com", "c.example.org"]);
        let seen: Vec<_> = found.seen.iter().map(|(e, names)| (e.pattern.as_str(), names.clone())).collect();
        assert_eq!(seen, [("*.example.com", vec!["a.example.com"]), ("a.example.com", vec!["a.example.com"])]);
        assert_eq!(found.unseen.iter().map(|e| e.pattern.as_str()).collect::<Vec<_>>(), ["b.example.net"]);
        assert_eq!(found.unlisted, ["example.com", "c.example.org"]);
    }
}
