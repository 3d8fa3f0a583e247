//! How people are told: numbers, periods, the machine, the ledger. Shared by the forms for eyes, and not escaped yet.

mod blind_spots;
mod figures;

use crate::{Input, Machine, Report, Row, Subject};
pub(crate) use blind_spots::{blind_head, blind_spot, disagreements};
pub use figures::few;
pub(crate) use figures::{bytes, count, counted, duration, minute, period};
use idlewire_evidence::{Counts, Ledger};

/// What a report says without a subject, and of one without a machine.
pub(crate) const NO_MACHINE: &str =
    "No machine was found: the captures hold no flow, or none of the one that was asked for.";

/// `192.168.1.2 (00:0c:29:aa:bb:cc, DESKTOP-7), chosen by private source`.
pub(crate) fn machine(machine: &Machine) -> String {
    let addresses: Vec<String> = machine.addresses.iter().map(ToString::to_string).collect();
    let labels: Vec<&str> = machine.macs.iter().chain(&machine.host_name).map(String::as_str).collect();
    let (addresses, labels) = (few(&addresses), few(&labels));
    let name = match (addresses.is_empty(), labels.is_empty()) {
        (true, true) => "a machine".to_owned(),
        (true, false) => labels,
        (false, true) => addresses,
        (false, false) => format!("{addresses} ({labels})"),
    };
    if machine.chosen_by.is_empty() { name } else { format!("{name}, chosen by {}", machine.chosen_by) }
}

/// Whose traffic was measured, how that was decided, and from how much: the measured part of a page's method.
pub(crate) fn method(subject: &Subject, inputs: &[Input]) -> String {
    let frames = inputs.iter().map(|input| input.frames).sum();
    let captures = counted(inputs.len() as u64, "capture");
    let left_out = left_out(subject).map(|text| format!(" {text}")).unwrap_or_default();
    format!("Measured on {}, from {captures} of {}.{left_out}", machine(&subject.machine), counted(frames, "frame"))
}

/// `5 endpoints, 3 listed, 2 not listed (!), in 12 flows, 2020-06-09 00:00:00 to 01:00:00 UTC (1 h).`
///
/// The mark is what the table puts beside a row that is not listed.
pub(crate) fn summary(subject: &Subject, inputs: &[Input], mark: Option<&str>) -> String {
    let first = inputs.iter().filter_map(|input| input.first).min();
    let last = inputs.iter().filter_map(|input| input.last).max();
    let period = first.zip(last).map(|(first, last)| format!(", {}", period(first, last))).unwrap_or_default();
    let total = subject.endpoints.len() as u64;
    if total == 0 {
        return format!("No public endpoint was reached{period}.");
    }
    let listed = subject.endpoints.iter().filter(|row| row.listed).count() as u64;
    let parts = match (listed, total - listed) {
        (_, 0) => "all listed".to_owned(),
        (0, _) => "none listed".to_owned(),
        (_, unlisted) => {
            let mark = mark.map(|mark| format!(" ({mark})")).unwrap_or_default();
            format!("{} listed, {} not listed{mark}", count(listed), count(unlisted))
        }
    };
    let flows = subject.endpoints.iter().map(|row| row.flows).sum();
    format!("{}, {parts}, in {}{period}.", counted(total, "endpoint"), counted(flows, "flow"))
}

/// `Left out: 12 private and 40 multicast flows.`; absent if nothing was.
pub(crate) fn left_out(subject: &Subject) -> Option<String> {
    let outside = &subject.outside;
    let kinds = [(outside.private, "private"), (outside.multicast, "multicast"), (outside.inbound, "inbound")];
    let kinds: Vec<String> =
        kinds.iter().filter(|kind| kind.0 > 0).map(|(n, kind)| format!("{} {kind}", count(*n))).collect();
    let (last, others) = kinds.split_last()?;
    let list = if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) };
    let one = outside.private + outside.multicast + outside.inbound == 1;
    Some(format!("Left out: {list} flow{}.", if one { "" } else { "s" }))
}

/// What each wildcard of the table stands for, and what else it would: a sentence or two for each folded row.
pub(crate) fn folded(subject: &Subject) -> Vec<String> {
    subject.endpoints.iter().filter_map(Row::folding).collect()
}

