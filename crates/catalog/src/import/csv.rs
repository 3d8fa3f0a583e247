//! Lists as CSV: the project's own form and any table whose header names its columns.

use super::columns::{Role, header, hosts, one_host};
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
    for record in reader.records() {
        let record = record.map_err(syntax)?;
        let line = record.position().map(csv::Position::line);
        match entries(&record, &columns, line) {
            Ok((read, is_whole)) => {
                rows.extend(read);
                if !is_whole {
                    let message = "words beside the destination: left out";
                    warnings.push(Warning { page: name.to_owned(), line: line.unwrap_or(0), message });
                }
            }
            Err(reason) => {
                let text = record.iter().collect::<Vec<_>>().join(",");
                refused.push(Refused { line: line.unwrap_or(0), text, reason });
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

/// The rows of one record: one, or one for each host of its destination; false if words beside them were left out.
fn entries(record: &csv::StringRecord, columns: &[Role], line: Option<u64>) -> Result<(Vec<Entry>, bool), String> {
    let cell = |role: Role| {
        let at = columns.iter().position(|r| *r == role);
        at.and_then(|at| record.get(at)).map_or("", unguarded)
    };
    let written = cell(Role::Destination);
    let whole = one_host(written).map(|one| vec![one]);
    let is_whole = whole.is_some() || hosts(written).len() == Destination::read_cell(written).len();
    let found = whole.unwrap_or_else(|| hosts(written));
    if found.is_empty() {
        let reason = if written.trim().is_empty() { "no destination" } else { "the destination is text, no host" };
        return Err(reason.to_owned());
    }
    let read = found.iter().map(|one| Entry::new(one, Dialect::Subdomains).map_err(|reason| reason.to_string()));
    let read = read.collect::<Result<Vec<_>, _>>()?;
    let process = cell(Role::Process).split(';').map(str::trim).filter(|name| !name.is_empty());
    let process: Vec<String> = process.map(str::to_owned).collect();
    let filled = |entry: Entry| Entry {
        protocols: Protocols::parse(cell(Role::Protocol)),
        description: cell(Role::Description).to_owned(),
        area: cell(Role::Area).to_owned(),
        process: process.clone(),
        line,
        ..entry
    };
    Ok((read.into_iter().map(filled).collect(), is_whole))
}
