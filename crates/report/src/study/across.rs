//! The rows of all tables held against each other.

use super::page::Block;
use super::runs::Runs;
use idlewire_study::{AcrossRow, Study};

pub(super) fn section(study: &Study, runs: &Runs<'_>, blocks: &mut Vec<Block>) {
    if study.across.is_empty() {
        return;
    }
    blocks.push(Block::heading(2, "Which endpoint in which table"));
    let has_chance = study.across.iter().any(|row| !row.differences.is_empty());
    let mut header = vec!["Destination".to_owned()];
    header.extend(runs.tables.iter().cloned());
    if has_chance {
        header.push("By chance".to_owned());
    }
    let rows = study.across.iter().map(|row| cells(row, runs, has_chance)).collect();
    blocks.push(Block::aside(header, rows));
    blocks.push(Block::words("Cells: in how many of how many runs the row was seen."));
    blocks.push(Block::words(if has_chance {
        "By chance: the probability that runs which are all alike differ as much as these two tables (Fisher's exact test, two-sided). A difference that may well be chance, say with more than 5 %, proves nothing; of twenty rows that do not differ one will look as if. Few runs cannot prove a difference."
    } else if study.tables.iter().filter(|table| table.runs.len() > 1).count() > 1 {
        "No row differs between tables with several runs."
    } else {
        "Without several runs of each system nobody can tell a difference from chance."
    }));
}

fn cells(row: &AcrossRow, runs: &Runs<'_>, has_chance: bool) -> Vec<String> {
    let mut cells = vec![row.destination.clone()];
    cells.extend(row.seen.iter().map(|(seen, of)| if *seen == 0 { "-".to_owned() } else { format!("{seen} of {of}") }));
    if has_chance {
        let name = |place: usize| runs.tables.get(place).map_or("", String::as_str);
        let pair = |it: &idlewire_study::Difference| {
            format!("{} / {}: {}", name(it.between.0), name(it.between.1), chance(it.by_chance))
        };
        cells.push(row.differences.iter().map(pair).collect::<Vec<_>>().join("; "));
    }
    cells
}

fn chance(p: f64) -> String {
    let percent = p.clamp(0.0, 1.0) * 100.0;
    if percent < 0.1 {
        "under 0.1 %".to_owned()
    } else if percent < 10.0 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}
