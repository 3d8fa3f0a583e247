//! The law of published pages, which come from the web.

use idlewire_catalog::{
    Catalog, Form, Matcher, import_as, lint, read_json, read_toml_list, write_json, write_toml_list,
};

/// What a page may be written in.
const FORMS: [Form; 8] =
    [Form::Markdown, Form::Html, Form::Csv, Form::Toml, Form::Json, Form::Microsoft365, Form::Hosts, Form::Adblock];

/// The first byte chooses the form, the rest is the page. Rows and refusals stand on lines of the page, every catalog is written
/// so that it reads the same, and can be judged and matched with.
pub(super) fn page(bytes: &[u8]) {
    let Some((form, page)) = bytes.split_first() else { return };
    let page = String::from_utf8_lossy(page);
    let form = FORMS[usize::from(*form) % FORMS.len()];
    let Ok(import) = import_as(form, "page", &page) else { return };
    let lines = page.split(['\n', '\r']).count() as u64;
    let on_lines = |line: u64| assert!((1..=lines).contains(&line), "line {line} of a page of {lines}");
    import.warnings.iter().for_each(|warning| on_lines(warning.line));
    import.refused.iter().for_each(|refused| on_lines(refused.line));
    if !matches!(form, Form::Toml | Form::Json) {
        import.catalogs.iter().flat_map(|catalog| &catalog.endpoints).filter_map(|row| row.line).for_each(on_lines);
    }

    if import.catalogs.is_empty() {
        return;
    }
    let toml = read_toml_list(&write_toml_list(&import.catalogs)).expect("what was written as TOML is read");
    assert_eq!(rows(&toml), rows(&import.catalogs), "TOML says otherwise than the page");
    let json = read_json(&write_json(&import.catalogs)).expect("what was written as JSON is read");
    assert_eq!(rows(&json), rows(&import.catalogs), "JSON says otherwise than the page");
    import.catalogs.iter().for_each(|catalog| _ = lint(catalog, None));
    _ = Matcher::new(&import.catalogs).matches("www.a.example");
}

fn rows(catalogs: &[Catalog]) -> Vec<String> {
    let rows = catalogs.iter().flat_map(|catalog| &catalog.endpoints);
    rows.map(|row| format!("{:?}", row.canonical())).collect()
}
