//! What a page is in addition to: catalogs whose rows are left out.

use std::collections::{BTreeMap, BTreeSet};

use idlewire_catalog::{Catalog, Matcher};
use serde::Serialize;

use crate::run::Run;

/// A row of a baseline catalog that was seen and is left out of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The baseline catalog.
    pub id: String,
    /// Its pattern, as published.
    pub pattern: String,
    /// The destinations that it lists.
    pub names: BTreeSet<String>,
}

/// The baseline of a study.
pub(crate) struct Baseline<'c>(Matcher<'c>);

impl<'c> Baseline<'c> {
    pub(crate) fn new(catalogs: &'c [Catalog]) -> Self {
        Self(Matcher::new(catalogs))
    }

    /// Whether the baseline lists the destination.
    pub(crate) fn lists(&self, destination: &str) -> bool {
        self.0.matches(destination).iter().any(|hit| hit.matched.listed())
    }

    /// What the baseline takes away from the runs, in the order of its catalogs.
    pub(crate) fn left_out(&self, runs: &[&Run]) -> Vec<LeftOut> {
        let mut rows: BTreeMap<(String, usize), LeftOut> = BTreeMap::new();
        for seen in runs.iter().flat_map(|run| &run.endpoints) {
            let Some(hit) = self.0.matches(&seen.destination).into_iter().find(|hit| hit.matched.listed()) else {
                continue;
            };
            let (id, pattern) = (hit.catalog.id.clone(), hit.entry.destination.clone());
            let row =
                rows.entry((id.clone(), hit.row)).or_insert_with(|| LeftOut { id, pattern, names: BTreeSet::new() });
            row.names.insert(seen.destination.clone());
        }
        rows.into_values().collect()
    }
}
