//! A list: its endpoints and where it comes from.

use serde::{Deserialize, Serialize};

use crate::pattern::{Destination, Dialect, Pattern, PatternError};
use crate::protocol::Protocols;

/// A published or own list of destinations, for one edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    /// How `--catalog` calls it, such as `windows-10-2004-home`.
    #[serde(default)]
    pub id: String,
    /// What a person calls it.
    #[serde(default)]
    pub title: String,
    /// The system it is about, such as `Windows 10, version 2004`; empty if the page does not say.
    #[serde(default)]
    pub subject: String,
    /// The edition, such as `Home`; empty if the page does not say.
    #[serde(default)]
    pub edition: String,
    /// Title and date of the published page, as far as it states them.
    #[serde(default)]
    pub source: String,
    /// The rows, in the order of the list.
    #[serde(default)]
    pub endpoints: Vec<Entry>,
}

/// One row of a list. A text that the list leaves empty is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// As published, with the page's own marks (escapes, links, spans) taken off.
    pub destination: String,
    /// The host part of it in canonical form: what names are matched against.
    #[serde(default)]
    pub pattern: String,
    /// Path and query, with the first slash; never decides a match.
    #[serde(default)]
    pub path: Option<String>,
    /// The port, or a star.
    #[serde(default)]
    pub port: Option<String>,
    /// The protocols in the order of the list.
    #[serde(default)]
    pub protocols: Protocols,
    /// The processes that the list names as source.
    #[serde(default)]
    pub process: Vec<String>,
    /// The part of the system, such as `Windows Update`.
    #[serde(default)]
    pub area: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// The characters of the page.
    #[serde(default)]
    pub raw: String,
    /// Line of the page, from 1. Unknown for a row that did not come from a page.
    #[serde(default)]
    pub line: Option<u64>,
}

impl Entry {
    /// A row for a destination that was read; the rest is empty.
    ///
    /// # Errors
    /// [`PatternError`] if the destination is no pattern, or would be another when it is read again.
    pub fn new(destination: &Destination, dialect: Dialect) -> Result<Self, PatternError> {
        let pattern = Pattern::of(destination, dialect)?;
        // Catalogs are written and read again, and rows are matched by their patterns: both must stay what they are.
        let is_same = Destination::read(&destination.text).text == destination.text;
        if !is_same || Pattern::parse(pattern.text(), dialect).as_ref() != Ok(&pattern) {
            return Err(PatternError::Marked(destination.text.clone()));
        }
        Ok(Self {
            destination: destination.text.clone(),
            pattern: pattern.text().to_owned(),
            path: destination.path.clone(),
            port: destination.port.clone(),
            raw: destination.raw.clone(),
            ..Self::default()
        })
    }

    /// The row's pattern.
    ///
    /// # Errors
    /// [`PatternError`] if the text in `pattern` is none, which an imported row never has.
    pub fn compile(&self) -> Result<Pattern, PatternError> {
        Pattern::parse(&self.pattern, Dialect::Subdomains)
    }

    /// What two rows must share to be the same row: destination, protocols, process, area and description.
    pub fn canonical(&self) -> (&str, &Protocols, &[String], &str, &str) {
        (&self.pattern, &self.protocols, &self.process, &self.area, &self.description)
    }
}
