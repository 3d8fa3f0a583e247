//! Published pages in Markdown, and the plain-text copies of their tables.
//!
//! A line reader, not a Markdown parser: a parser reads a table as the standard says, and so loses the rows behind a
//! blank line, the second row of a line, and the row whose bars are tabs. What a parser would add (links, escapes,
//! spans) is read cell by cell.

use idlewire_evidence::Cap;

use super::page::{Import, edition, subject};
use super::table::Tables;

/// How many lines a comment may have.
pub(crate) const COMMENT_LINES: Cap = Cap {
    name: "catalog-comment-lines",
    unit: "lines",
    default: 200,
    reason: "no comment of the published pages comes near; an open one must not swallow the page",
    outcome: "its first line is left out, the rest is read as the page",
};

/// How many lines a broken row may have.
pub(crate) const ROW_LINES: Cap = Cap {
    name: "catalog-row-lines",
    unit: "lines",
    default: 8,
    reason: "a row of the published pages was broken over two; more than a line a cell is no row",
    outcome: "the row ends there",
};

fn lines_of(cap: &Cap) -> usize {
    usize::try_from(cap.default).unwrap_or(usize::MAX)
}

/// Reads a page; `name` is its file name.
pub fn read_markdown(name: &str, text: &str) -> Import {
    let mut tables = Tables::new(name);
    let lines: Vec<&str> = text.lines().collect();
    let mut at = front_matter(&lines, &mut tables);
    while let Some(line) = lines.get(at) {
        at += take(&lines, at, line.trim(), &mut tables);
    }
    tables.finish()
}

/// Reads one construct; gives the number of lines it took, one at least.
fn take(lines: &[&str], at: usize, line: &str, tables: &mut Tables) -> usize {
    let number = at as u64 + 1;
    let next = lines.get(at + 1).map_or("", |line| line.trim());
    if line.starts_with("<!--") {
        let near = lines.iter().skip(at).take(lines_of(&COMMENT_LINES));
        let end = near.into_iter().position(|line| line.contains("-->"));
        return end.unwrap_or(0) + 1;
    }
    if line.is_empty() {
        tables.leave();
    } else if let Some(heading) = heading(line) {
        about(tables, heading, line.starts_with("# "));
        tables.heading(heading);
    } else if is_separator(next) && line.contains('|') {
        tables.header(&cells(line));
        return 2;
    } else if is_separator(line) && line.contains('|') {
        return 1;
    } else if line.starts_with('|') || (tables.width().is_some() && line.contains(['|', '\t'])) {
        return row(lines, at, number, tables);
    } else if is_plain_heading(line) {
        tables.heading(line);
    } else {
        text_line(tables, line);
    }
    1
}

/// Reads a table row, with the lines that it was broken over.
fn row(lines: &[&str], at: usize, number: u64, tables: &mut Tables) -> usize {
    let mut text = lines.get(at).map_or("", |line| line.trim()).to_owned();
    let mut used = 1;
    let width = tables.width().unwrap_or(0);
    while used < lines_of(&ROW_LINES) && !text.ends_with('|') && cells(&text).len() < width && !text.contains('\t') {
        let Some(next) = lines.get(at + used).map(|line| line.trim()).filter(|next| continues(next)) else { break };
        tables.warn(number, "a row broken over two lines: joined");
        text.push_str(next);
        used += 1;
    }
    let mut row = cells(&text);
    if row.len() < width && text.contains('\t') {
        tables.warn(number, "tabs typed for bars: read as bars");
        row = cells(&text.replace('\t', "|"));
    }
    tables.row(&row, number, &text);
    used
}

/// True for the rest of a broken row: it goes on with text, and with a bar or a protocol's name in it.
fn continues(line: &str) -> bool {
    !line.is_empty() && !line.starts_with(['|', '#', '>']) && (line.contains('|') || super::columns::is_protocol(line))
}

/// The cells of a row, trimmed. A bar behind a backslash or inside back-ticks is text.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    let line = line.trim();
    for c in line.strip_prefix('|').unwrap_or(line).chars() {
        match (c, cells.last_mut()) {
            ('|', Some(last)) if escaped => {
                last.pop();
                last.push('|');
            }
            ('|', _) => cells.push(String::new()),
            (c, Some(last)) => last.push(c),
            (_, None) => {}
        }
        escaped = c == '\\' && !escaped;
    }
    // What stands behind the closing bar is no cell.
    if cells.last().is_some_and(|last| last.trim().is_empty()) && cells.len() > 1 {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// True for `| --- | :-: |`, with or without outer bars.
fn is_separator(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| matches!(c, '-' | '|' | ':' | ' ' | '\t'))
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let is_heading =
        (1..=6).contains(&level) && (text.starts_with([' ', '\t']) || text.starts_with(char::is_alphabetic));
    is_heading.then(|| text.trim().trim_end_matches('#').trim())
}

/// In plain-text copies, and where the hashes were forgotten, a line that names a system's edition and no more.
fn is_plain_heading(line: &str) -> bool {
    let bare = line.trim_matches('*').trim();
    edition(bare).is_some() && bare.starts_with("Windows") && bare.split(' ').count() <= 4 && !bare.contains(',')
}

fn text_line(tables: &mut Tables, line: &str) {
    let bullet = line.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with([' ', '\t'])).map(str::trim);
    about(tables, bullet.unwrap_or(line), false);
    match (line.strip_prefix('>'), bullet) {
        (Some(_), _) => tables.leave(),
        (None, Some(text)) => tables.prose(text),
        (None, None) => tables.prose(line),
    }
}

/// Takes what a title or the list of systems says about the page, where nothing said it before.
fn about(tables: &mut Tables, text: &str, is_title: bool) {
    if is_title && tables.about.title.is_none() {
        tables.about.title = Some(text.to_owned());
    }
    // The first system that is named with its version, else the first that is named.
    if tables.about.subject.as_ref().is_none_or(|known| !known.contains("version")) {
        let named = subject(text);
        if tables.about.subject.is_none() || named.as_ref().is_some_and(|named| named.contains("version")) {
            tables.about.subject = named;
        }
    }
    let applies = text.starts_with("Windows") && text.split(' ').count() <= 6;
    if tables.about.edition.is_none() && (applies || is_title) {
        tables.about.edition = edition(text);
    }
}

/// Reads the page's own description between two lines `---`; gives the number of its lines.
fn front_matter(lines: &[&str], tables: &mut Tables) -> usize {
    if lines.first().is_none_or(|line| line.trim_start_matches('\u{feff}').trim() != "---") {
        return 0;
    }
    let Some(end) = lines.iter().skip(1).position(|line| line.trim() == "---") else { return 0 };
    for line in lines.iter().skip(1).take(end) {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        match key.trim() {
            "title" => {
                about(tables, &value, false);
                tables.about.title = Some(value);
            }
            "ms.date" | "date" => tables.about.date = Some(value),
            _ => {}
        }
    }
    end + 2
}
