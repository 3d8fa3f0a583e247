//! The order of rows.

use crate::{Report, Row};
use std::cmp::Reverse;

/// How the rows of a table are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Most flows first, then most bytes, then by destination.
    #[default]
    Talkative,
    /// By destination, as bytes.
    Alphabetical,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 2] = [Self::Talkative, Self::Alphabetical];

    /// The word on the command line.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Talkative => "talkative",
            Self::Alphabetical => "alphabetical",
        }
    }
}

impl Report {
    /// Orders the rows of every subject. The writers keep whatever order they find.
    pub fn sort(&mut self, sort: Sort) {
        for subject in &mut self.subjects {
            subject.endpoints.sort_by(|a, b| match sort {
                Sort::Talkative => talk(a).cmp(&talk(b)).then_with(|| a.destination.cmp(&b.destination)),
                Sort::Alphabetical => a.destination.cmp(&b.destination),
            });
        }
    }
}

fn talk(row: &Row) -> Reverse<(u64, u64)> {
    Reverse((row.flows, row.bytes_out.saturating_add(row.bytes_in)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Subject;

    #[test]
    fn flows_decide_then_bytes_then_the_name() {
        let row = |destination: &str, flows, bytes_in| Row {
            destination: destination.into(),
            flows,
            bytes_in,
            ..Row::default()
        };
        let endpoints = vec![row("c", 1, 9), row("b", 1, 9), row("a", 1, 8), row("d", 2, 0)];
        let mut report = Report { subjects: vec![Subject { endpoints, ..Subject::default() }], ..Report::default() };
        let order = |report: &Report| {
            report.subjects[0].endpoints.iter().map(|row| row.destination.clone()).collect::<String>()
        };
        report.sort(Sort::Talkative);
        assert_eq!(order(&report), "dbca");
        report.sort(Sort::Alphabetical);
        assert_eq!(order(&report), "abcd");
    }
}
