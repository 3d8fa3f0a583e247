//! How often each program found the name that a client asked for.

use super::truth::{Names, Truth};

/// Counts of one program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tallied {
    /// Flows for which it gives a name that the client asked for.
    found: u64,
    /// Flows for which it gives no name.
    missed: u64,
    /// Flows for which it gives another name, and none that the client asked for.
    wrong: u64,
    /// Flows for which it gives a name and the truth has none.
    beyond: u64,
}

impl Tallied {
    pub(super) fn add(&mut self, truth: &Truth, given: &Names) {
        let none = Default::default();
        for (flow, asked) in &truth.asked {
            let names = given.get(flow).unwrap_or(&none);
            let count = match (asked.is_empty(), names.is_empty()) {
                (true, true) => continue,
                (true, false) => &mut self.beyond,
                (false, true) => &mut self.missed,
                (false, false) if names.is_disjoint(asked) => &mut self.wrong,
                (false, false) => &mut self.found,
            };
            *count += 1;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.found += other.found;
        self.missed += other.missed;
        self.wrong += other.wrong;
        self.beyond += other.beyond;
    }
}

/// One of the counts.
type Count = fn(&Tallied) -> u64;

/// The table in Markdown.
pub(super) fn table(captures: usize, columns: &[(String, Tallied)]) -> String {
    let asked = columns.first().map_or(0, |(_, it)| it.found + it.missed + it.wrong);
    let mut text = format!("{captures} captures, {asked} flows whose client asked for a host name.\n\n");
    let mut line = |cells: Vec<String>| text.push_str(&format!("| {} |\n", cells.join(" | ")));
    line(["flows".to_owned()].into_iter().chain(columns.iter().map(|(name, _)| name.clone())).collect());
    line(["---".to_owned()].into_iter().chain(columns.iter().map(|_| "--:".to_owned())).collect());
    let share = |n: u64| format!("{n} ({:.2} %)", 100.0 * n as f64 / asked.max(1) as f64);
    let rows: [(&str, Count); 3] =
        [("names found", |it| it.found), ("names missed", |it| it.missed), ("names wrong", |it| it.wrong)];
    for (what, count) in rows {
        line([what.to_owned()].into_iter().chain(columns.iter().map(|(_, it)| share(count(it)))).collect());
    }
    let beyond = columns.iter().map(|(_, it)| it.beyond.to_string());
    line(["names where the truth has none".to_owned()].into_iter().chain(beyond).collect());
    text
}

#[cfg(test)]
mod tests {
    use super::super::truth::Between;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_flow_is_found_missed_wrong_or_beyond_the_truth() {
        let flow = |port| {
            let end = |last: u8, port| (std::net::IpAddr::from([192, 0, 2, last]), port);
            Between::new(end(1, port), end(2, 443), false)
        };
        let named = |name: &str| BTreeSet::from([name.to_owned()]);
        let asked = (1..=4).map(|port| (flow(port), if port == 4 { BTreeSet::new() } else { named("a.example") }));
        let truth = Truth { asked: asked.collect() };
        let given = [(flow(1), named("a.example")), (flow(2), named("b.example")), (flow(4), named("c.example"))];
        let mut tallied = Tallied::default();
        tallied.add(&truth, &given.into());
        assert_eq!(tallied, Tallied { found: 1, missed: 1, wrong: 1, beyond: 1 });
    }
}
