//! `idlewire catalog`.

mod import;
mod lint;
mod pattern;
mod show;

use crate::args::{CatalogArgs, CatalogCommand};
use crate::outcome::{Outcome, Stop};

pub(crate) fn run(args: &CatalogArgs) -> Result<Outcome, Stop> {
    match &args.command {
        CatalogCommand::List { files } => show::list(files),
        CatalogCommand::Show { id, format, output } => show::show(id, *format, output.as_deref()),
        CatalogCommand::Import(args) => import::run(args),
        CatalogCommand::Lint(args) => lint::run(args),
        CatalogCommand::Match(args) => pattern::run(args),
    }
}
