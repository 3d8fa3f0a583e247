//! Blind spots: what the page cannot know.

use super::page::Block;
use crate::wording::counted;
use idlewire_study::Study;
use std::net::IpAddr;

pub(super) fn section(study: &Study, blocks: &mut Vec<Block>) {
    let rows = || study.tables.iter().flat_map(|table| &table.rows);
    let runs = || study.tables.iter().flat_map(|table| &table.runs);
    let mut items = vec![
        "What the recorder did not see is not here; traffic that another machine carried for this one neither."
            .to_owned(),
        "Packets do not tell which process sent them, nor what was said inside encrypted connections.".to_owned(),
    ];
    let bare = rows().filter(|row| row.destination.parse::<IpAddr>().is_ok()).count() as u64;
    if bare > 0 {
        items.push(format!("{} a bare address: no capture names it.", number(bare, "row is", "rows are")));
    }
    let hidden = rows().filter(|row| row.name_hidden).count() as u64;
    if hidden > 0 {
        items.push(format!("In {} Encrypted ClientHello hides a name.", counted(hidden, "row")));
    }
    let encrypted = runs().filter(|run| !run.measured.encrypted_dns.is_empty()).count() as u64;
    if encrypted > 0 {
        items.push(format!("In {} DNS was encrypted: names may be missing.", counted(encrypted, "run")));
    }
    let silent = runs().filter(|run| run.measured.gaps.as_ref().is_some_and(|gaps| !gaps.is_empty())).count() as u64;
    if silent > 0 {
        items.push(format!(
            "In {} nothing at all was recorded for more than an hour: the machine slept, or the recorder stood still.",
            counted(silent, "run")
        ));
    }
    let stepped = runs().filter(|run| run.measured.clock_steps.is_some_and(|steps| steps > 0)).count() as u64;
    if stepped > 0 {
        items.push(format!(
            "In {} the clock of the recorder went back: times, rhythms and estimates may be wrong there.",
            counted(stepped, "run")
        ));
    }
    let lost = runs().filter(|run| run.measured.dropped.is_some_and(|lost| lost > 0)).count() as u64;
    if lost > 0 {
        items.push(format!("In {} the recorder lost frames.", counted(lost, "run")));
    }
    let unread: u64 = runs().map(|run| run.measured.ledger.frames.stopped.values().sum::<u64>()).sum();
    if unread > 0 {
        items.push(format!("{} not understood to the end.", number(unread, "frame was", "frames were")));
    }
    blocks.push(Block::heading(2, "Blind spots"));
    blocks.push(Block::list(items));
}

fn number(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", crate::wording::count(n), if n == 1 { one } else { many })
}
