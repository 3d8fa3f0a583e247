//! One side of a comparison: tables of rows, wherever they come from.

use crate::args::CompareArgs;
use crate::catalogs::{is_named, load, split};
use crate::observed::{Kind, kind, reports};
use crate::outcome::{Outcome, Stop};
use crate::study;
use idlewire_catalog::{Catalog, Catalogs, Destination, Dialect, Entry, Protocols, edition};
use idlewire_report::Subject;
use std::path::Path;

/// One side of a comparison.
pub(super) struct Side {
    /// As the user wrote it.
    pub name: String,
    /// A table for each edition or subject.
    pub tables: Vec<Catalog>,
    /// True if the tables are what machines reached.
    pub is_run: bool,
    /// True if the user picked one table of several.
    pub is_picked: bool,
}

impl Side {
    /// Reads a page, a catalog, a report, a study, a summary or captures.
    pub(super) fn read(name: &str, args: &CompareArgs) -> Result<(Self, Outcome), Stop> {
        let is_shipped = Catalogs::shipped().by_id(name).is_some();
        let (file, picked) = split(name);
        let side = |tables, is_run| {
            let is_picked = is_shipped || picked.is_some();
            Self { name: name.to_owned(), tables, is_run, is_picked }
        };
        let study = if is_shipped { None } else { study::tables(Path::new(file), args.selection.quiet) };
        let (mut tables, outcome) = match study {
            Some(study) => study?,
            None if is_shipped || kind(file) == Kind::List => {
                let catalogs = load(&[name.to_owned()], args.selection.quiet)?;
                return Ok((side(catalogs.as_slice().to_vec(), false), Outcome::Done));
            }
            None => reported(file, args)?,
        };
        if let Some(word) = picked {
            tables.retain(|table| is_named(table, word));
            if tables.is_empty() {
                return Err(Stop::Input(anyhow::anyhow!("nothing in {file} is called {word:?}")));
            }
        }
        Ok((side(tables, true), outcome))
    }
}

/// The tables of a report, or of captures.
fn reported(file: &str, args: &CompareArgs) -> Result<(Vec<Catalog>, Outcome), Stop> {
    let (reports, outcome) = reports(&[file.to_owned()], &args.selection, &args.whose)?;
    let subjects = reports.iter().flat_map(|report| &report.subjects);
    Ok((subjects.map(table).collect(), outcome))
}

/// The rows of a subject as a list.
pub(crate) fn table(subject: &Subject) -> Catalog {
    Catalog {
        title: subject.name.clone(),
        edition: edition(&subject.name).unwrap_or_default().to_owned(),
        endpoints: subject
            .endpoints
            .iter()
            .map(|row| entry(&row.destination, &row.protocol, row.description.as_deref()))
            .collect(),
        ..Catalog::default()
    }
}

/// A row as a list has it. A destination that is no pattern stands for itself alone.
pub(crate) fn entry(destination: &str, protocol: &str, description: Option<&str>) -> Entry {
    let unread = || Entry { destination: destination.to_owned(), pattern: destination.to_owned(), ..Entry::default() };
    Entry {
        protocols: Protocols::parse(protocol),
        description: description.unwrap_or_default().to_owned(),
        ..Entry::new(&Destination::read(destination), Dialect::Subdomains).unwrap_or_else(|_| unread())
    }
}
