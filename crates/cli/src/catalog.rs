//! `idlewire catalog`.

use crate::args::{CatalogArgs, CatalogCommand, CatalogFormat};
use crate::catalogs::load;
use crate::outcome::{Outcome, Stop};
use crate::output;
use idlewire_catalog::{Catalog, Catalogs, write_csv, write_json, write_toml};
use idlewire_report::escape;
use std::io::Write;

pub(crate) fn run(args: &CatalogArgs) -> Result<Outcome, Stop> {
    match &args.command {
        CatalogCommand::List => {
            output::write(None, |out| list(&Catalogs::shipped(), out))?;
        }
        CatalogCommand::Show { id, format, output } => {
            let catalogs = load(std::slice::from_ref(id))?;
            output::write(output.as_deref(), |out| show(catalogs.as_slice(), *format, out))?;
        }
    }
    Ok(Outcome::Done)
}

fn list(catalogs: &Catalogs, out: &mut dyn Write) -> std::io::Result<()> {
    for catalog in catalogs.as_slice() {
        writeln!(out, "{:28} {:3} rows  {}", catalog.id, catalog.endpoints.len(), catalog.title)?;
    }
    Ok(())
}

fn show(catalogs: &[Catalog], format: CatalogFormat, out: &mut dyn Write) -> std::io::Result<()> {
    match format {
        CatalogFormat::Json => out.write_all(write_json(catalogs).as_bytes()),
        CatalogFormat::Csv => catalogs.iter().try_for_each(|catalog| out.write_all(write_csv(catalog).as_bytes())),
        CatalogFormat::Toml => catalogs.iter().try_for_each(|catalog| out.write_all(write_toml(catalog).as_bytes())),
        CatalogFormat::Text => catalogs.iter().try_for_each(|catalog| text(catalog, out)),
    }
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
