//! The tables of a page, whatever the page is written in: headings, prose and rows come in, endpoints go out.

use crate::entry::Entry;
use crate::pattern::{Destination, Dialect, decode_entities, link_texts};
use crate::protocol::Protocols;

use super::borne::Borne;
use super::columns::{MORE_CELLS, Role, UNKNOWN_COLUMN, has_unknown, header, hosts, is_host, loose_header};
use super::edition::editions;
use super::layout::{align, guess, loose_rows, split};
use super::page::{About, Import, Refused, Warning, subject};
use std::collections::HashMap;

/// The system and the editions that hold where a row stands, as far as headings named them.
type Heading = (Option<String>, Vec<&'static str>);

/// Reads tables in the order of the page.
#[derive(Debug)]
pub(super) struct Tables {
    page: String,
    pub about: About,
    /// Those that the last heading named; one empty name if it named a system and none of its editions.
    editions: Vec<&'static str>,
    /// The system, with its version if there is one, that the last heading named.
    system: Option<String>,
    heading: String,
    prose: String,
    prose_is_open: bool,
    columns: Option<Vec<Role>>,
    /// True if no header named the columns: they hold for this table alone.
    is_guessed: bool,
    inside: bool,
    area: String,
    description: String,
    borne: Borne,
    rows: Vec<(Heading, Entry)>,
    warnings: Vec<Warning>,
    refused: Vec<Refused>,
}

impl Tables {
    pub(super) fn new(page: &str) -> Self {
        Self {
            page: page.to_owned(),
            about: About::default(),
            editions: Vec::new(),
            system: None,
            heading: String::new(),
            prose: String::new(),
            prose_is_open: false,
            columns: None,
            is_guessed: false,
            inside: false,
            area: String::new(),
            description: String::new(),
            borne: Borne::default(),
            rows: Vec::new(),
            warnings: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// True within a table.
    pub(super) fn is_inside(&self) -> bool {
        self.inside
    }

    /// True within a table whose columns no header names.
    pub(super) fn is_guessed(&self) -> bool {
        self.is_guessed
    }

    /// The columns of the table at hand, or of the one before.
    pub(super) fn known(&self) -> Option<&[Role]> {
        self.columns.as_deref()
    }

    /// The columns of the table at hand; `None` outside of tables, and where nothing tells them.
    pub(super) fn columns(&self) -> Option<&[Role]> {
        self.columns.as_deref().filter(|_| self.inside)
    }

    /// A heading: an edition, or an area.
    pub(super) fn heading(&mut self, text: &str) {
        let text = plain(text);
        self.leave();
        self.prose.clear();
        self.area.clear();
        self.description.clear();
        let named = editions(&text);
        let system = subject(&text).filter(|_| !named.is_empty() || text.starts_with("Windows"));
        self.heading = if named.is_empty() { text } else { String::new() };
        if !named.is_empty() {
            self.editions = named;
        } else if system.is_some() && !self.editions.is_empty() {
            // Another system, or another edition of it that has no name here: the edition before ends.
            self.editions = vec![""];
        }
        self.system = system.or(self.system.take());
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

    /// The table's lines end here; rows that follow without a header still belong to it, if it had one.
    pub(super) fn leave(&mut self) {
        self.inside = false;
        if self.is_guessed {
            self.forget();
        }
    }

    /// Nothing is known of the columns of the rows that follow.
    pub(super) fn forget(&mut self) {
        self.columns = None;
        self.is_guessed = false;
        self.inside = false;
    }

    /// A row that stands where a header stands. One that names no destination begins a table whose rows speak for
    /// themselves; one that holds a destination is a row of it.
    pub(super) fn header(&mut self, cells: &[String], line: u64, text: &str) {
        self.forget();
        if let Some(columns) = loose_header(cells) {
            self.name(cells, columns, line);
        } else if cells.iter().any(|cell| is_host(cell)) {
            self.begin(&[cells.to_vec()], line);
            self.row(cells, line, text);
            self.leave();
        } else if cells.iter().any(|cell| !cell.is_empty()) {
            self.warn(line, "a header that names no destinations: left out");
        }
    }

    /// A table begins whose header names its columns.
    fn name(&mut self, heads: &[String], columns: Vec<Role>, line: u64) {
        if has_unknown(heads, &columns) {
            self.warn(line, UNKNOWN_COLUMN);
        }
        self.columns = Some(columns);
        self.enter();
    }

    fn enter(&mut self) {
        self.inside = true;
        self.prose_is_open = false;
        self.area.clear();
        self.description.clear();
    }

    /// Rows go on apart from the last table, if that had a header and they fit its columns: with those.
    pub(super) fn resume(&mut self, line: u64, sample: impl Fn(Option<&[Role]>) -> Vec<Vec<String>>) {
        match &self.columns {
            Some(columns) if fits(&sample(Some(columns)), columns) => {
                self.inside = true;
                self.prose_is_open = false;
                self.warn(line, "a row apart from its table: read with the columns of the last table");
            }
            _ => self.begin(&sample(None), line),
        }
    }

    /// Rows begin without a header before them. `sample`: the rows up to where they end.
    pub(super) fn begin(&mut self, sample: &[Vec<String>], line: u64) {
        if sample.first().is_some_and(|first| header(first).is_some()) {
            return;
        }
        self.columns = guess(sample);
        self.is_guessed = true;
        if self.columns.is_some() {
            self.warn(line, "a table without a header: its columns are guessed from its cells");
        }
        self.enter();
    }

    pub(super) fn warn(&mut self, line: u64, message: &'static str) {
        self.warnings.push(Warning { page: self.page.clone(), line, message });
    }

    /// A data row. `text` is the row as the page writes it.
    pub(super) fn row(&mut self, cells: &[String], line: u64, text: &str) {
        if let Some(columns) = header(cells) {
            self.forget();
            return self.name(cells, columns, line);
        }
        if cells.iter().all(String::is_empty) {
            return self.refuse(line, text, "a bar without cells");
        }
        let Some(columns) = self.columns.clone() else {
            return self.refuse(line, text, "no cell of it holds a destination, and no header names a column of them");
        };
        let at = columns.iter().position(|role| *role == Role::Destination).unwrap_or(0);
        let rows = split(cells, columns.len(), at);
        match rows.len() {
            0 | 1 => {}
            2 => self.warn(line, "two rows on one line: read as two"),
            _ => self.warn(line, "several rows on one line: read one by one"),
        }
        for row in rows {
            let (row, odd) = align(&row, columns.len(), at);
            odd.into_iter().for_each(|odd| self.warn(line, odd));
            if self.is_guessed {
                self.say_unnamed(&row, &columns, line);
            }
            self.placed(&row, &columns, line, text);
        }
    }

    /// A row of its table's width. If its destination stands in another column, its own cells say what they are.
    fn placed(&mut self, cells: &[String], columns: &[Role], line: u64, text: &str) {
        let is_named =
            columns.iter().zip(cells).any(|(role, cell)| *role == Role::Destination && !hosts(cell).is_empty());
        if is_named || !cells.iter().any(|cell| is_host(cell)) {
            return self.one(cells, columns, line, text);
        }
        self.warn(line, "the destination stands in another column: the row is read by its cells");
        for row in loose_rows(cells) {
            let own = guess(std::slice::from_ref(&row)).unwrap_or_default();
            self.say_unnamed(&row, &own, line);
            self.one(&row, &own, line, text);
        }
    }

    /// Says that a cell has no place in the columns that were guessed.
    fn say_unnamed(&mut self, cells: &[String], columns: &[Role], line: u64) {
        if columns.iter().zip(cells).any(|(role, cell)| *role == Role::Other && !cell.is_empty()) {
            self.warn(line, MORE_CELLS);
        }
    }

    fn one(&mut self, cells: &[String], columns: &[Role], line: u64, text: &str) {
        let cell = |role: Role| {
            let at = columns.iter().position(|r| *r == role);
            at.and_then(|at| cells.get(at)).map_or("", String::as_str)
        };
        let has = |role: Role| columns.contains(&role);
        let described = plain(cell(Role::Description));
        if has(Role::Area) {
            self.remember(&plain(cell(Role::Area)), &described);
        }
        let named = columns.iter().zip(cells).filter(|(role, _)| **role == Role::Destination);
        let named: Vec<&String> = named.map(|(_, cell)| cell).collect();
        let found: Vec<Destination> = named.iter().flat_map(|cell| hosts(cell)).collect();
        let is_more = |cell: &String| Destination::read_cell(cell).len() > hosts(cell).len();
        if !found.is_empty() && named.iter().any(|cell| is_more(cell)) {
            self.warn(line, "words beside the destination: left out");
        }
        if found.len() > 1 {
            self.warn(line, "several destinations in one cell: a row each");
        }
        let (process, protocols) = (processes(cell(Role::Process)), Protocols::parse(cell(Role::Protocol)));
        let own: usize = protocols.0.iter().chain(&process).map(String::len).sum();
        for destination in &found {
            let (area, description) = self.carried(&described, &has);
            let borne = own + area.len() + description.len();
            let has_room = self.bears(borne, line);
            match Entry::new(destination, Dialect::Subdomains) {
                Ok(read) => {
                    let mut row = Entry { line: Some(line), ..read };
                    if has_room {
                        let (area, description) = self.carried(&described, &has);
                        (row.area, row.description) = (area.to_owned(), description.to_owned());
                        (row.protocols, row.process) = (protocols.clone(), process.clone());
                    }
                    self.rows.push(((self.system.clone(), self.editions.clone()), row));
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

    /// Takes note of a row's area and description, which are carried down where the table has an area column.
    fn remember(&mut self, area: &str, description: &str) {
        if !area.is_empty() {
            area.clone_into(&mut self.area);
        }
        if !area.is_empty() || !description.is_empty() {
            description.clone_into(&mut self.description);
        }
    }

    /// Area and description of a row: of its own cells; carried down where the table has an area column; else the
    /// heading and the prose before a table that has no column for them.
    fn carried<'s>(&'s self, own: &'s str, has: &dyn Fn(Role) -> bool) -> (&'s str, &'s str) {
        match (has(Role::Area), has(Role::Description)) {
            (true, true) => (&self.area, &self.description),
            (true, false) => (&self.area, &self.prose),
            (false, true) => ("", own),
            (false, false) => (&self.heading, &self.prose),
        }
    }

    /// Whether one more row can bear so many bytes of text.
    fn bears(&mut self, text: usize, line: u64) -> bool {
        let had_room = self.borne.has_room();
        let has_room = self.borne.add(text);
        if had_room && !has_room {
            self.warn(line, "rows repeat too much text: those from here on have only their destinations");
        }
        has_room
    }

    /// Ends the page: a catalog per system and edition. A row under a heading of several editions is in each.
    pub(super) fn finish(self) -> Import {
        let mut places = HashMap::new();
        let mut tables = Vec::new();
        for ((system, editions), row) in self.rows {
            let subject = self.about.subject_of(system.as_deref());
            let named = [editions, self.about.editions.clone(), vec![""]];
            for edition in named.into_iter().find(|named| !named.is_empty()).unwrap_or_default() {
                let key = (subject.clone(), edition);
                let place = *places.entry(key.clone()).or_insert(tables.len());
                if place == tables.len() {
                    tables.push((key, Vec::new()));
                }
                tables.get_mut(place).into_iter().for_each(|(_, rows)| rows.push(row.clone()));
            }
        }
        let catalogs =
            tables.into_iter().map(|((subject, edition), rows)| self.about.catalog(&self.page, subject, edition, rows));
        Import { catalogs: catalogs.collect(), warnings: self.warnings, refused: self.refused, ..Import::default() }
    }
}

/// True if a row of the sample has a host where the columns want one, or none has a host anywhere.
fn fits(sample: &[Vec<String>], columns: &[Role]) -> bool {
    let named: Vec<&Vec<String>> = sample.iter().filter(|row| row.iter().any(|cell| is_host(cell))).collect();
    let is_placed = |row: &&Vec<String>| {
        columns.iter().zip(*row).any(|(role, cell)| *role == Role::Destination && !hosts(cell).is_empty())
    };
    named.is_empty() || named.iter().any(is_placed)
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
    // A break is read before entities are: what those stand for is text.
    let cell = cell.replace("<br/>", "\n").replace("<br />", "\n").replace("</br>", "\n").replace("<br>", "\n");
    let cell = decode_entities(&cell);
    let names = cell.split([',', ';', '\n']).map(plain_name);
    names.filter(|name| !name.is_empty()).collect()
}

/// A process name keeps its backslashes: they are path separators.
fn plain_name(raw: &str) -> String {
    link_texts(raw).replace(['`', '*'], "").trim().to_owned()
}
