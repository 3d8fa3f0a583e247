//! `cargo xtask`: what is done to the project itself.

use anyhow::Result;
use clap::{Parser, Subcommand};
use idlewire_xtask::generated::{self, Kind};
use idlewire_xtask::workspace::Workspace;
use idlewire_xtask::{bench, captures, fidelity, score, tidy};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// What is done to the project itself
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the rules of the house; each complaint says why there is a rule
    Tidy,
    /// Write the man pages
    Man(Generate),
    /// Write the completions for bash, zsh and fish
    Completions(Generate),
    /// Write the generated pages, and the generated parts of pages
    Docs(Generate),
    /// Check the laws of the whole path on every capture below a folder; NOT RUN if it is missing
    Laws {
        /// The folder with captures
        dir: PathBuf,
    },
    /// Race the release build against its peers on a large capture
    Bench(bench::Plan),
    /// Compare the names of the release build with those of tshark and ndpiReader; NOT RUN if the folder is missing
    ///
    /// Peers that are not installed have no column: apt-get install tshark libndpi-bin
    Fidelity(fidelity::Plan),
    /// Compare the release build with a truth, and measure its memory; NOT RUN if the folder is missing
    Score {
        /// The folder with score.py and its captures
        dir: PathBuf,
        /// More arguments for score.py
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        more: Vec<OsString>,
    },
}

#[derive(clap::Args)]
struct Generate {
    /// Write nothing; status 1 if something is out of date
    #[arg(long)]
    check: bool,
}

fn main() -> Result<ExitCode> {
    let workspace = Workspace::read()?;
    let complaints = match Cli::parse().command {
        Command::Tidy => tidy::complaints(&workspace),
        Command::Man(args) => generate(&workspace, Kind::Man, args.check)?,
        Command::Completions(args) => generate(&workspace, Kind::Completion, args.check)?,
        Command::Docs(args) => generate(&workspace, Kind::Page, args.check)?,
        Command::Laws { dir } => return captures::run(&dir),
        Command::Bench(plan) => return bench::run(&workspace, &plan),
        Command::Fidelity(plan) => return fidelity::run(&workspace, &plan),
        Command::Score { dir, more } => return score::run(&workspace, &dir, &more),
    };
    for complaint in &complaints {
        writeln!(io::stderr(), "{complaint}")?;
    }
    Ok(if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn generate(workspace: &Workspace, kind: Kind, check: bool) -> Result<Vec<String>> {
    if check {
        return Ok(generated::stale(workspace, Some(kind)));
    }
    generated::write(workspace, kind)?;
    Ok(Vec::new())
}
