//! Lists as CSV: the project's own form and any table whose header names its columns.

use super::columns::{MORE_CELLS, Role, UNKNOWN_COLUMN, has_unknown, header, hosts, one_host};
use super::page::{About, Import, Refused, Warning};
use crate::csv_form::unguarded;
use crate::entry::Entry;
use crate::pattern::{Destination, Dialect};
use crate::protocol::Protocols;
use crate::toml_form::FormError;

/// Reads rows under a header that names the columns, `destination` and one more at least, in any order and case.
///
/// # Errors
/// [`FormError::Syntax`] if there is no such header or the quoting is broken.
pub fn read_csv(name: &str, text: &str) -> Result<Import, FormError> {
    let syntax = |e: csv::Error| FormError::Syntax(e.to_string());
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers().map_err(syntax)?.iter().map(str::to_owned).collect();
    let columns = header(&heads).ok_or_else(|| FormError::Syntax("no column names a destination".to_owned()))?;
    let (mut rows, mut warnings, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut warn = |line: u64, message| warnings.push(Warning { page: name.to_owned(), line, message });
    if has_unknown(&heads, &columns) {
        warn(1, UNKNOWN_COLUMN);
    }
    for record in reader.records() {
        let record = record.map_err(syntax)?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
            warn(line, MORE_CELLS);
        }
        match entries(&record, &columns, line) {
            Ok((read, is_whole)) => {
                rows.extend(read);
                if !is_whole {
                    warn(line, "words beside the destination: left out");
                }
            }
            Err(reason) => {
                refused.push(Refused { line, text: record.iter().collect::<Vec<_>>().join(","), reason });
            }
        }
    }
    let catalog = About::default().whole(name, rows);
    Ok(Import { catalogs: vec![catalog], warnings, refused, ..Import::default() })
}

/// What stands between the cells: a semicolon if the header has some and no comma, as spreadsheets write it where the
/// comma is the decimal mark.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    if head.contains(';') && !head.contains(',') { b';' } else { b',' }
}

/// The rows of one record: one, or one for each host of its destinations; false if words beside them were left out.
fn entries(record: &csv::StringRecord, columns: &[Role], line: u64) -> Result<(Vec<Entry>, bool), String> {
    let cells =
        |role: Role| columns.iter().zip(record).filter(move |(r, _)| **r == role).map(|(_, cell)| unguarded(cell));
    let cell = |role: Role| cells(role).next().unwrap_or_default();
    let (mut found, mut is_whole) = (Vec::new(), true);
    for written in cells(Role::Destination) {
        let whole = one_host(written).map(|one| vec![one]);
        let several = || hosts(written);
        is_whole &= whole.is_some() || several().len() == Destination::read_cell(written).len();
        found.extend(whole.unwrap_or_else(several));
    }
    if found.is_empty() {
        let is_empty = cells(Role::Destination).all(|cell| cell.trim().is_empty());
        let reason = if is_empty { "no destination" } else { "the destination is text, no host" };
        return Err(reason.to_owned());
    }
    let read = found.iter().map(|one| Entry::new(one, Dialect::Subdomains).map_err(|reason| reason.to_string()));
    let read = read.collect::<Result<Vec<_>, _>>()?;
    let process = cell(Role::Process).split(';').map(str::trim).filter(|name| !name.is_empty());
    let process: Vec<String> = process.map(str::to_owned).collect();
    let protocols = Protocols::parse(cell(Role::Protocol));
    let filled = |entry: Entry| Entry {
        protocols: protocols.clone(),
        description: cell(Role::Description).to_owned(),
        area: cell(Role::Area).to_owned(),
        process: process.clone(),
        line: Some(line),
        ..entry
    };
    Ok((read.into_iter().map(filled).collect(), is_whole))
}
