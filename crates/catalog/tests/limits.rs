//! Each limit is hit, and has the outcome that it states.

use idlewire_catalog::{CAPS, Import, import, read_html, read_markdown};

/// The value of a limit, by its name.
fn max(name: &str) -> usize {
    CAPS.iter().find(|cap| cap.name == name).unwrap().default as usize
}

const HEAD: &str = "## Windows 10 Pro\n\n| Destination | Protocol | Description |\n|---|---|---|\n";

fn page(text: &str) -> Import {
    read_markdown("page.md", text)
}

fn destinations(import: &Import) -> Vec<String> {
    import.catalogs.iter().flat_map(|list| list.endpoints.iter().map(|row| row.destination.to_string())).collect()
}

fn has(import: &Import, destination: &str) -> bool {
    destinations(import).iter().any(|it| it == destination)
}

fn link_bytes(name: &str) -> bool {
    let link = |len: usize| page(&format!("{HEAD}|[a.example.com]({})|HTTP||\n", "x".repeat(len)));
    has(&link(max(name) - 1), "a.example.com") && !has(&link(max(name)), "a.example.com")
}

fn comment_lines(name: &str) -> bool {
    let comment = |lines: usize| {
        let inside = "x\n".repeat(lines - 3);
        page(&format!("{HEAD}|a.example.com|HTTP||\n<!--\n{inside}|b.example.com|HTTP||\n-->\n|c.example.com|HTTP||\n"))
    };
    let (closed, open) = (comment(max(name)), comment(max(name) + 1));
    !has(&closed, "b.example.com") && has(&closed, "c.example.com") && has(&open, "b.example.com")
}

fn row_lines(name: &str) -> bool {
    let row = |lines: usize| page(&format!("{HEAD}|a.example.com|HTTP|One{}. |\n", "\ntwo".repeat(lines - 1)));
    let described = |lines: usize| {
        let import = row(lines);
        import
            .catalogs
            .first()
            .and_then(|list| list.endpoints.first())
            .map(|row| row.description.matches("two").count())
    };
    described(max(name)) == Some(max(name) - 1) && described(max(name) + 1).is_none_or(|more| more < max(name))
}

fn sample_lines(name: &str) -> bool {
    let table =
        |before: usize| page(&format!("# Windows 10 Pro\n\n{}|x|a.example.com|HTTPS|\n", "|x|y|z|\n".repeat(before)));
    has(&table(max(name) - 1), "a.example.com") && !has(&table(max(name)), "y")
}

fn row_cells(name: &str) -> bool {
    let row = |before: usize| {
        let import = page(&format!("# Windows 10 Pro\n\n{}|a.example.com|b.example.com|\n", "|x".repeat(before)));
        has(&import, "a.example.com")
    };
    // The last cell holds a host, and then two with a bar between them, which is none.
    row(max(name) - 2) && !row(max(name) - 1)
}

fn span(name: &str) -> bool {
    let head = "<h2>Windows 10 Pro</h2><table><tr><th>Protocol</th><th>Destination</th></tr>";
    let first = "<tr><td rowspan=\"99999\">HTTPS</td><td>h0.example.com</td></tr>";
    let rows: String = (1..max(name) + 2).map(|n| format!("<tr><td>h{n}.example.com</td></tr>")).collect();
    let import = read_html("page.html", &format!("{head}{first}{rows}</table>"));
    let spanned = import.catalogs[0].endpoints.iter().filter(|row| row.protocols.to_string() == "HTTPS");
    spanned.map(|row| row.destination.to_string()).eq((0..max(name)).map(|n| format!("h{n}.example.com")))
}

/// Whether the rows and the refused lines of a list have their text up to the first that goes past the limit, and none from there on.
fn is_bounded(limit: usize, list: &str, row: usize, import: &Import) -> bool {
    let most = (limit + list.len()) / row;
    let texts = import.catalogs.iter().flat_map(|list| &list.endpoints).map(|row| row.description.is_empty());
    let texts: Vec<bool> = texts.chain(import.refused.iter().map(|row| row.text.is_empty())).collect();
    texts.len() > most
        && texts.iter().enumerate().all(|(at, is_bare)| *is_bare == (at >= most))
        && import.warnings.iter().filter(|warning| warning.message.contains("too much text")).count() == 1
}

/// In each form that repeats a text: rows of a table, a cell, a set and a line with many destinations, refused ones too.
fn row_text(name: &str) -> bool {
    let (limit, text) = (max(name), "x".repeat(16 << 10));
    let hosts = |between: &str| {
        let hosts: Vec<String> = (0..2000).map(|n| format!("h{n}.example.com")).collect();
        hosts.join(between)
    };
    let rows = hosts("|\n||||");
    let table = format!("|Area|Description|Protocol|Destination|\n|---|---|---|---|\n||{text}||{rows}|\n");
    let csv = format!("destination,description\n{},{text}\n", hosts(" "));
    let sets = format!("[{{\"urls\": [\"{}\"], \"notes\": \"{text}\"}}]", hosts("\", \""));
    let line = format!("0.0.0.0 {} # {text}\n", hosts(" "));
    let refused = format!("0.0.0.0 {} # {text}\n", "localhost ".repeat(2000));
    [("page.md", &table), ("list.csv", &csv), ("list.json", &sets), ("hosts", &line)]
        .iter()
        .all(|(file, list)| is_bounded(limit, list, text.len(), &import(file, list).unwrap()))
        && is_bounded(limit, &refused, refused.len() - 1, &import("hosts", &refused).unwrap())
}

/// Goes past the limit of this name, and tells whether what it states happens, and not before.
type Case = fn(&str) -> bool;

const CASES: &[(&str, Case)] = &[
    ("catalog-link-bytes", link_bytes),
    ("catalog-comment-lines", comment_lines),
    ("catalog-row-cells", row_cells),
    ("catalog-row-lines", row_lines),
    ("catalog-sample-lines", sample_lines),
    ("catalog-cell-span", span),
    ("catalog-row-text", row_text),
];

#[test]
fn every_limit_is_hit_and_told() {
    for cap in CAPS {
        let (_, case) =
            CASES.iter().find(|(it, _)| *it == cap.name).unwrap_or_else(|| panic!("no case for {}", cap.name));
        assert!(case(cap.name), "{} has another outcome", cap.name);
    }
}
