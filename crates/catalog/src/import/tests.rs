use super::*;
use crate::{Catalog, Entry, Protocols, read_toml, write_csv, write_json, write_toml, write_toml_list};
use proptest::prelude::*;

/// `line destination protocols area | description [process]` of every row, edition by edition.
fn rows(import: &Import) -> Vec<String> {
    let row = |c: &Catalog, e: &Entry| {
        let line = e.line.unwrap_or(0);
        format!(
            "{} {line} {} {} {} | {} | {:?}",
            c.edition, e.destination, e.protocols, e.area, e.description, e.process
        )
    };
    import.catalogs.iter().flat_map(|c| c.endpoints.iter().map(move |e| row(c, e))).collect()
}

fn warned(import: &Import) -> Vec<(u64, &'static str)> {
    import.warnings.iter().map(|w| (w.line, w.message)).collect()
}

// The excerpts below are written for these tests in the style of the endpoint pages for Windows 10 and 11; the kinds of
// damage are those that occurred on them.

#[test]
fn a_table_of_destinations_is_read_per_edition() {
    let page = "---\ntitle: Windows 10, version 1909, connection endpoints\nms.date: 08/18/2020\n---\n\
        # Windows 10, version 1909, connection endpoints for non-Enterprise editions\n\n\
        ## Windows 10 Family\n\n| **Destination** | **Protocol** | **Description** |\n| --- | --- | --- |\n\
        |a.example.com/*|HTTP/TLS v1.2|First  \n| \\*.b.example.com* | HTTPS | [Second](x.md) row |\n\n\
        ## Windows 10 Pro\n\n| Destination | Protocol | Description |\n|---|---|---|\n| .c.example.com | | |\n";
    let import = read_markdown("page.md", page);
    assert_eq!(
        rows(&import),
        [
            "Home 11 a.example.com/* HTTP/TLSv1.2  | First | []",
            "Home 12 *.b.example.com* HTTPS  | Second row | []",
            "Pro 18 .c.example.com   |  | []",
        ]
    );
    let home = &import.catalogs[0];
    assert_eq!((home.id.as_str(), home.edition.as_str()), ("windows-10-1909-home", "Home"));
    assert_eq!(home.source, "Windows 10, version 1909, connection endpoints, 08/18/2020");
    assert_eq!(
        (home.endpoints[1].raw.as_str(), home.endpoints[1].pattern.as_str()),
        ("\\*.b.example.com*", "*.b.example.com*")
    );
    assert!(import.warnings.is_empty() && import.refused.is_empty());
}

#[test]
fn a_title_too_long_for_each_of_many_tables_is_left_out_with_a_warning() {
    let title = "t".repeat(200_000);
    let table = |n: usize| format!("## Windows {n} Pro\n\n| Destination |\n|---|\n| a.example.com |\n\n");
    let page = |tables: usize| format!("# {title}\n\n{}", (1..=tables).map(table).collect::<String>());
    for (tables, kept) in [(20, true), (22, false)] {
        let import = read_markdown("page.md", &page(tables));
        assert_eq!(import.catalogs.len(), tables);
        assert!(import.catalogs.iter().all(|it| it.source.is_empty() != kept), "{tables}");
        assert_eq!(warned(&import).iter().any(|(_, it)| it.contains("state no source")), !kept, "{tables}");
    }
}

#[test]
fn area_and_description_are_carried_down() {
    let page = "## Windows 11 Pro\n\n| **Area** | **Description** | **Protocol** | **Destination** |\n|---|---|---|---|\n\
        |Apps|For weather.|HTTP|a.example.com|\n|||HTTPS|b.example.com|\n||For notes.||c.example.com </br>d.example.com|\n\
        |Edge|||[Learn how to turn off traffic to these.](x.md#y)|\n|||HTTP|e.example.com|\n\
        |Xbox|For games.|\n|||HTTP|f.example.com| \n|\n";
    let import = read_markdown("page.md", page);
    assert_eq!(
        rows(&import),
        [
            "Pro 5 a.example.com HTTP Apps | For weather. | []",
            "Pro 6 b.example.com HTTPS Apps | For weather. | []",
            "Pro 7 c.example.com  Apps | For notes. | []",
            "Pro 7 d.example.com  Apps | For notes. | []",
            "Pro 9 e.example.com HTTP Edge |  | []",
            "Pro 11 f.example.com HTTP Xbox | For games. | []",
        ]
    );
    assert_eq!(import.refused.iter().map(|r| r.line).collect::<Vec<_>>(), [8, 10, 12]);
    assert_eq!(warned(&import), [(7, "several destinations in one cell: a row each")]);
}

