//! `idlewire catalog lint`.

use crate::args::{AnswerFormat, LintArgs, Select, Whose};
use crate::catalogs::{load, split};
use crate::observed::reports;
use crate::outcome::{Outcome, Stop};
use crate::output;
use idlewire_catalog::{Catalog, Catalogs, Finding, lint};
use idlewire_report::{Report, escape};
use serde_json::json;
use std::io::Write;

pub(super) fn run(args: &LintArgs) -> Result<Outcome, Stop> {
    let catalogs = load(std::slice::from_ref(&args.id), false)?;
    let (seen, outcome) = reports(&args.seen, &Select::default(), &Whose::default())?;
    let names = (!args.seen.is_empty()).then(|| names(&seen));
    let findings: Vec<(&Catalog, Vec<Finding>)> =
        catalogs.as_slice().iter().map(|catalog| (catalog, lint(catalog, names.as_deref()))).collect();
    output::write(None, |out| match args.format {
        AnswerFormat::Text => text(&args.id, &findings, out),
        AnswerFormat::Json => json(&findings, out),
    })?;
    let is_clean = findings.iter().all(|(_, findings)| findings.is_empty());
    Ok(if is_clean { outcome } else { outcome.max(Outcome::Wanting) })
}

/// The destinations that the runs reached.
fn names(reports: &[Report]) -> Vec<&str> {
    let rows = reports.iter().flat_map(|report| &report.subjects).flat_map(|subject| &subject.endpoints);
    rows.flat_map(|row| row.names.iter().chain(std::iter::once(&row.destination))).map(String::as_str).collect()
}

fn text(id: &str, findings: &[(&Catalog, Vec<Finding>)], out: &mut dyn Write) -> std::io::Result<()> {
    let is_shipped = Catalogs::shipped().by_id(id).is_some();
    let place = escape::visible(if is_shipped { id } else { split(id).0 });
    for (catalog, findings) in findings {
        for finding in findings {
            let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
            let (destination, message) = (escape::visible(&finding.destination), escape::visible(&finding.message));
            writeln!(out, "{place}{line}: {}: {destination}: {message}", finding.rule.as_str())?;
        }
        let count = findings.len();
        writeln!(
            out,
            "{}: {count} finding{} in {} rows",
            escape::visible(&catalog.id),
            if count == 1 { "" } else { "s" },
            catalog.endpoints.len()
        )?;
    }
    Ok(())
}

/// The schema `idlewire/lint/1`.
fn json(findings: &[(&Catalog, Vec<Finding>)], out: &mut dyn Write) -> std::io::Result<()> {
    let all = findings.iter().flat_map(|(catalog, findings)| findings.iter().map(move |finding| (catalog, finding)));
    let all = all.map(|(catalog, finding)| {
        json!({
            "catalog": catalog.id,
            "rule": finding.rule.as_str(),
            "line": finding.line,
            "destination": finding.destination,
            "message": finding.message,
        })
    });
    let document = json!({"schema": "idlewire/lint/1", "findings": all.collect::<Vec<_>>()});
    escape::json(&serde_json::to_string_pretty(&document)?, out)?;
    writeln!(out)
}
