//! The grid of an HTML table: cells that span rows or columns are put into every place they cover.
//!
//! Source: HTML Living Standard section 4.9.12 (forming a table), without its repair of overlaps.

use super::gathered::Gathered;
use super::rows::{ROW_CELLS, lines_of};
use idlewire_evidence::Cap;

/// How many rows or columns a cell may span.
pub(crate) const SPAN: Cap = Cap {
    name: "catalog-cell-span",
    unit: "rows or columns",
    default: 1_000,
    reason: "the standard's limit for columns; no table of the published pages has more rows",
    outcome: "the cell spans so many",
};

/// How many columns a span can fill. A row of the pages has four.
const WIDEST: usize = 64;

/// A row that is complete.
pub(super) struct GridRow {
    pub cells: Vec<String>,
    pub line: u64,
    /// True if all its cells are header cells.
    pub is_header: bool,
}

/// A cell that reaches down into the rows that follow.
struct Reaching {
    column: usize,
    rows: u64,
    text: String,
}

/// A table while it is read.
#[derive(Default)]
pub(super) struct Grid {
    pub rows: Vec<GridRow>,
    reaching: Vec<Reaching>,
    cells: Vec<String>,
    own: usize,
    heads: usize,
    line: u64,
}

impl Grid {
    /// A row begins at this line.
    pub(super) fn begin_row(&mut self, line: u64, gathered: &mut Gathered) {
        self.end_row(gathered);
        self.line = line;
    }

    /// A cell begins at this line, and a row with it if there is none.
    pub(super) fn begin_cell(&mut self, line: u64) {
        if self.line == 0 {
            self.line = line;
        }
    }

    /// A cell, which covers so many rows and columns.
    pub(super) fn cell(&mut self, text: String, is_header: bool, rows: u64, columns: u64, gathered: &mut Gathered) {
        self.reach(gathered);
        if let Some(last) = self.cells.last_mut().filter(|_| self.own >= lines_of(&ROW_CELLS)) {
            last.push('|');
            return last.push_str(&text);
        }
        let column = self.cells.len();
        if rows > 1 && column < WIDEST {
            self.reaching.push(Reaching { column, rows: rows.min(SPAN.default), text: text.clone() });
        }
        self.cells.push(text);
        self.own += 1;
        self.heads += usize::from(is_header);
        let more = usize::try_from(columns.min(SPAN.default)).unwrap_or(1).saturating_sub(1);
        let room = WIDEST.saturating_sub(self.cells.len());
        self.cells.extend(std::iter::repeat_n(String::new(), more.min(room)));
    }

    /// Puts in the cells that reach into the place at hand.
    fn reach(&mut self, gathered: &mut Gathered) {
        while let Some(cell) = self.reaching.iter().find(|cell| cell.column == self.cells.len()) {
            let has_room = gathered.bears(cell.text.len(), self.line);
            self.cells.push(if has_room { cell.text.clone() } else { String::new() });
        }
    }

    /// Ends the table; its rows.
    pub(super) fn end(&mut self, gathered: &mut Gathered) -> Vec<GridRow> {
        self.end_row(gathered);
        self.reaching.clear();
        self.line = 0;
        std::mem::take(&mut self.rows)
    }

    fn end_row(&mut self, gathered: &mut Gathered) {
        if self.own == 0 {
            return;
        }
        self.reach(gathered);
        let is_header = self.heads == self.own;
        self.rows.push(GridRow { cells: std::mem::take(&mut self.cells), line: self.line, is_header });
        (self.own, self.heads) = (0, 0);
        self.reaching.iter_mut().for_each(|cell| cell.rows -= 1);
        self.reaching.retain(|cell| cell.rows > 0);
    }
}
