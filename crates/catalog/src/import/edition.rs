//! Which editions of a system a heading names.

use super::page::is_number;

/// The editions in the words of the pages; of those that begin alike the longest first.
const EDITIONS: &[(&str, &str)] = &[
    ("datacenter", "Datacenter"),
    ("education in s mode", "Education in S mode"),
    ("education", "Education"),
    ("enterprise in s mode", "Enterprise in S mode"),
    ("enterprise ltsb", "Enterprise LTSB"),
    ("enterprise ltsc", "Enterprise LTSC"),
    ("enterprise multi-session", "Enterprise multi-session"),
    ("enterprise", "Enterprise"),
    ("essentials", "Essentials"),
    ("family", "Home"),
    ("home in s mode", "Home in S mode"),
    ("home", "Home"),
    ("in s mode", "S mode"),
    ("iot core", "IoT Core"),
    ("iot enterprise ltsc", "IoT Enterprise LTSC"),
    ("iot enterprise", "IoT Enterprise"),
    ("iot", "IoT"),
    ("mobile enterprise", "Mobile Enterprise"),
    ("mobile", "Mobile"),
    ("pro education", "Pro Education"),
    ("pro for workstations", "Pro for Workstations"),
    ("pro in s mode", "Pro in S mode"),
    ("pro", "Pro"),
    ("professional", "Pro"),
    ("s mode", "S mode"),
    ("s", "S mode"),
    ("se", "SE"),
    ("standard", "Standard"),
    ("team", "Team"),
];

/// The edition that a text such as `Windows 10 Family` names, if it is one: the word "Windows", a number and an edition. An
/// edition that stands alone (`Home`, `Pro edition`) names itself.
pub fn edition(text: &str) -> Option<&'static str> {
    match editions(text).as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// The editions that a heading names: one as a rule, each of `Windows 11 Home and Pro`.
pub(super) fn editions(heading: &str) -> Vec<&'static str> {
    let words = words(heading);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let alone = words.strip_prefix(&["windows"]).unwrap_or(&words);
    let (found, used) = series(alone);
    if !found.is_empty() && used == alone.len() {
        return found;
    }
    let Some(at) = (0..words.len()).find_map(|at| Some(at + system(words.get(at..)?)?)) else { return Vec::new() };
    // The first place behind the system where an edition stands, and is not denied.
    let is_denied = |at: usize| at.checked_sub(1).and_then(|before| words.get(before)) == Some(&"non");
    let behind = (at..words.len()).filter(|at| !is_denied(*at)).filter_map(|at| words.get(at..));
    behind.map(|words| series(words).0).find(|found| !found.is_empty()).unwrap_or_default()
}

/// The words of a heading in lower case. What stands between the parts of a series is a comma.
fn words(heading: &str) -> Vec<String> {
    let mut text = heading.to_lowercase();
    for mark in [",", ";", "/", "&", "+"] {
        text = text.replace(mark, " , ");
    }
    let words = text.split([' ', ':', '(', ')', '\u{a0}']).filter(|word| !word.is_empty());
    let mut words: Vec<String> =
        words.map(|word| if matches!(word, "and" | "or") { "," } else { word }.to_owned()).collect();
    words.dedup_by(|word, before| word == "," && before == ",");
    words
}

/// The editions that a text begins with, and how many words they take: `home , pro editions`, `home , windows 10 pro`.
fn series(words: &[&str]) -> (Vec<&'static str>, usize) {
    let (mut found, mut used) = (Vec::new(), 0);
    let skip = |from: usize, is: fn(&str) -> bool| words.iter().skip(from).take_while(|word| is(word)).count();
    loop {
        let commas = skip(used, |word| word == ",");
        if !found.is_empty() && commas == 0 {
            break;
        }
        let begin = used + commas;
        let begin = begin + words.get(begin..).and_then(system).filter(|_| !found.is_empty()).unwrap_or(0);
        let Some((name, len)) = words.get(begin..).and_then(known) else { break };
        if !found.contains(&name) {
            found.push(name);
        }
        used = begin + len;
        used += skip(used, |word| matches!(word, "edition" | "editions"));
    }
    (found, used)
}

/// The edition that the words begin with, and how many they are.
fn known(words: &[&str]) -> Option<(&'static str, usize)> {
    let begins = |known: &str| known.split(' ').zip(words).filter(|(known, word)| known == *word).count();
    let is_whole = |known: &str| begins(known) == known.split(' ').count();
    EDITIONS.iter().find(|(known, _)| is_whole(known)).map(|(known, name)| (*name, known.split(' ').count()))
}

/// How many words name a system, if the text begins with one.
fn system(words: &[&str]) -> Option<usize> {
    match words {
        ["windows", "server", number, ..] if is_number(number) => Some(3),
        ["windows", number, ..] if is_number(number) => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_name_editions_only_with_a_system() {
        assert_eq!(edition("Windows 10 Family"), Some("Home"));
        assert_eq!(edition("Windows 10 Professional, version 2004"), Some("Pro"));
        assert_eq!(edition("Windows 10 1903 Enterprise connection endpoints"), Some("Enterprise"));
        assert_eq!(edition("Windows 10, version 1709, connection endpoints for non-Enterprise editions"), None);
        assert_eq!(edition("Windows Server 2022 Datacenter"), Some("Datacenter"));
        assert_eq!((edition("Home"), edition("**Education** edition")), (Some("Home"), None));
        assert_eq!(edition("Windows Defender"), None);
        for (heading, name) in [
            ("Windows 11 SE", "SE"),
            ("Windows 10 in S mode", "S mode"),
            ("Windows 10 Home in S mode", "Home in S mode"),
            ("Windows 10 Mobile", "Mobile"),
            ("Windows 10 IoT Enterprise LTSC", "IoT Enterprise LTSC"),
            ("Windows 10 Enterprise LTSC 2021 endpoints", "Enterprise LTSC"),
            ("Windows 11 Pro Education", "Pro Education"),
            ("Windows 10 Pro for Workstations", "Pro for Workstations"),
        ] {
            assert_eq!(edition(heading), Some(name), "{heading}");
        }
        assert_eq!(edition("Other Windows 10 versions and editions"), None);
    }

    #[test]
    fn a_heading_may_name_several_editions() {
        for (heading, names) in [
            ("Windows 11 Home and Pro", &["Home", "Pro"][..]),
            ("Windows 10 Family, Pro, and Education", &["Home", "Pro", "Education"]),
            ("Windows 10 Pro / Enterprise connection endpoints", &["Pro", "Enterprise"]),
            ("Windows 10 Home & Pro, version 1809", &["Home", "Pro"]),
            ("Windows 10 Home and Windows 10 Pro", &["Home", "Pro"]),
            ("Windows 10, version 1803, Home edition and Pro edition", &["Home", "Pro"]),
            ("Home and Professional editions", &["Home", "Pro"]),
            ("Windows 11 Pro, Pro Education, Enterprise", &["Pro", "Pro Education", "Enterprise"]),
            ("Windows 10 Pro and updates", &["Pro"]),
            ("Windows 10 endpoints for non Enterprise editions", &[]),
            ("Home and garden", &[]),
        ] {
            assert_eq!(editions(heading), names, "{heading}");
        }
        assert_eq!(edition("Windows 11 Home and Pro"), None);
    }
}
