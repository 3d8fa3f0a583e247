//! `idlewire study merge`.

use super::run_folder::RUN_FILE;
use super::sources::{below, of_folder, summary};
use crate::args::MergeArgs;
use crate::outcome::{Outcome, Stop};
use crate::output;
use anyhow::anyhow;
use idlewire_study::Summary;
use std::path::{Path, PathBuf};

pub(super) fn run(args: &MergeArgs) -> Result<Outcome, Stop> {
    let mut files = Vec::new();
    for source in &args.sources {
        files.extend(summaries(source)?);
    }
    let mut merged = Summary::default();
    let mut outcome = Outcome::Done;
    for file in files {
        match summary(&file) {
            Ok(one) => merged.merge(one),
            Err(error) => {
                let _ = Stop::Input(error).tell();
                outcome = Outcome::Unread;
            }
        }
    }
    if merged.runs().is_empty() && outcome == Outcome::Unread {
        return Err(Stop::Input(anyhow!("no summary could be read")));
    }
    if args.redact.redact {
        merged.redact();
    }
    output::write(args.output.as_deref(), |out| out.write_all(merged.write().as_bytes()))?;
    Ok(outcome)
}

/// The files that a path stands for.
fn summaries(source: &Path) -> Result<Vec<PathBuf>, Stop> {
    if !source.is_dir() {
        return Ok(vec![source.to_owned()]);
    }
    if source.join(RUN_FILE).is_file() {
        return Ok(vec![of_folder(source)]);
    }
    let found = below(source).map_err(Stop::Input)?;
    if found.is_empty() {
        return Err(Stop::Input(anyhow!("{}: no summary and no run folder in this folder", source.display())));
    }
    Ok(found.into_iter().map(|path| if path.is_dir() { of_folder(&path) } else { path }).collect())
}
