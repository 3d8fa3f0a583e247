//! `idlewire study report`.

use super::plan::{lists, plan, tell_empty};
use super::run_folder::How;
use super::sources::gather;
use crate::args::StudyReportArgs;
use crate::catalogs::files;
use crate::outcome::{Outcome, Stop};
use crate::output;
use crate::owners::Owners;
use crate::terminal::screen;
use idlewire_report::StudyFormat;
use idlewire_study::Study;
use std::io::IsTerminal as _;

pub(super) fn run(args: &StudyReportArgs) -> Result<Outcome, Stop> {
    let given = args.sources.iter().chain(&args.owners.asn).chain(&args.notes).map(AsRef::as_ref);
    let given_lists = files(&args.catalogs).chain(files(&args.baseline));
    output::spare(args.output.as_deref(), given.chain(given_lists))?;
    let owners = Owners::of(&args.owners)?;
    let how = How { fresh: args.fresh, keep_machine: false, quiet: args.quiet };
    let mut gathered = gather(&args.sources, how)?;
    if let Some((study, folder)) = &gathered.study {
        output::spare(args.output.as_deref(), files(&lists(study, folder)))?;
    }
    if args.redact.redact {
        gathered.summary.redact();
    }
    let plan = plan(args, gathered.study.as_ref())?;
    let mut study = Study::new(&plan, &gathered.summary);
    if !args.quiet {
        tell_empty(&plan, &study);
    }
    for row in study.tables.iter_mut().flat_map(|table| &mut table.rows) {
        if let Some(owner) = row.destination.parse().ok().and_then(|address| owners.of_address(address)) {
            (row.asn, row.owner) = (owner.asn, owner.name);
        }
    }
    let to_terminal = args.output.is_none() && std::io::stdout().is_terminal();
    let default = if to_terminal { StudyFormat::Terminal } else { StudyFormat::Markdown };
    let screen = screen(args.output.is_none());
    output::write(args.output.as_deref(), |out| args.format.unwrap_or(default).write(&study, screen, out))?;
    Ok(gathered.outcome)
}
