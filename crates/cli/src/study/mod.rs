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

use std::path::Path;

pub(crate) use run_folder::captures_of;
pub(crate) use tables::tables;

/// Whether a file within a study belongs to it: what a person says, or a summary.
pub(crate) fn is_part(path: &Path) -> bool {
    let own = [sources::STUDY_FILE, run_folder::RUN_FILE];
    path.file_name().is_some_and(|name| own.iter().any(|own| name == *own)) || sources::is_summary(path)
}

pub(crate) fn run(args: &StudyArgs) -> Result<Outcome, Stop> {
    match &args.command {
        StudyCommand::Init(args) => init::run(args),
        StudyCommand::Add(args) => add::run(args),
        StudyCommand::Report(args) => page::run(args),
        StudyCommand::Merge(args) => merge::run(args),
    }
}
