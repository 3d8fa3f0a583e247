//! A study: what a set of runs says.

use std::collections::BTreeMap;

use idlewire_catalog::Catalog;
use serde::Serialize;

use crate::baseline::{Baseline, LeftOut};
use crate::chance::by_chance;
use crate::completeness::{
    Completeness, Forecast, Incidence, LowerBound, another_run, chao2, completeness, sample_coverage,
};
use crate::conditions::{Declared, Measured, Subject};
use crate::row::{Lists, Row};
use crate::run::{Machine, Outside, Run, RunId};
use crate::run_file::{CaptureFile, Selected};
use crate::summary::Summary;

/// What is asked of the runs.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The title of the page.
    pub title: String,
    /// The tables in the order of the page, each with the catalogs that describe it; none means those of the plan.
    pub subjects: Vec<(Subject, Vec<Catalog>)>,
    /// The catalogs that describe rows, in this order; those for the edition of a table come first there.
    pub catalogs: Vec<Catalog>,
    /// The catalogs whose rows are left out.
    pub baseline: Vec<Catalog>,
    /// The user's own descriptions.
    pub notes: Option<Catalog>,
    /// Whether rows are those of the catalogs, each once and in their order: the published form. Else every name has a row.
    pub fold: bool,
}

/// What the runs say.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Study {
    /// The title of the page.
    pub title: String,
    /// Titles of the catalogs that it is in addition to.
    pub in_addition_to: Vec<String>,
    /// A table for each subject.
    pub tables: Vec<Table>,
    /// The rows of all tables held against each other, by destination. Empty for fewer than two tables.
    pub across: Vec<AcrossRow>,
}

/// The table of one subject.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// What it is about: as the plan says it, else as its runs do.
    pub subject: Subject,
    /// Its runs, by replicate, then by identity.
    pub runs: Vec<RunLine>,
    /// What was reached, but for the baseline.
    pub rows: Vec<Row>,
    /// What the baseline takes away.
    pub left_out: Vec<LeftOut>,
    /// What replicates say together. Absent for fewer than two.
    pub replicates: Option<Replicates>,
}

/// One run of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunLine {
    /// Its identity.
    pub id: RunId,
    /// As its `run.toml` says.
    pub subject: Subject,
    /// As its `run.toml` says.
    pub replicate: Option<u32>,
    /// As its `run.toml` says.
    pub capture_point: Option<String>,
    /// As its `run.toml` says.
    #[serde(skip_serializing_if = "Selected::is_empty")]
    pub selected: Selected,
    /// What a person states.
    pub declared: Declared,
    /// What was read from the captures.
    pub measured: Measured,
    /// Its captures.
    pub files: Vec<CaptureFile>,
    /// Whose traffic it is. Absent unless the summary holds it.
    pub machine: Option<Machine>,
    /// What the machine did besides.
    pub outside: Outside,
    /// Whether it was long enough, over all its endpoints, those of the baseline too. Absent if the run has no times.
    pub completeness: Option<Completeness>,
    /// Whether summaries of the same captures said different things.
    pub contested: bool,
}

/// What replicates of a subject say together: incidence over runs, of all endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Replicates {
    /// How many there are.
    pub runs: u32,
    /// Sample coverage over runs. Absent if nothing was seen.
    pub coverage: Option<f64>,
    /// How many endpoints there are at least (Chao2).
    pub bound: LowerBound,
    /// New endpoints in one more run.
    pub another: Forecast,
}

/// A destination in all tables.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AcrossRow {
    /// As the tables write it.
    pub destination: String,
    /// For each table, in how many of how many runs it was seen.
    pub seen: Vec<(u64, u64)>,
    /// Pairs of tables in which it was not seen as often, where there are replicates.
    pub differences: Vec<Difference>,
}

/// A difference between two tables.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The places of the tables.
    pub between: (usize, usize),
    /// The probability that sampling alone makes as large a difference (Fisher's exact test, two-sided).
    pub by_chance: f64,
}

