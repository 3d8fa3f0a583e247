//! Published pages as HTML, as a browser saves them.

use super::columns::hosts;
use super::grid::Grid;
use super::markdown::is_plain_heading;
use super::page::{Import, subject};
use super::rows::{SAMPLE_LINES, lines_of};
use super::table::Tables;
use crate::pattern::{decode_entities, tag_name};

/// Reads a page; `name` is its file name.
///
/// Where a copy turned two stars of a destination into emphasis, `<em>` is read as the stars that it was.
pub fn read_html(name: &str, text: &str) -> Import {
    let mut tables = Tables::new(name, text.len());
    fragment(text, 1, &mut tables);
    tables.finish()
}

/// Reads a piece of a page that begins at this line.
pub(super) fn fragment(text: &str, mut line: u64, tables: &mut Tables) {
    let mut reader = Reader { tables, grid: Grid::default(), cell: String::new(), block: None };
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, from) = rest.split_at(open);
        reader.text(before);
        line += newlines(before);
        let end = tag_end(from);
        let (tag, after) = from.split_at(end);
        reader.tag(tag, line);
        line += newlines(tag);
        let skipped = skipped_element(tag, after);
        line += newlines(after.get(..skipped).unwrap_or_default());
        rest = after.get(skipped..).unwrap_or_default();
    }
    reader.text(rest);
    reader.end_table();
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}

/// Where the tag or comment that `from` begins with ends; at least one byte on.
fn tag_end(from: &str) -> usize {
    let close = if from.starts_with("<!--") { "-->" } else { ">" };
    // A sign that begins no tag is text.
    let is_tag =
        from.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)));
    if is_tag { from.find(close).map_or(from.len(), |at| at + close.len()) } else { 1 }
}

/// The length of a script's or a style's content.
fn skipped_element(tag: &str, after: &str) -> usize {
    let close = match name_of(tag).as_deref() {
        Some("script") if !tag.starts_with("</") => "</script",
        Some("style") if !tag.starts_with("</") => "</style",
        _ => return 0,
    };
    after.find(close).unwrap_or(after.len())
}

fn name_of(tag: &str) -> Option<String> {
    tag_name(tag.strip_prefix('<')?.strip_suffix('>')?)
}

/// The element whose text is being gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Cell,
    Title,
    Heading,
    Prose,
}

struct Reader<'t> {
    tables: &'t mut Tables,
    grid: Grid,
    /// The tag of the cell at hand.
    cell: String,
    block: Option<(Kind, String)>,
}

impl Reader<'_> {
    fn text(&mut self, text: &str) {
        if let Some((_, block)) = &mut self.block {
            block.push_str(text);
        }
    }

    fn tag(&mut self, tag: &str, line: u64) {
        let Some(name) = name_of(tag) else {
            // A lone sign is text; comments are not.
            if tag == "<" {
                self.text(tag);
            }
            return;
        };
        let closes = tag.starts_with("</");
        match (name.as_str(), closes) {
            ("table", _) => self.end_table(),
            ("tr", _) => {
                self.end_block();
                self.grid.begin_row(line, self.tables.gathered());
            }
            ("td" | "th", false) => {
                self.begin(Kind::Cell);
                self.grid.begin_cell(line);
                tag.clone_into(&mut self.cell);
            }
            ("td" | "th", true) => self.end_block(),
            _ if matches!(self.block, Some((Kind::Cell, _))) => self.text(tag),
            ("title", false) => self.begin(Kind::Title),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) => self.begin(Kind::Heading),
            ("p" | "li", false) => self.begin(Kind::Prose),
            ("title" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "li", true) => self.end_block(),
            ("meta", _) if tag.contains("ms.date") => self.tables.about.date = attribute(tag, "content"),
            _ => {}
        }
    }

    fn begin(&mut self, kind: Kind) {
        self.end_block();
        self.block = Some((kind, String::new()));
    }

    fn end_block(&mut self) {
        let Some((kind, raw)) = self.block.take() else { return };
        let text = text_of(&raw);
        let single = || text.split_whitespace().collect::<Vec<_>>().join(" ");
        match kind {
            Kind::Cell => self.end_cell(&raw, &text),
            Kind::Title => {
                let title = decode_entities(&single());
                let title = title.split(" | ").next().unwrap_or_default().to_owned();
                self.tables.about.subject = subject(&title);
                self.tables.about.title = Some(title);
            }
            Kind::Heading => self.tables.heading(&single()),
            Kind::Prose if is_plain_heading(&single()) => self.tables.heading(&single()),
            Kind::Prose => self.tables.prose(&single()),
        }
    }

    /// A cell with hosts keeps its tags: emphasis in it was stars. A single word is none, whatever stands around it.
    fn end_cell(&mut self, raw: &str, text: &str) {
        let is_name = text.contains(['.', '-']) && !hosts(raw).is_empty();
        let kept = if is_name { raw.trim() } else { text.trim() };
        let span = |name: &str| attribute(&self.cell, name).and_then(|text| text.trim().parse().ok()).unwrap_or(1);
        let is_header = name_of(&self.cell).as_deref() == Some("th");
        let (rows, columns) = (span("rowspan"), span("colspan"));
        self.grid.cell(kept.to_owned(), is_header, rows, columns, self.tables.gathered());
    }

    /// Hands the table's rows on. Its columns hold for it alone.
    fn end_table(&mut self) {
        self.end_block();
        let rows = self.grid.end(self.tables.gathered());
        if !rows.is_empty() {
            self.tables.forget();
        }
        for (at, row) in rows.iter().enumerate() {
            let text = row.cells.join(" | ");
            if row.is_header {
                self.tables.header(&row.cells, row.line, &text);
                continue;
            }
            if !self.tables.is_inside() {
                // A header row begins another table.
                let sample = rows.iter().skip(at).take(lines_of(&SAMPLE_LINES)).take_while(|row| !row.is_header);
                let sample = sample.map(|row| row.cells.clone());
                self.tables.begin(&sample.collect::<Vec<_>>(), row.line);
            }
            self.tables.row(&row.cells, row.line, &text);
        }
    }
}

/// The text between the tags; a break is a line end.
fn text_of(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(open) = rest.find('<') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let (tag, after) = from.split_at(tag_end(from));
        if matches!(name_of(tag).as_deref(), Some("br" | "p" | "li" | "div")) {
            out.push('\n');
        } else if tag == "<" {
            out.push('<');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The value of an attribute, quoted or not.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!("{name}="))?;
    let value = match after.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next(),
        None => after.split([' ', '>', '/']).next(),
    };
    value.map(str::to_owned)
}
