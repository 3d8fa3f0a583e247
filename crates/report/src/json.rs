//! JSON: the stable interface.

use crate::{Explanation, Report, escape};
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Document<'a, T> {
    schema: &'static str,
    tool: Tool,
    #[serde(flatten)]
    body: &'a T,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// The version is that of the workspace, so this crate's is the tool's.
const TOOL: Tool = Tool { name: "idlewire", version: env!("CARGO_PKG_VERSION") };

/// Writes the schema `idlewire/report/1`, indented by two spaces.
///
/// # Errors
/// Those of the writer.
pub fn json(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    document("idlewire/report/1", report, out)
}

/// Writes the schema `idlewire/explain/1`, indented by two spaces.
///
/// # Errors
/// Those of the writer.
pub fn explain_json(explanation: &Explanation<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    document("idlewire/explain/1", explanation, out)
}

fn document<T: Serialize>(schema: &'static str, body: &T, out: &mut dyn io::Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(&Document { schema, tool: TOOL, body })?;
    escape::json(&text, out)?;
    out.write_all(b"\n")
}
