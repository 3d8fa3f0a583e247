//! Studies, run folders, summaries and captures to one summary.

use super::run_folder::{How, RUN_FILE, ReadRun, SUMMARY_FILE, bare, read};
use crate::outcome::{Outcome, Stop};
use crate::terminal::tell;
use anyhow::{Context, Result, anyhow};
use idlewire_study::{StudyFile, Summary};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// What a person says about a study.
pub(super) const STUDY_FILE: &str = "study.toml";

/// How much of a file is looked at to tell what it is. Unit: bytes.
const LOOK: u64 = 512;

/// Everything that was named.
pub(super) struct Gathered {
    pub summary: Summary,
    /// The study with its folder, if one was named.
    pub study: Option<(StudyFile, PathBuf)>,
    pub outcome: Outcome,
}

/// Reads all sources. What cannot be read is told, and the others are read all the same.
pub(super) fn gather(sources: &[PathBuf], how: How) -> Result<Gathered, Stop> {
    let mut gathered = Gathered { summary: Summary::default(), study: None, outcome: Outcome::Done };
    for source in sources {
        if source == Path::new("-") {
            return Err(Stop::Usage(
                "a study reads its captures twice and knows them by their SHA-256, so it cannot read standard input; save it to a file first".into(),
            ));
        }
        gathered.add(source, how)?;
    }
    if gathered.summary.runs().is_empty() && gathered.outcome == Outcome::Unread {
        return Err(Stop::Input(anyhow!("no run could be read")));
    }
    Ok(gathered)
}

impl Gathered {
    fn add(&mut self, source: &Path, how: How) -> Result<(), Stop> {
        let study = if source.is_dir() { source.join(STUDY_FILE) } else { source.to_owned() };
        if study.is_file() && study.file_name().is_some_and(|name| name == STUDY_FILE) {
            return self.study(&study, how);
        }
        self.take(source, how);
        Ok(())
    }

    fn study(&mut self, path: &Path, how: How) -> Result<(), Stop> {
        let shown = path.display().to_string();
        if self.study.is_some() {
            return Err(Stop::Usage(format!(
                "{shown} is a second study; merge their summaries with `idlewire study merge`"
            )));
        }
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{shown} cannot be read")).map_err(Stop::Input)?;
        let study = StudyFile::read(&text, &shown).map_err(|error| Stop::Input(error.into()))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let runs: Vec<PathBuf> = match study.runs.as_slice() {
            [] => below(&folder).map_err(Stop::Input)?,
            runs => runs.iter().map(|run| folder.join(run)).collect(),
        };
        if runs.is_empty() {
            tell(&format!("idlewire: note: {shown}: the study has no run yet; `idlewire study add` adds one"));
        }
        runs.iter().for_each(|run| self.take(run, how));
        self.study = Some((study, folder));
        Ok(())
    }

    /// Takes a run folder, a folder of them, a summary, or captures.
    fn take(&mut self, source: &Path, how: How) {
        let runs = if source.is_dir() && !source.join(RUN_FILE).is_file() { below(source) } else { Ok(Vec::new()) };
        match runs {
            Ok(runs) if !runs.is_empty() => runs.iter().for_each(|run| self.take(run, how)),
            Ok(_) => self.merge(one(source, how)),
            Err(error) => self.merge(Err(Stop::Input(error))),
        }
    }

    fn merge(&mut self, read: Result<ReadRun, Stop>) {
        match read {
            Ok(run) => {
                self.summary.merge(run.summary);
                self.outcome = self.outcome.max(run.outcome);
            }
            Err(stop) => {
                let _ = stop.tell();
                self.outcome = Outcome::Unread;
            }
        }
    }
}

fn one(source: &Path, how: How) -> Result<ReadRun, Stop> {
    match looks(source) {
        Looks::Run => read(source.parent().filter(|_| source.is_file()).unwrap_or(source), how),
        Looks::Summary => {
            summary(source).map(|summary| ReadRun { summary, outcome: Outcome::Done }).map_err(Stop::Input)
        }
        Looks::Report => Err(Stop::Input(anyhow!(
            "{} is a report; a study needs the captures that it was made of, a run folder or a summary",
            source.display()
        ))),
        Looks::Capture => bare(&[source.to_owned()], how),
    }
}

/// Reads a file of summaries.
pub(super) fn summary(path: &Path) -> Result<Summary> {
    let shown = || path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", shown()))?;
    Summary::read(&text).with_context(shown)
}

enum Looks {
    Run,
    Summary,
    Report,
    Capture,
}

fn looks(path: &Path) -> Looks {
    if path.join(RUN_FILE).is_file() || path.file_name().is_some_and(|name| name == RUN_FILE) {
        return Looks::Run;
    }
    let mut start = Vec::new();
    // What cannot be opened is told by the reader of captures.
    let _ = File::open(path).and_then(|file| file.take(LOOK).read_to_end(&mut start));
    let text = String::from_utf8_lossy(&start);
    match text.trim_start().starts_with('{') {
        true if text.contains("\"idlewire/summary/") => Looks::Summary,
        true if text.contains("\"idlewire/") => Looks::Report,
        _ => Looks::Capture,
    }
}

/// Run folders and summaries below a folder, in order.
pub(super) fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let shown = || format!("{} cannot be listed", folder.display());
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(shown)? {
        entries.push(entry.with_context(shown)?.path());
    }
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() && !path.is_symlink() {
            if path.join(RUN_FILE).is_file() { found.push(path) } else { found.extend(below(&path)?) }
        } else if path.extension().is_some_and(|ending| ending == "json") && is_summary(&path) {
            found.push(path);
        }
    }
    Ok(found)
}

fn is_summary(path: &Path) -> bool {
    matches!(looks(path), Looks::Summary)
}

/// The summary of a run folder, whatever stands in `run.toml`.
pub(super) fn of_folder(folder: &Path) -> PathBuf {
    folder.join(SUMMARY_FILE)
}
