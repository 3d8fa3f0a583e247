//! The rows of a table in text: their cells, the lines that they were broken over, and what only looks like a row.

use idlewire_evidence::Cap;

use super::columns::{Role, header, hosts, is_host, is_protocol};

/// How many lines a broken row may have.
pub(crate) const ROW_LINES: Cap = Cap {
    name: "catalog-row-lines",
    unit: "lines",
    default: 8,
    reason: "a row of the published pages was broken over two; more than a line a cell is no row",
    outcome: "the row ends there",
};

/// How many lines of a table without a header are looked at to tell its columns.
pub(crate) const SAMPLE_LINES: Cap = Cap {
    name: "catalog-sample-lines",
    unit: "lines",
    default: 200,
    reason: "longer than the tables of the published pages; one row with a destination is enough",
    outcome: "the columns are told by the lines before",
};

/// How many cells a row may have.
pub(crate) const ROW_CELLS: Cap = Cap {
    name: "catalog-row-cells",
    unit: "cells",
    default: 1_024,
    reason: "a row of the published pages has four, and a line that lost its breaks holds a table of them",
    outcome: "the marks between the cells behind are text of the last",
};

pub(super) fn lines_of(cap: &Cap) -> usize {
    usize::try_from(cap.default).unwrap_or(usize::MAX)
}

/// A line without the blanks and invisible characters around it, and without the mark of a quotation or a comment
/// before a row.
pub(super) fn bare(line: &str) -> &str {
    let hidden = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}');
    let mut line = line.trim_matches(hidden);
    while let Some((_, row)) = line.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")) {
        let row = row.trim_matches(hidden);
        if !row.contains('|') {
            break;
        }
        line = row;
    }
    let quoted = line.strip_prefix('>').map(|rest| rest.trim_start_matches(['>', ' ', '\t']));
    quoted.filter(|rest| rest.contains('|')).unwrap_or(line)
}

/// A row as it was gathered.
pub(super) struct Row {
    pub cells: Vec<String>,
    pub text: String,
    /// How many lines it took, one at least.
    pub lines: usize,
    /// True if tabs stand for its bars.
    pub has_tabs: bool,
}

/// Reads the row that begins at a line, with the lines that it was broken over. `columns`: those of its table, if known.
pub(super) fn gather(lines: &[&str], at: usize, columns: Option<&[Role]>) -> Row {
    let mut text = lines.get(at).map_or("", |line| bare(line)).to_owned();
    let mut used = 1;
    while used < lines_of(&ROW_LINES) {
        let Some(next) = lines.get(at + used).map(|line| bare(line)) else { break };
        let Some(joined) = joined(&text, next, columns) else { break };
        text = joined;
        used += 1;
    }
    let by_bars = cells(&text);
    let by_tabs = tabbed(&text, columns.map_or(0, <[Role]>::len));
    let has_tabs = by_tabs.as_ref().is_some_and(|tabbed| tabbed.len() > by_bars.len());
    let cells = by_tabs.filter(|_| has_tabs).unwrap_or(by_bars);
    Row { cells, text, lines: used, has_tabs }
}

/// The rows from a line on, up to the end of their block: what tells the columns of a table without a header, or whether
/// given ones fit.
pub(super) fn sample(lines: &[&str], at: usize, columns: Option<&[Role]>) -> Vec<Vec<String>> {
    let end = lines.len().min(at + lines_of(&SAMPLE_LINES));
    let (mut rows, mut here) = (Vec::new(), at);
    while let Some(line) = lines.get(here).filter(|_| here < end).map(|line| bare(line)) {
        if !line.contains(['|', '\t']) || starts_block(line) {
            break;
        }
        let row = gather(lines, here, columns);
        here += row.lines;
        rows.push(row.cells);
    }
    rows
}

