//! `idlewire explain`.

use crate::args::ExplainArgs;
use crate::catalogs::{files, load};
use crate::outcome::{Outcome, Stop};
use crate::output;
use crate::recording::{open, read_all};
use crate::terminal::tell;
use idlewire_catalog::{Destination, Matcher};
use idlewire_pipeline::{Finished, Keep};
use std::borrow::Cow;
use std::net::IpAddr;
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
    let destination = host(&args.destination);
    let mut explanation =
        idlewire_pipeline::explain(&read.finished, &read.inputs, &options, &matcher, &destination, &mut again);
    if args.redact.redact {
        explanation.redact(options.subject.as_deref());
    }
    output::write(args.output.as_deref(), |out| args.format.write(&explanation, out))?;
    let outcome = read.outcome_for(&args.choice.whose);
    if explanation.found.is_empty() {
        tell(&missing(&destination, &read.finished));
        return Ok(outcome.max(Outcome::Wanting));
    }
    Ok(outcome)
}

/// What was asked for; of a URL its host.
fn host(destination: &str) -> Cow<'_, str> {
    match destination.contains("://") {
        true => Cow::Owned(Destination::read(destination).host),
        false => Cow::Borrowed(destination),
    }
}

/// Why there is nothing to explain, and where to look.
fn missing(destination: &str, finished: &Finished) -> String {
    let address: Option<IpAddr> = destination.parse().ok();
    let is_there = |address: &IpAddr| {
        finished.flows.iter().any(|flow| flow.client.address == *address || flow.server.address == *address)
    };
    match address.filter(is_there) {
        Some(address) => format!(
            "idlewire: {address} is in the captures, but is no public endpoint of the machine; `idlewire flows` lists its flows"
        ),
        None => format!("idlewire: {destination} is no public endpoint of the machine; `idlewire report` lists them"),
    }
}
