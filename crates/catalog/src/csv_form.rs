//! The CSV form: `destination,protocol,description`, safe to open in a spreadsheet.

use crate::entry::Catalog;

/// Writes the rows of one catalog under the header `destination,protocol,description`.
pub fn write_csv(catalog: &Catalog) -> String {
    let mut out = String::from("destination,protocol,description\n");
    for entry in &catalog.endpoints {
        let cells = [&entry.destination, &entry.protocols.to_string(), &entry.description];
        let cells = cells.map(|cell| quoted(&guarded(cell)));
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

/// Puts an apostrophe before what a spreadsheet would compute (`=`, `+`, `-`, `@`, a control character), and before an
/// apostrophe, so that the reader can take exactly one off.
fn guarded(cell: &str) -> String {
    let risky = |c: char| "=+-@'".contains(c) || c.is_control();
    if cell.starts_with(risky) { format!("'{cell}") } else { cell.to_owned() }
}

/// Takes off the one apostrophe that the writer put before a risky cell.
pub(crate) fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
