//! The import table.

use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = "ARCHITECTURE.md";
/// The first cells of the table's header.
const HEADER: [&str; 2] = ["crate", "imports"];

pub(super) fn table_differs(workspace: &Workspace) -> Vec<String> {
    let stated = table(workspace.text(PAGE).unwrap_or_default());
    let names: BTreeSet<&String> = stated.keys().chain(workspace.imports.keys()).collect();
    let differing = names.into_iter().filter(|name| stated.get(*name) != workspace.imports.get(*name));
    differing
        .map(|name| {
            format!("{name}: {PAGE} says {}, Cargo.toml {}", say(stated.get(name)), say(workspace.imports.get(name)))
        })
        .collect()
}

/// Reads the table: a crate in the first column, what it imports in the second, separated by commas.
fn table(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut rows = page.lines().map(cells).skip_while(|cells| !cells.starts_with(&HEADER.map(str::to_owned)));
    let _header = rows.next();
    let _rule = rows.next();
    let rows = rows.take_while(|cells| cells.len() >= 2);
    rows.map(|cells| (cells[0].clone(), words(&cells[1]))).collect()
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    inner.map(|inner| inner.split('|').map(|cell| cell.trim().replace('`', "")).collect()).unwrap_or_default()
}

fn words(cell: &str) -> BTreeSet<String> {
    cell.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

fn say(imports: Option<&BTreeSet<String>>) -> String {
    match imports {
        None => "no such crate".to_owned(),
        Some(imports) if imports.is_empty() => "nothing".to_owned(),
        Some(imports) => imports.iter().cloned().collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_from_its_header_to_its_last_row() {
        let page =
            "text\n\n| crate | imports | why |\n|---|---|---|\n| `a` | | |\n| `b` | `a`, `c` | x |\n\n| crate |\n";
        let table = table(page);
        assert_eq!(table.len(), 2);
        assert!(table["a"].is_empty());
        assert_eq!(say(table.get("b")), "a, c");
    }
}
