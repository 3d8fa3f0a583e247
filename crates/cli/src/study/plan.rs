//! What is asked of the runs: by `study.toml`, unless the arguments say otherwise.

use crate::args::StudyReportArgs;
use crate::catalogs;
use crate::outcome::Stop;
use crate::terminal::tell;
use anyhow::{Context, Result};
use idlewire_catalog::{Catalog, Catalogs};
use idlewire_study::{Plan, StudyFile, StudySubject, read_notes};
use std::path::{Path, PathBuf};

/// The title of a page that nobody gave one.
const TITLE: &str = "Public endpoints";

pub(super) fn plan(args: &StudyReportArgs, study: Option<&(StudyFile, PathBuf)>) -> Result<Plan, Stop> {
    let nothing = (StudyFile { title: TITLE.to_owned(), ..StudyFile::default() }, PathBuf::new());
    let (study, folder) = study.unwrap_or(&nothing);
    let of_study = |names: &[String]| names.iter().map(|name| from_folder(name, folder)).collect::<Vec<_>>();
    let given = |own: &[String], names: &[String]| if own.is_empty() { of_study(names) } else { own.to_vec() };
    let load = |names: &[String]| catalogs::load(names, args.quiet).map(|catalogs| catalogs.as_slice().to_vec());
    let some = |names: &[String]| if names.is_empty() { Ok(Vec::new()) } else { load(names) };
    // A list that the arguments name describes every table.
    let own = |subject: &StudySubject| if args.catalogs.is_empty() { of_study(&subject.catalogs) } else { Vec::new() };
    let subjects: Result<Vec<_>, Stop> =
        study.subjects.iter().map(|subject| Ok((subject.subject(), some(&own(subject))?))).collect();
    let notes = args.notes.clone().or(study.notes.as_ref().map(|notes| folder.join(notes)));
    Ok(Plan {
        title: args.title.clone().unwrap_or_else(|| study.title.clone()),
        subjects: subjects?,
        catalogs: load(&given(&args.catalogs, &study.catalogs))?,
        baseline: some(&given(&args.baseline, &study.baseline))?,
        notes: notes.map(|path| notes_of(&path)).transpose().map_err(Stop::Input)?,
        fold: args.wildcards == "catalog",
    })
}

/// Every list that `study.toml` names, and its notes.
pub(super) fn lists(study: &StudyFile, folder: &Path) -> Vec<String> {
    let of_subjects = study.subjects.iter().flat_map(|subject| &subject.catalogs);
    let names = study.catalogs.iter().chain(&study.baseline).chain(&study.notes).chain(of_subjects);
    names.map(|name| from_folder(name, folder)).collect()
}

/// A list of `study.toml`: an id, or a path from its folder.
fn from_folder(name: &str, folder: &Path) -> String {
    match Catalogs::shipped().by_id(name) {
        Some(_) => name.to_owned(),
        None => folder.join(name).display().to_string(),
    }
}

fn notes_of(path: &Path) -> Result<Catalog> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("{shown} cannot be read"))?;
    Ok(read_notes(&text, &shown)?)
}

/// Tables of `study.toml` that no run belongs to would be missing without a word.
pub(super) fn tell_empty(plan: &Plan, study: &idlewire_study::Study) {
    for (subject, _) in &plan.subjects {
        if !study.tables.iter().any(|table| table.subject == *subject) {
            tell(&format!("idlewire: note: no run is of the subject \"{}\": it has no table", subject.heading()));
        }
    }
}
