//! `idlewire flows`.

use crate::args::FlowsArgs;
use crate::outcome::{Outcome, Stop};
use crate::output;
use crate::recording::read_all;
use idlewire_pipeline::Keep;

pub(crate) fn run(args: &FlowsArgs) -> Result<Outcome, Stop> {
    let read = read_all(&args.input, Keep::Flows)?;
    output::write(args.output.as_deref(), |out| args.format.write(idlewire_pipeline::flows(&read.finished), out))?;
    Ok(read.outcome)
}
