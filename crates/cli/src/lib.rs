//! The command line of idlewire: the only crate that prints, and the only one that knows a terminal.

mod args;
mod catalog;
mod catalogs;
mod check;
mod compare;
mod explain;
mod flows;
mod observed;
mod outcome;
mod output;
mod owners;
mod recording;
mod report;
mod study;
mod terminal;
mod values;

pub use args::command;

use args::{Cli, Command};
use clap::Parser;

use std::process::ExitCode;

/// Runs the program as the arguments say.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Report(args) => report::run(&args),
        Command::Flows(args) => flows::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Catalog(args) => catalog::run(&args),
        Command::Study(args) => study::run(&args),
    };
    match done {
        Ok(outcome) => outcome.code(),
        Err(stop) => stop.tell(),
    }
}
