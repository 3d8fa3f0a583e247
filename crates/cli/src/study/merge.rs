//! `idlewire study merge`.

use super::run_folder::How;
use super::sources::gather_all;
use crate::args::MergeArgs;
use crate::outcome::{Outcome, Stop};
use crate::output;

pub(super) fn run(args: &MergeArgs) -> Result<Outcome, Stop> {
    output::spare(args.output.as_deref(), &args.sources)?;
    let how = How { fresh: false, keep_machine: false, quiet: args.quiet };
    let mut merged = gather_all(&args.sources, how)?;
    if args.redact.redact {
        merged.summary.redact();
    }
    output::write(args.output.as_deref(), |out| out.write_all(merged.summary.write().as_bytes()))?;
    Ok(merged.outcome)
}
