//! Wildcards from observation: names that vary fold into the narrowest pattern that covers them.

mod label;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::ends::Names;
use crate::pattern::{Dialect, Match, Pattern, registrable};
use crate::shared::{is_below_shared_table, is_shared};
use label::Alike;

/// How many names must differ in one label alone, without a form in common, before a star stands for it.
const SIBLINGS: usize = 3;

/// How many names must share a form (`msnbot-65-52`, `msnbot-65-53`) before a star stands for its numbers.
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

/// Folds names that differ in one label, with one protocol and description. `known`: other names at hand, for what a
/// fold would admit.
///
/// A fold never reaches past a registrable domain, a public suffix or a shared service, and never joins names with
/// different descriptions. The narrowest way to fold comes first; names that are folded fold no more.
pub fn fold(observed: &[Observed<'_>], known: &[&str]) -> Vec<Fold> {
    let mut runs: BTreeMap<&str, BTreeMap<&str, Option<&str>>> = BTreeMap::new();
    for one in observed.iter().filter(|one| is_plain(one.name)) {
        runs.entry(one.protocol).or_default().insert(one.name, one.description);
    }
    let all = Names::of(observed.iter().map(|one| one.name).chain(known.iter().copied()));
    let mut folds = Vec::new();
    for names in runs.into_values() {
        let mut free = Free { names, all: &all };
        for way in WAYS {
            free.fold(way, &mut folds);
        }
    }
    folds
}

/// True if no character of the name would mean something in a pattern, and no label is empty.
fn is_plain(name: &str) -> bool {
    !name.contains("..") && name.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b'_'))
}

/// One label of names, by what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place<'a> {
    /// How many labels stand before it. Fewer come first.
    depth: usize,
    /// Deeper parents come first: what folds there is narrower.
    height: Reverse<usize>,
    parent: &'a str,
    /// The labels before it, with the dot behind them.
    front: &'a str,
}

impl<'a> Place<'a> {
    /// The places of a name where a star may stand, with the label that stands there.
    fn all(name: &'a str) -> impl Iterator<Item = (Self, &'a str)> {
        let starts = std::iter::once(0).chain(name.match_indices('.').map(|(dot, _)| dot + 1)).enumerate();
        let place = move |(depth, start): (usize, usize)| {
            let (front, rest) = name.split_at_checked(start)?;
            let (label, parent) = rest.split_once('.').filter(|(label, _)| !label.is_empty())?;
            let height = Reverse(parent.split('.').count());
            Some((Self { depth, height, parent, front }, label))
        };
        starts.map_while(place).take_while(|(place, _)| may_fold_below(place.parent))
    }

    /// The label of a name at this place.
    fn label<'n>(&self, name: &'n str) -> Option<&'n str> {
        name.strip_prefix(self.front)?.strip_suffix(self.parent)?.strip_suffix('.')
    }

    /// True if the label stands right below the registrable domain: labels there have little in common by themselves.
    fn is_top(&self) -> bool {
        registrable(self.parent).is_some_and(|domain| domain.len() == self.parent.len())
    }

    /// True if what stands before the label says that its names belong together: `watson.`, and not `www.`.
    fn is_told_by_front(&self) -> bool {
        self.front.len() > "www.".len() || (self.front.len() == "www.".len() && self.front != "www.")
    }
}

/// True if every name below the parent is of one owner.
fn may_fold_below(parent: &str) -> bool {
    registrable(parent).is_some() && !is_shared(parent) && !is_below_shared_table(parent)
}

/// A way to fold: how many names it wants, and how it groups the labels of a place.
type Way = (usize, for<'a> fn(Place<'a>, &[&'a str]) -> Vec<Alike<'a>>);

/// The ways, narrowest first.
const WAYS: [Way; 5] = [
    (ALIKE, |_, labels| label::numbered(labels, false)),
    (ALIKE, |_, labels| label::numbered(labels, true)),
    (ALIKE, |place, labels| if place.is_top() { Vec::new() } else { label::coded(labels) }),
    (ALIKE, |place, labels| label::ended(labels, if place.is_top() { SIBLINGS } else { ALIKE })),
    (SIBLINGS, |place, labels| {
        let is_told = !place.is_top() || place.is_told_by_front();
        if is_told { vec![Alike { shape: "*".to_owned(), labels: labels.to_vec() }] } else { Vec::new() }
    }),
];

/// The names of one protocol that no fold holds yet.
struct Free<'a> {
    names: BTreeMap<&'a str, Option<&'a str>>,
    /// Every name at hand.
    all: &'a Names<'a>,
}

