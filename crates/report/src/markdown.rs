//! Markdown in the form in which vendors publish such lists.

use crate::escape::markdown as text;
use crate::wording;
use crate::{BlindSpots, Report, Subject};
use std::io;

/// Writes a section per subject: heading, method, the table Destination | Protocol | Description, and what is no row.
///
/// # Errors
/// Those of the writer.
pub fn markdown(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    if report.subjects.is_empty() {
        writeln!(out, "{}\n", wording::NO_MACHINE)?;
    }
    for subject in &report.subjects {
        section(subject, report, out)?;
    }
    for warning in wording::warnings(report) {
        writeln!(out, "{}\n", text(&warning))?;
    }
    writeln!(out, "{}", text(&wording::ledger(&report.ledger)))
}

fn section(subject: &Subject, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "## {}\n", text(&subject.name))?;
    if subject.machine.is_absent {
        return writeln!(out, "{}\n", wording::NO_MACHINE);
    }
    writeln!(out, "{}\n", text(&wording::method(subject, &report.inputs)))?;
    if !subject.endpoints.is_empty() {
        writeln!(out, "| Destination | Protocol | Description |\n| --- | --- | --- |")?;
        for row in &subject.endpoints {
            let description = row.description.clone().or_else(|| row.owned_by()).unwrap_or_default();
            writeln!(out, "| {} | {} | {} |", text(&row.destination), text(&row.protocol), text(&description))?;
        }
        writeln!(out)?;
    }
    let folded = wording::folded(subject);
    folded.iter().try_for_each(|words| writeln!(out, "- {}", text(words)))?;
    if !folded.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "{}\n", text(&wording::summary(subject, &report.inputs, None)))?;
    blind_spots(&subject.blind_spots, out)?;
    unlisted(subject, out)?;
    remarks(subject, out)?;
    resolved(subject, out)
}

fn blind_spots(it: &BlindSpots, out: &mut dyn io::Write) -> io::Result<()> {
    if let Some(head) = wording::blind_head(it) {
        writeln!(out, "{}\n", text(&head))?;
        it.reasons.iter().try_for_each(|spot| writeln!(out, "- {}", text(&wording::blind_spot(spot, it))))?;
        writeln!(out)?;
    }
    wording::disagreements(it).iter().try_for_each(|words| writeln!(out, "{}\n", text(words)))
}

/// Names the rows that no catalog lists, unless that is all of them.
fn unlisted(subject: &Subject, out: &mut dyn io::Write) -> io::Result<()> {
    let names: Vec<String> =
        subject.endpoints.iter().filter(|row| !row.listed).map(|row| text(&row.destination)).collect();
    if names.is_empty() || names.len() == subject.endpoints.len() {
        return Ok(());
    }
    writeln!(out, "Not in the lists that were consulted: {}.\n", names.join(", "))
}

/// What the three published columns have no room for.
fn remarks(subject: &Subject, out: &mut dyn io::Write) -> io::Result<()> {
    let told = subject.endpoints.iter().map(|row| (row, row.facts())).filter(|(_, facts)| !facts.is_empty());
    for (row, facts) in told {
        writeln!(out, "Note on {}: {}.\n", text(&row.destination), text(&facts.join("; ")))?;
    }
    Ok(())
}

fn resolved(subject: &Subject, out: &mut dyn io::Write) -> io::Result<()> {
    let names = &subject.outside.resolved_only;
    if names.is_empty() {
        return Ok(());
    }
    writeln!(out, "Resolved, and not reached as far as the capture shows:\n\n<!-- not a list -->\n")?;
    writeln!(out, "| Name | Description |\n| --- | --- |")?;
    for it in names {
        writeln!(out, "| {} | {} |", text(&it.name), text(it.description.as_deref().unwrap_or_default()))?;
    }
    writeln!(out)
}
