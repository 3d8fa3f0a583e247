//! Published pages in Markdown, and the plain-text copies of their tables.
//!
//! A line reader, not a Markdown parser: a parser reads a table as the standard says, and so loses the rows behind a
//! blank line, the second row of a line, and the row whose bars are tabs. What a parser would add (links, escapes,
//! spans) is read cell by cell.

use idlewire_evidence::Cap;

use super::columns::{hosts, is_host};
use super::edition::editions;
use super::html::fragment;
use super::page::{Import, subject};
use super::rows::{bare, cells, gather, is_loose_row, is_ruled, is_separator, lines_of, sample};
use super::table::Tables;

/// How many lines a comment may have.
pub(crate) const COMMENT_LINES: Cap = Cap {
    name: "catalog-comment-lines",
    unit: "lines",
    default: 200,
    reason: "no comment of the published pages comes near; an open one must not swallow the page",
    outcome: "its first line is left out, the rest is read as the page",
};

/// A page says so of a table that holds destinations and is no list of them, such as one of differences between lists.
const NOT_A_LIST: &str = "<!-- not a list -->";

/// Reads a page; `name` is its file name.
pub fn read_markdown(name: &str, text: &str) -> Import {
    let mut tables = Tables::new(name, text.len());
    let lines: Vec<&str> = text.lines().collect();
    let mut at = front_matter(&lines, &mut tables);
    while let Some(line) = lines.get(at) {
        at += take(&lines, at, bare(line), &mut tables);
    }
    tables.finish()
}

/// Reads one construct; gives the number of lines it took, one at least.
fn take(lines: &[&str], at: usize, line: &str, tables: &mut Tables) -> usize {
    let number = at as u64 + 1;
    let next = lines.get(at + 1).map_or("", |line| bare(line));
    if line == NOT_A_LIST {
        return aside(lines, at, tables);
    }
    if line.starts_with("<!--") {
        return comment(lines, at, tables);
    }
    if let Some(used) = html_table(lines, at, line, tables) {
        return used;
    }
    if line.is_empty() {
        tables.leave();
    } else if let Some(heading) = heading(line) {
        about(tables, heading, line.starts_with("# "));
        tables.heading(heading);
    } else if is_ruled(next) && line.contains('|') && !is_separator(line) {
        tables.header(&cells(line), number, line);
        return 2;
    } else if is_separator(line) {
        return 1;
    } else if line.starts_with('|')
        || is_loose_row(line, tables.is_inside(), tables.known())
        || (tables.is_inside() && is_lone_host(line))
    {
        return row(lines, at, number, tables);
    } else if is_plain_heading(line) || is_underlined(line, next) {
        about(tables, line, next.starts_with('='));
        tables.heading(line);
    } else {
        text_line(tables, line);
    }
    1
}

/// Reads a table row, with the lines that it was broken over.
fn row(lines: &[&str], at: usize, number: u64, tables: &mut Tables) -> usize {
    if !tables.is_inside() {
        tables.resume(number, |columns| sample(lines, at, columns));
    }
    let row = gather(lines, at, tables.columns());
    if row.lines > 1 {
        tables.warn(number, "a row broken over several lines: joined");
    }
    if row.has_tabs {
        tables.warn(number, "tabs typed for bars: read as bars");
    }
    tables.row(&row.cells, number, &row.text);
    row.lines
}

/// Passes over the table below the word that it is no list.
fn aside(lines: &[&str], at: usize, tables: &mut Tables) -> usize {
    tables.leave();
    let behind = || lines.iter().skip(at + 1).map(|line| bare(line));
    let blank = behind().take_while(|line| line.is_empty()).count();
    1 + blank + behind().skip(blank).take_while(|line| line.starts_with('|')).count()
}

/// Passes over a comment. Rows that have no header stand apart on both sides of it.
fn comment(lines: &[&str], at: usize, tables: &mut Tables) -> usize {
    let near = lines.iter().skip(at).take(lines_of(&COMMENT_LINES));
    let end = near.into_iter().position(|line| line.contains("-->")).unwrap_or(0);
    if tables.is_guessed() {
        tables.leave();
    }
    // What stands behind the comment on its last line.
    let behind = lines.get(at + end).and_then(|line| line.split_once("-->")).map_or("", |(_, rest)| bare(rest));
    if behind.contains('|') {
        row(&[behind], 0, (at + end) as u64 + 1, tables);
    }
    end + 1
}

/// True for a destination that stands on a line of its own.
fn is_lone_host(line: &str) -> bool {
    is_host(line) || (line.contains('*') && hosts(line).len() == 1)
}

/// Reads a table that is written in HTML, if one begins here: up to its end, or to the page's.
fn html_table(lines: &[&str], at: usize, line: &str, tables: &mut Tables) -> Option<usize> {
    let lower = line.get(..6)?.to_ascii_lowercase();
    if lower != "<table" {
        return None;
    }
    let end = lines.iter().skip(at).position(|line| line.to_ascii_lowercase().contains("</table"));
    let used = end.map_or(lines.len() - at, |end| end + 1);
    fragment(&lines.get(at..at + used)?.join("\n"), at as u64 + 1, tables);
    Some(used)
}

/// True for a heading by the line of dashes or equals signs under it.
fn is_underlined(line: &str, next: &str) -> bool {
    let is_rule = |mark: char| next.len() >= 3 && next.chars().all(|c| c == mark);
    (is_rule('-') || is_rule('=')) && !line.starts_with(['>', '-', '*', '+', '<']) && !line.contains('|')
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let is_heading =
        (1..=6).contains(&level) && (text.starts_with([' ', '\t']) || text.starts_with(char::is_alphabetic));
    is_heading.then(|| text.trim().trim_end_matches('#').trim())
}

/// In plain-text copies, and where the hashes were forgotten, a line that names a system's edition and no more; in bold,
/// it may say more.
pub(super) fn is_plain_heading(line: &str) -> bool {
    let bare = line.trim_matches(['*', '_', ':']).trim();
    let is_bold = ["**", "__"].iter().any(|mark| line.starts_with(mark) && line.trim_end_matches(':').ends_with(mark));
    if !bare.starts_with("Windows") {
        return false;
    }
    let count = editions(bare).len();
    // Each further edition takes a word, and one before it.
    let is_short = bare.split(' ').count() <= 2 + 2 * count && (count > 1 || !bare.contains(','));
    count > 0 && (is_bold || is_short)
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
    if tables.about.editions.is_empty() && (applies || is_title) {
        tables.about.editions = editions(text);
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