impl<'a> Free<'a> {
    fn fold(&mut self, (least, group): Way, folds: &mut Vec<Fold>) {
        let mut places: BTreeMap<Place<'a>, BTreeMap<&'a str, &'a str>> = BTreeMap::new();
        for &name in self.names.keys() {
            for (place, label) in Place::all(name) {
                places.entry(place).or_default().insert(label, name);
            }
        }
        for (place, names) in places.into_iter().filter(|(_, names)| names.len() >= least) {
            let labels: Vec<&str> = names.keys().copied().collect();
            for alike in group(place, &labels) {
                let found = alike.labels.iter().filter_map(|label| names.get(label)).copied();
                let found: Vec<&str> = found.filter(|name| self.names.contains_key(name)).collect();
                if found.len() >= least {
                    let text = format!("{}{}.{}", place.front, alike.shape, place.parent);
                    folds.extend(self.made(&text, place, &found, &names));
                }
            }
        }
    }

    /// Builds the fold, if its pattern lists every witness and they have one description. Takes the witnesses, and what
    /// else of their place and description the pattern lists.
    fn made(
        &mut self,
        text: &str,
        place: Place<'_>,
        witnesses: &[&'a str],
        of_place: &BTreeMap<&str, &str>,
    ) -> Option<Fold> {
        let pattern = Pattern::parse(text, Dialect::Subdomains).ok()?;
        let is_glob = |name: &str| name.ends_with(place.parent) && pattern.matches(name) == Match::Glob;
        let descriptions: BTreeSet<_> = witnesses.iter().map(|name| self.names.get(name)).collect();
        let description = *descriptions.first().copied().flatten()?;
        if descriptions.len() > 1 || !witnesses.iter().all(|name| is_glob(name)) {
            return None;
        }
        // Few of all names: a pattern is made for every few of them.
        let listed: Vec<&str> = self.all.near(&pattern).into_iter().filter(|name| is_glob(name)).collect();
        let is_of_place = |name: &&str| place.label(name).is_some_and(|label| of_place.get(label) == Some(name));
        let is_free = |name: &&str| self.names.get(name) == Some(&description);
        let taken: BTreeSet<&str> = listed.iter().copied().filter(is_of_place).filter(is_free).collect();
        taken.iter().for_each(|name| _ = self.names.remove(name));
        let others = listed.iter().filter(|name| !taken.contains(*name));
        Some(Fold {
            pattern: pattern.text().to_owned(),
            admits: others.map(|&name| name.to_owned()).collect(),
            apex: place.front.is_empty() && self.all.contains(place.parent),
            witnesses: taken.into_iter().map(str::to_owned).collect(),
        })
    }
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
        assert_eq!(
            patterns(&["a-ring.msedge.net", "b-ring.msedge.net", "k-ring.msedge.net", "spo-ring.msedge.net"]),
            ["*-ring.msedge.net"]
        );
        assert_eq!(
            patterns(&["geo-prod.do.dsp.mp.microsoft.com", "geover-prod.do.dsp.mp.microsoft.com"]),
            ["*-prod.do.dsp.mp.microsoft.com"]
        );
        let labels = ["2.dl", "3.dl", "2.tlu.dl", "3.tlu.dl"].map(|label| format!("{label}.delivery.mp.microsoft.com"));
        assert_eq!(
            patterns(&labels.each_ref().map(String::as_str)),
            ["*.tlu.dl.delivery.mp.microsoft.com", "*.dl.delivery.mp.microsoft.com"]
        );
    }

    #[test]
    fn a_star_stands_where_names_vary_and_says_no_more() {
        for (names, wanted) in [
            (["cy2.vortex.data.example.com", "co4.vortex.data.example.com"], "*.vortex.data.example.com"),
            (["settings.cy2.data.example.com", "settings.co4.data.example.com"], "settings.*.data.example.com"),
            (["us-east-1.svc.example.com", "eu-west-2.svc.example.com"], "*.svc.example.com"),
            (["us-east-1.svc.example.com", "us-east-2.svc.example.com"], "us-east-*.svc.example.com"),
            (["cp-westus2-fe.example.com", "cp-northeurope-fe.example.com"], "cp-*-fe.example.com"),
            (["3f2a9c1b7d.cdn.example.com", "9b8e7f6a5c.cdn.example.com"], "*.cdn.example.com"),
            (["kv101.prod.example.com", "kv201.prod.example.com"], "kv*.prod.example.com"),
        ] {
            assert_eq!(patterns(&names), [wanted]);
        }
    }

    #[test]
    fn siblings_below_the_registrable_domain_stay_apart_unless_they_share_a_part() {
        for names in [
            ["www.microsoft.com", "go.microsoft.com", "docs.microsoft.com", "support.microsoft.com"],
            ["cy2.example.com", "co4.example.com", "ab-x.example.com", "cd-x.example.com"],
            ["www.a.example.com", "www.b.example.com", "www.c.example.com", "www.d.example.com"],
        ] {
            assert_eq!(patterns(&names), [""; 0]);
        }
        let watson = ["watson.ppe.example.com", "watson.live.example.com", "watson.events.example.com"];
        assert_eq!(patterns(&watson), ["watson.*.example.com"]);
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
