//! `idlewire explain`.

use crate::args::ExplainArgs;
use crate::catalogs::{files, load};
use crate::outcome::{Outcome, Stop};
use crate::output;
use crate::recording::{open, read_all};
use crate::terminal::tell;
use idlewire_catalog::Matcher;
use idlewire_pipeline::Keep;
use std::path::Path;

pub(crate) fn run(args: &ExplainArgs) -> Result<Outcome, Stop> {
    let input = args.input();
    if input.captures.iter().any(|path| path == Path::new("-")) {
        return Err(Stop::Usage(
            "explain reads its captures twice, so it cannot read standard input; save it to a file first".into(),
        ));
    }
    let lists = files(&args.choice.catalogs);
    output::spare(args.output.as_deref(), input.captures.iter().map(AsRef::as_ref).chain(lists))?;
    let catalogs = load(&args.choice.catalogs, args.selection.quiet)?;
    let read = read_all(&input, Keep::Flows)?;
    let matcher = Matcher::new(catalogs.as_slice());
    // What cannot be opened was told when it was read.
    let (mut again, _) = open(&input)?;
    let options = args.choice.whose.options();
    let mut explanation =
        idlewire_pipeline::explain(&read.finished, &read.inputs, &options, &matcher, &args.destination, &mut again);
    if args.redact.redact {
        explanation.redact(options.subject.as_deref());
    }
    output::write(args.output.as_deref(), |out| args.format.write(&explanation, out))?;
    let outcome = read.outcome_for(&args.choice.whose);
    if explanation.found.is_empty() {
        tell(&format!("idlewire: {} is no destination of the machine; `idlewire report` lists them", args.destination));
        return Ok(outcome.max(Outcome::Wanting));
    }
    Ok(outcome)
}
