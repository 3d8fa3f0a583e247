use super::*;
use crate::pattern::{Destination, Dialect};
use proptest::prelude::*;

fn catalog(destinations: &[&str]) -> Catalog {
    let entry = |text: &&str| Entry::new(&Destination::read(text), Dialect::Subdomains).expect("a pattern");
    Catalog { id: "test".to_owned(), endpoints: destinations.iter().map(entry).collect(), ..Catalog::default() }
}

fn found(catalogs: &[Catalog], name: &str) -> Vec<(String, Match)> {
    let matcher = Matcher::new(catalogs);
    matcher.matches(name).into_iter().map(|hit| (hit.entry.destination.clone(), hit.matched)).collect()
}

#[test]
fn every_matching_row_is_given_best_first() {
    // The order is the one that the pattern language states: exact, fewest wildcards, longest fixed end, catalog.
    let lists = [
        catalog(&["*.example.com", "*.*.example.com", "*.b.example.com", "b.example.com", "other.example"]),
        catalog(&["a.b.example.com", "*.b.example.com", "*b.exam*"]),
    ];
    let expected = [
        ("a.b.example.com", Match::Exact),
        ("*.b.example.com", Match::Glob),
        ("*.b.example.com", Match::Glob),
        ("*.example.com", Match::Glob),
        ("*.*.example.com", Match::Glob),
        ("*b.exam*", Match::Glob),
    ];
    assert_eq!(found(&lists, "A.B.example.com."), expected.map(|(text, m)| (text.to_owned(), m)));
}

#[test]
fn an_apex_comes_last_and_an_alias_is_found() {
    let lists = [catalog(&["*.x.example.com", "*x.example.com*"])];
    let expected = [("*x.example.com*", Match::Glob), ("*.x.example.com", Match::Apex)];
    assert_eq!(found(&lists, "x.example.com"), expected.map(|(text, m)| (text.to_owned(), m)));
    let expected = [("*x.example.com*".to_owned(), Match::Alias)];
    assert_eq!(found(&lists, "x.example.com.b.akadns.net"), expected);
}

proptest! {
    /// The law: the indexes find exactly what each pattern says by itself.
    #[test]
    fn the_match_set_agrees_with_each_pattern(
        texts in proptest::collection::vec("[ab*#.]{0,2}[ab]{1,6}[*.]{0,2}(\\.[ab]{1,5})?(\\.example\\.com|\\.abab|)[*]?", 0..12),
        name in "[ab1.]{1,8}(\\.example\\.com)?(\\.akadns\\.net)?",
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|t| Pattern::parse(t, Dialect::Subdomains).is_ok()).collect();
        let lists = [catalog(&texts)];
        let mut by_set = found(&lists, &name);
        let pattern = |e: &Entry| e.compile().expect("a pattern");
        let mut one_by_one: Vec<(String, Match)> = lists[0].endpoints.iter()
            .map(|e| (e.destination.clone(), pattern(e).matches(&name)))
            .filter(|(_, m)| *m != Match::None)
            .collect();
        by_set.sort();
        one_by_one.sort();
        prop_assert_eq!(by_set, one_by_one);
    }
}
