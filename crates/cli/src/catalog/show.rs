//! `idlewire catalog list` and `show`.

use crate::args::CatalogFormat;
use crate::catalogs::{files, load};
use crate::outcome::{Outcome, Stop};
use crate::output;
use idlewire_catalog::{Catalog, write_csv, write_json, write_toml_list};
use idlewire_report::escape;
use std::io::Write;
use std::path::Path;

pub(super) fn list(files: &[String]) -> Result<Outcome, Stop> {
    let catalogs = load(files, false)?;
    output::write(None, |out| {
        for catalog in catalogs.as_slice() {
            let title = escape::visible(&catalog.title);
            let id = escape::visible(&catalog.id);
            writeln!(out, "{id:28} {:3} rows  {title}", catalog.endpoints.len())?;
        }
        Ok(())
    })?;
    Ok(Outcome::Done)
}

pub(super) fn show(id: &str, format: CatalogFormat, path: Option<&Path>) -> Result<Outcome, Stop> {
    output::spare(path, files(&[id]))?;
    let catalogs = load(&[id.to_owned()], false)?;
    output::write(path, |out| write(catalogs.as_slice(), format, out))?;
    Ok(Outcome::Done)
}

/// Writes catalogs in a form. A page may hold anything: JSON gives it back exactly, the others what of it can be seen.
pub(super) fn write(catalogs: &[Catalog], format: CatalogFormat, out: &mut dyn Write) -> std::io::Result<()> {
    match format {
        CatalogFormat::Json => {
            escape::json(write_json(catalogs).trim_end(), out)?;
            writeln!(out)
        }
        CatalogFormat::Csv => csv(&seen(catalogs), out),
        CatalogFormat::Toml => out.write_all(write_toml_list(&seen(catalogs)).as_bytes()),
        CatalogFormat::Text => catalogs.iter().try_for_each(|catalog| text(catalog, out)),
    }
}

/// The catalogs with every text that holds what cannot be seen made visible. Line breaks of one's own stay.
fn seen(catalogs: &[Catalog]) -> Vec<Catalog> {
    let is_hidden = |c: char| !matches!(c, ' ' | '\n' | '\t') && !escape::visible(&format!("a{c}")).ends_with(c);
    let show = |text: &mut String| {
        if text.contains(is_hidden) {
            *text = escape::visible(text).into_owned();
        }
    };
    let mut catalogs = catalogs.to_vec();
    for catalog in &mut catalogs {
        let about =
            [&mut catalog.id, &mut catalog.title, &mut catalog.subject, &mut catalog.edition, &mut catalog.source];
        about.into_iter().for_each(show);
        for row in &mut catalog.endpoints {
            [&mut row.destination, &mut row.area, &mut row.description].into_iter().for_each(show);
            row.process.iter_mut().chain(&mut row.protocols.0).for_each(show);
        }
    }
    catalogs
}

/// One header, then the rows of all.
fn csv(catalogs: &[Catalog], out: &mut dyn Write) -> std::io::Result<()> {
    let all = catalogs.iter().flat_map(|catalog| catalog.endpoints.iter().cloned());
    out.write_all(write_csv(&Catalog { endpoints: all.collect(), ..Catalog::default() }).as_bytes())
}

fn text(catalog: &Catalog, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}: {}", escape::visible(&catalog.id), escape::visible(&catalog.title))?;
    for entry in &catalog.endpoints {
        let cells = [&entry.destination, &entry.protocols.0.join("/"), &entry.description];
        let [destination, protocol, description] = cells.map(|cell| escape::visible(cell));
        writeln!(out, "  {destination:52} {protocol:16} {description}")?;
    }
    Ok(())
}
