//! `idlewire report`.

use crate::args::ReportArgs;
use crate::catalogs::{files, load};
use crate::outcome::{Outcome, Stop};
use crate::output;
use crate::owners::Owners;
use crate::recording::read_all;
use crate::terminal::{screen, tell};
use idlewire_catalog::Matcher;
use idlewire_pipeline::Keep;

pub(crate) fn run(args: &ReportArgs) -> Result<Outcome, Stop> {
    let lists = files(&args.choice.catalogs);
    output::spare(
        args.output.as_deref(),
        args.input.captures.iter().chain(&args.owners.asn).map(AsRef::as_ref).chain(lists),
    )?;
    let owners = Owners::of(&args.owners)?;
    let catalogs = load(&args.choice.catalogs, args.input.selection.quiet)?;
    let read = read_all(&args.input, Keep::Sums)?;
    let matcher = Matcher::new(catalogs.as_slice());
    let mut report = idlewire_pipeline::report(&read.finished, &read.inputs, &args.choice.whose.options(), &matcher);
    idlewire_pipeline::fold(&mut report, args.wildcards, &matcher);
    report.sort(args.sort);
    owners.describe(report.subjects.iter_mut().flat_map(|subject| &mut subject.endpoints));
    let machines = report.subjects.iter().filter_map(|subject| subject.machine.count).max().unwrap_or(1);
    if args.redact.redact {
        report.redact(args.choice.whose.subject.as_deref());
    }
    let screen = screen(args.output.is_none());
    output::write(args.output.as_deref(), |out| args.format.write(&report, screen, out))?;
    if machines > 1
        && !args.choice.whose.per_machine
        && args.choice.whose.machine.is_empty()
        && !args.input.selection.quiet
    {
        tell(&format!(
            "idlewire: note: {machines} machines are in this table; --per-machine makes one of each, --machine ADDRESS picks one"
        ));
    }
    let outcome = read.outcome_for(&args.choice.whose);
    // The process ends here: taking hundreds of thousands of answers and sums apart first would only take time.
    std::mem::forget((read.finished, report));
    Ok(outcome)
}
