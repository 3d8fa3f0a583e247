//! JSON: the stable interface.

use crate::{Comparison, Explanation, Report, Verdict, escape};
use serde::{Deserialize, Serialize};
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

/// Writes the schema `idlewire/compare/1`, indented by two spaces.
///
/// # Errors
/// Those of the writer.
pub fn compare_json(comparison: &Comparison, out: &mut dyn io::Write) -> io::Result<()> {
    document("idlewire/compare/1", comparison, out)
}

/// Writes the schema `idlewire/check/1`, indented by two spaces.
///
/// # Errors
/// Those of the writer.
pub fn check_json(verdict: &Verdict, out: &mut dyn io::Write) -> io::Result<()> {
    document("idlewire/check/1", verdict, out)
}

/// Why a text is no report.
#[derive(Debug, thiserror::Error)]
pub enum NotAReport {
    /// It is no JSON, or lacks a key.
    #[error("not a report: {0}")]
    Syntax(#[from] serde_json::Error),
    /// Another schema, or another version of it.
    #[error("schema {0:?} is not idlewire/report/1")]
    Schema(String),
}

/// Reads the schema `idlewire/report/1`.
///
/// # Errors
/// [`NotAReport`] if the text is of another form.
pub fn read_json(text: &str) -> Result<Report, NotAReport> {
    #[derive(Deserialize)]
    struct Head {
        schema: String,
    }
    let head: Head = serde_json::from_str(text)?;
    if head.schema != "idlewire/report/1" {
        return Err(NotAReport::Schema(head.schema));
    }
    Ok(serde_json::from_str(text)?)
}

pub(crate) fn document<T: Serialize>(schema: &'static str, body: &T, out: &mut dyn io::Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(&Document { schema, tool: TOOL, body })?;
    escape::json(&text, out)?;
    out.write_all(b"\n")
}
