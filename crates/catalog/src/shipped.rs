//! The catalogs at hand: those that ship inside the binary and those that a person adds.

use crate::entry::Catalog;
use crate::toml_form::read_toml;

/// The published tables of Windows 10, version 2004, one file an edition.
const SHIPPED: [&str; 3] = [
    include_str!("../lists/windows-10-2004-home.toml"),
    include_str!("../lists/windows-10-2004-pro.toml"),
    include_str!("../lists/windows-10-2004-education.toml"),
];

/// Catalogs in the order in which they describe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogs(Vec<Catalog>);

impl Catalogs {
    /// Those that ship: `windows-10-2004-home`, `-pro`, `-education`.
    pub fn shipped() -> Self {
        // A unit test reads each file, so nothing is left out here.
        Self(SHIPPED.iter().filter_map(|text| read_toml(text).ok()).collect())
    }

    /// The given ones, in this order.
    pub fn new(catalogs: Vec<Catalog>) -> Self {
        Self(catalogs)
    }

    /// The catalog with this id.
    pub fn by_id(&self, id: &str) -> Option<&Catalog> {
        self.0.iter().find(|catalog| catalog.id == id)
    }

    /// All, in order.
    pub fn as_slice(&self) -> &[Catalog] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_tables_ship_whole() {
        // Rows as the published page counts them.
        let shipped = Catalogs::shipped();
        let rows = |id| shipped.by_id(id).map(|catalog| catalog.endpoints.len());
        assert_eq!(rows("windows-10-2004-home"), Some(43));
        assert_eq!(rows("windows-10-2004-pro"), Some(54));
        assert_eq!(rows("windows-10-2004-education"), Some(46));
        assert_eq!(shipped.as_slice().len(), SHIPPED.len());
    }
}
