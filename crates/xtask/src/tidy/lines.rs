//! Rules about single lines and their number.

use crate::workspace::{TextFile, Workspace};

/// Most lines of a source file before its tests.
const MAX_LINES: usize = 400;
/// Crates that may print: the command line, and this one.
const PRINTERS: &[&str] = &["crates/cli/", "crates/xtask/"];

// What is looked for is written in two pieces, or this file would break its own rules.
const ERROR_AS_END: &str = concat!("while let ", "Ok(");
const UNDONE: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
const IGNORED: &str = concat!("#[", "ignore");
const PRINTING: &[&str] =
    &[concat!("print", "!("), concat!("print", "ln!("), concat!("io::", "stdout("), concat!("io::", "stderr(")];
const FIXED_SEEDS: &[&str] =
    &[concat!("Fixed", "State"), concat!("BuildHasher", "Default"), concat!("Fx", "Hash"), concat!("with_", "seed(")];
const MACHINE_PATHS: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("\\Us", "ers\\"),
];

pub(super) fn too_long(workspace: &Workspace) -> Vec<String> {
    let long = workspace.sources().filter_map(|file| {
        let lines = before_tests(&file.text).count();
        (lines > MAX_LINES).then(|| format!("{}: {lines} lines", file.path))
    });
    long.collect()
}

/// The lines in front of the module of tests, which is the last thing in a file.
fn before_tests(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| *line != "#[cfg(test)]")
}

pub(super) fn error_as_end(workspace: &Workspace) -> Vec<String> {
    places(workspace.sources(), |line| line.contains(ERROR_AS_END))
}

pub(super) fn undone(workspace: &Workspace) -> Vec<String> {
    places(workspace.sources(), |line| {
        UNDONE.iter().any(|word| line.split(|c: char| !c.is_alphanumeric()).any(|w| w == *word))
    })
}

pub(super) fn ignored_tests(workspace: &Workspace) -> Vec<String> {
    places(workspace.sources(), |line| line.contains(IGNORED))
}

pub(super) fn printing(workspace: &Workspace) -> Vec<String> {
    let silent = |file: &&TextFile| {
        file.path.contains("/src/") && !PRINTERS.iter().any(|printer| file.path.starts_with(printer))
    };
    places(workspace.sources().filter(silent), |line| PRINTING.iter().any(|printing| line.contains(printing)))
}

pub(super) fn fixed_seeds(workspace: &Workspace) -> Vec<String> {
    let stages =
        workspace.sources().filter(|file| file.path.contains("/src/") && !file.path.starts_with("crates/fixtures/"));
    places(stages, |line| FIXED_SEEDS.iter().any(|seed| line.contains(seed)))
}

pub(super) fn machine_paths(workspace: &Workspace) -> Vec<String> {
    places(workspace.files.iter(), |line| MACHINE_PATHS.iter().any(|path| line.contains(path)))
}

pub(super) fn citations(workspace: &Workspace) -> Vec<String> {
    let pages = places(workspace.pages(), |line| !cites_well(line));
    let comments =
        places(workspace.sources(), |line| line.split_once("//").is_some_and(|(_, comment)| !cites_well(comment)));
    pages.into_iter().chain(comments).collect()
}

/// Whether every RFC in the line stands as a number alone, or followed by the word for a part of it.
fn cites_well(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.match_indices("rfc").all(|(at, _)| {
        let (before, behind) = (line.get(..at).unwrap_or_default(), line.get(at..).unwrap_or_default());
        // Part of a longer word, such as the name of a test.
        before.ends_with(|c: char| c.is_alphanumeric() || "_/`".contains(c)) || well_cited(behind)
    })
}

fn well_cited(text: &str) -> bool {
    let Some(number) = text.strip_prefix("RFC ") else {
        // The word alone, in the singular or the plural, cites nothing.
        return text.starts_with("RFC")
            && !text[3..].trim_start_matches(['-', '_', '#']).starts_with(|c: char| c.is_ascii_digit());
    };
    let behind = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = behind.len() < number.len() || !number.starts_with(|c: char| c.is_ascii_digit());
    let wrong = [" §", "§", " sec.", ", sec", " Sec", ", Sec", "#", " S.", " s."];
    is_number && !wrong.iter().any(|wrong| behind.starts_with(wrong))
}

fn places<'a>(files: impl Iterator<Item = &'a TextFile>, is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut places = Vec::new();
    for file in files {
        let wrong = file.text.lines().zip(1..).filter(|(line, _)| is_wrong(line));
        places.extend(wrong.map(|(line, number)| format!("{}:{number}: {}", file.path, line.trim())));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_have_one_form() {
        for good in [
            "RFC 1035 section 4.1.3",
            "RFC 768.",
            "RFC 9000 sections 2 and 3",
            "RFC 8446 appendix B",
            "the RFCs say",
            "an RFC's vector",
        ] {
            assert!(cites_well(good), "{good}");
        }
        for bad in [
            "RFC1035",
            "rfc 1035",
            "RFC-1035",
            "RFC 1035 §4",
            "RFC 1035, section 4",
            "RFC 1035 Section 4",
            "RFC 1035#4",
        ] {
            assert!(!cites_well(bad), "{bad}");
        }
    }

    #[test]
    fn lines_of_tests_do_not_count() {
        assert_eq!(before_tests("a\nb\n#[cfg(test)]\nmod tests {\n}\n").count(), 2);
    }
}
