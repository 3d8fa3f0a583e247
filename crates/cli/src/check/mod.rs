//! `idlewire check`: the gate.

mod accept;

use crate::args::CheckArgs;
use crate::catalogs::{load, read, split};
use crate::compare::{covered, table};
use crate::observed::report;
use crate::outcome::{Outcome, Stop};
use crate::output;
use crate::terminal::tell;
use idlewire_catalog::{Catalog, Catalogs, Matcher, Nearest, Nearness, nearest};
use idlewire_report::{Covered, NearRow, Report, Row, Subject, Unlisted, Verdict};

pub(crate) fn run(args: &CheckArgs) -> Result<Outcome, Stop> {
    let catalogs = load(&args.against, args.input.selection.quiet)?;
    let matcher = Matcher::new(catalogs.as_slice());
    let (mut report, read) = report(&args.input, &args.whose, &matcher)?;
    // A gate that has looked at nothing must not open: a mistyped machine, or an empty selection.
    let looked = report.subjects.iter().any(|subject| !subject.machine.addresses.is_empty());
    if args.redact.redact {
        report.redact(args.whose.subject.as_deref());
    }
    let near = |row: &Row| nearest(catalogs.as_slice(), &matcher, &row.destination);
    let unlisted = report.subjects.iter().flat_map(|subject| {
        let rows = subject.endpoints.iter().filter(|row| !row.listed);
        rows.map(|row| unlisted(subject, row, near(row), &args.against))
    });
    let verdict = Verdict {
        against: args.against.clone(),
        listed: report.subjects.iter().flat_map(|subject| &subject.endpoints).filter(|row| row.listed).count() as u64,
        unlisted: unlisted.collect(),
        coverage: if args.coverage { coverage(&catalogs, &report) } else { Vec::new() },
        inputs: report.inputs.clone(),
        ledger: report.ledger.clone(),
    };
    if let Some(path) = &args.accept {
        accept::accept(path, &verdict.unlisted)?;
    }
    output::write(args.output.as_deref(), |out| args.format.write(&verdict, out))?;
    wide(&report);
    if !looked {
        tell(
            "idlewire: nothing was checked: no machine of the captures is meant; `idlewire report` shows which there are",
        );
    }
    Ok(if looked && verdict.unlisted.is_empty() { read } else { read.max(Outcome::Wanting) })
}

/// Says which endpoints are listed by a pattern over several owners alone.
fn wide(report: &Report) {
    for row in report.subjects.iter().flat_map(|subject| &subject.endpoints).filter(|row| row.listed) {
        for note in row.notes.iter().filter(|note| note.starts_with("listed only by the wide pattern")) {
            tell(&format!("idlewire: note: {}: {note}", row.destination));
        }
    }
}

fn unlisted(subject: &Subject, row: &Row, near: Option<Nearest<'_>>, against: &[String]) -> Unlisted {
    Unlisted {
        subject: subject.name.clone(),
        reason: reason(row, near),
        nearest: near.map(|near| NearRow {
            catalog: near.catalog.id.clone(),
            destination: near.entry.destination.clone(),
            kind: near.nearness.as_str(),
            file: file_of(near.catalog, against),
            line: near.entry.line,
        }),
        endpoint: row.clone(),
    }
}

/// Why no row covers it, as far as the nearest row tells.
fn reason(row: &Row, near: Option<Nearest<'_>>) -> String {
    let Some(near) = near else {
        return if row.names.is_empty() {
            "no row lists this address, and no name of it is known".to_owned()
        } else {
            "no row is of its domain".to_owned()
        };
    };
    let destination = &near.entry.destination;
    match near.nearness {
        Nearness::Apex => format!("{destination} lists the names below it, not the name itself"),
        Nearness::LookAlike => format!("one character away from {destination}, which does not cover it"),
        Nearness::Sibling => format!("nearest is {destination}, of the same domain, which does not cover it"),
    }
}

/// The file that holds the catalog; none for those that ship.
fn file_of(catalog: &Catalog, against: &[String]) -> Option<String> {
    let lists = against.iter().filter(|name| Catalogs::shipped().by_id(name).is_none());
    lists
        .into_iter()
        .find(|name| read(name).is_ok_and(|import| import.catalogs.contains(catalog)))
        .map(|name| split(name).0.to_owned())
}

/// Each list held against all that was reached.
fn coverage(catalogs: &Catalogs, report: &Report) -> Vec<Covered> {
    let runs: Vec<Catalog> = report.subjects.iter().map(table).collect();
    runs.iter().flat_map(|run| catalogs.as_slice().iter().map(move |list| covered(list, run))).collect()
}
