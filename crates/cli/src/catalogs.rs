//! The catalogs that a command describes by.

use crate::outcome::Stop;
use anyhow::Context;
use idlewire_catalog::{Catalog, Catalogs};
use std::path::Path;

/// The catalogs with these ids or in these files, in order; those that ship if there are none.
pub(crate) fn load(wanted: &[String]) -> Result<Catalogs, Stop> {
    if wanted.is_empty() {
        return Ok(Catalogs::shipped());
    }
    let mut catalogs = Vec::new();
    for name in wanted {
        catalogs.extend(one(name).map_err(Stop::Input)?);
    }
    Ok(Catalogs::new(catalogs))
}

fn one(name: &str) -> anyhow::Result<Vec<Catalog>> {
    if let Some(catalog) = Catalogs::shipped().by_id(name) {
        return Ok(vec![catalog.clone()]);
    }
    let ids: Vec<String> = Catalogs::shipped().as_slice().iter().map(|catalog| catalog.id.clone()).collect();
    let path = Path::new(name);
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("catalog {name} is neither a file nor one that ships ({})", ids.join(", ")))?;
    idlewire_catalog::read_toml(&text).map(|catalog| vec![catalog]).with_context(|| format!("catalog {name}"))
}
