//! How the labels of one place vary: by numbers, by regions, by codes, around a shared beginning or end, or at will.

use std::collections::BTreeMap;

/// Labels that one piece of a pattern stands for.
pub(super) struct Alike<'a> {
    /// The label of the pattern, with a star for what varies.
    pub shape: String,
    /// Which labels.
    pub labels: Vec<&'a str>,
}

/// How long a run of hexadecimal digits must be, one decimal among them, to be a hash and no word.
const HASH_LEN: usize = 8;

/// How long a beginning or an end must be, up to a hyphen, to say that its labels belong together: `ring`, `tas`.
const SHARED_LEN: usize = 3;

/// Labels that differ in numbers or hashes alone, and with `regions` in these.
pub(super) fn numbered<'a>(labels: &[&'a str], regions: bool) -> Vec<Alike<'a>> {
    let mut groups: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
    for label in labels {
        let key: String = parts(label, regions).iter().map(|part| if part.varies { "*" } else { &part.text }).collect();
        if key.contains('*') {
            groups.entry(key).or_default().push(label);
        }
    }
    groups.into_values().map(|labels| Alike { shape: narrowed(&labels, regions), labels }).collect()
}

/// Labels that are codes of places by their form: two letters, a number, at most a letter more (`cy2`, `dm3p`).
pub(super) fn coded<'a>(labels: &[&'a str]) -> Vec<Alike<'a>> {
    let is_code = |label: &&&str| {
        let rest = label.trim_start_matches(|c: char| c.is_ascii_lowercase());
        let tail = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let (letters, digits) = (label.len() - rest.len(), rest.len() - tail.len());
        letters == 2 && (1..=2).contains(&digits) && tail.len() <= 1 && tail.bytes().all(|c| c.is_ascii_lowercase())
    };
    vec![Alike { shape: "*".to_owned(), labels: labels.iter().filter(is_code).copied().collect() }]
}

/// Labels with the same end or beginning, up to a hyphen, `least` at least: the larger groups first, ends before
/// beginnings.
pub(super) fn ended<'a>(labels: &[&'a str], least: usize) -> Vec<Alike<'a>> {
    let mut groups: BTreeMap<(bool, &str), Vec<&'a str>> = BTreeMap::new();
    for &label in labels {
        let ends = [label.rsplit_once('-').map(|(_, end)| end), label.split_once('-').map(|(begin, _)| begin)];
        for (is_begin, shared) in [false, true].into_iter().zip(ends) {
            if let Some(shared) = shared.filter(|shared| shared.len() >= SHARED_LEN) {
                groups.entry((is_begin, shared)).or_default().push(label);
            }
        }
    }
    let mut groups: Vec<Alike<'a>> = groups
        .into_values()
        .filter(|labels| labels.len() >= least)
        .map(|labels| Alike { shape: around(&labels), labels })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.labels.len()));
    groups
}

/// What labels share at both ends, whole parts between hyphens, with a star for the rest.
fn around(labels: &[&str]) -> String {
    let split: Vec<Vec<&str>> = labels.iter().map(|label| label.split('-').collect()).collect();
    let Some(first) = split.first() else { return String::new() };
    let shortest = split.iter().map(Vec::len).min().unwrap_or(0);
    let same = |at: &dyn Fn(&[&str]) -> Option<String>| split.iter().all(|parts| at(parts) == at(first));
    let begin = |at: usize| move |parts: &[&str]| parts.get(at).map(|part| (*part).to_owned());
    let end = |at: usize| move |parts: &[&str]| parts.iter().rev().nth(at).map(|part| (*part).to_owned());
    let front = (0..shortest).take_while(|&at| same(&begin(at))).count();
    let back = (0..shortest - front.min(shortest)).take_while(|&at| same(&end(at))).count();
    // Where one label is nothing but the shared parts, one of them stays free for the star.
    let back = if front + back == shortest && front > 0 && back > 0 { back - 1 } else { back };
    let mut parts: Vec<&str> = first.iter().take(front).copied().collect();
    parts.push("*");
    parts.extend(first.iter().skip(first.len() - back));
    parts.join("-")
}

/// A piece of a label.
#[derive(Debug)]
struct Part {
    text: String,
    varies: bool,
}

/// The label in pieces that are text and pieces that vary; several of these with only hyphens between are one.
fn parts(label: &str, regions: bool) -> Vec<Part> {
    let words: Vec<&str> = label.split('-').collect();
    let mut parts: Vec<Part> = Vec::new();
    let (mut at, mut was_whole) = (0, false);
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let region = if regions { region_len(rest) } else { 0 };
        let word = rest.iter().take(region.max(1)).copied().collect::<Vec<_>>().join("-");
        let is_whole = region > 0 || is_number_or_hash(&word);
        match parts.last_mut() {
            Some(last) if is_whole && was_whole => {
                last.text.push('-');
                last.text.push_str(&word);
            }
            _ => {
                if at > 0 {
                    push(&mut parts, '-', false);
                }
                word.chars().for_each(|c| push(&mut parts, c, is_whole || c.is_ascii_digit()));
            }
        }
        was_whole = is_whole;
        at += region.max(1);
    }
    parts
}

