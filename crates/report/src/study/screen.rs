//! Blocks for a person at a screen: no line is wider.

use super::page::{Block, Page};
use crate::escape::visible;
use crate::terminal::Screen;
use crate::terminal::fit::{pad, width, wrap};
use std::io;

/// Blanks between two columns.
const GAP: usize = 2;

/// The narrowest last column that can be read.
const NARROW: usize = 16;

pub(super) fn write(page: &Page, screen: Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let sheet = Sheet { width: screen.width.max(40), colour: screen.colour };
    sheet.bold(&page.title, out)?;
    for block in &page.blocks {
        writeln!(out)?;
        match block {
            Block::Heading(_, words) => sheet.bold(words, out)?,
            Block::Words(words) => sheet.lines("", words, out)?,
            Block::List { numbered, items } => {
                for (place, item) in (1..).zip(items) {
                    let mark = if *numbered { format!("{place:>2}. ") } else { "- ".to_owned() };
                    sheet.lines(&mark, item, out)?;
                }
            }
            Block::Table { header, rows, .. } => sheet.table(header, rows, out)?,
        }
    }
    Ok(())
}

struct Sheet {
    width: usize,
    colour: bool,
}

impl Sheet {
    fn bold(&self, words: &str, out: &mut dyn io::Write) -> io::Result<()> {
        for line in wrap(&visible(words), self.width) {
            if self.colour { writeln!(out, "\u{1b}[1m{line}\u{1b}[0m")? } else { writeln!(out, "{line}")? }
        }
        Ok(())
    }

    /// Words behind a mark, each further line below the first word.
    fn lines(&self, mark: &str, words: &str, out: &mut dyn io::Write) -> io::Result<()> {
        let mut start = mark.to_owned();
        for line in wrap(&visible(words), self.width.saturating_sub(width(mark))) {
            writeln!(out, "{start}{line}")?;
            start = pad("", width(mark));
        }
        Ok(())
    }

    /// The last column takes what is left of the screen and goes on below; a first cell that is too long has its own line.
    fn table(&self, header: &[String], rows: &[Vec<String>], out: &mut dyn io::Write) -> io::Result<()> {
        let all: Vec<Vec<String>> = std::iter::once(header)
            .chain(rows.iter().map(Vec::as_slice))
            .map(|row| row.iter().map(|cell| visible(cell).into_owned()).collect())
            .collect();
        let inner = header.len().saturating_sub(1);
        let widest = |column: usize| {
            let widths = all.iter().filter_map(|row| row.get(column)).map(|cell| width(cell));
            widths.filter(|cell| column > 0 || *cell <= self.width * 2 / 5).max().unwrap_or(0)
        };
        let columns: Vec<usize> = (0..inner).map(widest).collect();
        let taken: usize = columns.iter().map(|columns| columns + GAP).sum();
        if taken + NARROW > self.width {
            return self.cards(header, rows, out);
        }
        all.iter().try_for_each(|row| self.row(row, &columns, self.width - taken, out))
    }

    fn row(&self, row: &[String], columns: &[usize], last: usize, out: &mut dyn io::Write) -> io::Result<()> {
        let Some((end, cells)) = row.split_last() else { return Ok(()) };
        let mut start = String::new();
        for (cell, columns) in cells.iter().zip(columns) {
            if width(cell) > *columns {
                wrap(cell, self.width).iter().try_for_each(|line| writeln!(out, "{line}"))?;
                start.push_str(&pad("", columns + GAP));
            } else {
                start.push_str(&pad(cell, columns + GAP));
            }
        }
        for line in wrap(end, last) {
            writeln!(out, "{}", format!("{start}{line}").trim_end())?;
            start = pad("", width(&start));
        }
        Ok(())
    }

    /// A table that is too wide: each row below its first cell.
    fn cards(&self, header: &[String], rows: &[Vec<String>], out: &mut dyn io::Write) -> io::Result<()> {
        for row in rows {
            let mut mark = String::new();
            for (name, cell) in header.iter().zip(row) {
                self.lines(&mark, &format!("{name}: {cell}"), out)?;
                mark = "  ".to_owned();
            }
        }
        Ok(())
    }
}
