//! Side by side: which names the release build and its peers find on the same captures, against a truth from elsewhere.

mod peers;
mod table;
mod truth;

use crate::score::release_build;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use peers::Peer;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use table::{Tallied, table};
use truth::Truth;

/// The page that holds the table, between two marks.
const PAGE: &str = "docs/fidelity.md";
const BEGIN: &str = "<!-- side by side: made by `cargo xtask fidelity DIR --write` -->\n";
const END: &str = "<!-- side by side: end -->\n";

/// Which captures, and whether the page is written.
#[derive(clap::Args)]
pub struct Plan {
    /// The folder with `given` (captures) and `truth/given` (one JSON file for each)
    dir: PathBuf,
    /// Write the table into docs/fidelity.md too
    #[arg(long)]
    write: bool,
}

/// Runs idlewire and every peer that is installed on all captures and prints the table.
///
/// # Errors
/// If the build fails, a file cannot be read, or a program cannot be started.
pub fn run(workspace: &Workspace, plan: &Plan) -> Result<ExitCode> {
    let captures = captures(&plan.dir)?;
    if captures.is_empty() {
        writeln!(io::stdout(), "fidelity: NOT RUN: {} holds no captures with a truth", plan.dir.display())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut peers = vec![Peer::idlewire(&release_build(workspace)?)?];
    for found in [Peer::tshark(), Peer::ndpi()] {
        match found {
            Ok(peer) => peers.push(peer),
            Err(missing) => writeln!(io::stderr(), "fidelity: no column: {missing}")?,
        }
    }
    let columns: Vec<(String, Tallied)> =
        peers.iter().map(|peer| Ok((peer.name.clone(), tally(peer, &captures)?))).collect::<Result<_>>()?;
    let text = table(captures.len(), &columns);
    write!(io::stdout(), "{text}")?;
    if plan.write {
        into_page(&workspace.root.join(PAGE), &text)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A capture and its truth.
type Pair = (PathBuf, PathBuf);

fn captures(dir: &Path) -> Result<Vec<Pair>> {
    let (given, truth) = (dir.join("given"), dir.join("truth/given"));
    let mut files = Vec::new();
    if given.is_dir() && truth.is_dir() {
        crate::captures::collect(&given, &mut files)?;
    }
    let pair = |capture: PathBuf| {
        let mut name = capture.strip_prefix(&given).ok()?.as_os_str().to_owned();
        name.push(".json");
        let truth = truth.join(name);
        truth.is_file().then_some((capture, truth))
    };
    Ok(files.into_iter().filter_map(pair).collect())
}

/// Compares one peer on all captures; on as many at a time as there are processors.
fn tally(peer: &Peer, captures: &[Pair]) -> Result<Tallied> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<Tallied> {
        let mut sum = Tallied::default();
        while let Some((capture, truth)) = captures.get(next.fetch_add(1, Ordering::Relaxed)) {
            let truth = Truth::read(truth)?;
            sum.add(&truth, &peer.names(capture).with_context(|| capture.display().to_string())?);
        }
        Ok(sum)
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut sum = Tallied::default();
        for worker in workers {
            sum.merge(&worker.join().map_err(|_| anyhow::anyhow!("a thread panicked"))??);
        }
        Ok(sum)
    })
}

/// Puts the table between the marks.
fn into_page(path: &Path, table: &str) -> Result<()> {
    let page = std::fs::read_to_string(path)?;
    let (head, rest) = page.split_once(BEGIN).with_context(|| format!("{PAGE} lacks {BEGIN}"))?;
    let (_, tail) = rest.split_once(END).with_context(|| format!("{PAGE} lacks {END}"))?;
    Ok(std::fs::write(path, format!("{head}{BEGIN}\n{table}\n{END}{tail}"))?)
}
