//! A comparison for reading: on a terminal and as Markdown.

use crate::comparison::{Change, ComparedTable, Comparison, Covered, DIRECTION, Differing, ListRow, Unpaired};
use crate::escape::{markdown, visible};
use std::io;

/// Writes a comparison for a person at a screen.
///
/// # Errors
/// Those of the writer.
pub fn compare_text(comparison: &Comparison, out: &mut dyn io::Write) -> io::Result<()> {
    let show = |text: &str| visible(text).into_owned();
    writeln!(out, "A: {}\nB: {}", show(&comparison.a), show(&comparison.b))?;
    if !comparison.tables.is_empty() {
        writeln!(out, "{DIRECTION}")?;
    }
    writeln!(out)?;
    for table in &comparison.tables {
        writeln!(out, "{}: {}", show(&table.name), table.summary())?;
        for change in &table.changes {
            change_text(change, out)?;
        }
        for row in &table.rows {
            writeln!(out, "  {:24}  {}", row.aspects.join(", "), show(&row.a.destination))?;
            sides(row).iter().try_for_each(|(a, b)| writeln!(out, "    A: {}\n    B: {}", show(a), show(b)))?;
        }
        table.remarks().iter().try_for_each(|remark| writeln!(out, "  {remark}"))?;
        writeln!(out)?;
    }
    comparison.coverage.iter().try_for_each(|covered| coverage_text(covered, out))?;
    comparison.unpaired.iter().try_for_each(|table| writeln!(out, "{}", show(&unpaired(table))))
}

/// One row; what stands on both sides takes a line for each.
fn change_text(change: &Change, out: &mut dyn io::Write) -> io::Result<()> {
    let (a, b) = change.sides();
    let (a, b) = (visible(&a), visible(&b));
    match change.change {
        "added" => writeln!(out, "  + {:24}  {a}", change.what()),
        "removed" => writeln!(out, "  - {:24}  {b}", change.what()),
        _ => writeln!(out, "    {:24}  A: {a}\n    {:24}  B: {b}", change.what(), ""),
    }
}

/// Writes a list's coverage by a run: seen, not seen, not listed.
///
/// # Errors
/// Those of the writer.
pub(crate) fn coverage_text(covered: &Covered, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{} and {}: {}", visible(&covered.list), visible(&covered.run), figures(covered))?;
    let seen = covered.listed_and_seen.iter().map(|row| format!("{}: {}", row.destination, row.names.join(", ")));
    section("Listed and seen", seen, out)?;
    section("Listed and not seen", covered.listed_and_not_seen.iter().cloned(), out)?;
    section("Seen and not listed", covered.seen_and_not_listed.iter().cloned(), out)?;
    writeln!(out)
}

fn section(head: &str, lines: impl Iterator<Item = String>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        writeln!(out, "  {head}:")?;
    }
    lines.try_for_each(|line| writeln!(out, "    {}", visible(&line)))
}

fn figures(covered: &Covered) -> String {
    format!(
        "{} listed and seen, {} listed and not seen, {} seen and not listed",
        covered.listed_and_seen.len(),
        covered.listed_and_not_seen.len(),
        covered.seen_and_not_listed.len()
    )
}

fn unpaired(table: &Unpaired) -> String {
    format!("Only in {}: {} ({} rows)", table.side.to_uppercase(), table.name, table.rows)
}

/// The cells that differ, A's and B's.
fn sides(row: &Differing) -> Vec<(String, String)> {
    let cell = |aspect: &str, row: &ListRow| match aspect {
        "area" => row.area.clone(),
        "description" => row.description.clone(),
        _ => row.protocol.clone(),
    };
    row.aspects.iter().map(|aspect| (cell(aspect, &row.a), cell(aspect, &row.b))).collect()
}

/// Writes a comparison as Markdown, a section for each pair of tables.
///
/// # Errors
/// Those of the writer.
pub fn compare_markdown(comparison: &Comparison, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "# {} against {}\n", markdown(&comparison.a), markdown(&comparison.b))?;
    writeln!(out, "A: {}  \nB: {}\n", markdown(&comparison.a), markdown(&comparison.b))?;
    if !comparison.tables.is_empty() {
        writeln!(out, "{}.\n", capital(DIRECTION))?;
    }
    comparison.tables.iter().try_for_each(|table| table_markdown(table, out))?;
    comparison.coverage.iter().try_for_each(|covered| coverage_markdown(covered, out))?;
    comparison.unpaired.iter().try_for_each(|table| writeln!(out, "- {}", markdown(&unpaired(table))))
}

/// A sentence begins with a capital.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn table_markdown(table: &ComparedTable, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "## {}\n\nResult: {}.\n", markdown(&table.name), markdown(&table.summary()))?;
    if !table.changes.is_empty() {
        writeln!(out, "| Change | In A | In B |\n| --- | --- | --- |")?;
        for change in &table.changes {
            let (a, b) = change.sides();
            writeln!(out, "| {} | {} | {} |", change.what(), markdown(&a), markdown(&b))?;
        }
        writeln!(out)?;
    }
    if !table.rows.is_empty() {
        writeln!(out, "| Destination | Differs in | A | B |\n| --- | --- | --- | --- |")?;
        for row in &table.rows {
            for (aspect, (a, b)) in row.aspects.iter().zip(sides(row)) {
                writeln!(out, "| {} | {aspect} | {} | {} |", markdown(&row.a.destination), markdown(&a), markdown(&b))?;
            }
        }
        writeln!(out)?;
    }
    table.remarks().iter().try_for_each(|remark| writeln!(out, "{}\n", markdown(remark)))
}

fn coverage_markdown(covered: &Covered, out: &mut dyn io::Write) -> io::Result<()> {
    let (list, run) = (markdown(&covered.list), markdown(&covered.run));
    writeln!(out, "## {list} and {run}\n\nResult: {}.\n", figures(covered))?;
    writeln!(out, "| Destination | Listed | Seen |\n| --- | --- | --- |")?;
    for row in &covered.listed_and_seen {
        writeln!(out, "| {} | yes | {} |", markdown(&row.destination), markdown(&row.names.join(", ")))?;
    }
    for destination in &covered.listed_and_not_seen {
        writeln!(out, "| {} | yes | no |", markdown(destination))?;
    }
    for name in &covered.seen_and_not_listed {
        writeln!(out, "| {} | no | yes |", markdown(name))?;
    }
    writeln!(out)
}
