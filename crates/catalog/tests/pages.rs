//! Pages with every damage that published ones had, and more, with what they list. The pages are written for this test; the
//! expected rows were written down by reading the pages.

use idlewire_catalog::{Import, import};
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn every_page_gives_its_rows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut pages: Vec<_> =
        std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    pages.retain(|page| page.extension().is_some_and(|ending| ending != "rows"));
    pages.sort();
    assert!(pages.len() >= 5, "only {} pages were found", pages.len());
    for page in pages {
        let text = std::fs::read_to_string(&page).expect("a page");
        let name = page.file_name().expect("a name").to_string_lossy().into_owned();
        let expected = std::fs::read_to_string(page.with_extension("rows")).expect("its rows");
        assert_eq!(shown(&import(&name, &text).expect("a page")), expected, "{name}");
    }
}

/// A row a line: `LINE EDITION DESTINATION | PROTOCOLS | PROCESSES | AREA | DESCRIPTION`, then what was refused and warned.
fn shown(import: &Import) -> String {
    let mut out = String::new();
    for catalog in &import.catalogs {
        for row in &catalog.endpoints {
            let (line, edition) =
                (row.line.unwrap_or(0), if catalog.edition.is_empty() { "-" } else { &catalog.edition });
            let process = row.process.join(", ");
            let (destination, protocols) = (&row.destination, &row.protocols);
            let _ = writeln!(
                out,
                "{line} {edition} {destination} | {protocols} | {process} | {} | {}",
                row.area, row.description
            );
        }
    }
    for row in &import.refused {
        let _ = writeln!(out, "{} refused: {}", row.line, row.reason);
    }
    for warning in &import.warnings {
        let _ = writeln!(out, "{} warned: {}", warning.line, warning.message);
    }
    out
}
