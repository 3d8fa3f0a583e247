//! What a gate found: the endpoints that no list lists, and why.

use crate::compare_text::coverage_text;
use crate::comparison::Covered;
use crate::escape::visible;
use crate::wording::{NO_MACHINE, counted};
use crate::{Input, Machine, Report, Row};
use idlewire_evidence::Ledger;
use serde::Serialize;
use std::io;

/// Everything that `idlewire check` says. Its JSON is the body of the schema `idlewire/check/1`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Verdict {
    /// The lists that allow, as the user wrote them.
    pub against: Vec<String>,
    /// The captures; a place in evidence counts into this list.
    pub inputs: Vec<Input>,
    /// The machines that were judged, and whether anything of them was met.
    pub judged: Vec<Judged>,
    /// Endpoints that a list lists.
    pub listed: u64,
    /// Endpoints that none lists.
    pub unlisted: Vec<Unlisted>,
    /// Those of the listed ones that only a pattern over several owners lists. They do not close the gate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wide: Vec<Wide>,
    /// The lists held against the run, if that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub coverage: Vec<Covered>,
    /// What was read, understood and not understood on the way.
    pub ledger: Ledger,
}

/// A machine, or several under one heading, that the gate judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Judged {
    /// Its heading.
    pub subject: String,
    /// Whose traffic it is.
    pub machine: Machine,
    /// Whether it is in the captures at all. A gate that has met nothing does not open.
    pub checked: bool,
}

/// An endpoint that no list lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Unlisted {
    /// The machine or subject that reached it.
    pub subject: String,
    /// Why no row covers it, in a sentence.
    pub reason: String,
    /// The row that comes closest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearRow>,
    /// The endpoint.
    pub endpoint: Row,
}

/// An endpoint that is listed by patterns over several owners alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Wide {
    /// The machine or subject that reached it.
    pub subject: String,
    /// What the list says of it, in a sentence.
    pub note: String,
    /// The best of these patterns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<NearRow>,
    /// The endpoint.
    pub endpoint: Row,
}

/// A row that comes close.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NearRow {
    /// Its list.
    pub catalog: String,
    /// Its destination, as published.
    pub destination: String,
    /// `apex`, `look-alike` or `sibling`; `wide` for one that lists the endpoint among those of other owners.
    pub kind: &'static str,
    /// The file of the list, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its line there, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

impl Judged {
    /// The subjects of a report.
    #[must_use]
    pub fn of(report: &Report) -> Vec<Self> {
        let subjects = report.subjects.iter();
        let judged = subjects.map(|it| (it.name.clone(), it.machine.clone(), !it.machine.is_absent));
        judged.map(|(subject, machine, checked)| Self { subject, machine, checked }).collect()
    }
}

impl Verdict {
    /// Whether any machine was met.
    #[must_use]
    pub fn has_checked(&self) -> bool {
        self.judged.iter().any(|it| it.checked)
    }
}

/// Writes the verdict for reading.
///
/// # Errors
/// Those of the writer.
pub fn check_text(verdict: &Verdict, out: &mut dyn io::Write) -> io::Result<()> {
    for it in &verdict.unlisted {
        let row = &it.endpoint;
        let flows = counted(row.flows, "flow");
        writeln!(out, "unlisted  {}  {}  {flows}", visible(&row.destination), visible(&row.protocol))?;
        writeln!(out, "          {}", visible(&it.reason))?;
    }
    verdict.coverage.iter().try_for_each(|covered| coverage_text(covered, out))?;
    let total = verdict.listed + verdict.unlisted.len() as u64;
    let lists = visible(&verdict.against.join(", ")).into_owned();
    match verdict.unlisted.len() as u64 {
        _ if !verdict.has_checked() => writeln!(out, "Nothing was checked. {NO_MACHINE}"),
        0 if total == 0 => writeln!(out, "No endpoint was reached that {lists} could list."),
        0 if total == 1 => writeln!(out, "The only endpoint is listed by {lists}."),
        0 => writeln!(out, "All {} are listed by {lists}.", counted(total, "endpoint")),
        1 => writeln!(out, "1 of {} is not listed by {lists}.", counted(total, "endpoint")),
        unlisted => writeln!(out, "{unlisted} of {} are not listed by {lists}.", counted(total, "endpoint")),
    }
}
