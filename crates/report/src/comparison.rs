//! What differs between two lists, reports or captures, as a document.

use serde::Serialize;

/// Everything that `idlewire compare` says. Its JSON is the body of the schema `idlewire/compare/1`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What is looked at, as the user wrote it.
    pub a: String,
    /// What it is held against.
    pub b: String,
    /// Which way it is told: [`DIRECTION`].
    pub direction: &'static str,
    /// Lists held against lists, a pair for each edition.
    pub tables: Vec<ComparedTable>,
    /// Lists held against runs.
    pub coverage: Vec<Covered>,
    /// Tables without a counterpart.
    pub unpaired: Vec<Unpaired>,
    /// Whether anything differs that was asked for.
    pub differs: bool,
}

/// Two tables of one edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ComparedTable {
    /// The edition, else the title.
    pub name: String,
    /// Rows of A.
    pub a_rows: u64,
    /// Rows of B.
    pub b_rows: u64,
    /// Whether they are identical, row for row: the same rows in the same order, in all columns.
    pub identical: bool,
    /// Destinations that are the same text in both.
    pub same: u64,
    /// Destinations that A has and B does not cover.
    pub added: u64,
    /// Destinations that B has and A does not cover.
    pub removed: u64,
    /// The destinations that differ.
    pub changes: Vec<Change>,
    /// Rows of one destination that differ in an aspect that was asked for.
    pub rows: Vec<Differing>,
    /// Rows that differ in an aspect that was not asked for, by the switch that shows them.
    pub not_shown: Vec<(&'static str, u64)>,
}

/// One destination that is not the same in both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `added`, `removed`, `respelled`, `widened`, `narrowed`, `new but already covered`, `gone but still covered`.
    pub change: &'static str,
    /// The row of A: the added or changed one, or the one that covers a row that is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<ListRow>,
    /// The row of B: the removed or changed one, or the one that covers a row that is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub b: Option<ListRow>,
    /// For a respelling, what it does to the meaning: `widened` or `narrowed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<&'static str>,
}

/// A row of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ListRow {
    /// As published.
    pub destination: String,
    /// As published lists write it.
    pub protocol: String,
    /// The part of the system.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub area: String,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Line of the page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

/// Two rows of one destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Differing {
    /// In what: `protocol class`, `protocol notation`, `area`, `description`.
    pub aspects: Vec<&'static str>,
    /// The row of A.
    pub a: ListRow,
    /// The row of B.
    pub b: ListRow,
}

/// A list held against a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Covered {
    /// The list.
    pub list: String,
    /// The run, or the machine.
    pub run: String,
    /// Rows that names fit, with those names.
    pub listed_and_seen: Vec<SeenRow>,
    /// Rows that no name fits.
    pub listed_and_not_seen: Vec<String>,
    /// Names that no row lists.
    pub seen_and_not_listed: Vec<String>,
}

/// A row that was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SeenRow {
    /// As published.
    pub destination: String,
    /// Names that fit it.
    pub names: Vec<String>,
}

/// A table that only one side has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unpaired {
    /// `a` or `b`.
    pub side: &'static str,
    /// The table.
    pub name: String,
    /// Its rows.
    pub rows: u64,
}

impl ComparedTable {
    /// `+0 / -1, 1 respelled`; or that they are identical.
    pub(crate) fn summary(&self) -> String {
        if self.identical {
            return format!("identical, row for row ({} rows)", self.a_rows);
        }
        let mut text = format!("+{} / -{}", self.added, self.removed);
        let kinds = ["respelled", "widened", "narrowed", "new but already covered", "gone but still covered"];
        for kind in kinds {
            let count = self.changes.iter().filter(|change| change.change == kind).count();
            if count > 0 {
                text.push_str(&format!(", {count} {kind}"));
            }
        }
        text.push_str(&format!(" ({} rows in A, {} in B)", self.a_rows, self.b_rows));
        text
    }

    /// What the changes do not say: that only the order differs, and which switches would show more.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let all_same = self.changes.is_empty() && self.rows.is_empty() && self.not_shown.is_empty();
        if !self.identical && all_same {
            remarks.push("The same rows in another order, or with other processes.".to_owned());
        }
        for (switch, rows) in &self.not_shown {
            let noun = if *rows == 1 { "row differs" } else { "rows differ" };
            remarks.push(format!("Not shown: {rows} {noun} in {}; --{switch} shows them.", switch.replace('-', " ")));
        }
        remarks
    }
}

/// Which way a comparison is told.
pub const DIRECTION: &str =
    "added (+): in A, not in B; removed (-): in B, not in A; widened, narrowed: A lists more, less than B";

impl Change {
    /// The cells for A and for B: what stands there, in brackets if it is the row that covers the other side's.
    pub(crate) fn sides(&self) -> (String, String) {
        let text = |row: &Option<ListRow>| row.as_ref().map(|row| row.destination.clone()).unwrap_or_default();
        let (a, b) = (text(&self.a), text(&self.b));
        match self.change {
            "new but already covered" => (a, format!("(covered by {b})")),
            "gone but still covered" => (format!("(covered by {a})"), b),
            _ => (a, b),
        }
    }

    /// What happened, with what a respelling does to the meaning.
    pub(crate) fn what(&self) -> String {
        self.meaning.map_or_else(|| self.change.to_owned(), |meaning| format!("{}, {meaning}", self.change))
    }
}
