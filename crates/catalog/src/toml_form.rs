//! The TOML form of a catalog: what ships with the project and what people keep under review.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::entry::{Catalog, Entry};
use crate::pattern::{Destination, Dialect};
use crate::protocol::Protocols;

/// Why a catalog could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// The text is not of the form.
    #[error("not a catalog: {0}")]
    Syntax(String),
    /// A row's destination is no pattern.
    #[error("line {line}: destination {destination:?}: {reason}")]
    Destination {
        /// Line of the row, from 1; 0 if the form has no lines.
        line: u64,
        /// The text at fault.
        destination: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A schema that this version does not read.
    #[error("schema {0:?} is not idlewire/catalog/1")]
    Schema(String),
}

#[derive(Serialize, Deserialize)]
struct File<Row> {
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    subject: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    edition: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(default = "Vec::new")]
    endpoint: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    destination: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    protocol: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    area: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    process: Vec<String>,
}

/// Several catalogs in one file: `[[catalog]]` tables.
#[derive(Serialize, Deserialize)]
struct Several<Row> {
    catalog: Vec<File<Row>>,
}

/// Reads one catalog.
///
/// # Errors
/// [`FormError`] if the text is no such TOML, or a destination is no pattern; the message names the line.
pub fn read_toml(text: &str) -> Result<Catalog, FormError> {
    let file: File<Spanned<Row>> = toml::from_str(text).map_err(|e| syntax(text, &e))?;
    catalog(file, &mut LineCount { text, at: 0, line: 1 })
}

/// Reads one catalog, or several in `[[catalog]]` tables.
///
/// # Errors
/// As [`read_toml`].
pub fn read_toml_list(text: &str) -> Result<Vec<Catalog>, FormError> {
    let has_several = |table: toml::Table| table.get("catalog").is_some_and(toml::Value::is_array);
    // A text in a row may look like the head of a table.
    if !text.contains("[[catalog]]") || !text.parse().is_ok_and(has_several) {
        return read_toml(text).map(|catalog| vec![catalog]);
    }
    let files: Several<Spanned<Row>> = toml::from_str(text).map_err(|e| syntax(text, &e))?;
    let mut lines = LineCount { text, at: 0, line: 1 };
    files.catalog.into_iter().map(|file| catalog(file, &mut lines)).collect()
}

/// What is wrong, in one line with its line number.
fn syntax(text: &str, error: &toml::de::Error) -> FormError {
    let line = error.span().map(|span| LineCount { text, at: 0, line: 1 }.of(span.start));
    let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
    FormError::Syntax(format!("{place}{}", error.message()))
}

fn catalog(file: File<Spanned<Row>>, lines: &mut LineCount<'_>) -> Result<Catalog, FormError> {
    let endpoints = file.endpoint.into_iter().map(|row| {
        let line = lines.of(row.span().start);
        entry(row.into_inner(), line)
    });
    Ok(Catalog {
        endpoints: endpoints.collect::<Result<_, _>>()?,
        id: file.id,
        title: file.title,
        subject: file.subject,
        edition: file.edition,
        source: file.source,
    })
}

fn entry(row: Row, line: u64) -> Result<Entry, FormError> {
    let destination = Destination::read(&row.destination);
    let read = Entry::new(&destination, Dialect::Subdomains).map_err(|reason| FormError::Destination {
        line,
        destination: row.destination.clone(),
        reason: reason.to_string(),
    })?;
    Ok(Entry {
        protocols: Protocols::parse(&row.protocol),
        process: row.process,
        area: row.area,
        description: row.description,
        line: Some(line),
        ..read
    })
}

/// Line numbers of rising places in a text, in one walk.
struct LineCount<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl LineCount<'_> {
    fn of(&mut self, place: usize) -> u64 {
        let passed = self.text.as_bytes().get(self.at..place).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = self.at.max(place);
        self.line
    }
}

/// Writes one catalog. Reading it gives the same canonical rows.
pub fn write_toml(catalog: &Catalog) -> String {
    // Texts and lists of texts have no value that TOML cannot hold.
    toml::to_string(&file(catalog)).unwrap_or_default()
}

/// Writes several catalogs as `[[catalog]]` tables; one alone as [`write_toml`] does.
pub fn write_toml_list(catalogs: &[Catalog]) -> String {
    match catalogs {
        [one] => write_toml(one),
        many => toml::to_string(&Several { catalog: many.iter().map(file).collect() }).unwrap_or_default(),
    }
}

/// Writes rows alone, to stand at the end of a catalog of the same form.
pub fn write_toml_rows(entries: &[Entry]) -> String {
    #[derive(Serialize)]
    struct Rows {
        endpoint: Vec<Row>,
    }
    toml::to_string(&Rows { endpoint: entries.iter().map(row).collect() }).unwrap_or_default()
}

fn file(catalog: &Catalog) -> File<Row> {
    File {
        id: catalog.id.clone(),
        title: catalog.title.clone(),
        subject: catalog.subject.clone(),
        edition: catalog.edition.clone(),
        source: catalog.source.clone(),
        endpoint: catalog.endpoints.iter().map(row).collect(),
    }
}

fn row(entry: &Entry) -> Row {
    Row {
        destination: entry.destination.clone(),
        protocol: entry.protocols.to_string(),
        description: entry.description.clone(),
        area: entry.area.clone(),
        process: entry.process.clone(),
    }
}
