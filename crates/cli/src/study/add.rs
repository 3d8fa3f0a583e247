//! `idlewire study add`.

use super::run_folder::{How, RUN_FILE, hashed, identity, read, relative, run_file};
use super::sources::{STUDY_FILE, below};
use crate::args::AddArgs;
use crate::outcome::{Outcome, Stop};
use crate::terminal::tell;
use anyhow::{Context, anyhow};
use idlewire_study::{Declared, RunFile, Selected, StudyFile, Subject};
use std::path::{Path, PathBuf};

pub(super) fn run(args: &AddArgs) -> Result<Outcome, Stop> {
    let study_path = args.study.join(STUDY_FILE);
    let shown = study_path.display().to_string();
    let text = std::fs::read_to_string(&study_path).map_err(|error| {
        let remedy = format!("`idlewire study init {}` begins a study", args.study.display());
        Stop::Input(anyhow!(error).context(format!("{shown} cannot be read; {remedy}")))
    })?;
    let study = StudyFile::read(&text, &shown).map_err(|error| Stop::Input(error.into()))?;
    if args.captures.iter().any(|path| path == Path::new("-")) {
        return Err(Stop::Usage(
            "a run names its captures, so it cannot be read from standard input; save it to a file first".into(),
        ));
    }
    if args.name.is_empty() || args.name.contains(['/', '\\']) || args.name.starts_with('.') {
        return Err(Stop::Usage(format!("\"{}\" is no name for a folder: write one such as home-1", args.name)));
    }
    let folder = args.study.join(&args.name);
    if folder.join(RUN_FILE).exists() {
        return Err(Stop::Output(anyhow!(
            "{} is there already; take another name, or edit it by hand",
            folder.join(RUN_FILE).display()
        )));
    }
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))
        .map_err(Stop::Output)?;
    let done = fill(args, &folder);
    if done.is_err() {
        // A run that could not be read must not stay behind as half a run; what else lies in the folder stays.
        let _ = std::fs::remove_file(folder.join(RUN_FILE));
        let _ = std::fs::remove_dir(&folder);
    }
    let outcome = done?;
    if !study.runs.is_empty() && !study.runs.contains(&args.name) {
        tell(&format!("idlewire: note: {shown} lists its runs: add \"{}\" to them", args.name));
    }
    Ok(outcome)
}

fn fill(args: &AddArgs, folder: &Path) -> Result<Outcome, Stop> {
    let files = hashed(&args.captures, |path| relative(folder, path)).map_err(Stop::Input)?;
    let run = RunFile { files, ..stated(args) };
    if let Some(twin) = twin(&args.study, &run) {
        return Err(Stop::Usage(format!(
            "these captures are the run {} already; edit its {RUN_FILE}, or take another part of them with --machine, --from, --until or --skip",
            twin.display()
        )));
    }
    let path = folder.join(RUN_FILE);
    std::fs::write(&path, run.write())
        .with_context(|| format!("cannot write {}", path.display()))
        .map_err(Stop::Output)?;
    let how = How { fresh: true, keep_machine: args.keep_machine, quiet: args.quiet };
    let run = read(folder, how)?;
    if let (Some(run), false) = (run.summary.runs().values().next(), args.quiet) {
        let (endpoints, frames) = (run.endpoints.len(), run.measured.ledger.frames.read);
        tell(&format!("idlewire: {}: {endpoints} endpoints in {frames} frames", folder.display()));
    }
    Ok(run.outcome)
}

/// The run folder of the study that holds the same part of the same captures.
fn twin(study: &Path, run: &RunFile) -> Option<PathBuf> {
    let id = identity(&run.files, run);
    // What cannot be read is told when the study is reported.
    let folders = below(study).unwrap_or_default();
    folders.into_iter().find(|folder| run_file(folder).is_ok_and(|other| identity(&other.files, &other) == id))
}

/// What the arguments say.
fn stated(args: &AddArgs) -> RunFile {
    let (subject, conditions) = (args.subject.clone(), args.conditions.clone());
    RunFile {
        replicate: subject.replicate,
        capture_point: conditions.capture_point,
        subject: Subject {
            system: subject.system,
            edition: subject.edition,
            version: subject.version,
            build: subject.build,
            language: subject.language,
        },
        declared: Declared {
            account: conditions.account,
            domain: conditions.domain,
            settings: conditions.settings,
            idle: conditions.idle,
            location: conditions.location,
            network: conditions.network,
            notes: conditions.notes,
        },
        selected: Selected {
            machine: args.machine.clone(),
            from: args.from,
            until: args.until,
            picked: false,
            skip_seconds: args.skip.and_then(|skip| u64::try_from(skip.0 / 1_000_000_000).ok()),
        },
        ..RunFile::default()
    }
}
