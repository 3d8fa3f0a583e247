//! Case folders.

use crate::workspace::Workspace;
use std::path::{Path, PathBuf};

const CASES: &str = "tests/cases";
const FILE: &str = "case.toml";
const STATED: [&str; 2] = ["reason", "origin"];

pub(super) fn unexplained(workspace: &Workspace) -> Vec<String> {
    let topics = folders(&workspace.root.join(CASES));
    let cases = topics.iter().flat_map(|topic| folders(topic));
    cases.filter_map(|case| lack(&case).map(|lack| format!("{}: {lack}", name(&workspace.root, &case)))).collect()
}

fn lack(case: &Path) -> Option<String> {
    let Ok(text) = std::fs::read_to_string(case.join(FILE)) else {
        return Some(format!("no {FILE}"));
    };
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => return Some(format!("{FILE}: {error}")),
    };
    let is_stated =
        |key: &str| table.get(key).and_then(|value| value.as_str()).is_some_and(|text| !text.trim().is_empty());
    STATED.iter().find(|key| !is_stated(key)).map(|key| format!("{FILE} states no {key}"))
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn name(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
