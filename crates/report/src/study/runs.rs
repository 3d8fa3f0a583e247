//! The runs of a study under short names, and what groups of them have in common.

use super::page::few;
use idlewire_study::{RunLine, Study, Table};
use std::collections::BTreeSet;

/// All runs, in the order of the tables.
pub(super) struct Runs<'s> {
    pub all: Vec<One<'s>>,
    /// The short name of each table.
    pub tables: Vec<String>,
}

/// A run with its name.
pub(super) struct One<'s> {
    pub table: usize,
    /// Such as `Home 2`.
    pub name: String,
    pub line: &'s RunLine,
}

impl One<'_> {
    /// From the first frame to the last. Unit: nanoseconds. Absent if frames have no times.
    pub(super) fn length(&self) -> Option<i64> {
        let (first, last) = (self.line.measured.first?, self.line.measured.last?);
        Some(last.nanos_since(first))
    }
}

impl<'s> Runs<'s> {
    pub(super) fn of(study: &'s Study) -> Self {
        let tables = short_names(study);
        let mut all = Vec::new();
        for (place, table) in study.tables.iter().enumerate() {
            let short = tables.get(place).map_or("", String::as_str);
            for (line, number) in table.runs.iter().zip(numbers(table)) {
                let name = if table.runs.len() == 1 { short.to_owned() } else { format!("{short} {number}") };
                all.push(One { table: place, name, line });
            }
        }
        Self { all, tables }
    }

    /// The runs for which the answer is yes: nothing if all, else the names of their tables or their own in brackets.
    fn named(&self, wanted: impl Fn(&One<'s>) -> bool) -> String {
        if self.all.iter().all(&wanted) {
            return String::new();
        }
        let mut names = Vec::new();
        for (place, short) in self.tables.iter().enumerate() {
            let own: Vec<&One<'_>> = self.all.iter().filter(|one| one.table == place).collect();
            let wanted: Vec<&&One<'_>> = own.iter().filter(|one| wanted(one)).collect();
            if wanted.len() == own.len() && self.tables.len() > 1 {
                names.push(short.clone());
            } else {
                names.extend(wanted.iter().map(|one| one.name.clone()));
            }
        }
        format!(" ({})", few(&names))
    }

    /// What the runs say, each value with the runs that say it unless all do; `unsaid` stands for runs that say nothing.
    pub(super) fn grouped(&self, unsaid: &str, value: impl Fn(&One<'s>) -> Option<String>) -> String {
        let values: BTreeSet<Option<String>> = self.all.iter().map(&value).collect();
        // What is said stands before what is not.
        let (said, silent): (Vec<_>, Vec<_>) = values.iter().partition(|value| value.is_some());
        let part = |one: &Option<String>| {
            format!("{}{}", one.as_deref().unwrap_or(unsaid), self.named(|run| value(run) == *one))
        };
        said.into_iter().chain(silent).map(part).collect::<Vec<_>>().join("; ")
    }
}

/// The edition, where that tells the tables apart; else the whole heading.
fn short_names(study: &Study) -> Vec<String> {
    let editions: BTreeSet<&String> = study.tables.iter().filter_map(|table| table.subject.edition.as_ref()).collect();
    let tells = editions.len() == study.tables.len();
    let short = |table: &Table| match &table.subject.edition {
        Some(edition) if tells => edition.clone(),
        _ if table.subject.is_empty() => "Run".to_owned(),
        _ => table.subject.heading(),
    };
    study.tables.iter().map(short).collect()
}

/// The declared numbers of the runs, if each has its own; else their places.
fn numbers(table: &Table) -> Vec<u32> {
    let declared: Vec<u32> = table.runs.iter().filter_map(|run| run.replicate).collect();
    let distinct: BTreeSet<&u32> = declared.iter().collect();
    if distinct.len() == table.runs.len() { declared } else { (1..).take(table.runs.len()).collect() }
}
