//! The report on a screen: a table as wide as the screen, the names that were never reached, the sums, the ledger.

mod columns;
pub(crate) mod fit;

use crate::escape::visible;
use crate::wording;
use crate::{BlindSpots, Report, Row, Subject};
use columns::{Line, Table};
use fit::wrap;
use std::io;

/// Where the text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Columns of the screen; less than 40 counts as 40.
    pub width: usize,
    /// Whether to use bold and faint type. It carries no meaning.
    pub colour: bool,
}

/// What stands beside a row that no catalog lists, where other rows are listed.
const UNLISTED: &str = "!";

/// Writes the report for a person at a screen.
///
/// No line is wider than the screen. A destination is never cut: one that is too long for its column has a line of its
/// own. A description is cut with an ellipsis. Figures are shown as far as there is room: flows, bytes sent and
/// received, first and last time seen.
///
/// # Errors
/// Those of the writer.
pub fn terminal(report: &Report, screen: Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let page = Page { width: screen.width.max(40), colour: screen.colour };
    if report.subjects.is_empty() {
        page.paragraph(wording::NO_MACHINE, Type::Plain, out)?;
        writeln!(out)?;
    }
    for subject in &report.subjects {
        page.subject(subject, report, out)?;
        writeln!(out)?;
    }
    for warning in wording::warnings(report) {
        page.paragraph(&warning, Type::Plain, out)?;
    }
    page.paragraph(&wording::ledger(&report.ledger), Type::Faint, out)
}

struct Page {
    width: usize,
    colour: bool,
}

#[derive(Clone, Copy)]
enum Type {
    Plain,
    Bold,
    Faint,
}

impl Page {
    fn subject(&self, subject: &Subject, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
        self.paragraph(&subject.name, Type::Bold, out)?;
        if subject.machine.is_absent {
            return self.paragraph(wording::NO_MACHINE, Type::Plain, out);
        }
        self.paragraph(&wording::machine(&subject.machine), Type::Plain, out)?;
        writeln!(out)?;
        let mixed = subject.endpoints.iter().any(|row| row.listed) && subject.endpoints.iter().any(|row| !row.listed);
        if !subject.endpoints.is_empty() {
            let lines = subject.endpoints.iter().map(|row| endpoint(row, mixed)).collect();
            self.table(&Table::endpoints(lines, self.width), out)?;
            writeln!(out)?;
        }
        let folded = wording::folded(subject);
        folded.iter().try_for_each(|text| self.paragraph(text, Type::Plain, out))?;
        if !folded.is_empty() {
            writeln!(out)?;
        }
        self.resolved(subject, out)?;
        let sums = wording::summary(subject, &report.inputs, mixed.then_some(UNLISTED));
        self.paragraph(&sums, Type::Plain, out)?;
        wording::left_out(subject).iter().try_for_each(|text| self.paragraph(text, Type::Plain, out))?;
        self.blind_spots(&subject.blind_spots, out)
    }

    fn blind_spots(&self, it: &BlindSpots, out: &mut dyn io::Write) -> io::Result<()> {
        if let Some(head) = wording::blind_head(it) {
            writeln!(out)?;
            self.paragraph(&head, Type::Plain, out)?;
        }
        let spots = it.reasons.iter().map(|spot| wording::blind_spot(spot, it));
        spots.chain(wording::disagreements(it)).try_for_each(|text| self.paragraph(&text, Type::Plain, out))
    }

    fn resolved(&self, subject: &Subject, out: &mut dyn io::Write) -> io::Result<()> {
        let names = &subject.outside.resolved_only;
        if names.is_empty() {
            return Ok(());
        }
        let head = format!("{} resolved, not reached:", wording::counted(names.len() as u64, "name"));
        self.paragraph(&head, Type::Plain, out)?;
        let lines = names.iter().map(|it| Line {
            destination: visible(&it.name).into_owned(),
            remark: visible(it.description.as_deref().unwrap_or_default()).into_owned(),
            ..Line::default()
        });
        self.table(&Table::names(lines.collect(), self.width), out)?;
        writeln!(out)
    }

    fn table(&self, table: &Table, out: &mut dyn io::Write) -> io::Result<()> {
        if let Some(head) = table.head() {
            self.line(&head, Type::Faint, out)?;
        }
        table.lines().try_for_each(|line| self.line(&line, Type::Plain, out))
    }

    fn paragraph(&self, text: &str, face: Type, out: &mut dyn io::Write) -> io::Result<()> {
        wrap(&visible(text), self.width).iter().try_for_each(|line| self.line(line, face, out))
    }

    fn line(&self, line: &str, face: Type, out: &mut dyn io::Write) -> io::Result<()> {
        match face {
            Type::Bold if self.colour => writeln!(out, "\x1b[1m{line}\x1b[0m"),
            Type::Faint if self.colour => writeln!(out, "\x1b[2m{line}\x1b[0m"),
            _ => writeln!(out, "{line}"),
        }
    }
}

fn endpoint(row: &Row, mixed: bool) -> Line {
    let time = |at: Option<_>| at.map(wording::minute).unwrap_or_default();
    Line {
        mark: if mixed && !row.listed { UNLISTED } else { "" },
        destination: visible(&row.destination).into_owned(),
        protocol: visible(&row.protocol).into_owned(),
        remark: visible(&row.remark()).into_owned(),
        figures: [
            wording::count(row.flows),
            wording::bytes(row.bytes_out),
            wording::bytes(row.bytes_in),
            time(row.first_seen),
            time(row.last_seen),
        ],
    }
}
