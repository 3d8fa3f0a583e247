//! Was it long enough? The estimates, in words a reader understands, with their limits.

use super::page::{Block, heading};
use super::runs::{One, Runs};
use crate::wording::{count, counted, duration};
use idlewire_study::completeness::{Completeness, Forecast, LowerBound};
use idlewire_study::{Replicates, Study, WINDOW_SECS};

/// Runs of a table told one by one; beyond, the page would be about them.
const MANY: usize = 12;

pub(super) fn section(study: &Study, runs: &Runs<'_>, blocks: &mut Vec<Block>) {
    if runs.all.is_empty() {
        return;
    }
    blocks.push(Block::heading(2, "Was it long enough?"));
    for (place, table) in study.tables.iter().enumerate() {
        blocks.push(Block::heading(3, heading(table)));
        let own: Vec<_> = runs.all.iter().filter(|run| run.table == place).collect();
        let mut items: Vec<String> = own
            .iter()
            .take(MANY)
            .map(|run| match &run.line.completeness {
                Some(it) => format!("{}: {}", run.name, told(it, run)),
                None => format!("{}: no estimate, since its frames have no times or lie too far apart.", run.name),
            })
            .collect();
        if own.len() > MANY {
            items.push(format!("{} more runs: the JSON form has their figures.", own.len() - MANY));
        }
        items.push(match &table.replicates {
            Some(replicates) => together(replicates),
            None => "One run alone: it cannot be told what another one would show.".to_owned(),
        });
        blocks.push(Block::list(items));
    }
    blocks.push(Block::words(LIMITS));
}

const LIMITS: &str = "These are estimates from how new endpoints kept coming; they count all endpoints by name, those of a baseline too. \"At least\" is a lower bound \
(Chao2): what comes less than once in many runs leaves no trace in it. Intervals hold the true number in about 95 of 100 cases. What has a period longer than the run \
cannot be foreseen, and nothing is said about other conditions, other networks or later versions.";

fn told(it: &Completeness, run: &One<'_>) -> String {
    let length = run.length().map_or_else(|| hours(it.windows), duration);
    let mut parts = vec![format!("{} in {length}", counted(it.observed, "endpoint"))];
    parts.extend(it.last_new.map(|last| format!("the last new one after {}", hours(last))));
    parts.push(format!("{} came once", count(it.seen_once)));
    parts.extend(known(it));
    parts.push(bound(&it.bound));
    format!("{}. {}", parts.join("; "), ahead(it))
}

/// What is to come, for a time that is not much longer than the run.
fn ahead(it: &Completeness) -> String {
    let may = |windows: u32| it.windows.saturating_mul(2) >= windows;
    match (may(144), may(7 * 144)) {
        (false, _) => "It is too short to say what a day would add.".to_owned(),
        (true, false) => {
            format!("Expected new endpoints: {} in the next day; it is too short to say more.", forecast(&it.next_day))
        }
        (true, true) => format!(
            "Expected new endpoints: {} in the next day, {} in the next week.",
            forecast(&it.next_day),
            forecast(&it.next_week)
        ),
    }
}

/// The share for the longest unit of which the run holds two.
fn known(it: &Completeness) -> Option<String> {
    let units = ["ten minutes", "an hour", "a day"].into_iter().zip([1, 6, 144]).zip(it.coverage);
    let ((unit, _), share) = units.rev().find(|((_, windows), _)| it.windows >= 2 * windows)?;
    Some(format!("what is known makes up {} of what happens in {unit}", percent(share?)))
}

fn together(it: &Replicates) -> String {
    let known = it.coverage.map(|share| format!("what is known makes up {} of what a run shows; ", percent(share)));
    format!(
        "{} together: {}; {}{}. One more run would show {} new endpoints.",
        counted(u64::from(it.runs), "run"),
        counted(it.bound.observed, "endpoint"),
        known.unwrap_or_default(),
        bound(&it.bound),
        forecast(&it.another),
    )
}

fn bound(it: &LowerBound) -> String {
    format!("at least {:.0} exist, seen and unseen ({:.0} to {:.0})", it.estimate, it.low, it.high)
}

fn forecast(it: &Forecast) -> String {
    format!("{:.1} ({} to {})", it.expected, count(it.low), count(it.high))
}

fn percent(share: f64) -> String {
    // A share that is not all must not read so.
    let tenths = (share * 1000.0).floor();
    if tenths >= 1000.0 { "100 %".to_owned() } else { format!("{:.1} %", tenths / 10.0) }
}

fn hours(windows: u32) -> String {
    let minutes = u64::from(windows) * u64::from(WINDOW_SECS) / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, _) => format!("{hours} h"),
    }
}
