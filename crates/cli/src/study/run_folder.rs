//! A run folder: `run.toml`, the captures that it names, and the summary that was made of them.

use super::sources::{is_summary, study_file};
use crate::args::{Input, Select, Whose};
use crate::outcome::{Outcome, Stop, complain};
use crate::recording::read_all;
use crate::terminal::tell;
use crate::values::{Period, machine};
use anyhow::{Context, Result, anyhow, bail};
use idlewire_capture::{Recording, Selection};
use idlewire_pipeline::{Keep, Timeline};
use idlewire_study::{CaptureFile, Run, RunFile, RunId, Selected, Summary, sha256};
use std::fs::File;
use std::path::{Path, PathBuf};

/// What a person says about a run.
pub(super) const RUN_FILE: &str = "run.toml";

/// What its captures reduce to.
pub(super) const SUMMARY_FILE: &str = "summary.json";

/// How runs are read.
#[derive(Clone, Copy)]
pub(super) struct How {
    /// Read captures even if there is a summary.
    pub fresh: bool,
    /// Keep addresses and host name of the machine.
    pub keep_machine: bool,
    pub quiet: bool,
}

/// A run with its identity, and how well it was read.
pub(super) struct ReadRun {
    pub summary: Summary,
    pub outcome: Outcome,
}

/// Reads `run.toml`.
pub(super) fn run_file(folder: &Path) -> Result<RunFile> {
    let path = folder.join(RUN_FILE);
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(&path).with_context(|| format!("{shown} cannot be read"))?;
    Ok(RunFile::read(&text, &shown)?)
}

/// The captures of a run folder, or the path itself if it is none: what commands that read captures take.
///
/// # Errors
/// A study or a summary is told as such, with the commands that take it.
pub(crate) fn captures_of(path: &Path) -> Result<Vec<PathBuf>> {
    let folder = path.parent().filter(|_| path.is_file() && path.file_name().is_some_and(|name| name == RUN_FILE));
    let folder = folder.unwrap_or(path);
    if !folder.join(RUN_FILE).is_file() {
        let shown = path.display();
        let what = match study_file(path) {
            Some(_) => "a study",
            None if is_summary(path) => "a summary of runs",
            None => return Ok(vec![path.to_owned()]),
        };
        bail!(
            "{shown} is {what}, not a capture: `idlewire study report {shown}` makes its page, and `idlewire compare` holds it against a list"
        );
    }
    let captures = listed(&run_file(folder)?, folder);
    if !captures.iter().any(|capture| capture.exists()) {
        bail!(
            "none of the captures of the run {} is there; `idlewire study report {0}` makes a page of its summary",
            folder.display()
        );
    }
    Ok(captures)
}

fn listed(run: &RunFile, folder: &Path) -> Vec<PathBuf> {
    match run.files.as_slice() {
        [] => vec![folder.to_owned()],
        files => files.iter().map(|file| folder.join(&file.path)).collect(),
    }
}

/// The run of a folder: from its summary if that fits, else from its captures; then a summary is written.
pub(super) fn read(folder: &Path, how: How) -> Result<ReadRun, Stop> {
    let mut run_file = run_file(folder).map_err(Stop::Input)?;
    if !how.fresh
        && let Some((id, run)) = summarised(folder, &run_file).map_err(Stop::Input)?
    {
        let how = How { keep_machine: how.keep_machine || run.machine.is_some(), ..how };
        let summary = whole(run.clone(), &run_file, how);
        // What a person wrote in run.toml since then belongs to the summary too.
        if summary != Summary::of(id, run) {
            keep(&summary, folder, true);
        }
        return Ok(ReadRun { summary, outcome: Outcome::Done });
    }
    let captures = listed(&run_file, folder);
    if run_file.files.is_empty() {
        run_file.files = hashed(&captures, |path| relative(folder, path)).map_err(Stop::Input)?;
    } else {
        check(&run_file, folder).map_err(Stop::Input)?;
    }
    let (run, outcome) = reduce(&captures, &run_file.selected, how)?;
    let summary = whole(run, &run_file, how);
    if outcome == Outcome::Done {
        keep(&summary, folder, how.quiet);
    }
    Ok(ReadRun { summary, outcome })
}

/// Captures without a run folder: a run with nothing declared.
pub(super) fn bare(captures: &[PathBuf], how: How) -> Result<ReadRun, Stop> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let files = hashed(captures, name).map_err(Stop::Input)?;
    let (run, outcome) = reduce(captures, &Selected::default(), how)?;
    Ok(ReadRun { summary: whole(run, &RunFile { files, ..RunFile::default() }, how), outcome })
}

