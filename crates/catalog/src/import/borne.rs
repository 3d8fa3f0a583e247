//! How much text the rows of a page bear.

use super::rows::lines_of;
use idlewire_evidence::Cap;

/// How much text the rows of a page may bear.
///
/// Rows repeat the area and the description of rows and headings before them, cells reach into further rows, and a cell of many
/// destinations gives each of its rows the whole text.
pub(crate) const ROW_TEXT: Cap = Cap {
    name: "catalog-row-text",
    unit: "bytes",
    default: 16 << 20,
    reason: "a hundred times what the published pages come to; a small page must not become a large one by repetition",
    outcome: "the row and those behind it have only their destinations, with a warning",
};

/// Text that rows bear so far. Unit: bytes.
#[derive(Debug, Default)]
pub(super) struct Borne(usize);

impl Borne {
    /// Whether there was room for all so far.
    pub(super) fn has_room(&self) -> bool {
        self.0 <= lines_of(&ROW_TEXT)
    }

    /// Adds the text of one more row; whether there is room for it.
    pub(super) fn add(&mut self, bytes: usize) -> bool {
        self.0 = self.0.saturating_add(bytes);
        self.has_room()
    }
}
