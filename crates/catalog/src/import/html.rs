//! Published pages as HTML, as a browser saves them.

use super::columns::hosts;
use super::page::{Import, subject};
use super::table::Tables;
use crate::pattern::{decode_entities, tag_name};

/// Reads a page; `name` is its file name.
///
/// Where a copy turned two stars of a destination into emphasis, `<em>` is read as the stars that it was.
pub fn read_html(name: &str, text: &str) -> Import {
    let mut reader = Reader { tables: Tables::new(name), row: Vec::new(), all_heads: true, row_line: 1, block: None };
    let mut rest = text;
    let mut line = 1;
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
    reader.tables.finish()
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}

/// Where the tag or comment that `from` begins with ends; at least one byte on.
fn tag_end(from: &str) -> usize {
    let close = if from.starts_with("<!--") { "-->" } else { ">" };
    from.find(close).map_or(from.len(), |at| at + close.len())
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

struct Reader {
    tables: Tables,
    row: Vec<String>,
    all_heads: bool,
    row_line: u64,
    block: Option<(Kind, String)>,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if let Some((_, block)) = &mut self.block {
            block.push_str(text);
        }
    }

    fn tag(&mut self, tag: &str, line: u64) {
        let Some(name) = name_of(tag) else { return };
        let closes = tag.starts_with("</");
        match (name.as_str(), closes) {
            ("table", _) => self.end_row(),
            ("tr", _) => {
                self.end_row();
                self.row_line = line;
            }
            ("td" | "th", false) => {
                self.end_block();
                self.all_heads &= name == "th";
                self.block = Some((Kind::Cell, String::new()));
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
            Kind::Cell if hosts(&raw).is_empty() => self.row.push(text.trim().to_owned()),
            Kind::Cell => self.row.push(raw.trim().to_owned()),
            Kind::Title => {
                let title = decode_entities(&single());
                let title = title.split(" | ").next().unwrap_or_default().to_owned();
                self.tables.about.subject = subject(&title);
                self.tables.about.title = Some(title);
            }
            Kind::Heading => self.tables.heading(&single()),
            Kind::Prose => self.tables.prose(&single()),
        }
    }

    fn end_row(&mut self) {
        self.end_block();
        let row = std::mem::take(&mut self.row);
        if !row.is_empty() && self.all_heads {
            self.tables.header(&row);
        } else if !row.is_empty() {
            self.tables.row(&row, self.row_line, &row.join(" | "));
        }
        self.all_heads = true;
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
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!("{name}=\""))?;
    after.split('"').next().map(str::to_owned)
}
