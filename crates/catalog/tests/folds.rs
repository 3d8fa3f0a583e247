//! Folding held against the globs that vendors published themselves: the names that a list has exactly, folded.

use idlewire_catalog::{Catalogs, Dialect, Match, Observed, Pattern, fold};
use std::collections::BTreeSet;

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text, Dialect::Subdomains).expect("a pattern")
}

/// As if one run had reached every name that the shipped lists have exactly: no fold is wider than a published glob that
/// lists the same names.
#[test]
fn no_fold_is_wider_than_a_published_glob() {
    let shipped = Catalogs::shipped();
    let (mut exact, mut globs) = (BTreeSet::new(), BTreeSet::new());
    for row in shipped.as_slice().iter().flat_map(|list| &list.endpoints) {
        let host = row.pattern.trim_matches('*');
        if pattern(&row.pattern).matches(host) == Match::Exact {
            exact.insert(host.to_owned());
        } else {
            globs.insert(row.pattern.clone());
        }
    }
    assert!(exact.len() >= 30 && globs.len() >= 10, "{} names, {} globs", exact.len(), globs.len());
    let observed: Vec<Observed<'_>> =
        exact.iter().map(|name| Observed { name, protocol: "HTTPS", description: None }).collect();
    let folds = fold(&observed, &[]);
    assert!(!folds.is_empty());
    for fold in &folds {
        let folded = pattern(&fold.pattern);
        for published in globs.iter().map(|text| pattern(text)) {
            let lists_all = fold.witnesses.iter().all(|name| published.matches(name) == Match::Glob);
            let is_wider = folded.covers(&published) && !published.covers(&folded);
            assert!(!(lists_all && is_wider), "{} is wider than {}", fold.pattern, published.text());
        }
    }
}
