//! `idlewire study`: several runs, and the published page.

mod add;
mod init;
mod merge;
mod page;
mod plan;
mod run_folder;
mod sources;
mod tables;

use crate::args::{StudyArgs, StudyCommand};
use crate::outcome::{Outcome, Stop};

pub(crate) use run_folder::captures_of;
pub(crate) use tables::tables;

pub(crate) fn run(args: &StudyArgs) -> Result<Outcome, Stop> {
    match &args.command {
        StudyCommand::Init(args) => init::run(args),
        StudyCommand::Add(args) => add::run(args),
        StudyCommand::Report(args) => page::run(args),
        StudyCommand::Merge(args) => merge::run(args),
    }
}
