//! The JSON form of catalogs, schema `idlewire/catalog/1`.

use serde::{Deserialize, Serialize};

use crate::entry::{Catalog, Entry};
use crate::pattern::{Destination, Dialect};
use crate::protocol::Protocols;
use crate::toml_form::FormError;

/// Name and version of the form.
pub const SCHEMA: &str = "idlewire/catalog/1";

#[derive(Serialize, Deserialize)]
struct File {
    schema: String,
    catalogs: Vec<Catalog>,
}

/// Writes catalogs, a catalog per edition, indented.
pub fn write_json(catalogs: &[Catalog]) -> String {
    let file = File { schema: SCHEMA.to_owned(), catalogs: catalogs.to_vec() };
    // Texts, numbers and lists have no value that JSON cannot hold.
    serde_json::to_string_pretty(&file).unwrap_or_default()
}

/// Reads catalogs. The pattern is derived from the destination again, so that a file cannot say one and mean another.
///
/// # Errors
/// [`FormError`] if the text is no such JSON, of another schema, or a destination is no pattern.
pub fn read_json(text: &str) -> Result<Vec<Catalog>, FormError> {
    let file: File = serde_json::from_str(text).map_err(|e| FormError::Syntax(e.to_string()))?;
    if file.schema != SCHEMA {
        return Err(FormError::Schema(file.schema));
    }
    let mut catalogs = file.catalogs;
    for entry in catalogs.iter_mut().flat_map(|catalog| &mut catalog.endpoints) {
        *entry = derived(std::mem::take(entry))?;
    }
    Ok(catalogs)
}

fn derived(entry: Entry) -> Result<Entry, FormError> {
    let destination = Destination::read(&entry.destination);
    let read = Entry::new(&destination, Dialect::Subdomains).map_err(|reason| FormError::Destination {
        line: entry.line.unwrap_or(0),
        destination: entry.destination.clone(),
        reason: reason.to_string(),
    })?;
    let raw = if entry.raw.is_empty() { read.raw } else { entry.raw };
    // Spelled as in any list, so that the same row is the same in every form.
    let protocols = Protocols::parse(&entry.protocols.to_string());
    Ok(Entry { raw, protocols, pattern: read.pattern, path: read.path, port: read.port, ..entry })
}