/// True if a line that does not begin with a bar is a row all the same, or a header. `columns`: those of the last table.
pub(super) fn is_loose_row(line: &str, is_inside: bool, columns: Option<&[Role]>) -> bool {
    if !line.contains(['|', '\t']) || starts_block(line) {
        return false;
    }
    let tabbed = tabbed(line, 0);
    if tabbed.is_none() && !line.contains('|') {
        return false;
    }
    let cells = tabbed.unwrap_or_else(|| cells(line));
    let named = cells.iter().filter(|cell| is_host(cell)).count();
    let has_protocol = cells.iter().any(|cell| is_protocol(cell));
    let is_placed = columns.filter(|columns| columns.len() == cells.len()).is_some_and(|columns| {
        columns.iter().zip(&cells).any(|(role, cell)| *role == Role::Destination && !hosts(cell).is_empty())
    });
    (is_inside && line.contains('|'))
        || is_placed
        || header(&cells).is_some()
        || (named > 0 && (is_inside || has_protocol || cells.len() > 2))
}

/// The cells of a row, trimmed. A bar behind a backslash is text.
pub(super) fn cells(line: &str) -> Vec<String> {
    let (mut cells, most) = (vec![String::new()], lines_of(&ROW_CELLS));
    let mut escaped = false;
    let line = line.trim();
    for c in line.strip_prefix('|').unwrap_or(line).chars() {
        let is_full = cells.len() >= most;
        match (c, cells.last_mut()) {
            ('|', Some(last)) if escaped => {
                last.pop();
                last.push('|');
            }
            ('|', _) if !is_full => cells.push(String::new()),
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

/// The cells of a row some of whose bars are tabs: each tab one bar if that gives the width of the table, else several
/// in a row one. `None` if no cell has a tab inside, or if that gives neither destination nor header where the width is
/// not known.
fn tabbed(line: &str, width: usize) -> Option<Vec<String>> {
    let bars = cells(line);
    let is_wide = line.matches('\t').count() >= lines_of(&ROW_CELLS);
    if is_wide || !bars.iter().any(|cell| cell.contains('\t')) || (width > 0 && bars.len() >= width) {
        return None;
    }
    let split = |keep_empty: bool| -> Vec<String> {
        let split = |cell: &String| -> Vec<String> {
            let parts = cell.split('\t').map(|part| part.trim().to_owned());
            if cell.contains('\t') {
                parts.filter(|part| keep_empty || !part.is_empty()).collect()
            } else {
                vec![cell.clone()]
            }
        };
        bars.iter().flat_map(split).collect()
    };
    let (each, runs) = (split(true), split(false));
    let cells = if each.len() == width { each } else { runs };
    (width > 0 || cells.iter().any(|cell| is_host(cell)) || header(&cells).is_some()).then_some(cells)
}

/// True for `| --- | :-: |`, with or without outer bars.
pub(super) fn is_separator(line: &str) -> bool {
    line.contains("--") && is_ruled(line)
}

/// True for what a header's next line may be, `|-|-|` too.
pub(super) fn is_ruled(line: &str) -> bool {
    let mark = |c: char| matches!(c, '-' | '|' | ':' | '+' | '=' | ' ' | '\t' | '\u{2013}' | '\u{2014}');
    line.contains(['-', '=', '\u{2013}', '\u{2014}']) && line.contains('|') && line.chars().all(mark)
}

/// True for a line that is no part of a row, whatever stands before it.
fn starts_block(line: &str) -> bool {
    let is_bullet = line.strip_prefix(['-', '*', '+']).is_some_and(|rest| rest.starts_with([' ', '\t']));
    line.is_empty()
        || line.starts_with(['#', '>'])
        || line.starts_with("<!--")
        || line.starts_with("```")
        || (is_bullet && !line.contains('|'))
        || is_separator(line)
        || super::markdown::is_plain_heading(line)
}

/// The two lines as one row, if the second goes on with the first.
fn joined(text: &str, next: &str, columns: Option<&[Role]>) -> Option<String> {
    let (mine, theirs) = (cells(text), cells(next));
    if starts_block(next) || header(&theirs).is_some() || header(&mine).is_some() {
        return None;
    }
    let continues = match columns {
        Some(columns) => fills(text, next, &mine, &theirs, columns),
        None => goes_on(text, next, &mine, &theirs),
    };
    continues.then(|| glued(text, next, &mine, &theirs, columns))
}

/// With the columns known: both lines together are one row of the table's width, and the second is none by itself.
fn fills(text: &str, next: &str, mine: &[String], theirs: &[String], columns: &[Role]) -> bool {
    let width = columns.len();
    let Some(at) = columns.iter().position(|role| *role == Role::Destination) else { return false };
    let is_row = |row: &[String]| row.get(at).is_some_and(|cell| is_host(cell));
    let (is_closed, has_bar) = (is_closed(text), next.contains('|'));
    let leads = next.starts_with('|');
    if text.contains('\t') || (!has_bar && next.contains('\t')) {
        return false;
    }
    let both = mine.len() + theirs.len();
    if is_closed || leads {
        let whole: Vec<String> = mine.iter().chain(theirs).cloned().collect();
        return !(is_closed && leads) && both == width && is_row(&whole) && !is_row(theirs);
    }
    let ends_in_host = mine.len() == at + 1;
    if !has_bar && is_host(next) && is_row(mine) && !ends_in_host && !is_cut(text) {
        return false;
    }
    // Without a bar in it, behind all cells, only the rest of a sentence goes on.
    let is_text = !has_bar && mine.len() >= width && !next.starts_with(char::is_lowercase);
    let is_broken_name = is_cut(text) && mine.len() == at + 1;
    both - 1 <= width && !is_text && (!is_row(theirs) || is_broken_name || both - 1 == width)
}

/// Without columns: the first line is open, and the second has what the first lacks.
fn goes_on(text: &str, next: &str, mine: &[String], theirs: &[String]) -> bool {
    let has_host = |row: &[String]| row.iter().any(|cell| is_host(cell));
    let has_protocol = |row: &[String]| row.iter().any(|cell| is_protocol(cell));
    if text.contains('\t') || next.contains('\t') || !text.contains('|') {
        return false;
    }
    if next.starts_with('|') {
        return !is_closed(text) && has_host(mine) && !has_protocol(mine) && has_protocol(theirs) && !has_host(theirs);
    }
    if is_closed(text) {
        return text.starts_with('|') && next.contains('|') && has_host(mine) && mine.len() < 3 && !has_host(theirs);
    }
    let has_room = next.contains('|') || (is_protocol(next) && mine.len() < 3);
    has_room && (!has_host(theirs) || (is_cut(text) && text.starts_with('|')))
}

fn is_closed(text: &str) -> bool {
    text.len() > 1 && text.ends_with('|') && !text.ends_with("\\|")
}

/// True if the text ends in the middle of a name or of a list of protocols.
fn is_cut(text: &str) -> bool {
    text.ends_with(['.', '-', '/', '\\', '_'])
}

/// Puts a broken row together: a name is joined as it stands, words with a blank.
fn glued(text: &str, next: &str, mine: &[String], theirs: &[String], columns: Option<&[Role]>) -> String {
    let role = columns.and_then(|columns| columns.get(mine.len().saturating_sub(1)));
    let (last, first) = (mine.last().map_or("", String::as_str), theirs.first().map_or("", String::as_str));
    let is_bar = next.starts_with('|') || is_closed(text);
    let is_prose = !is_protocol(last.trim_end_matches('/')) && last.contains(' ') && hosts(last).is_empty();
    let is_word = match role {
        Some(Role::Destination) => !is_cut(last) && is_host(last) && is_host(first),
        Some(Role::Protocol) => !last.ends_with(['/', '\\']),
        Some(_) => true,
        None => is_prose || (is_host(last) && is_host(first) && !is_cut(last)),
    };
    if is_bar || !is_word { format!("{text}{next}") } else { format!("{text} {next}") }
}
