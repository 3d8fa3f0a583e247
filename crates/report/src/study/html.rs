//! Blocks as one page of HTML: no script, nothing loaded from elsewhere.

use super::page::{Block, Page};
use crate::escape::html as text;
use std::io;

const STYLE: &str = "\
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8886; overflow-wrap: anywhere; padding: .3rem .6rem; text-align: start; vertical-align: top; }
li { overflow-wrap: anywhere; }
";

pub(super) fn write(page: &Page, out: &mut dyn io::Write) -> io::Result<()> {
    let title = text(&page.title);
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>")?;
    writeln!(out, "<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>")?;
    page.blocks.iter().try_for_each(|one| block(one, out))?;
    writeln!(out, "</body>\n</html>")
}

fn block(block: &Block, out: &mut dyn io::Write) -> io::Result<()> {
    match block {
        Block::Heading(level, words) => writeln!(out, "<h{level}>{}</h{level}>", text(words)),
        Block::Words(words) => writeln!(out, "<p>{}</p>", text(words)),
        Block::List { numbered, items } => {
            let tag = if *numbered { "ol" } else { "ul" };
            writeln!(out, "<{tag}>")?;
            items.iter().try_for_each(|item| writeln!(out, "<li>{}</li>", text(item)))?;
            writeln!(out, "</{tag}>")
        }
        Block::Table { header, rows, .. } => {
            writeln!(out, "<table>\n<thead>")?;
            line("th", header, out)?;
            writeln!(out, "</thead>\n<tbody>")?;
            rows.iter().try_for_each(|row| line("td", row, out))?;
            writeln!(out, "</tbody>\n</table>")
        }
    }
}

fn line(tag: &str, cells: &[String], out: &mut dyn io::Write) -> io::Result<()> {
    write!(out, "<tr>")?;
    cells.iter().try_for_each(|cell| write!(out, "<{tag}>{}</{tag}>", text(cell)))?;
    writeln!(out, "</tr>")
}
