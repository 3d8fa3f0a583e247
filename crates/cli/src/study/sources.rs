//! Studies, run folders, summaries and captures to one summary.

use super::run_folder::{How, RUN_FILE, ReadRun, bare, read};
use crate::outcome::{Outcome, Stop};
use crate::terminal::tell;
use anyhow::{Context, Result, anyhow};
use idlewire_study::{FormError, RunId, StudyFile, Summary};
use std::collections::BTreeMap;
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
    /// The run folders by what they hold.
    folders: BTreeMap<RunId, PathBuf>,
}

/// Reads all sources, at most one study among them. What cannot be read is told, and the others are read all the same.
pub(super) fn gather(sources: &[PathBuf], how: How) -> Result<Gathered, Stop> {
    let studies: Vec<PathBuf> = sources.iter().filter_map(|source| study_file(source)).collect();
    if let [_, second, ..] = studies.as_slice() {
        return Err(Stop::Usage(format!(
            "{} is a second study; merge their summaries with `idlewire study merge`",
            second.display()
        )));
    }
    gather_all(sources, how)
}

/// Reads all sources, any number of studies among them: for what their runs say, the last study is as good as any.
pub(super) fn gather_all(sources: &[PathBuf], how: How) -> Result<Gathered, Stop> {
    let mut gathered =
        Gathered { summary: Summary::default(), study: None, outcome: Outcome::Done, folders: BTreeMap::new() };
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
        match study_file(source) {
            Some(study) => self.study(&study, how),
            None => {
                self.take(source, how);
                Ok(())
            }
        }
    }

    fn study(&mut self, path: &Path, how: How) -> Result<(), Stop> {
        let shown = path.display().to_string();
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{shown} cannot be read")).map_err(Stop::Input)?;
        let study = StudyFile::read(&text, &shown).map_err(|error| Stop::Input(error.into()))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let (listed, lost): (Vec<&String>, Vec<&String>) = study.runs.iter().partition(|run| folder.join(run).exists());
        for run in lost {
            let _ = Stop::Input(not_there(&text, &shown, run).into()).tell();
            self.outcome = Outcome::Unread;
        }
        let runs: Vec<PathBuf> = match study.runs.as_slice() {
            [] => below(&folder).map_err(Stop::Input)?,
            _ => listed.into_iter().map(|run| folder.join(run)).collect(),
        };
        if runs.is_empty() && study.runs.is_empty() {
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
            Ok(_) => self.merge(source, one(source, how), how),
            Err(error) => self.merge(source, Err(Stop::Input(error)), how),
        }
    }

    fn merge(&mut self, source: &Path, read: Result<ReadRun, Stop>, how: How) {
        match read {
            Ok(run) => {
                if source.join(RUN_FILE).is_file() {
                    run.summary.runs().keys().for_each(|id| self.note_twin(id, source, how));
                }
                self.summary.merge(run.summary);
                self.outcome = self.outcome.max(run.outcome);
            }
            Err(stop) => {
                let _ = stop.tell();
                self.outcome = Outcome::Unread;
            }
        }
    }

    /// A run that was added twice would be missing without a word.
    fn note_twin(&mut self, id: &RunId, folder: &Path, how: How) {
        if let Some(other) = self.folders.insert(id.clone(), folder.to_owned())
            && !how.quiet
            && other.canonicalize().ok() != folder.canonicalize().ok()
        {
            let (folder, other) = (folder.display(), other.display());
            tell(&format!("idlewire: note: {folder} and {other} hold the same captures and count as one run"));
        }
    }
}

/// What is wrong with a run of `study.toml` that is nowhere.
fn not_there(text: &str, shown: &str, run: &str) -> FormError {
    let line = text.lines().position(|line| line.contains(run)).map(|place| place + 1);
    FormError {
        file: shown.to_owned(),
        line,
        what: format!("the run {run:?} is not there"),
        remedy: "correct its path, which begins at the folder of study.toml, or leave it out".to_owned(),
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
fn summary(path: &Path) -> Result<Summary> {
    let shown = || path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", shown()))?;
    Summary::read(&text).with_context(shown)
}

/// The `study.toml` that the path is, or that lies in it.
pub(super) fn study_file(path: &Path) -> Option<PathBuf> {
    let file = if path.is_dir() { path.join(STUDY_FILE) } else { path.to_owned() };
    (file.is_file() && file.file_name().is_some_and(|name| name == STUDY_FILE)).then_some(file)
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

/// Whether the path is a file of summaries. A pipe is none: looking at it would take away what its reader needs.
pub(super) fn is_summary(path: &Path) -> bool {
    path.is_file() && matches!(looks(path), Looks::Summary)
}
