//! Wildcards from observation: names that vary fold into the narrowest pattern that covers them.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::{is_below_shared_table, is_shared};
use crate::pattern::{Dialect, Match, Pattern, registrable};

/// How many names must differ in their first label alone, without a shape in common, before a star stands for it.
const SIBLINGS: usize = 3;

/// How many names must share a shape (`msnbot-65-52`, `msnbot-65-53`) before a star stands for its numbers.
const ALIKE: usize = 2;

/// A name that a run reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed<'a> {
    /// The name in normal form.
    pub name: &'a str,
    /// Its Protocol cell.
    pub protocol: &'a str,
    /// What it is for, if a list says so.
    pub description: Option<&'a str>,
}

/// Names that one pattern stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// The pattern, in canonical form.
    pub pattern: String,
    /// The observed names it folds, sorted.
    pub witnesses: Vec<String>,
    /// Other known names that it would list too, sorted.
    pub admits: Vec<String>,
    /// True if the name without the varying label was observed too: a row of its own, not part of the fold.
    pub apex: bool,
}

/// Folds names of one parent, protocol and description. `known`: other names at hand, for what a fold would admit.
///
/// A fold never reaches past a registrable domain, a public suffix or a shared service, and never joins names with
/// different descriptions. Names that vary by numbers fold first; else many siblings fold whole.
pub fn fold(observed: &[Observed<'_>], known: &[&str]) -> Vec<Fold> {
    let mut families: BTreeMap<(&str, &str), BTreeMap<&str, Option<&str>>> = BTreeMap::new();
    for one in observed {
        let Some((label, parent)) = one.name.split_once('.') else { continue };
        if !label.is_empty() && may_fold_below(parent) {
            families.entry((parent, one.protocol)).or_default().insert(one.name, one.description);
        }
    }
    let all: BTreeSet<&str> = observed.iter().map(|one| one.name).chain(known.iter().copied()).collect();
    families.iter().flat_map(|(&(parent, _), names)| family(parent, names, &all)).collect()
}

/// True if every name below the parent is of one owner.
fn may_fold_below(parent: &str) -> bool {
    registrable(parent).is_some() && !is_shared(parent) && !is_below_shared_table(parent)
}

/// The folds of the names below one parent.
fn family(parent: &str, names: &BTreeMap<&str, Option<&str>>, all: &BTreeSet<&str>) -> Vec<Fold> {
    let mut shapes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in names.keys() {
        let label = name.split('.').next().unwrap_or_default();
        shapes.entry(shape(label)).or_default().push(name);
    }
    let mut folds = Vec::new();
    let mut single = Vec::new();
    for (shape, alike) in shapes {
        if shape.contains('*') && alike.len() >= ALIKE && one_description(&alike, names) {
            folds.extend(made(&format!("{shape}.{parent}"), parent, &alike, all));
        } else {
            single.extend(alike);
        }
    }
    if single.len() >= SIBLINGS && one_description(&single, names) {
        folds.extend(made(&format!("*.{parent}"), parent, &single, all));
    }
    folds
}

fn one_description(alike: &[&str], names: &BTreeMap<&str, Option<&str>>) -> bool {
    let descriptions: BTreeSet<_> = alike.iter().map(|name| names.get(name)).collect();
    descriptions.len() == 1
}

/// Builds the fold, if its pattern lists every witness.
fn made(text: &str, parent: &str, witnesses: &[&str], all: &BTreeSet<&str>) -> Option<Fold> {
    let pattern = Pattern::parse(text, Dialect::Subdomains).ok()?;
    let is_glob = |name: &&str| pattern.matches(name) == Match::Glob;
    if !witnesses.iter().all(is_glob) {
        return None;
    }
    let others = all.iter().filter(|name| !witnesses.contains(*name) && is_glob(name));
    let mut sorted: Vec<String> = witnesses.iter().map(|&name| name.to_owned()).collect();
    sorted.sort_unstable();
    Some(Fold {
        pattern: pattern.text().to_owned(),
        witnesses: sorted,
        admits: others.map(|&name| name.to_owned()).collect(),
        apex: all.contains(parent),
    })
}

/// How long a run of hexadecimal digits must be, one decimal among them, to be a hash and no word.
const HASH_LEN: usize = 8;

/// The label with a star for its numbers and hashes; several with only hyphens between are one.
fn shape(label: &str) -> String {
    let varies = |part: &str| {
        let digits = part.bytes().any(|b| b.is_ascii_digit());
        digits && (part.len() >= HASH_LEN && part.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let mut parts: Vec<String> = Vec::new();
    for part in label.split('-') {
        let shaped = if varies(part) { "*".to_owned() } else { starred(part) };
        if shaped == "*" && parts.last().is_some_and(|last| last == "*") {
            continue;
        }
        parts.push(shaped);
    }
    parts.join("-")
}

/// A star for each run of decimal digits.
fn starred(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for c in part.chars() {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !out.ends_with('*') {
            out.push('*');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn observed<'a>(names: &[&'a str]) -> Vec<Observed<'a>> {
        names.iter().map(|&name| Observed { name, protocol: "HTTPS", description: None }).collect()
    }

    fn patterns(names: &[&str]) -> Vec<String> {
        fold(&observed(names), &[]).into_iter().map(|fold| fold.pattern).collect()
    }

    #[test]
    fn published_globs_come_back_from_their_siblings() {
        // Names and globs of the Windows 10 pages, versions 1709 and 1903.
        assert_eq!(
            patterns(&["msnbot-65-52-108-198.search.msn.com", "msnbot-65-52-108-29.search.msn.com"]),
            ["msnbot-*.search.msn.com"]
        );
        assert_eq!(
            patterns(&[
                "client.wns.windows.com",
                "dm3p.wns.windows.com",
                "hk2.wns.windows.com",
                "am3p.wns.windows.com"
            ]),
            ["*.wns.windows.com"]
        );
    }

    #[test]
    fn shared_services_do_not_fold() {
        for parent in
            ["blob.core.windows.net", "cloudapp.net", "hwcdn.net", "dscd.akamai.net", "com", "co.uk", "github.io"]
        {
            let names = ["a1", "a2", "b", "c", "d"].map(|label| format!("{label}.{parent}"));
            assert_eq!(patterns(&names.each_ref().map(String::as_str)), [""; 0], "{parent}");
        }
    }

    #[test]
    fn different_descriptions_stay_apart() {
        let mut names = observed(&["a.b.example.com", "c.b.example.com", "d.b.example.com"]);
        assert_eq!(fold(&names, &[]).len(), 1);
        names[0].description = Some("other");
        assert_eq!(fold(&names, &[]), []);
        names[0] = Observed { name: "a.b.example.com", protocol: "HTTP", description: None };
        assert_eq!(fold(&names, &[]), []);
    }

    #[test]
    fn a_fold_says_what_else_it_admits() {
        let names = observed(&["a.b.example.com", "c.b.example.com", "d.b.example.com", "b.example.com"]);
        let folds = fold(&names, &["x.y.b.example.com", "other.example.com"]);
        assert_eq!(folds.len(), 1);
        assert_eq!((folds[0].pattern.as_str(), folds[0].apex), ("*.b.example.com", true));
        assert_eq!(folds[0].witnesses.len(), 3);
        assert_eq!(folds[0].admits, ["x.y.b.example.com"]);
    }

    proptest! {
        /// The law, on suffixes of each kind that the public suffix list has and on shared services outside of it.
        #[test]
        fn no_fold_crosses_a_public_or_shared_suffix(
            names in proptest::collection::vec("([ab]{1,2}[0-9]{0,2}\\.){1,3}(com|co\\.uk|kawasaki\\.jp|ck|github\\.io|s3\\.amazonaws\\.com|compute\\.amazonaws\\.com|blob\\.core\\.windows\\.net|azureedge\\.net|cloudfront\\.net|akamai\\.net|hwcdn\\.net|trafficmanager\\.net|xn--p1ai)", 0..24),
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            for fold in fold(&observed(&names), &[]) {
                let tail = fold.pattern.rsplit('*').next().unwrap_or_default();
                let parent = tail.split_once('.').map_or("", |(_, parent)| parent);
                prop_assert!(registrable(parent).is_some() && !is_shared(parent), "{}", fold.pattern);
                prop_assert!(fold.witnesses.len() >= ALIKE);
            }
        }
    }
}
