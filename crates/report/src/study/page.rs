//! The page as blocks of plain text.

use super::runs::Runs;
use super::{across, enough, limits, method, table};
use idlewire_study::Study;

/// A piece of the page. Texts are plain: whoever writes a form escapes them.
pub(super) enum Block {
    /// A heading below the title: 2 is a section, 3 a part of one.
    Heading(u8, String),
    /// A paragraph.
    Words(String),
    /// Items, numbered or not.
    List { numbered: bool, items: Vec<String> },
    /// A table: the header, and rows of as many cells. One that is aside is no list of endpoints to whoever reads the page as a list.
    Table { header: Vec<String>, rows: Vec<Vec<String>>, aside: bool },
}

/// The title and what follows it.
pub(super) struct Page {
    pub title: String,
    pub blocks: Vec<Block>,
}

impl Block {
    pub(super) fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    pub(super) fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading(level, text.into())
    }

    /// Items without numbers.
    pub(super) fn list(items: Vec<String>) -> Self {
        Self::List { numbered: false, items }
    }

    /// The published table.
    pub(super) fn table(header: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self::Table { header: header.iter().map(|cell| (*cell).to_owned()).collect(), rows, aside: false }
    }

    /// Any other table.
    pub(super) fn aside(header: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        Self::Table { header, rows, aside: true }
    }
}

/// Everything that is said about a study, in the order of the published pages.
pub(super) fn page(study: &Study) -> Page {
    let runs = Runs::of(study);
    let mut blocks = Vec::new();
    introduction(study, &mut blocks);
    method::section(study, &runs, &mut blocks);
    for table in &study.tables {
        table::section(table, &mut blocks);
    }
    across::section(study, &runs, &mut blocks);
    enough::section(study, &runs, &mut blocks);
    limits::section(study, &mut blocks);
    Page { title: study.title.clone(), blocks }
}

fn introduction(study: &Study, blocks: &mut Vec<Block>) {
    if study.tables.is_empty() {
        blocks.push(Block::words("There is no run in this study."));
        return;
    }
    blocks.push(Block::words("Applies to:"));
    blocks.push(Block::list(study.tables.iter().map(heading).collect()));
    let what = "the following public endpoints were reached by machines under the conditions below.";
    blocks.push(Block::words(match study.in_addition_to.as_slice() {
        [] => format!("{}{}", what[..1].to_uppercase(), &what[1..]),
        lists => format!("In addition to the endpoints listed for {}, {what}", and(lists)),
    }));
}

/// What a table is about.
pub(super) fn heading(table: &idlewire_study::Table) -> String {
    Some(table.subject.heading()).filter(|text| !text.is_empty()).unwrap_or_else(|| "System not stated".to_owned())
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn and<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        None => String::new(),
        Some((one, [])) => (*one).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// Most items of a list within a sentence.
const FEW: usize = 8;

/// The first few and how many more: a sentence must not run on for pages.
pub(super) fn few<T: AsRef<str>>(items: &[T]) -> String {
    if items.len() <= FEW + 1 {
        return and(items);
    }
    let shown: Vec<&str> = items.iter().take(FEW).map(AsRef::as_ref).collect();
    format!("{} and {} more", shown.join(", "), items.len() - FEW)
}
