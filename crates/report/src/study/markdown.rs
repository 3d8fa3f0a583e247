//! Blocks as Markdown.

use super::page::{Block, Page};
use crate::escape::markdown as text;
use std::io;

/// What `idlewire catalog import` takes as the word that the table below is no list of endpoints.
const ASIDE: &str = "<!-- not a list -->";

pub(super) fn write(page: &Page, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "# {}", text(&page.title))?;
    for block in &page.blocks {
        writeln!(out)?;
        match block {
            Block::Heading(level, words) => writeln!(out, "{} {}", "#".repeat(usize::from(*level)), text(words))?,
            Block::Words(words) => writeln!(out, "{}", text(words))?,
            Block::List { numbered, items } => {
                for (place, item) in (1..).zip(items) {
                    let mark = if *numbered { format!("{place}.") } else { "-".to_owned() };
                    writeln!(out, "{mark} {}", text(item))?;
                }
            }
            Block::Table { header, rows, aside } => {
                if *aside {
                    writeln!(out, "{ASIDE}\n")?;
                }
                line(header, out)?;
                writeln!(out, "|{}", " --- |".repeat(header.len()))?;
                rows.iter().try_for_each(|row| line(row, out))?;
            }
        }
    }
    Ok(())
}

fn line(cells: &[String], out: &mut dyn io::Write) -> io::Result<()> {
    write!(out, "|")?;
    cells.iter().try_for_each(|cell| write!(out, " {} |", text(cell)))?;
    writeln!(out)
}
