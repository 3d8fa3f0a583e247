//! Lists by id or by file: those that a command describes, compares or gates by.

use crate::outcome::Stop;
use crate::terminal::tell;
use anyhow::{Context, anyhow, bail};
use idlewire_catalog::{Catalog, Catalogs, Form, Import};
use std::io::{ErrorKind, Read as _};
use std::path::Path;

/// The catalogs with these ids or in these files, in order; those that ship if there are none.
///
/// Rows of a page that gave no endpoint are counted on standard error, unless `quiet`. A page that gives none at all was
/// not read; a catalog of the project's own forms may be empty, and is told.
pub(crate) fn load(wanted: &[String], quiet: bool) -> Result<Catalogs, Stop> {
    if wanted.is_empty() {
        return Ok(Catalogs::shipped());
    }
    let mut catalogs = Vec::new();
    for name in wanted {
        let import = read(name).map_err(Stop::Input)?;
        check_filled(name, &import).map_err(Stop::Input)?;
        if import.rows() == 0 {
            tell(&format!("idlewire: note: {name} lists no endpoint"));
        } else if !quiet && !import.refused.is_empty() {
            tell(&format!("idlewire: note: {}: `idlewire catalog import` shows them", refused(name, &import)));
        }
        catalogs.extend(import.catalogs);
    }
    Ok(Catalogs::new(catalogs))
}

/// A page or a line list without a row was not read. A catalog of the project's own forms may be empty.
fn check_filled(name: &str, import: &Import) -> anyhow::Result<()> {
    let is_own = |form| matches!(form, Form::Toml | Form::Json);
    if import.rows() > 0 || import.form.is_none_or(is_own) {
        return Ok(());
    }
    match import.refused.first() {
        Some(row) => bail!("{name} lists no endpoint: line {}: {}", row.line, row.reason),
        None => bail!("{name} lists no endpoint: no table and no line in it names a destination"),
    }
}

/// `page.md: 2 rows gave no endpoint`.
pub(crate) fn refused(name: &str, import: &Import) -> String {
    match import.refused.len() {
        1 => format!("{name}: 1 row gave no endpoint"),
        rows => format!("{name}: {rows} rows gave no endpoint"),
    }
}

/// Reads one list: the id of a catalog that ships, or a file of any form; `FILE#EDITION` and `FILE#ID` pick one of it.
pub(crate) fn read(name: &str) -> anyhow::Result<Import> {
    if let Some(catalog) = Catalogs::shipped().by_id(name) {
        return Ok(Import { catalogs: vec![catalog.clone()], ..Import::default() });
    }
    let (file, picked) = split(name);
    let bytes = bytes(file)?;
    let text = String::from_utf8(bytes).with_context(|| format!("catalog {file} is not text in UTF-8"))?;
    let mut import = idlewire_catalog::import(file, &text).with_context(|| format!("catalog {file}"))?;
    if let Some(edition) = picked {
        pick(&mut import.catalogs, edition).with_context(|| format!("catalog {file}"))?;
    }
    Ok(import)
}

/// What the file holds; `-` is standard input.
fn bytes(file: &str) -> anyhow::Result<Vec<u8>> {
    if file != "-" {
        return std::fs::read(file).map_err(|error| match error.kind() {
            ErrorKind::NotFound => anyhow!(lacking(file)),
            _ => anyhow::Error::new(error).context(format!("catalog {file}")),
        });
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
    Ok(bytes)
}

/// The file, and what of it is asked for. A file whose own name has a `#` is taken as it is.
pub(crate) fn split(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('#') {
        Some((file, picked)) if !Path::new(name).exists() => (file, Some(picked)),
        _ => (name, None),
    }
}

/// The files among these names; the others are ids of lists that ship.
pub(crate) fn files<S: AsRef<str>>(names: &[S]) -> impl Iterator<Item = &Path> {
    let own = names.iter().map(AsRef::as_ref).filter(|name: &&str| Catalogs::shipped().by_id(name).is_none());
    own.map(|name| Path::new(split(name).0))
}

/// True if the word names this edition, id or title.
pub(crate) fn is_named(catalog: &Catalog, word: &str) -> bool {
    [&catalog.edition, &catalog.id, &catalog.title].iter().any(|name| name.eq_ignore_ascii_case(word))
}

fn pick(catalogs: &mut Vec<Catalog>, word: &str) -> anyhow::Result<()> {
    let known: Vec<String> = catalogs.iter().map(|catalog| catalog.id.clone()).collect();
    catalogs.retain(|catalog| is_named(catalog, word));
    if catalogs.is_empty() {
        bail!("nothing in it is called {word:?}; there is {}", known.join(", "));
    }
    Ok(())
}

fn lacking(file: &str) -> String {
    if Catalogs::shipped().by_id(file).is_some() {
        return format!("catalog {file} ships as one list: nothing of it can be picked with #");
    }
    let ids: Vec<String> = Catalogs::shipped().as_slice().iter().map(|catalog| catalog.id.clone()).collect();
    format!("catalog {file} is neither a file nor one that ships ({})", ids.join(", "))
}