#[test]
fn prose_describes_a_table_without_descriptions() {
    let page = "# Endpoints for Windows 10, version 1709\n\n## Windows 10 Enterprise connection endpoints\n\n## Apps\n\n\
        The following endpoint is for weather. \nIf you [turn it off](x.md#y), nothing updates.\n\nA second paragraph.\n\n\
        | Source process | Protocol | Destination |\n|---|---|---|\n| searchui <br> system32\\Host.exe | HTTP \\ HTTPS | a.example.com/x |\n\n\
        Another text.\n\n| Source process | Protocol | Destination |\n|---|---|---|\n||TLS v1.2|b.\\*.example.com.\\*.|\n";
    assert_eq!(
        rows(&read_markdown("page.md", page)),
        [
            "Enterprise 14 a.example.com/x HTTP/HTTPS Apps | The following endpoint is for weather. If you turn it off, \
         nothing updates. A second paragraph. | [\"searchui\", \"system32\\\\Host.exe\"]",
            "Enterprise 20 b.*.example.com.*. TLSv1.2 Apps | Another text. | []",
        ]
    );
}

#[test]
fn damaged_rows_are_read_with_a_warning() {
    let page = "## Windows 10 Education\n\n| Destination | Protocol | Description |\n|---|---|---|\n\
        |a.example.com|TLS v1.2|One ||b.example.com|HTTP|Two\n| c.example.com | TLSv1.2/\nHTTPS | Three. |\n\
        | d.example.com/x/\tHTTP\tFour. |\n\n| e.example.com | HTTP | Five. |\n";
    let import = read_markdown("page.md", page);
    assert_eq!(
        rows(&import),
        [
            "Education 5 a.example.com TLSv1.2  | One | []",
            "Education 5 b.example.com HTTP  | Two | []",
            "Education 6 c.example.com TLSv1.2/HTTPS  | Three. | []",
            "Education 8 d.example.com/x/ HTTP  | Four. | []",
            "Education 10 e.example.com HTTP  | Five. | []",
        ]
    );
    assert_eq!(warned(&import).into_iter().map(|(line, _)| line).collect::<Vec<_>>(), [5, 6, 8, 10]);
    assert_eq!(import.warnings[0].to_string(), "page.md:5: two rows on one line: read as two");
}

#[test]
fn a_table_that_says_it_is_no_list_is_none() {
    let page = "# Windows 10 Pro\n\n| Destination | Protocol |\n|---|---|\n| a.example.com | HTTP |\n\n<!-- not a list -->\n\n| Destination | Pro |\n|---|---|\n| b.example.com | 1 of 3 |\n\n| c.example.com | HTTP |\n";
    let import = read_markdown("page.md", page);
    let names: Vec<&str> = import.catalogs[0].endpoints.iter().map(|entry| entry.destination.as_str()).collect();
    assert_eq!((names, import.refused.len()), (vec!["a.example.com", "c.example.com"], 0));
}

#[test]
fn systems_and_editions_of_one_page_stay_apart() {
    let page = |headings: &[&str]| {
        let table = "| Destination | Protocol |\n|---|---|\n| a.example.com | HTTP |\n\n";
        headings.iter().map(|heading| format!("{heading}\n\n{table}")).collect::<String>()
    };
    for (headings, ids) in [
        (
            &["## Windows 10 Pro", "## Windows 11 Pro", "## Windows 11 SE"][..],
            &["windows-10-pro", "windows-11-pro", "windows-11-se"][..],
        ),
        (&["# Windows 10, version 2004\n\n## Windows 10 Pro", "### Updates"], &["windows-10-2004-pro"]),
        (
            &["# Windows 11", "## Pro", "# Windows 10", "## Pro"],
            &["windows-11", "windows-11-pro", "windows-10", "windows-10-pro"],
        ),
        (&["## Windows 11 Pro", "## Windows 11 Core"], &["windows-11-pro", "windows-11"]),
        (&["## Windows Server 2022 Datacenter", "### Mail"], &["windows-server-2022-datacenter"]),
        (&["**Windows 10 IoT Enterprise LTSC 2021 endpoints**"], &["windows-10-iot-enterprise-ltsc"]),
    ] {
        let import = read_markdown("page.md", &page(headings));
        let found: Vec<&str> = import.catalogs.iter().map(|catalog| catalog.id.as_str()).collect();
        assert_eq!(found, ids, "{headings:?}");
    }
}

#[test]
fn a_plain_text_copy_is_read_as_the_page() {
    let page = "Applies to\n- Windows 10 Home, version 2004\nWindows 10 Home\nDestination | Protocol | Description |\n\
        ---|---|---|\n*.a.example.com | HTTP | First |\nWindows 10 Pro\nDestination | Protocol | Description |\n\
        ---|---|---|\nb.example.com | TLSv1.2 | Second |";
    let import = import("seed.txt", page).expect("a page");
    assert_eq!(
        rows(&import),
        ["Home 6 *.a.example.com HTTP  | First | []", "Pro 10 b.example.com TLSv1.2  | Second | []"]
    );
    assert_eq!(import.catalogs[1].id, "windows-10-2004-pro");
}

