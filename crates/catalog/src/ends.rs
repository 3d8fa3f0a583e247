//! Names and patterns by how they begin and end: what fits a pattern, or covers one, is among few of many.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::pattern::{Pattern, normal_name};

/// Things with a fixed beginning and a fixed end.
#[derive(Clone, Debug)]
pub(crate) struct Ends<'a, T> {
    by_begin: Vec<Item<'a, T>>,
    /// By the end, read backwards, then by the beginning.
    by_end: Vec<Item<'a, T>>,
}

#[derive(Clone, Debug)]
struct Item<'a, T> {
    begin: Cow<'a, str>,
    end: Cow<'a, str>,
    it: T,
}

impl<'a, T: Copy> Ends<'a, T> {
    /// Of things with their beginnings and ends.
    pub(crate) fn of(all: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>, T)>) -> Self {
        let mut by_begin: Vec<_> = all.map(|(begin, end, it)| Item { begin, end, it }).collect();
        by_begin.sort_by(|a, b| a.begin.cmp(&b.begin));
        let mut by_end = by_begin.clone();
        by_end.sort_by(|a, b| backwards(&a.end, &b.end));
        Self { by_begin, by_end }
    }

    /// Few of them, all among these that begin and end so.
    pub(crate) fn within(&self, begin: &str, end: &str) -> impl Iterator<Item = T> {
        let begun = run(&self.by_begin, |item| *item.begin < *begin, |item| item.begin.starts_with(begin));
        let ended = run(&self.by_end, |item| backwards(&item.end, end).is_lt(), |item| item.end.ends_with(end));
        let fewer = if begun.len() < ended.len() { begun } else { ended };
        fewer.iter().map(|item| item.it)
    }

    /// Those with whose beginning this one begins, and with whose end this one ends.
    pub(crate) fn around(&self, begin: &str, end: &str) -> impl Iterator<Item = T> {
        let ends = end.char_indices().map(|(at, _)| at).chain([end.len()]).filter_map(|at| end.get(at..));
        let ended =
            ends.map(|end| run(&self.by_end, |item| backwards(&item.end, end).is_lt(), |item| *item.end == *end));
        ended
            .filter(|ended| !ended.is_empty())
            .flat_map(move |ended| {
                let begins =
                    begin.char_indices().map(|(at, _)| at).chain([begin.len()]).filter_map(|at| begin.get(..at));
                begins.flat_map(|begin| run(ended, |item| *item.begin < *begin, |item| *item.begin == *begin))
            })
            .map(|item| item.it)
    }
}

/// What comes behind those that are before it, as far as it belongs to it.
fn run<T>(sorted: &[T], is_before: impl Fn(&T) -> bool, belongs: impl Fn(&T) -> bool) -> &[T] {
    let rest = sorted.get(sorted.partition_point(is_before)..).unwrap_or_default();
    rest.get(..rest.partition_point(belongs)).unwrap_or_default()
}

fn backwards(a: &str, b: &str) -> Ordering {
    a.bytes().rev().cmp(b.bytes().rev())
}

/// Names at hand, for what else a pattern would list.
#[derive(Clone, Debug)]
pub struct Names<'a> {
    all: BTreeSet<&'a str>,
    ends: Ends<'a, &'a str>,
}

impl<'a> Names<'a> {
    /// Of these names.
    pub fn of(names: impl Iterator<Item = &'a str>) -> Self {
        let all: BTreeSet<&str> = names.collect();
        let ends = Ends::of(all.iter().map(|&name| (normal_name(name), normal_name(name), name)));
        Self { all, ends }
    }

    /// Whether this name is one of them.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.all.contains(name)
    }

    /// Few of the names, in order; all among these that fit the pattern, or are its apex.
    pub fn near(&self, pattern: &Pattern) -> BTreeSet<&'a str> {
        let Some((begin, end)) = pattern.ends_of_names() else { return self.all.clone() };
        let apex = pattern.apex().into_iter().flat_map(|apex| self.ends.within(apex, apex));
        self.ends.within(&begin, end).chain(apex).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Match};
    use proptest::prelude::*;

    fn patterns(texts: &[String]) -> Vec<Pattern> {
        texts.iter().filter_map(|text| Pattern::parse(text, Dialect::Subdomains).ok()).collect()
    }

    /// Patterns of every kind, of few letters: most of them have something to do with each other.
    const PATTERNS: &str = "(\\|\\|)?(\\*\\.?)?[ab]{1,2}(\\*|#|<x>)?(\\.[ab*]){0,2}(\\.com|\\.co\\.uk)?\\*?|\\|\\|(a\\.)?b\\.com\\^|10\\.0\\.0\\.[0-3](/3[0-2])?|::[0-3](/12[6-8])?";

    proptest! {
        /// The law: nothing that covers is missed.
        #[test]
        fn what_covers_a_pattern_is_around_it_and_it_is_within_that(texts in proptest::collection::vec(PATTERNS, 0..24)) {
            let patterns = patterns(&texts);
            let ends = Ends::of(patterns.iter().enumerate().map(|(at, pattern)| {
                let (begin, end) = pattern.ends();
                (begin, Cow::Borrowed(end), at)
            }));
            for (at, pattern) in patterns.iter().enumerate() {
                let (begin, end) = pattern.ends();
                let around: Vec<usize> = ends.around(&begin, end).collect();
                let within: Vec<usize> = ends.within(&begin, end).collect();
                for (other_at, other) in patterns.iter().enumerate() {
                    prop_assert!(!other.covers(pattern) || around.contains(&other_at), "{} {}", other.text(), pattern.text());
                    prop_assert!(!pattern.covers(other) || within.contains(&other_at), "{} {}", pattern.text(), other.text());
                }
                prop_assert!(around.contains(&at));
            }
        }

        /// The law: no name that fits is missed.
        #[test]
        fn what_fits_a_pattern_is_near_it(
            texts in proptest::collection::vec(PATTERNS, 0..24),
            names in proptest::collection::vec("([abAB]{1,2}[0-9]?\\.){0,3}(com|co\\.uk|b\\.com\\.akadns\\.net)\\.?|10\\.0\\.0\\.[0-3]", 0..24),
        ) {
            let at_hand = Names::of(names.iter().map(String::as_str));
            for pattern in patterns(&texts) {
                let near = at_hand.near(&pattern);
                let missed = names.iter().find(|name| pattern.matches(name) != Match::None && !near.contains(name.as_str()));
                prop_assert_eq!(missed, None, "{}", pattern.text());
            }
        }
    }
}
