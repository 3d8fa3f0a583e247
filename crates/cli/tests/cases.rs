//! The cases in tests/cases: one folder is one case. CONTRIBUTING.md says how to add one.

mod run;

use run::{Folder, input};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Set to write what the program says into the case folders, for review with the eyes of a reader.
const ACCEPT: &str = "IDLEWIRE_ACCEPT_CASES";

/// `case.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What would be wrong if this case broke.
    #[allow(dead_code, reason = "for readers; tidy checks that it is there")]
    reason: String,
    /// Where the input and the expected output come from.
    #[allow(dead_code, reason = "for readers; tidy checks that it is there")]
    origin: String,
    #[serde(default)]
    input: Vec<Input>,
    run: Vec<Run>,
}

/// A file that the case reads.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    /// Its path; the ending says the form of a capture.
    file: String,
    /// A scene of the case folder to make a capture of.
    scene: Option<String>,
    /// Which frames of it, from 0; the second number is the first one that is left out.
    frames: Option<(usize, usize)>,
    /// The content in hexadecimal digits, if it is no scene. White space and `#` comments do not count.
    hex: Option<String>,
    /// The content as text.
    text: Option<String>,
    /// Cuts this many bytes off the end.
    #[serde(default)]
    cut: usize,
}

/// A command and what is expected of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    args: Vec<String>,
    #[serde(default)]
    status: i32,
    /// The file of the case folder that holds the expected standard output; without one it must be empty.
    output: Option<String>,
    /// What standard error must hold; without any it must be empty.
    #[serde(default)]
    says: Vec<String>,
}

#[test]
fn every_case_gives_what_it_states() {
    let mut cases = folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases"));
    cases = cases.iter().flat_map(|topic| folders(topic)).collect();
    assert!(cases.len() >= 15, "only {} cases were found", cases.len());
    let wrong: Vec<String> = cases.iter().flat_map(|case| check(case)).collect();
    assert!(wrong.is_empty(), "\n{}\n({ACCEPT}=1 writes what was given)", wrong.join("\n"));
}

/// Runs one case and gives what is not as stated.
fn check(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("case.toml"))
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let workplace = Folder::new();
    for input in &case.input {
        workplace.write(&input.file, &content(folder, input));
    }
    let wrong = case.run.iter().flat_map(|run| check_run(folder, &workplace, run));
    wrong.map(|what| format!("{}: {what}", folder.file_name().unwrap().display())).collect()
}

fn check_run(folder: &Path, workplace: &Folder, run: &Run) -> Vec<String> {
    let args: Vec<&str> = run.args.iter().map(String::as_str).collect();
    let done = workplace.run(&args);
    let mut wrong = Vec::new();
    if done.status != run.status {
        wrong.push(format!(
            "idlewire {}: status {} instead of {}\n{}",
            args.join(" "),
            done.status,
            run.status,
            done.err
        ));
    }
    for words in run.says.iter().filter(|words| !done.err.contains(*words)) {
        wrong.push(format!("idlewire {}: standard error lacks {words:?}:\n{}", args.join(" "), done.err));
    }
    if run.says.is_empty() && !done.err.is_empty() {
        wrong.push(format!("idlewire {}: something on standard error:\n{}", args.join(" "), done.err));
    }
    wrong.extend(check_output(folder, run, &done.out).map(|what| format!("idlewire {}: {what}", args.join(" "))));
    wrong
}

fn check_output(folder: &Path, run: &Run, given: &str) -> Option<String> {
    let Some(path) = run.output.as_ref().map(|name| folder.join(name)) else {
        return (!given.is_empty()).then(|| format!("something on standard output:\n{given}"));
    };
    if std::env::var_os(ACCEPT).is_some() {
        std::fs::write(&path, given).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    (expected != given).then(|| format!("{} differs:\n{}", path.display(), difference(&expected, given)))
}

/// The first line that differs, with the one before it.
fn difference(expected: &str, given: &str) -> String {
    let (mut one, mut two) = (expected.lines(), given.lines());
    let mut before = "";
    loop {
        let pair = (one.next(), two.next());
        match pair {
            (Some(a), Some(b)) if a == b => before = a,
            (a, b) => return format!("   {before}\n - {}\n + {}", a.unwrap_or("(end)"), b.unwrap_or("(end)")),
        }
    }
}

fn content(folder: &Path, input: &Input) -> Vec<u8> {
    let frames = input.frames.map(|(first, end)| first..end);
    let mut bytes = match (&input.scene, &input.hex, &input.text) {
        (Some(scene), None, None) => input::capture(&input::scene(&folder.join(scene)), &input.file, frames),
        (None, Some(hex), None) => bytes_of(hex),
        (None, None, Some(text)) => text.clone().into_bytes(),
        _ => panic!("{}: {}: one of scene, hex and text", folder.display(), input.file),
    };
    bytes.truncate(bytes.len() - input.cut);
    bytes
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex
        .lines()
        .flat_map(|line| line.split('#').next())
        .flat_map(str::chars)
        .filter_map(|c| c.to_digit(16))
        .collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).unwrap_or_else(|error| panic!("{}: {error}", parent.display()));
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
