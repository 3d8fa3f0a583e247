//! Lists as CSV: the project's own form and any table whose header names its columns.

use super::columns::{MORE_CELLS, Role, UNKNOWN_COLUMN, has_unknown, header, hosts, one_host};
use super::gathered::{Gathered, Texts, once};
use super::page::{About, Import};
use crate::csv_form::unguarded;
use crate::entry::Entry;
use crate::pattern::{Destination, Dialect};
use crate::protocol::Protocols;
use crate::toml_form::FormError;

/// The first columns of a report of the project's own, by which it is known. The first [`OF_ROW`] are the row; what follows was seen of
/// it, addresses too, which are no destinations.
const OF_REPORT: [&str; 5] = ["destination", "protocol", "description", "listed", "subject"];

/// How many of them a list has.
const OF_ROW: usize = 3;

/// Reads rows under a header that names the columns, `destination` and one more at least, in any order and case.
///
/// # Errors
/// [`FormError::Syntax`] if there is no such header or the quoting is broken.
pub fn read_csv(name: &str, text: &str) -> Result<Import, FormError> {
    let syntax = |e: csv::Error| FormError::Syntax(e.to_string());
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers().map_err(syntax)?.iter().map(str::to_owned).collect();
    let mut columns = header(&heads).ok_or_else(|| FormError::Syntax("no column names a destination".to_owned()))?;
    let (mut rows, mut gathered) = (Vec::new(), Gathered::of(name, text.len()));
    if heads.iter().take(OF_REPORT.len()).eq(OF_REPORT.iter()) {
        columns.iter_mut().skip(OF_ROW).for_each(|role| *role = Role::Other);
    } else if has_unknown(&heads, &columns) {
        gathered.warn(1, UNKNOWN_COLUMN);
    }
    for record in reader.records() {
        let record = record.map_err(syntax)?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
            gathered.warn(line, MORE_CELLS);
        }
        let row = Row { record: &record, columns: &columns };
        match row.destinations() {
            Ok((read, is_whole)) => {
                row.fill(read, line, &mut gathered, &mut rows);
                if !is_whole {
                    gathered.warn(line, "words beside the destination: left out");
                }
            }
            Err(reason) => gathered.refuse(line, &record.iter().collect::<Vec<_>>().join(","), &reason),
        }
    }
    Ok(gathered.import(vec![About::default().whole(name, rows)]))
}

/// What stands between the cells: a semicolon if the header has some and no comma, as spreadsheets write it where the
/// comma is the decimal mark.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    if head.contains(';') && !head.contains(',') { b';' } else { b',' }
}

/// A record under its header.
struct Row<'a> {
    record: &'a csv::StringRecord,
    columns: &'a [Role],
}

impl<'a> Row<'a> {
    fn cells(&self, role: Role) -> impl Iterator<Item = &'a str> {
        let cells = self.columns.iter().zip(self.record);
        cells.filter(move |(its, _)| **its == role).map(|(_, cell)| unguarded(cell))
    }

    fn cell(&self, role: Role) -> &'a str {
        self.cells(role).next().unwrap_or_default()
    }

    /// One row, or one for each host of its destinations, without the texts; false if words beside them were left out.
    fn destinations(&self) -> Result<(Vec<Entry>, bool), String> {
        let (mut found, mut is_whole) = (Vec::new(), true);
        for written in self.cells(Role::Destination) {
            let whole = one_host(written).map(|one| vec![one]);
            let several = || hosts(written);
            is_whole &= whole.is_some() || several().len() == Destination::read_cell(written).len();
            found.extend(whole.unwrap_or_else(several));
        }
        if found.is_empty() {
            let is_empty = self.cells(Role::Destination).all(|cell| cell.trim().is_empty());
            let reason = if is_empty { "no destination" } else { "the destination is text, no host" };
            return Err(reason.to_owned());
        }
        let read = found.iter().map(|one| Entry::new(one, Dialect::Subdomains).map_err(|reason| reason.to_string()));
        Ok((read.collect::<Result<_, _>>()?, is_whole))
    }

    /// Adds these destinations with the texts of the record.
    fn fill(&self, read: Vec<Entry>, line: u64, gathered: &mut Gathered, rows: &mut Vec<Entry>) {
        let process = self.cell(Role::Process).split(';').map(|name| name.trim().to_owned());
        let texts = Texts {
            protocols: &Protocols::parse(self.cell(Role::Protocol)),
            process: &once(process),
            area: self.cell(Role::Area),
            description: self.cell(Role::Description),
        };
        rows.extend(read.into_iter().map(|read| gathered.row(read, &texts, line)));
    }
}
