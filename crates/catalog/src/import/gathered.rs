//! What a list gives beside its rows, and how much text those may bear.

use super::page::{Import, Refused, Warning};
use super::rows::lines_of;
use crate::entry::{Catalog, Entry};
use crate::protocol::Protocols;
use idlewire_evidence::Cap;
use std::collections::HashSet;

/// How much text the rows of a list may bear beyond the size of the list itself.
///
/// Rows repeat the area and the description of rows and headings before them, cells reach into further rows, a cell or a line
/// of many destinations gives each of its rows the whole text, and a row under a heading of several editions is in each of their
/// catalogs.
pub(crate) const ROW_TEXT: Cap = Cap {
    name: "catalog-row-text",
    unit: "bytes beyond those of the list",
    default: 4 << 20,
    reason: "thirty times what the published pages come to; a small page must not become a large one by repetition",
    outcome: "the row and those behind it have only their destinations, refused ones only their reason, with a warning",
};

/// The texts of a row beside its destination.
pub(super) struct Texts<'a> {
    pub protocols: &'a Protocols,
    pub process: &'a [String],
    pub area: &'a str,
    pub description: &'a str,
}

impl Texts<'_> {
    /// Names count with what stands between them.
    fn bytes(&self) -> usize {
        let names = self.protocols.0.iter().chain(self.process).map(|name| name.len() + 1);
        names.sum::<usize>() + self.area.len() + self.description.len()
    }
}

/// Each name once, in the order of the list.
pub(super) fn once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    names.filter(|name| !name.is_empty() && seen.insert(name.clone())).collect()
}

/// What a list gives beside its rows: warnings, and what was refused.
#[derive(Debug)]
pub(super) struct Gathered {
    page: String,
    /// What is left. Unit: bytes.
    room: usize,
    is_full: bool,
    warnings: Vec<Warning>,
    refused: Vec<Refused>,
}

impl Gathered {
    /// Of the list with this name and so many bytes.
    pub(super) fn of(page: &str, bytes: usize) -> Self {
        Self {
            page: page.to_owned(),
            // What rows do not repeat always has room.
            room: lines_of(&ROW_TEXT).saturating_add(bytes),
            is_full: false,
            warnings: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// The name of the list.
    pub(super) fn page(&self) -> &str {
        &self.page
    }

    pub(super) fn warn(&mut self, line: u64, message: &'static str) {
        self.warnings.push(Warning { page: self.page.clone(), line, message });
    }

    /// The row of a destination with its texts, as long as there is room for them.
    pub(super) fn row(&mut self, read: Entry, texts: &Texts<'_>, line: u64) -> Entry {
        let row = Entry { line: Some(line), ..read };
        if !self.bears(texts.bytes(), line) {
            return row;
        }
        Entry {
            protocols: texts.protocols.clone(),
            process: texts.process.to_vec(),
            area: texts.area.to_owned(),
            description: texts.description.to_owned(),
            ..row
        }
    }

    /// A row that gives no endpoint. `text` is the row as the list writes it.
    pub(super) fn refuse(&mut self, line: u64, text: &str, reason: &str) {
        let text = if self.bears(text.len(), line) { text.to_owned() } else { String::new() };
        self.refused.push(Refused { line, text, reason: reason.to_owned() });
    }

    /// Whether rows can bear so many more bytes of text. If that is more than is left, nothing is.
    pub(super) fn bears(&mut self, bytes: usize, line: u64) -> bool {
        match self.room.checked_sub(bytes).filter(|_| !self.is_full) {
            Some(left) => self.room = left,
            None if !self.is_full => {
                self.is_full = true;
                self.warn(line, "rows repeat too much text: those from here on have only their destinations");
            }
            None => {}
        }
        !self.is_full
    }

    /// The same rows for another edition.
    pub(super) fn copies(&mut self, rows: &[Entry]) -> Vec<Entry> {
        let texts = |row: &Entry| {
            let names = row.protocols.0.iter().chain(&row.process).map(String::len).sum::<usize>();
            size_of::<Entry>() + names + row.area.len() + row.description.len() + row.raw.len()
        };
        let line = rows.first().and_then(|row| row.line).unwrap_or(1);
        if self.bears(rows.iter().map(texts).sum(), line) {
            return rows.to_vec();
        }
        self.warn(line, "rows under a heading of several editions: too many to be in each, left out but in the first");
        Vec::new()
    }

    /// Ends the list.
    pub(super) fn import(self, catalogs: Vec<Catalog>) -> Import {
        Import { catalogs, warnings: self.warnings, refused: self.refused, ..Import::default() }
    }
}
