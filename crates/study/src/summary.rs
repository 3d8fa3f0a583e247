//! Summaries of runs: small, mergeable in any order, schema `idlewire/summary/1`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use idlewire_evidence::{Cap, Counts};
use serde::{Deserialize, Serialize};

use crate::limits::{COUNT, ENDPOINTS, KINDS, RUNS, SUMMARY_BYTES, TEXT};
use crate::run::{Run, RunId};

/// Name and version of the form.
pub const SCHEMA: &str = "idlewire/summary/1";

/// Runs by their identity.
///
/// Merging is union: associative, commutative, with the empty summary as identity, and merging a summary with itself changes nothing. Runs
/// stay apart, so that every count over runs is exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    runs: BTreeMap<RunId, Run>,
}

/// Why a summary cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SummaryError {
    /// The text is not of the form.
    #[error("not a summary: {0}")]
    Form(String),
    /// A schema that this version does not read.
    #[error("schema {0:?} is not idlewire/summary/1")]
    Schema(String),
    /// Past a limit.
    #[error("past the limit {limit} of {value} {unit}")]
    Cap {
        /// Its name.
        limit: &'static str,
        /// Its value.
        value: u64,
        /// What it counts.
        unit: &'static str,
    },
}

#[derive(Deserialize)]
struct Head {
    schema: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: String,
    runs: BTreeMap<RunId, Run>,
}

impl Summary {
    /// The summary of one run.
    #[must_use]
    pub fn of(id: RunId, mut run: Run) -> Self {
        run.settle();
        Self { runs: [(id, run)].into() }
    }

    /// Adds the runs of another summary. Two that say different things about the same captures are marked as contested.
    pub fn merge(&mut self, other: Self) {
        for (id, theirs) in other.runs {
            let run = match self.runs.remove(&id) {
                Some(ours) => ours.either(theirs),
                None => theirs,
            };
            self.runs.insert(id, run);
        }
    }

    /// The runs, by identity.
    #[must_use]
    pub fn runs(&self) -> &BTreeMap<RunId, Run> {
        &self.runs
    }

    /// Leaves out addresses, hardware addresses and names of the machines, and the folders in which captures lay.
    pub fn redact(&mut self) {
        for run in self.runs.values_mut() {
            run.machine = None;
            run.selected.redact();
            for file in &mut run.files {
                file.path = file.path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            }
            run.files.sort();
        }
    }

    /// The JSON text: a line for each run, equal for equal summaries.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = format!("{{\"schema\":\"{SCHEMA}\",\"runs\":{{");
        for (place, (id, run)) in self.runs.iter().enumerate() {
            // Texts, numbers and sets of them have no value that JSON cannot hold, and writing into a string cannot fail.
            let body = serde_json::to_string(run).unwrap_or_default();
            let _ = write!(text, "{}\n\"{}\":{body}", if place == 0 { "" } else { "," }, id.as_str());
        }
        text.push_str("\n}}\n");
        text
    }

    /// Reads what [`Summary::write`] wrote. The text may come from anybody: sizes are bounded.
    ///
    /// # Errors
    /// [`SummaryError`] if the text is no such JSON, of another schema, or past a limit.
    pub fn read(text: &str) -> Result<Self, SummaryError> {
        within(&SUMMARY_BYTES, text.len())?;
        let form = |error: serde_json::Error| SummaryError::Form(error.to_string());
        let head: Head = serde_json::from_str(text).map_err(form)?;
        if head.schema != SCHEMA {
            return Err(SummaryError::Schema(head.schema.chars().take(64).collect()));
        }
        let file: File = serde_json::from_str(text).map_err(form)?;
        within(&RUNS, file.runs.len())?;
        let mut runs = file.runs;
        for (id, run) in &mut runs {
            if !id.is_well_formed() {
                return Err(SummaryError::Form(format!(
                    "the run {:?} is no SHA-256",
                    id.as_str().chars().take(80).collect::<String>()
                )));
            }
            check(run)?;
            run.settle();
        }
        Ok(Self { runs })
    }
}

/// Whether a run that was read is within its limits, and names each destination once.
fn check(run: &Run) -> Result<(), SummaryError> {
    within(&ENDPOINTS, run.endpoints.len())?;
    let mut names: Vec<&str> = run.endpoints.iter().map(|seen| seen.destination.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair.first() == pair.last()).and_then(|pair| pair.first()) {
        return Err(SummaryError::Form(format!("the destination {twice:?} stands twice in one run")));
    }
    let longest = run.endpoints.iter().flat_map(|seen| [&seen.destination, &seen.protocol]);
    let declared = run.declared.stated().map(|(_, words)| words.len());
    declared.chain(longest.map(String::len)).try_for_each(|len| within(&TEXT, len))?;
    let measured = &run.measured;
    let kinds = [measured.gaps.as_ref().map_or(0, BTreeMap::len), measured.encrypted_dns.len()];
    kinds.into_iter().chain(counts(run).map(BTreeMap::len)).try_for_each(|len| within(&KINDS, len))?;
    numbers(run).try_for_each(|number| below(&COUNT, number))
}

/// The counts by reason.
fn counts(run: &Run) -> impl Iterator<Item = &Counts> {
    let ledger = &run.measured.ledger;
    [&ledger.frames.stopped, &ledger.flows.unnamed, &ledger.caps, &ledger.notes].into_iter()
}

/// Every number that is summed up over runs.
fn numbers(run: &Run) -> impl Iterator<Item = u64> {
    let (measured, outside) = (&run.measured, &run.outside);
    let ledger = &measured.ledger;
    let of_run = [ledger.frames.read, ledger.frames.understood, ledger.flows.opened, ledger.flows.named]
        .into_iter()
        .chain([outside.private, outside.multicast, outside.inbound, measured.cut])
        .chain(measured.dropped)
        .chain(measured.clock_steps);
    let of_endpoints = run.endpoints.iter().flat_map(|seen| {
        [seen.flows, seen.failed, seen.bytes_out, seen.bytes_in].into_iter().chain(seen.sources.values().copied())
    });
    of_run.chain(of_endpoints).chain(counts(run).flat_map(|counts| counts.values().copied()))
}

fn within(cap: &Cap, size: usize) -> Result<(), SummaryError> {
    below(cap, size as u64)
}

fn below(cap: &Cap, number: u64) -> Result<(), SummaryError> {
    match number > cap.default {
        true => Err(SummaryError::Cap { limit: cap.name, value: cap.default, unit: cap.unit }),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests;
