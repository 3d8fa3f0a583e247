//! Lists as CSV: the project's own form and any table whose header names its columns.

use super::columns::{Role, header};
use super::page::{About, Import, Refused};
use crate::csv_form::unguarded;
use crate::entry::Entry;
use crate::pattern::{Destination, Dialect, PatternError};
use crate::protocol::Protocols;
use crate::toml_form::FormError;

/// Reads rows under a header that names the columns, `destination` and one more at least, in any order and case.
///
/// # Errors
/// [`FormError::Syntax`] if there is no such header or the quoting is broken.
pub fn read_csv(name: &str, text: &str) -> Result<Import, FormError> {
    let syntax = |e: csv::Error| FormError::Syntax(e.to_string());
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers().map_err(syntax)?.iter().map(str::to_owned).collect();
    let columns = header(&heads).ok_or_else(|| FormError::Syntax("no column names a destination".to_owned()))?;
    let (mut rows, mut refused) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(syntax)?;
        let line = record.position().map(csv::Position::line);
        match entries(&record, &columns, line) {
            Ok(read) => rows.extend(read),
            Err(reason) => {
                let text = record.iter().collect::<Vec<_>>().join(",");
                refused.push(Refused { line: line.unwrap_or(0), text, reason: reason.to_string() });
            }
        }
    }
    let catalog = About::default().catalog(name, "", rows);
    Ok(Import { catalogs: vec![catalog], warnings: Vec::new(), refused })
}

/// The rows of one record: one, or one for each host of its destination.
fn entries(record: &csv::StringRecord, columns: &[Role], line: Option<u64>) -> Result<Vec<Entry>, PatternError> {
    let cell = |role: Role| {
        let at = columns.iter().position(|r| *r == role);
        at.and_then(|at| record.get(at)).map_or("", unguarded)
    };
    let written = cell(Role::Destination);
    let read = match Entry::new(&Destination::read(written), Dialect::Subdomains) {
        Ok(one) => vec![one],
        Err(reason) => {
            let parts = Destination::read_cell(written);
            if parts.len() < 2 {
                return Err(reason);
            }
            parts.iter().map(|part| Entry::new(part, Dialect::Subdomains)).collect::<Result<_, _>>()?
        }
    };
    let process = cell(Role::Process).split(';').map(str::trim).filter(|name| !name.is_empty());
    let process: Vec<String> = process.map(str::to_owned).collect();
    let whole = |entry: Entry| Entry {
        protocols: Protocols::parse(cell(Role::Protocol)),
        description: cell(Role::Description).to_owned(),
        area: cell(Role::Area).to_owned(),
        process: process.clone(),
        line,
        ..entry
    };
    Ok(read.into_iter().map(whole).collect())
}
