//! What machines were seen to reach: captures, or reports as JSON.

use crate::args::{Input, Select, Whose};
use crate::outcome::{Outcome, Stop};
use crate::recording::read_all;
use anyhow::Context;
use idlewire_catalog::{Catalogs, Matcher};
use idlewire_pipeline::Keep;
use idlewire_report::{Report, Sort};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// How much of a file to look at to tell text from a capture. Unit: bytes.
const LOOK: u64 = 1 << 16;

/// What a file is, as far as commands about lists must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A list of some form.
    List,
    /// The schema `idlewire/report/1`.
    Report,
    /// Anything else, folders and standard input too.
    Capture,
}

/// Tells what a file is. A file that cannot be opened counts as a list: its reader says what is wrong.
pub(crate) fn kind(path: &str) -> Kind {
    if path == "-" || Path::new(path).is_dir() {
        return Kind::Capture;
    }
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LOOK).read_to_end(&mut start));
    if read.is_err() {
        return Kind::List;
    }
    // The end of what was looked at may cut a character in two; a capture is wrong long before it.
    let valid = start.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    if start.contains(&0) || valid.len() + 4 < start.len() {
        return Kind::Capture;
    }
    let is_report = valid.trim_start().starts_with('{') && valid.contains("\"idlewire/report/1\"");
    if is_report { Kind::Report } else { Kind::List }
}

/// The reports on captures and the reports in files, with the captures as one recording, described by the lists that ship.
pub(crate) fn reports(paths: &[String], selection: &Select, whose: &Whose) -> Result<(Vec<Report>, Outcome), Stop> {
    let (written, captures): (Vec<&String>, Vec<&String>) = paths.iter().partition(|path| kind(path) == Kind::Report);
    let mut reports: Vec<Report> =
        written.into_iter().map(|path| written_report(path).map_err(Stop::Input)).collect::<Result<_, _>>()?;
    let mut outcome = Outcome::Done;
    if !captures.is_empty() {
        let input = Input { captures: captures.into_iter().map(PathBuf::from).collect(), selection: selection.clone() };
        let shipped = Catalogs::shipped();
        let (report, read) = report(&input, whose, &Matcher::new(shipped.as_slice()))?;
        reports.push(report);
        outcome = read;
    }
    // A report may be written in another order; for a comparison the order says nothing.
    reports.iter_mut().for_each(|report| report.sort(Sort::Alphabetical));
    Ok((reports, outcome))
}

/// The report on captures, described by `matcher`.
pub(crate) fn report(input: &Input, whose: &Whose, matcher: &Matcher<'_>) -> Result<(Report, Outcome), Stop> {
    let read = read_all(input, Keep::Sums)?;
    let mut report = idlewire_pipeline::report(&read.finished, &read.inputs, &whose.options(), matcher);
    report.sort(Sort::Alphabetical);
    Ok((report, read.outcome_for(whose)))
}

fn written_report(path: &str) -> anyhow::Result<Report> {
    let text = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
    idlewire_report::read_json(&text).with_context(|| path.to_owned())
}
