//! Studies and summaries as lists: for each subject what it reached, a row for each name.

use super::run_folder::How;
use super::sources::{gather, is_summary, study_file};
use crate::compare::entry;
use crate::outcome::{Outcome, Stop};
use idlewire_catalog::{Catalog, Catalogs, edition};
use idlewire_study::{Plan, Study, Subject, Table};
use std::path::Path;

/// The tables of a study or of a file of summaries. Absent if the path is neither.
pub(crate) fn tables(path: &Path, quiet: bool) -> Option<Result<(Vec<Catalog>, Outcome), Stop>> {
    (study_file(path).is_some() || is_summary(path)).then(|| read(path, quiet))
}

fn read(path: &Path, quiet: bool) -> Result<(Vec<Catalog>, Outcome), Stop> {
    let gathered = gather(&[path.to_owned()], How { fresh: false, keep_machine: false, quiet })?;
    let subjects = gathered.study.iter().flat_map(|(study, _)| &study.subjects);
    let plan = Plan {
        subjects: subjects.map(|subject| (subject.subject(), Vec::new())).collect(),
        catalogs: Catalogs::shipped().as_slice().to_vec(),
        ..Plan::default()
    };
    Ok((Study::new(&plan, &gathered.summary).tables.iter().map(table).collect(), gathered.outcome))
}

fn table(table: &Table) -> Catalog {
    let heading = table.subject.heading();
    let declared = table.subject.edition.clone().unwrap_or_default();
    Catalog {
        edition: edition(&heading).map_or(declared, str::to_owned),
        // As lists name it: the system without the edition, which stands beside it.
        subject: Subject { edition: None, ..table.subject.clone() }.heading(),
        title: heading,
        endpoints: table
            .rows
            .iter()
            .map(|row| entry(&row.destination, &row.protocol, row.description.as_deref()))
            .collect(),
        ..Catalog::default()
    }
}
