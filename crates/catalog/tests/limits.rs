//! Each limit is hit, and has the outcome that it states.

use idlewire_catalog::{CAPS, Import, read_html, read_markdown};

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

fn span(name: &str) -> bool {
    let head = "<h2>Windows 10 Pro</h2><table><tr><th>Protocol</th><th>Destination</th></tr>";
    let first = "<tr><td rowspan=\"99999\">HTTPS</td><td>h0.example.com</td></tr>";
    let rows: String = (1..max(name) + 2).map(|n| format!("<tr><td>h{n}.example.com</td></tr>")).collect();
    let import = read_html("page.html", &format!("{head}{first}{rows}</table>"));
    let spanned = import.catalogs[0].endpoints.iter().filter(|row| row.protocols.to_string() == "HTTPS");
    spanned.map(|row| row.destination.to_string()).eq((0..max(name)).map(|n| format!("h{n}.example.com")))
}

fn row_text(name: &str) -> bool {
    let (kib, rows) = (1024, max(name) / 1024);
    let row = |n: usize| format!("|||HTTP|h{n}.example.com|\n");
    let head = "|Area|Description|Protocol|Destination|\n|---|---|---|---|\n";
    // With the protocol each row bears a kibibyte.
    let first = format!("||{}|HTTP|h0.example.com|\n", "x".repeat(kib - "HTTP".len()));
    let text: String = (1..=rows).map(row).collect();
    let import = page(&format!("{head}{first}{text}"));
    let described = |n: usize| !import.catalogs[0].endpoints[n].description.is_empty();
    described(rows - 1)
        && !described(rows)
        && has(&import, &format!("h{rows}.example.com"))
        && !import.warnings.is_empty()
}

/// Goes past the limit of this name, and tells whether what it states happens, and not before.
type Case = fn(&str) -> bool;

const CASES: &[(&str, Case)] = &[
    ("catalog-link-bytes", link_bytes),
    ("catalog-comment-lines", comment_lines),
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