impl Study {
    /// What the runs say, as the plan asks. The order in which summaries were merged does not show.
    #[must_use]
    pub fn new(plan: &Plan, summary: &Summary) -> Self {
        let baseline = Baseline::new(&plan.baseline);
        let mut groups: BTreeMap<(usize, Subject), Vec<(&RunId, &Run)>> = BTreeMap::new();
        for (id, run) in summary.runs() {
            let place = plan.subjects.iter().position(|(subject, _)| subject.covers(&run.subject));
            let key = match place.and_then(|place| Some((place, plan.subjects.get(place)?))) {
                Some((place, (subject, _))) => (place, subject.clone()),
                None => (usize::MAX, run.subject.clone()),
            };
            groups.entry(key).or_default().push((id, run));
        }
        let tables: Vec<Table> =
            groups.into_iter().map(|((place, subject), runs)| table(plan, place, subject, runs, &baseline)).collect();
        Self {
            title: plan.title.clone(),
            in_addition_to: plan.baseline.iter().map(|catalog| catalog.title.clone()).collect(),
            across: across(&tables),
            tables,
        }
    }
}

fn table(plan: &Plan, place: usize, subject: Subject, mut runs: Vec<(&RunId, &Run)>, baseline: &Baseline<'_>) -> Table {
    runs.sort_by_key(|(id, run)| (run.replicate.is_none(), run.replicate, *id));
    let own = plan.subjects.get(place).map(|(_, catalogs)| catalogs).filter(|catalogs| !catalogs.is_empty());
    let lists = Lists::new(own.unwrap_or(&plan.catalogs), plan.notes.as_slice(), plan.fold, &subject);
    let bare: Vec<&Run> = runs.iter().map(|(_, run)| *run).collect();
    let single = |run: &&Run| run.subject.clone();
    Table {
        subject: if subject.is_empty() && bare.len() == 1 {
            bare.first().map(single).unwrap_or_default()
        } else {
            subject
        },
        rows: lists.rows(&bare, |destination| baseline.lists(destination)),
        left_out: baseline.left_out(&bare),
        replicates: replicates(&bare),
        runs: runs.into_iter().map(|(id, run)| line(id, run)).collect(),
    }
}

fn line(id: &RunId, run: &Run) -> RunLine {
    let windows: Vec<_> = run.endpoints.iter().map(|seen| &seen.windows).collect();
    RunLine {
        id: id.clone(),
        subject: run.subject.clone(),
        replicate: run.replicate,
        capture_point: run.capture_point.clone(),
        selected: run.selected.clone(),
        declared: run.declared.clone(),
        measured: run.measured.clone(),
        files: run.files.clone(),
        machine: run.machine.clone(),
        outside: run.outside.clone(),
        completeness: run.period().map(|period| completeness(&windows, period)),
        contested: run.contested,
    }
}

fn replicates(runs: &[&Run]) -> Option<Replicates> {
    let units = u32::try_from(runs.len()).ok()?;
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for seen in runs.iter().flat_map(|run| &run.endpoints) {
        *counts.entry(&seen.destination).or_default() += 1;
    }
    let incidence = Incidence::new(units, counts.into_values());
    let another = another_run(&incidence)?;
    Some(Replicates { runs: units, coverage: sample_coverage(&incidence), bound: chao2(&incidence), another })
}

fn across(tables: &[Table]) -> Vec<AcrossRow> {
    if tables.len() < 2 {
        return Vec::new();
    }
    let none: Vec<(u64, u64)> = tables.iter().map(|table| (0, table.runs.len() as u64)).collect();
    let mut rows: BTreeMap<&str, Vec<(u64, u64)>> = BTreeMap::new();
    for (place, table) in tables.iter().enumerate() {
        for row in &table.rows {
            let seen = rows.entry(&row.destination).or_insert_with(|| none.clone());
            // Two rows of one table bear the same name if two catalogs list the same pattern: the more often seen one stands.
            if let Some(cell) = seen.get_mut(place) {
                cell.0 = cell.0.max(row.seen_in);
            }
        }
    }
    let row = |(destination, seen): (&str, Vec<(u64, u64)>)| AcrossRow {
        destination: destination.to_owned(),
        differences: differences(&seen),
        seen,
    };
    rows.into_iter().map(row).collect()
}

fn differences(seen: &[(u64, u64)]) -> Vec<Difference> {
    let mut pairs = Vec::new();
    for (a, &(k1, n1)) in seen.iter().enumerate() {
        for (b, &(k2, n2)) in seen.iter().enumerate().skip(a + 1) {
            if n1.min(n2) > 1 && k1 * n2 != k2 * n1 {
                pairs.push(Difference { between: (a, b), by_chance: by_chance(k1, n1, k2, n2) });
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests;