/// What a reader must know about the captures before he trusts the rest: cut files, lost frames.
pub(crate) fn warnings(report: &Report) -> Vec<String> {
    let cut = report.inputs.iter().filter(|input| input.cut);
    let cut = cut.map(|input| format!("Note: {} ends in the middle of a record; it was read up to there.", input.path));
    let lost = report.inputs.iter().filter_map(|input| Some((input, input.dropped.filter(|&n| n > 0)?)));
    let lost = lost.map(|(input, n)| format!("Note: the recorder of {} lost {}.", input.path, counted(n, "frame")));
    cut.chain(lost).collect()
}

/// The ledger on one line.
pub(crate) fn ledger(ledger: &Ledger) -> String {
    let (frames, flows) = (&ledger.frames, &ledger.flows);
    let stopped: u64 = frames.stopped.values().sum();
    let unnamed: u64 = flows.unnamed.values().sum();
    let mut text = format!(
        "Ledger: {} read, {} understood, {} stopped{}; {}, {} named, {} unnamed{}; ",
        counted(frames.read, "frame"),
        count(frames.understood),
        count(stopped),
        reasons(&frames.stopped),
        counted(flows.opened, "flow"),
        count(flows.named),
        count(unnamed),
        reasons(&flows.unnamed),
    );
    let caps: u64 = ledger.caps.values().sum();
    text.push_str(&if caps == 0 { "no cap hit".to_owned() } else { format!("caps hit{}", reasons(&ledger.caps)) });
    if !ledger.notes.is_empty() {
        text.push_str(&format!("; notes{}", reasons(&ledger.notes)));
    }
    text.push_str(if ledger.balances() { "." } else { "; it does not balance." });
    text
}

/// ` (tcp truncated 4, udp malformed 1)`, or nothing.
fn reasons(counts: &Counts) -> String {
    let list: Vec<String> = counts.iter().map(|(token, n)| format!("{token} {}", count(*n))).collect();
    if list.is_empty() { String::new() } else { format!(" ({})", list.join(", ")) }
}

impl Row {
    /// What a reader of the row must know besides its description, each fact a few words.
    pub(crate) fn facts(&self) -> Vec<String> {
        let mut facts = Vec::new();
        if self.name_hidden {
            facts.push("name hidden (ECH)".to_owned());
        }
        if self.via_proxy {
            facts.push("via proxy".to_owned());
        }
        match self.failed {
            0 => {}
            failed if failed == self.flows => facts.push("never connected".to_owned()),
            failed => facts.push(format!("{} of {} failed", count(failed), counted(self.flows, "flow"))),
        }
        if let Some((other, more)) = self.conflicts.split_first() {
            let more = if more.is_empty() { String::new() } else { format!(" and {} more", count(more.len() as u64)) };
            facts.push(format!("{} says {}{more}", other.source, other.name));
        }
        facts.extend(self.notes.iter().cloned());
        facts
    }

    /// `*.x: seen as a.x, b.x. It would also list c.x. x itself is not part of it.`; absent for a row of one name.
    pub(crate) fn folding(&self) -> Option<String> {
        let folded = self.folded.as_ref()?;
        let mut text = format!("{}: seen as {}.", self.destination, self.names.join(", "));
        if !folded.admits.is_empty() {
            text.push_str(&format!(" It would also list {}.", folded.admits.join(", ")));
        }
        if let Some(apex) = &folded.apex {
            text.push_str(&format!(" {apex} itself is not part of it."));
        }
        Some(text)
    }

    /// `AS15169 GOOGLE`, as far as it is known.
    pub(crate) fn owned_by(&self) -> Option<String> {
        let words = [self.asn.map(|asn| format!("AS{asn}")), self.owner.clone()];
        let words: Vec<String> = words.into_iter().flatten().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// The description, the facts, and the owner if nobody describes the row, as one phrase.
    pub(crate) fn remark(&self) -> String {
        let mut parts: Vec<String> = self.description.iter().cloned().collect();
        parts.extend(self.facts());
        if self.description.is_none() {
            parts.extend(self.owned_by());
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_that_does_not_balance_says_so() {
        let mut it = Ledger::default();
        assert!(ledger(&it).ends_with("no cap hit."));
        it.frames.read = 1;
        assert!(ledger(&it).ends_with("it does not balance."));
    }
}