fn push(parts: &mut Vec<Part>, c: char, varies: bool) {
    match parts.last_mut().filter(|last| last.varies == varies) {
        Some(last) => last.text.push(c),
        None => parts.push(Part { text: c.to_string(), varies }),
    }
}

fn is_number_or_hash(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let is_hash = digits > 0 && word.len() >= HASH_LEN && word.bytes().all(|b| b.is_ascii_hexdigit());
    is_hash || (digits > 0 && digits == word.len())
}

/// The shape of labels that have one: a star only where they differ.
fn narrowed(labels: &[&str], regions: bool) -> String {
    let all: Vec<Vec<Part>> = labels.iter().map(|label| parts(label, regions)).collect();
    let Some(first) = all.first() else { return String::new() };
    let piece = |(at, part): (usize, &Part)| {
        let is_same = all.iter().all(|parts| parts.get(at).is_some_and(|other| other.text == part.text));
        if is_same { part.text.clone() } else { "*".to_owned() }
    };
    first.iter().enumerate().map(piece).collect()
}

/// The parts of the world in the names of regions.
///
/// Sources: Amazon Web Services, "Regions and Availability Zones"; Google Cloud, "Regions and zones"; Microsoft Azure,
/// "List of Azure regions".
const AREAS: &[&str] = &[
    "africa",
    "af",
    "ap",
    "asia",
    "australia",
    "brazil",
    "canada",
    "ca",
    "china",
    "cn",
    "europe",
    "eu",
    "france",
    "germany",
    "il",
    "india",
    "japan",
    "korea",
    "me",
    "mx",
    "northamerica",
    "norway",
    "sa",
    "southamerica",
    "sweden",
    "switzerland",
    "uae",
    "uk",
    "us",
];

/// The directions in them; the longer ones first.
const DIRECTIONS: &[&str] = &[
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "northcentral",
    "southcentral",
    "westcentral",
    "eastcentral",
    "central",
    "north",
    "south",
    "east",
    "west",
];

/// How many words a region takes that begins here: `us-east-1` three, `us-central1` two, `westus2` one; 0 if none does.
fn region_len(words: &[&str]) -> usize {
    let bare = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let Some(first) = words.first().map(|word| bare(word)) else { return 0 };
    let is_both = |begin: &[&str], end: &[&str]| {
        begin.iter().filter_map(|begin| first.strip_prefix(begin)).any(|rest| end.contains(&rest))
    };
    if is_both(DIRECTIONS, AREAS) || is_both(AREAS, DIRECTIONS) {
        return 1;
    }
    let direction = if matches!(words.get(1), Some(&"gov")) { 2 } else { 1 };
    let is_area = words.first().is_some_and(|word| AREAS.contains(word));
    let has_direction = words.get(direction).is_some_and(|word| DIRECTIONS.contains(&bare(word).as_str()));
    if !is_area || !has_direction {
        return 0;
    }
    let is_number = |word: &&str| !word.is_empty() && word.bytes().all(|c| c.is_ascii_digit());
    direction + 1 + usize::from(words.get(direction + 1).is_some_and(is_number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_of_three_vendors_are_told() {
        for (text, words) in [
            ("us-east-1", 3),
            ("us-gov-west-1", 4),
            ("ap-southeast-2-x", 3),
            ("europe-west4", 2),
            ("northamerica-northeast1", 2),
            ("westus2", 1),
            ("northcentralus", 1),
            ("japaneast", 1),
            ("us", 0),
            ("west", 0),
            ("us-shop", 0),
            ("sand", 0),
            ("", 0),
        ] {
            assert_eq!(region_len(&text.split('-').collect::<Vec<_>>()), words, "{text}");
        }
    }

    #[test]
    fn a_star_stands_only_where_labels_differ() {
        for (labels, shape) in [
            (vec!["a-ring", "b-ring", "spo-ring"], "*-ring"),
            (vec!["img-a-cdn", "img-b-cdn", "img-b-c-cdn"], "img-*-cdn"),
            (vec!["img-cdn", "img-b-cdn"], "img-*"),
        ] {
            assert_eq!(around(&labels), shape);
        }
        assert_eq!(narrowed(&["mwh01prdstr06a", "mwh01prdstr07a"], false), "mwh01prdstr*a");
        assert_eq!(narrowed(&["cp-us-west-1-fe", "cp-eu-east-2-fe"], true), "cp-*-fe");
    }
}
