//! The tables of a page, whatever the page is written in: headings, prose and rows come in, endpoints go out.

use crate::entry::{Catalog, Entry};
use crate::pattern::{Destination, Dialect, decode_entities, link_texts};
use crate::protocol::Protocols;

use super::carried::Carried;
use super::columns::{MORE_CELLS, Role, UNKNOWN_COLUMN, has_unknown, header, hosts, is_host, loose_header};
use super::edition::editions;
use super::gathered::{Gathered, ROW_TEXT, Texts, once};
use super::layout::{align, guess, loose_rows, split};
use super::page::{About, Import, subject, subject_under};
use super::rows::lines_of;
use std::collections::HashMap;

/// The system and the editions that hold where a row stands, as far as headings named them.
type Place = (Option<String>, Vec<&'static str>);

/// Reads tables in the order of the page.
#[derive(Debug)]
pub(super) struct Tables {
    pub about: About,
    /// Those that the last heading named; one empty name if it named a system and none of its editions.
    editions: Vec<&'static str>,
    /// The system, with its version if there is one, that the last heading named.
    system: Option<String>,
    carried: Carried,
    columns: Option<Vec<Role>>,
    /// True if no header named the columns: they hold for this table alone.
    is_guessed: bool,
    inside: bool,
    /// Each with the rows that stand there.
    places: Vec<(Place, Vec<Entry>)>,
    /// True if the last of them is where the page is.
    is_placed: bool,
    gathered: Gathered,
}

impl Tables {
    /// For a page with this name and of so many bytes.
    pub(super) fn new(page: &str, bytes: usize) -> Self {
        Self {
            about: About::default(),
            editions: Vec::new(),
            system: None,
            carried: Carried::default(),
            columns: None,
            is_guessed: false,
            inside: false,
            places: Vec::new(),
            is_placed: false,
            gathered: Gathered::of(page, bytes),
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
        let named = editions(&text);
        let system = subject(&text).filter(|_| !named.is_empty() || text.starts_with("Windows"));
        self.carried.heading(if named.is_empty() { text } else { String::new() });
        if !named.is_empty() {
            self.editions = named;
        } else if system.is_some() && !self.editions.is_empty() {
            // Another system, or another edition of it that has no name here: the edition before ends.
            self.editions = vec![""];
        }
        self.system = system.or(self.system.take());
        self.is_placed = false;
    }

    /// A line of text between tables. The text before a table describes it, if it has no such column.
    pub(super) fn prose(&mut self, text: &str) {
        let text = plain(text);
        if text.is_empty() {
            return;
        }
        self.leave();
        self.carried.prose(&text);
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
        self.carried.enter();
    }

    /// Rows go on apart from the last table, if that had a header and they fit its columns: with those.
    pub(super) fn resume(&mut self, line: u64, sample: impl Fn(Option<&[Role]>) -> Vec<Vec<String>>) {
        match &self.columns {
            Some(columns) if fits(&sample(Some(columns)), columns) => {
                self.inside = true;
                self.carried.end_prose();
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
        self.gathered.warn(line, message);
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
        let described = plain(cell(Role::Description));
        if columns.contains(&Role::Area) {
            self.carried.remember(&plain(cell(Role::Area)), &described);
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
        for destination in &found {
            match Entry::new(destination, Dialect::Subdomains) {
                Ok(read) => {
                    let (area, description) = self.carried.texts(&described, columns);
                    let texts = Texts { protocols: &protocols, process: &process, area, description };
                    let row = self.gathered.row(read, &texts, line);
                    self.place(row);
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

    /// Where warnings and refused rows go, and the bound on text.
    pub(super) fn gathered(&mut self) -> &mut Gathered {
        &mut self.gathered
    }

    /// Puts a row under the headings at hand.
    fn place(&mut self, row: Entry) {
        if !self.is_placed {
            self.places.push(((self.system.clone(), self.editions.clone()), Vec::new()));
            self.is_placed = true;
        }
        if let Some((_, rows)) = self.places.last_mut() {
            rows.push(row);
        }
    }

    fn refuse(&mut self, line: u64, text: &str, reason: &str) {
        self.gathered.refuse(line, text, reason);
    }

    /// Ends the page: a catalog per system and edition. A row under a heading of several editions is in each.
    pub(super) fn finish(self) -> Import {
        let Self { about, mut gathered, places: headed, .. } = self;
        let (whole, source) = (about.subject(), about.source());
        let mut places = HashMap::new();
        let mut tables = Vec::new();
        for ((system, editions), rows) in headed {
            let subject = subject_under(system.as_deref(), whole.as_deref());
            let named = [editions, about.editions.clone(), vec![""]];
            let named = named.into_iter().find(|named| !named.is_empty()).unwrap_or_default();
            for (nth, edition) in named.into_iter().enumerate() {
                let key = (subject.clone(), edition);
                let place = *places.entry(key.clone()).or_insert(tables.len());
                if place == tables.len() {
                    tables.push((key, Vec::new()));
                }
                let copies = if nth == 0 { rows.clone() } else { gathered.copies(&rows) };
                if let Some((_, its)) = tables.get_mut(place) {
                    its.extend(copies);
                }
            }
        }
        let is_long = source.len().saturating_mul(tables.len()) > lines_of(&ROW_TEXT);
        let source = if is_long { String::new() } else { source };
        if is_long {
            gathered.warn(1, "the page's title is too long to stand in each of so many tables: they state no source");
        }
        let catalogs = tables.into_iter().map(|((subject, edition), rows)| {
            let catalog = about.catalog(gathered.page(), subject, edition, rows);
            Catalog { source: source.clone(), ..catalog }
        });
        let catalogs = catalogs.collect();
        gathered.import(catalogs)
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
    once(cell.split([',', ';', '\n']).map(plain_name))
}

/// A process name keeps its backslashes: they are path separators.
fn plain_name(raw: &str) -> String {
    link_texts(raw).replace(['`', '*'], "").trim().to_owned()
}