#[test]
fn emphasis_in_html_becomes_stars_again() {
    let page = "<html><head><title>Windows 10, version 1903, endpoints | Docs</title><style>td > a {}</style></head><body>\n\
        <h2 id=\"x\">Windows 10 Family</h2>\n<table><thead><tr><th>Destination</th><th>Protocol</th><th>Description</th></tr></thead>\n\
        <tbody><tr>\n<td><em>.a.example.com</em></td><td>TLSv1.2<br>HTTPS</td><td>Some <em>text</em> &amp; more</td></tr>\n\
        <tr><td><a href=\"x\">b.example.com</a><br/>c.example.com</td><td>HTTP</td><td></td></tr></tbody></table></body></html>";
    assert_eq!(
        rows(&read_html("page.html", page)),
        [
            "Home 4 *.a.example.com* TLSv1.2/HTTPS  | Some text & more | []",
            "Home 6 b.example.com HTTP  |  | []",
            "Home 6 c.example.com HTTP  |  | []",
        ]
    );
}

#[test]
fn the_form_is_told_by_name_or_text() {
    let detect = Form::detect;
    assert_eq!(detect("x.md", ""), Form::Markdown);
    assert_eq!(detect("x", "<!DOCTYPE html>"), Form::Html);
    assert_eq!(detect("x.json", "[{\"id\": 1}]"), Form::Microsoft365);
    assert_eq!(detect("x.json", "{\"schema\": \"idlewire/catalog/1\"}"), Form::Json);
    assert_eq!(detect("hosts", "# x\n0.0.0.0 a.example.com\n"), Form::Hosts);
    assert_eq!(detect("x.txt", "! x\n||a.example.com^\n"), Form::Adblock);
    assert_eq!(detect("x", "id = \"x\"\n[[endpoint]]\n"), Form::Toml);
    assert_eq!(detect("x", "destination,protocol,description\n"), Form::Csv);
    assert_eq!(detect("x.txt", "a | b |\n"), Form::Markdown);
}

#[test]
fn a_spreadsheet_computes_no_cell() {
    let entry =
        Entry { destination: "*.a.example.com".to_owned(), description: "=cmd()".to_owned(), ..Entry::default() };
    let catalog = Catalog { endpoints: vec![entry], ..Catalog::default() };
    assert_eq!(write_csv(&catalog), "destination,protocol,description\n*.a.example.com,,'=cmd()\n");
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    // Some would be the names of protocols, were it not for their stars.
    let host = "(\\*\\.|\\*|\\.|\\|\\||)([a-z<#-]{1,6}[a-z>]{1,4}|ws|<>dns|tlsv1)\\.(example\\.com|co\\.uk|aria|\\*)[*^.]?(/[a-z,;?=&]{0,5})?";
    let text = "[-=+@',\"| a-z\\t\\n\\r\u{e9}]{0,12}";
    let protocol = proptest::sample::select(vec!["HTTP", "TLSv1.2/HTTPS", "", "TCP 443", "QUIC/NTP"]);
    let entry = (host, protocol, text, text).prop_filter_map("a host", |(host, protocol, description, area)| {
        let read = Entry::new(&crate::Destination::read(&host), crate::Dialect::Subdomains).ok()?;
        Some(Entry { protocols: Protocols::parse(protocol), description, area, ..read })
    });
    proptest::collection::vec(entry, 0..5)
}

proptest! {
    #[test]
    fn export_and_import_give_the_same_rows(endpoints in entries()) {
        let catalog = Catalog { id: "x".to_owned(), title: "X".to_owned(), endpoints, ..Catalog::default() };
        let canonical = |c: &Catalog| c.endpoints.iter().map(|e| format!("{:?}", e.canonical())).collect::<Vec<_>>();
        let toml = read_toml(&write_toml(&catalog)).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(canonical(&toml), canonical(&catalog));
        let twice = read_toml_list(&write_toml_list(&[catalog.clone(), catalog.clone()])).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(twice.iter().map(canonical).collect::<Vec<_>>(), [canonical(&catalog), canonical(&catalog)]);
        let json = read_json(&write_json(std::slice::from_ref(&catalog))).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(&json, std::slice::from_ref(&catalog));
        let csv = read_csv("x.csv", &write_csv(&catalog)).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let short = |c: &Catalog| c.endpoints.iter().map(|e| (e.pattern.clone(), e.protocols.clone(), e.description.clone())).collect::<Vec<_>>();
        prop_assert_eq!(short(&csv.catalogs[0]), short(&catalog));
    }

    #[test]
    fn no_page_makes_the_readers_panic(text in "[-|a.#*<>/=tdrh \\n\\t\\\\&;\\[\\]()é]{0,120}") {
        for form in [Form::Markdown, Form::Html, Form::Hosts, Form::Adblock, Form::Csv, Form::Toml, Form::Json] {
            let _ = import_as(form, "x", &text);
        }
    }

    /// The balance: every line of a table gives a row or a refusal.
    #[test]
    fn every_row_of_a_table_is_accounted_for(cells in proptest::collection::vec("[|a.*é -]{0,8}", 1..6)) {
        let page = format!("| Destination | Protocol |\n|---|---|\n{}", cells.iter().map(|c| format!("|x{c}|HTTP|\n")).collect::<String>());
        let import = read_markdown("x.md", &page);
        for line in 3..cells.len() as u64 + 3 {
            let read = import.catalogs.iter().flat_map(|c| &c.endpoints).any(|e| e.line == Some(line));
            prop_assert!(read || import.refused.iter().any(|r| r.line == line), "line {}", line);
        }
    }
}
