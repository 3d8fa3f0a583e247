//! `idlewire catalog list` and `show`.

use crate::args::CatalogFormat;
use crate::catalogs::load;
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
            writeln!(out, "{:28} {:3} rows  {title}", catalog.id, catalog.endpoints.len())?;
        }
        Ok(())
    })?;
    Ok(Outcome::Done)
}

pub(super) fn show(id: &str, format: CatalogFormat, path: Option<&Path>) -> Result<Outcome, Stop> {
    let catalogs = load(&[id.to_owned()], false)?;
    output::write(path, |out| write(catalogs.as_slice(), format, out))?;
    Ok(Outcome::Done)
}

/// Writes catalogs in a form.
pub(super) fn write(catalogs: &[Catalog], format: CatalogFormat, out: &mut dyn Write) -> std::io::Result<()> {
    match format {
        CatalogFormat::Json => writeln!(out, "{}", write_json(catalogs).trim_end()),
        CatalogFormat::Csv => csv(catalogs, out),
        CatalogFormat::Toml => out.write_all(write_toml_list(catalogs).as_bytes()),
        CatalogFormat::Text => catalogs.iter().try_for_each(|catalog| text(catalog, out)),
    }
}

/// One header, then the rows of all.
fn csv(catalogs: &[Catalog], out: &mut dyn Write) -> std::io::Result<()> {
    let all = catalogs.iter().flat_map(|catalog| catalog.endpoints.iter().cloned());
    out.write_all(write_csv(&Catalog { endpoints: all.collect(), ..Catalog::default() }).as_bytes())
}

fn text(catalog: &Catalog, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}: {}", catalog.id, escape::visible(&catalog.title))?;
    for entry in &catalog.endpoints {
        let cells = [&entry.destination, &entry.protocols.0.join("/"), &entry.description];
        let [destination, protocol, description] = cells.map(|cell| escape::visible(cell));
        writeln!(out, "  {destination:52} {protocol:16} {description}")?;
    }
    Ok(())
}
