//! `idlewire check`: the gate.

mod accept;
mod further;

use crate::args::CheckArgs;
use crate::catalogs::{files, load, read, split};
use crate::compare::{covered, table};
use crate::observed::report;
use crate::outcome::{Outcome, Stop};
use crate::output;
use crate::terminal::tell;
use idlewire_catalog::{Catalog, Catalogs, Entry, Matcher, Nearest, Nearness, nearest};
use idlewire_report::{Covered, Judged, NearRow, Report, Row, Subject, Unlisted, Verdict, Wide};

pub(crate) fn run(args: &CheckArgs) -> Result<Outcome, Stop> {
    spare(args)?;
    let catalogs = load(&args.against, args.input.selection.quiet)?;
    let matcher = Matcher::new(catalogs.as_slice());
    let (mut report, read) = report(&args.input, &args.whose, &matcher)?;
    if args.redact.redact {
        report.redact(args.whose.subject.as_deref());
    }
    let near = |row: &Row| nearest(catalogs.as_slice(), &matcher, &row.destination);
    let unlisted = report.subjects.iter().flat_map(|subject| {
        let rows = subject.endpoints.iter().filter(|row| !row.listed);
        let rows = rows.map(|row| unlisted(subject, row, near(row), &args.against));
        let further = further::unlisted(subject, &matcher).into_iter();
        rows.chain(further.map(|(row, under)| {
            let it = unlisted(subject, &row, near(&row), &args.against);
            let under = format!("asked for on connections that count under {}", under.destination);
            Unlisted { reason: format!("{under}; {}", it.reason), ..it }
        }))
    });
    let verdict = Verdict {
        against: args.against.clone(),
        judged: Judged::of(&report),
        listed: report.subjects.iter().flat_map(|subject| &subject.endpoints).filter(|row| row.listed).count() as u64,
        unlisted: unlisted.collect(),
        wide: wide(&report, catalogs.as_slice(), &args.against),
        coverage: if args.coverage { coverage(&catalogs, &report) } else { Vec::new() },
        inputs: report.inputs.clone(),
        ledger: report.ledger.clone(),
    };
    if let Some(path) = &args.accept {
        accept::accept(path, &verdict.unlisted)?;
    }
    output::write(args.output.as_deref(), |out| args.format.write(&verdict, out))?;
    for it in &verdict.wide {
        tell(&format!("idlewire: note: {}: {}", it.endpoint.destination, it.note));
    }
    // A gate that has looked at nothing must not open: a mistyped machine, or an empty selection.
    let has_checked = verdict.has_checked();
    if !has_checked {
        tell("idlewire: nothing was checked: no machine of the captures is meant");
    }
    Ok(if has_checked && verdict.unlisted.is_empty() { read } else { read.max(Outcome::Wanting) })
}

/// Refuses to write over what is read. What is accepted must not stand in a list that allows, either: a person reviews it first,
/// and the gate would open by itself at the next run.
fn spare(args: &CheckArgs) -> Result<(), Stop> {
    let lists = || files(&args.against);
    let inputs = args.input.captures.iter().chain(&args.accept).map(AsRef::as_ref);
    output::spare(args.output.as_deref(), inputs.chain(lists()))?;
    let Some(accept) = &args.accept else { return Ok(()) };
    let accepted = accept.canonicalize().ok();
    match lists().find(|list| accepted.is_some() && list.canonicalize().ok() == accepted) {
        Some(list) => Err(Stop::Usage(format!(
            "{} allows, so nothing can be accepted into it: the gate would open by itself at the next run; name another file with --accept, review it, and move its rows",
            list.display()
        ))),
        None => Ok(()),
    }
}

/// The endpoints that are listed by patterns over several owners alone.
fn wide(report: &Report, catalogs: &[Catalog], against: &[String]) -> Vec<Wide> {
    let rows = report.subjects.iter().flat_map(|subject| subject.endpoints.iter().map(move |row| (subject, row)));
    let listed = rows.filter(|(_, row)| row.listed);
    let wide = listed.filter_map(|(subject, row)| {
        let note = row.notes.iter().find(|note| note.starts_with("listed only by the wide pattern"))?;
        let (subject, note) = (subject.name.clone(), note.clone());
        Some(Wide { subject, note, by: lister(row, catalogs, against), endpoint: row.clone() })
    });
    wide.collect()
}

/// The best row that lists the endpoint.
fn lister(row: &Row, catalogs: &[Catalog], against: &[String]) -> Option<NearRow> {
    let hit = row.catalog.first()?;
    let catalog = catalogs.iter().find(|catalog| catalog.id == hit.id)?;
    let entry = catalog.endpoints.iter().find(|entry| entry.destination == hit.pattern)?;
    Some(near_row(catalog, entry, "wide", against))
}

fn near_row(catalog: &Catalog, entry: &Entry, kind: &'static str, against: &[String]) -> NearRow {
    let (catalog_id, destination) = (catalog.id.clone(), entry.destination.clone());
    NearRow { catalog: catalog_id, destination, kind, file: file_of(catalog, against), line: entry.line }
}

fn unlisted(subject: &Subject, row: &Row, near: Option<Nearest<'_>>, against: &[String]) -> Unlisted {
    Unlisted {
        subject: subject.name.clone(),
        reason: reason(row, near),
        nearest: near.map(|near| near_row(near.catalog, near.entry, near.nearness.as_str(), against)),
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
