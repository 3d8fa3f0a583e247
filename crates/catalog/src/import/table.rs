//! The tables of a page, whatever the page is written in: headings, prose and rows come in, endpoints go out.

use crate::entry::Entry;
use crate::pattern::{Destination, Dialect, decode_entities, link_texts};
use crate::protocol::Protocols;

use super::columns::{Role, guess, header, hosts};
use super::page::{About, Import, Refused, Warning, edition};

/// Reads tables in the order of the page.
#[derive(Debug)]
pub(super) struct Tables {
    page: String,
    pub about: About,
    edition: Option<&'static str>,
    heading: String,
    prose: String,
    prose_is_open: bool,
    columns: Option<Vec<Role>>,
    inside: bool,
    area: String,
    description: String,
    rows: Vec<(Option<&'static str>, Entry)>,
    warnings: Vec<Warning>,
    refused: Vec<Refused>,
}

impl Tables {
    pub(super) fn new(page: &str) -> Self {
        Self {
            page: page.to_owned(),
            about: About::default(),
            edition: None,
            heading: String::new(),
            prose: String::new(),
            prose_is_open: false,
            columns: None,
            inside: false,
            area: String::new(),
            description: String::new(),
            rows: Vec::new(),
            warnings: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// How many columns the table at hand has; `None` outside of tables.
    pub(super) fn width(&self) -> Option<usize> {
        self.columns.as_ref().filter(|_| self.inside).map(Vec::len)
    }

    /// A heading: an edition, or an area.
    pub(super) fn heading(&mut self, text: &str) {
        let text = plain(text);
        self.leave();
        self.prose.clear();
        self.area.clear();
        self.description.clear();
        if let Some(edition) = edition(&text) {
            self.edition = Some(edition);
            self.heading.clear();
        } else {
            self.heading = text;
        }
    }

    /// A line of text between tables. The text before a table describes it, if it has no such column.
    pub(super) fn prose(&mut self, text: &str) {
        let text = plain(text);
        if text.is_empty() {
            return;
        }
        self.leave();
        if !self.prose_is_open {
            self.prose.clear();
        } else if !self.prose.is_empty() {
            self.prose.push(' ');
        }
        self.prose.push_str(&text);
        self.prose_is_open = true;
    }

    /// The table's lines end here; rows that follow without a header still belong to it.
    pub(super) fn leave(&mut self) {
        self.inside = false;
    }

    /// A header row. One that names no destination begins a table whose rows must speak for themselves.
    pub(super) fn header(&mut self, cells: &[String]) {
        self.columns = header(cells);
        self.begin();
    }

    fn begin(&mut self) {
        self.inside = true;
        self.prose_is_open = false;
        self.area.clear();
        self.description.clear();
    }

    pub(super) fn warn(&mut self, line: u64, message: &'static str) {
        self.warnings.push(Warning { page: self.page.clone(), line, message });
    }

    /// A data row. `text` is the row as the page writes it.
    pub(super) fn row(&mut self, cells: &[String], line: u64, text: &str) {
        if header(cells).is_some() {
            self.header(cells);
            return;
        }
        if cells.iter().all(String::is_empty) {
            return self.warn(line, "a bar without cells: left out");
        }
        let Some(columns) = self.columns.clone().or_else(|| guess(cells)) else {
            return self.refuse(line, text, "its table names no column of destinations");
        };
        if !self.inside && self.columns.is_some() {
            self.warn(line, "a row apart from its table: read with the columns of the last table");
        }
        self.inside = true;
        self.prose_is_open = false;
        let Some(at) = columns.iter().position(|role| *role == Role::Destination) else { return };
        match split_rows(cells, columns.len(), at) {
            Some((first, second)) => {
                self.warn(line, "two rows on one line: read as two");
                self.one(&first, &columns, line, text);
                self.one(&second, &columns, line, text);
            }
            None => {
                let cells = self.aligned(cells, columns.len(), at, line);
                self.one(&cells, &columns, line, text);
            }
        }
    }

    /// Brings a row to the width of its table.
    fn aligned(&mut self, cells: &[String], width: usize, at: usize, line: u64) -> Vec<String> {
        let mut cells = cells.to_vec();
        let is_host = |cell: &String| !hosts(cell).is_empty();
        if cells.len() != width && !cells.get(at).is_some_and(is_host) {
            let places: Vec<usize> = (0..cells.len()).filter(|&i| cells.get(i).is_some_and(is_host)).collect();
            if let [place] = places.as_slice() {
                self.warn(line, "a bar too many or too few: the row was moved to its columns");
                if *place > at {
                    cells.drain(..place - at);
                } else {
                    cells.splice(0..0, std::iter::repeat_n(String::new(), at - place));
                }
            }
        }
        if cells.iter().skip(width).any(|cell| !cell.is_empty()) {
            self.warn(line, "more cells than columns: the rest was left out");
        }
        cells.resize(width, String::new());
        cells
    }

    fn one(&mut self, cells: &[String], columns: &[Role], line: u64, text: &str) {
        let cell = |role: Role| {
            let at = columns.iter().position(|r| *r == role);
            at.and_then(|at| cells.get(at)).map_or("", String::as_str)
        };
        let has = |role: Role| columns.contains(&role);
        let (area, description) = self.carried(&plain(cell(Role::Area)), &plain(cell(Role::Description)), &has);
        let found = hosts(cell(Role::Destination));
        if !found.is_empty() && found.len() < Destination::read_cell(cell(Role::Destination)).len() {
            self.warn(line, "words beside the destination: left out");
        }
        if found.len() > 1 {
            self.warn(line, "several destinations in one cell: a row each");
        }
        let process = processes(cell(Role::Process));
        for destination in &found {
            match Entry::new(destination, Dialect::Subdomains) {
                Ok(read) => {
                    let row = Entry {
                        protocols: Protocols::parse(cell(Role::Protocol)),
                        process: process.clone(),
                        area: area.clone(),
                        description: description.clone(),
                        line: Some(line),
                        ..read
                    };
                    self.rows.push((self.edition, row));
                }
                Err(reason) => self.refuse(line, text, &reason.to_string()),
            }
        }
        if found.is_empty() {
            let reason = match cell(Role::Destination) {
                "" => "no destination: names an area only",
                _ => "the destination is text or a link, no host",
            };
            self.refuse(line, text, reason);
        }
    }

    fn refuse(&mut self, line: u64, text: &str, reason: &str) {
        self.refused.push(Refused { line, text: text.to_owned(), reason: reason.to_owned() });
    }

    /// Area and description of a row: of its own cells; carried down where the table has an area column; else the
    /// heading and the prose before a table that has no column for them.
    fn carried(&mut self, area: &str, description: &str, has: &dyn Fn(Role) -> bool) -> (String, String) {
        if has(Role::Area) {
            if !area.is_empty() {
                self.area = area.to_owned();
                self.description = description.to_owned();
            } else if !description.is_empty() {
                self.description = description.to_owned();
            }
            let description = if has(Role::Description) { &self.description } else { &self.prose };
            return (self.area.clone(), description.clone());
        }
        if has(Role::Description) {
            return (String::new(), description.to_owned());
        }
        (self.heading.clone(), self.prose.clone())
    }

    /// Ends the page: a catalog per edition.
    pub(super) fn finish(self) -> Import {
        let mut editions: Vec<(&str, Vec<Entry>)> = Vec::new();
        for (edition, row) in self.rows {
            let edition = edition.or(self.about.edition).unwrap_or_default();
            match editions.iter_mut().find(|(known, _)| *known == edition) {
                Some((_, rows)) => rows.push(row),
                None => editions.push((edition, vec![row])),
            }
        }
        let catalogs = editions.into_iter().map(|(edition, rows)| self.about.catalog(&self.page, edition, rows));
        Import { catalogs: catalogs.collect(), warnings: self.warnings, refused: self.refused }
    }
}

/// Two rows on one line: as many cells again behind the table's width, with or without an empty one between, and a host
/// at the right place of both.
fn split_rows(cells: &[String], width: usize, at: usize) -> Option<(Vec<String>, Vec<String>)> {
    let (first, rest) = cells.split_at_checked(width)?;
    let starts = [1, 0].into_iter().filter_map(|skip| rest.get(skip..));
    let is_host = |row: &[String]| row.get(at).is_some_and(|cell| !hosts(cell).is_empty());
    if !is_host(first) {
        return None;
    }
    starts.into_iter().find(|second| is_host(second)).map(|second| (first.to_vec(), second.to_vec()))
}

/// The text of a cell or a paragraph: links by their text, escapes and entities read, bold marks off, blanks single.
pub(super) fn plain(raw: &str) -> String {
    let text = decode_entities(&link_texts(raw));
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|next| "*_`<>[]()#|\\/".contains(*next)) => out.extend(chars.next()),
            '`' => {}
            _ => out.push(c),
        }
    }
    let out = out.replace("**", "");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn processes(cell: &str) -> Vec<String> {
    let cell = cell.replace("<br/>", "<br>").replace("<br />", "<br>").replace("</br>", "<br>");
    let names = cell.split("<br>").flat_map(|part| part.split([',', ';', '\n'])).map(plain_name);
    names.filter(|name| !name.is_empty()).collect()
}

/// A process name keeps its backslashes: they are path separators.
fn plain_name(raw: &str) -> String {
    link_texts(raw).replace(['`', '*'], "").trim().to_owned()
}
