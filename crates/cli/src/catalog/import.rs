//! `idlewire catalog import`.

use super::show;
use crate::args::{CatalogFormat, ImportArgs};
use crate::catalogs::{files, read, split};
use crate::outcome::{Outcome, Stop};
use crate::output;
use crate::terminal::tell;
use idlewire_catalog::{Catalog, Import};

pub(super) fn run(args: &ImportArgs) -> Result<Outcome, Stop> {
    output::spare(args.output.as_deref(), files(&[&args.page]))?;
    let mut import = read(&args.page).map_err(Stop::Input)?;
    let page = split(&args.page).0;
    report(page, &import, args.format);
    if let Some(id) = &args.id {
        rename(&mut import.catalogs, id);
    }
    output::write(args.output.as_deref(), |out| show::write(&import.catalogs, args.format, out))?;
    if import.rows() == 0 {
        tell(&format!("idlewire: {page} lists no endpoint"));
        return Ok(Outcome::Wanting);
    }
    let is_wanting = args.strict && !import.refused.is_empty();
    Ok(if is_wanting { Outcome::Wanting } else { Outcome::Done })
}

/// Says what was odd, and which rows gave no endpoint.
fn report(page: &str, import: &Import, format: CatalogFormat) {
    for warning in &import.warnings {
        tell(&format!("{page}:{}: warning: {}", warning.line, warning.message));
    }
    for row in &import.refused {
        let text = Some(row.text.trim()).filter(|text| !text.is_empty());
        let text = text.map(|text| format!(": {text}")).unwrap_or_default();
        tell(&format!("{page}:{}: refused: {}{text}", row.line, row.reason));
    }
    if !import.refused.is_empty() || !import.warnings.is_empty() {
        let (read, refused) = (import.rows(), import.refused.len());
        tell(&format!("idlewire: note: {page}: {} rows present = {read} read + {refused} refused", read + refused));
    }
    if format == CatalogFormat::Csv && import.catalogs.len() > 1 {
        tell(
            "idlewire: note: CSV has no column for the edition: the rows of all follow each other; PAGE#EDITION picks one",
        );
    }
}

/// One catalog gets the id; of several each has its edition behind it, or its number where no edition tells them apart.
fn rename(catalogs: &mut [Catalog], id: &str) {
    let several = catalogs.len() > 1;
    let editions: Vec<String> = catalogs.iter().map(|catalog| catalog.edition.to_lowercase()).collect();
    let is_single = |edition: &str| editions.iter().filter(|other| *other == edition).count() == 1;
    for (catalog, number) in catalogs.iter_mut().zip(1..) {
        catalog.id = match catalog.edition.to_lowercase().as_str() {
            _ if !several => id.to_owned(),
            "" => format!("{id}-{number}"),
            edition if is_single(edition) => format!("{id}-{}", edition.replace(' ', "-")),
            edition => format!("{id}-{}-{number}", edition.replace(' ', "-")),
        };
    }
}
