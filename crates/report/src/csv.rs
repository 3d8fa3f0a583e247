//! CSV of the rows that were reached.

use crate::escape::{csv_cell, csv_list};
use crate::{Report, Row, Subject};
use std::borrow::Cow;
use std::io;

/// The columns of [`csv()`]. Lists are joined with `;`; what is unknown is an empty cell; times are RFC 3339 in UTC.
pub const COLUMNS: [&str; 24] = [
    "destination",
    "protocol",
    "description",
    "listed",
    "subject",
    "flows",
    "failed",
    "packets_out",
    "packets_in",
    "bytes_out",
    "bytes_in",
    "first_seen",
    "last_seen",
    "names",
    "addresses",
    "ports",
    "tls",
    "alpn",
    "aliases",
    "catalogs",
    "sources",
    "asn",
    "owner",
    "notes",
];

/// Writes one line an endpoint, all subjects in one table, under a header.
///
/// Names that were resolved only are not here: every line is a destination that was reached or tried.
///
/// # Errors
/// Those of the writer.
pub fn csv(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let rows = report.subjects.iter().flat_map(|subject| subject.endpoints.iter().map(move |row| cells(subject, row)));
    lines([COLUMNS].into_iter(), out)?;
    lines(rows, out)
}

/// Writes one line per row of cells.
pub(crate) fn lines<T: AsRef<str>, const N: usize>(
    rows: impl Iterator<Item = [T; N]>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut lines = ::csv::Writer::from_writer(out);
    for row in rows {
        lines.write_record(row.iter().map(AsRef::as_ref)).map_err(cause)?;
    }
    lines.flush()
}

/// The writer's own error, so that the caller can tell a closed pipe from a full disk.
fn cause(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn cells<'a>(subject: &'a Subject, row: &'a Row) -> [Cow<'a, str>; COLUMNS.len()] {
    let numbers = |n: u64| Cow::Owned(n.to_string());
    let time =
        |at: Option<_>| Cow::Owned(at.map(|at: idlewire_evidence::Timestamp| at.to_string()).unwrap_or_default());
    [
        csv_cell(&row.destination),
        csv_cell(&row.protocol),
        csv_cell(row.description.as_deref().unwrap_or_default()),
        Cow::Borrowed(if row.listed { "true" } else { "false" }),
        csv_cell(&subject.name),
        numbers(row.flows),
        numbers(row.failed),
        numbers(row.packets_out),
        numbers(row.packets_in),
        numbers(row.bytes_out),
        numbers(row.bytes_in),
        time(row.first_seen),
        time(row.last_seen),
        list(&row.names),
        list(&row.addresses.iter().map(ToString::to_string).collect::<Vec<_>>()),
        list(&row.ports),
        list(&row.tls),
        list(&row.alpn),
        list(&row.aliases),
        list(&ids(row)),
        list(&row.evidence.iter().map(|it| it.source.token()).collect::<Vec<_>>()),
        Cow::Owned(row.asn.map(|asn| asn.to_string()).unwrap_or_default()),
        csv_cell(row.owner.as_deref().unwrap_or_default()),
        list(&row.facts().into_iter().chain(row.folding()).collect::<Vec<_>>()),
    ]
}

/// The catalogs with a row that fits, best first, each once.
fn ids(row: &Row) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for hit in &row.catalog {
        if !ids.contains(&hit.id.as_str()) {
            ids.push(&hit.id);
        }
    }
    ids
}

fn list<'a, T: AsRef<str>>(items: &[T]) -> Cow<'a, str> {
    Cow::Owned(csv_list(items))
}
