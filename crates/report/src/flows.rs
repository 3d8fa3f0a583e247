//! Flows, one line each.

use crate::csv::lines;
use crate::escape::{csv_cell, csv_list};
use crate::{Also, FlowRow, flow_line};
use std::borrow::Cow;
use std::io;

/// Writes the schema `idlewire/flow/1`: one compact object a line.
///
/// # Errors
/// Those of the writer.
pub fn flows_jsonl<'a>(flows: impl IntoIterator<Item = FlowRow<'a>>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut line = Vec::new();
    for flow in flows {
        line.clear();
        flow_line::write(&flow, &mut line)?;
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}

/// The columns of [`flows_csv`]. The keys of the JSON form; `also` holds `source name` pairs joined with `;`.
pub const FLOW_COLUMNS: [&str; 20] = [
    "client",
    "client_port",
    "server",
    "server_port",
    "transport",
    "state",
    "scope",
    "protocol",
    "alpn",
    "tls_version",
    "name",
    "source",
    "also",
    "first",
    "last",
    "packets_out",
    "packets_in",
    "bytes_out",
    "bytes_in",
    "notes",
];

/// Writes the header of [`flows_csv`].
///
/// # Errors
/// Those of the writer.
pub fn flows_csv_head(out: &mut dyn io::Write) -> io::Result<()> {
    lines([FLOW_COLUMNS].into_iter(), out)
}

/// Writes one line a flow. What is unknown is an empty cell.
///
/// # Errors
/// Those of the writer.
pub fn flows_csv<'a>(flows: impl IntoIterator<Item = FlowRow<'a>>, out: &mut dyn io::Write) -> io::Result<()> {
    lines(flows.into_iter().map(|flow| cells(&flow)), out)
}

fn cells(flow: &FlowRow<'_>) -> [String; FLOW_COLUMNS.len()] {
    [
        number(flow.client),
        number(flow.client_port),
        number(flow.server),
        number(flow.server_port),
        text(Some(&flow.transport)),
        text(Some(&flow.state)),
        text(Some(&flow.scope)),
        text(Some(&flow.protocol)),
        text(flow.alpn.as_ref()),
        text(flow.tls_version.as_ref()),
        text(flow.name.as_ref()),
        number(flow.source),
        csv_list(&flow.also.iter().map(pair).collect::<Vec<_>>()),
        number(flow.first),
        number(flow.last),
        number(Some(flow.packets_out)),
        number(Some(flow.packets_in)),
        number(Some(flow.bytes_out)),
        number(Some(flow.bytes_in)),
        csv_list(&flow.notes),
    ]
}

fn pair(also: &Also<'_>) -> String {
    format!("{} {}", also.source, also.name)
}

fn text(value: Option<&Cow<'_, str>>) -> String {
    value.map(|it| csv_cell(it).into_owned()).unwrap_or_default()
}

/// A number, an address, a time or a token: nothing that needs an escape.
fn number<T: ToString>(value: Option<T>) -> String {
    value.map(|it| it.to_string()).unwrap_or_default()
}