/// What the captures show.
fn reduce(captures: &[PathBuf], selected: &Selected, how: How) -> Result<(Run, Outcome), Stop> {
    let skip = Period(
        selected.skip_seconds.and_then(|secs| i64::try_from(secs).ok()).unwrap_or(0).saturating_mul(1_000_000_000),
    );
    let (from, until) = (selected.from, selected.until);
    let select = Select { from, until, skip: Some(skip), quiet: how.quiet, ..Select::default() };
    let read = read_all(&Input { captures: captures.to_vec(), selection: select }, Keep::Sums)?;
    // What cannot be opened was told already.
    let (mut again, _) = Recording::open(captures, Selection { from, until, skip_nanos: skip.0 });
    let timeline = Timeline::read(&mut again);
    let chosen = selected.machine.iter().map(|text| machine(text)).collect::<Result<_, _>>().map_err(Stop::Usage)?;
    let whose = Whose { machine: chosen, ..Whose::default() };
    let options = whose.options();
    let (mut run, machines) = idlewire_pipeline::summary(&read.finished, &read.inputs, &timeline, &options);
    if machines > 1 && selected.machine.is_empty() && !how.quiet {
        tell(&format!(
            "idlewire: note: {}: {machines} machines are in this run; `study add --machine ADDRESS` picks one",
            captures.first().map(|path| path.display().to_string()).unwrap_or_default()
        ));
    }
    if !how.keep_machine {
        run.machine = None;
    }
    Ok((run, read.outcome_for(&whose)))
}

/// The summary of the folder, if there is one of these captures.
fn summarised(folder: &Path, run_file: &RunFile) -> Result<Option<(RunId, Run)>> {
    let path = folder.join(SUMMARY_FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(anyhow!(error).context(format!("{} cannot be read", path.display()))),
    };
    let shown = || format!("{}: delete it, and it is made again from the captures", path.display());
    let summary = Summary::read(&text).with_context(shown)?;
    let mut runs = summary.runs().iter();
    let (Some((id, run)), None) = (runs.next(), runs.next()) else {
        bail!("{}: it holds {} runs, not one", shown(), summary.runs().len());
    };
    // Without captures the summary is all there is; else it must be of those that are there.
    let files = match run_file.files.as_slice() {
        [] if holds_captures(folder) => hashed(&[folder.to_owned()], |path| relative(folder, path))?,
        [] => run.files.clone(),
        files => files.to_vec(),
    };
    Ok((*id == identity(&files, run_file)).then(|| (id.clone(), run.clone())))
}

/// The identity of a run: its captures, and which part of them it is.
pub(super) fn identity(files: &[CaptureFile], run_file: &RunFile) -> RunId {
    RunId::of(files.iter().map(|file| file.sha256.as_str()), &run_file.selected.key())
}

fn holds_captures(folder: &Path) -> bool {
    !Recording::open(&[folder.to_owned()], Selection::default()).0.inputs().is_empty()
}

/// The run under its identity, with what `run.toml` says.
fn whole(mut run: Run, run_file: &RunFile, how: How) -> Summary {
    run.subject = run_file.subject.clone();
    run.replicate = run_file.replicate;
    run.capture_point = run_file.capture_point.clone();
    run.declared = run_file.declared.clone();
    run.selected = run_file.selected.clone();
    if !how.keep_machine {
        run.selected.redact();
    }
    if !run_file.files.is_empty() {
        run.files = run_file.files.clone();
    }
    run.files.sort();
    // The recorder counts what no capture can: frames that never reached a file.
    run.measured.dropped = run.measured.dropped.or(run_file.recorder.as_ref().and_then(|recorder| recorder.dropped));
    Summary::of(identity(&run.files, run_file), run)
}

/// Writes the summary. A folder that cannot be written to costs time, and nothing else.
fn keep(summary: &Summary, folder: &Path, quiet: bool) {
    let path = folder.join(SUMMARY_FILE);
    if let Err(error) = std::fs::write(&path, summary.write())
        && !quiet
    {
        tell(&format!(
            "idlewire: note: {} cannot be written ({error}); the captures are read again next time",
            path.display()
        ));
    }
}

/// Every capture below these paths with its SHA-256, named by `name`.
pub(super) fn hashed(captures: &[PathBuf], name: impl Fn(&Path) -> String) -> Result<Vec<CaptureFile>> {
    let (recording, errors) = Recording::open(captures, Selection::default());
    errors.iter().for_each(complain);
    if recording.inputs().is_empty() {
        bail!("nothing to read: no input is a capture");
    }
    let inputs = recording.inputs();
    inputs.iter().map(|input| Ok(CaptureFile { path: name(&input.path), sha256: hash(&input.path)? })).collect()
}

fn hash(path: &Path) -> Result<String> {
    let shown = || format!("{} cannot be read", path.display());
    sha256(&mut File::open(path).with_context(shown)?).with_context(shown)
}

/// Whether the captures are those that `run.toml` names.
fn check(run_file: &RunFile, folder: &Path) -> Result<()> {
    let shown = folder.join(RUN_FILE).display().to_string();
    for file in &run_file.files {
        let path = folder.join(&file.path);
        if !path.is_file() {
            bail!(
                "{shown}: the capture {} is not there, and no summary stands for it; bring it back, or correct its path",
                path.display()
            );
        }
        let found = hash(&path)?;
        if found != file.sha256 {
            bail!(
                "{shown}: the capture {} is another than the one that was added (SHA-256 {found}, not {}); bring that back, or correct sha256",
                path.display(),
                file.sha256
            );
        }
    }
    Ok(())
}

/// The path of a capture as it is written in `run.toml`: from the run folder, if both lie on one disk.
pub(super) fn relative(folder: &Path, path: &Path) -> String {
    let (Ok(from), Ok(to)) = (folder.canonicalize(), path.canonicalize()) else { return slashes(path) };
    let (mut from, mut to) = (from.components().peekable(), to.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let mut relative: PathBuf = from.map(|_| "..").collect();
    relative.extend(to);
    slashes(&relative)
}

fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/").replace("//", "/")
}
