//! `--accept`: what was unlisted, as rows of a catalog that a person reviews.

use crate::outcome::Stop;
use crate::terminal::tell;
use anyhow::Context;
use idlewire_catalog::{
    Catalog, Destination, Dialect, Entry, Match, Pattern, Protocols, read_toml, write_toml, write_toml_rows,
};
use idlewire_report::Unlisted;
use std::collections::BTreeMap;
use std::path::Path;

/// Adds the endpoints to the catalog, in the order of their names; what stands in it stays, comments too.
///
/// A destination that a pattern of its own letters would not list exactly is left out and told: accepting a name must
/// never open the gate for another.
pub(super) fn accept(path: &Path, unlisted: &[Unlisted]) -> Result<(), Stop> {
    let (text, known) = existing(path).map_err(Stop::Input)?;
    let mut rows: BTreeMap<&str, Entry> = BTreeMap::new();
    for it in unlisted {
        let name = it.endpoint.destination.as_str();
        match entry(it) {
            Some(entry) if !known.iter().any(|row| row.pattern == entry.pattern) => {
                rows.entry(name).and_modify(|row| unite(row, &entry)).or_insert(entry);
            }
            Some(_) => {}
            None => {
                tell(&format!(
                    "idlewire: note: {name} cannot be written as a row that lists it alone; it was left out"
                ));
            }
        }
    }
    let rows: Vec<Entry> = rows.into_values().collect();
    let text = match text {
        Some(text) if rows.is_empty() => text,
        Some(text) => format!("{}\n\n{}", text.trim_end(), write_toml_rows(&rows)),
        None => write_toml(&new(path, rows)),
    };
    std::fs::write(path, text).with_context(|| path.display().to_string()).map_err(Stop::Output)
}

/// The text and the rows of the catalog, if there is one.
fn existing(path: &Path) -> anyhow::Result<(Option<String>, Vec<Entry>)> {
    if !path.exists() {
        return Ok((None, Vec::new()));
    }
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let catalog = read_toml(&text).with_context(|| path.display().to_string())?;
    Ok((Some(text), catalog.endpoints))
}

fn entry(it: &Unlisted) -> Option<Entry> {
    let name = &it.endpoint.destination;
    let entry = Entry::new(&Destination::read(name), Dialect::Subdomains).ok()?;
    let pattern = Pattern::parse(&entry.pattern, Dialect::Subdomains).ok()?;
    let is_alone = pattern.wildcards() == 0 && matches!(pattern.matches(name), Match::Exact);
    is_alone.then(|| Entry { protocols: Protocols::parse(&it.endpoint.protocol), ..entry })
}

/// One destination that two machines reached.
fn unite(row: &mut Entry, other: &Entry) {
    let new = other.protocols.0.iter().filter(|word| !row.protocols.0.contains(word));
    let new: Vec<String> = new.cloned().collect();
    row.protocols.0.extend(new);
}

/// A catalog named after its file.
fn new(path: &Path, endpoints: Vec<Entry>) -> Catalog {
    let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Catalog { title: format!("Accepted for review: {id}"), id, endpoints, ..Catalog::default() }
}
