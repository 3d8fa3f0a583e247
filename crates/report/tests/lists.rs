//! What the commands about lists write is read back by a reader of each form: hostile text stays text, in its place.

use idlewire_report::escape::visible;
use idlewire_report::*;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

/// Names as a hostile capture or page may hold them.
fn hostile() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "|",
        "\\|",
        "*",
        "`",
        "[a](http://b.example)",
        "![",
        "<b>",
        "<!--",
        "</td>",
        "&amp;",
        "\\",
        "{0}",
        "{{",
        "#",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "\x1b[31m",
        "\x1b]0;t\x07",
        "\u{9b}1m",
        "\u{7f}",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "\u{2028}",
        "\u{fffd}",
        "=cmd|' /C calc'!A0",
        "+",
        "-",
        "@",
        "'",
        "\"",
        ",",
        ";",
        " ",
        "www.",
        "http://",
        "例",
        "~~",
    ]);
    let long = Just("x".repeat(255));
    prop_oneof![any::<String>(), long, prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())]
}

fn list_row(text: &str) -> ListRow {
    let text = || text.to_owned();
    ListRow { destination: text(), protocol: text(), area: text(), description: text(), line: Some(3) }
}

fn change(kind: &'static str, a: Option<&str>, b: Option<&str>) -> Change {
    Change { change: kind, a: a.map(list_row), b: b.map(list_row), meaning: None }
}

/// One of everything that a comparison may say, about `text`.
fn comparison(text: &str) -> Comparison {
    let changes = vec![
        change("added", Some(text), None),
        change("removed", None, Some(text)),
        change("respelled", Some(text), Some("b.example.com")),
        change("new but already covered", Some(text), Some("*.example.com")),
    ];
    let differing = Differing { aspects: vec!["area", "description"], a: list_row(text), b: list_row("other") };
    let table = ComparedTable {
        name: text.to_owned(),
        added: 1,
        removed: 1,
        changes,
        rows: vec![differing],
        ..ComparedTable::default()
    };
    let unpaired = Unpaired { side: "a", name: text.to_owned(), rows: 1 };
    Comparison {
        a: text.to_owned(),
        b: "b.md".to_owned(),
        direction: DIRECTION,
        tables: vec![table],
        coverage: vec![covered(text)],
        unpaired: vec![unpaired],
        differs: true,
    }
}

fn covered(text: &str) -> Covered {
    let text = || text.to_owned();
    let seen = SeenRow { destination: text(), names: vec![text()] };
    Covered {
        list: text(),
        run: text(),
        listed_and_seen: vec![seen],
        listed_and_not_seen: vec![text()],
        seen_and_not_listed: vec![text()],
    }
}

/// A verdict with one result at a row of a list, one at the capture, and one that is a note.
fn verdict(text: &str) -> Verdict {
    let near = NearRow {
        catalog: text.to_owned(),
        destination: text.to_owned(),
        kind: "sibling",
        file: Some(format!("lists/{text}.toml")),
        line: Some(7),
    };
    let result = |nearest| Unlisted {
        subject: text.to_owned(),
        reason: format!("nearest is {text}"),
        nearest,
        endpoint: Row { destination: text.to_owned(), protocol: text.to_owned(), flows: 1, ..Row::default() },
    };
    Verdict {
        against: vec![text.to_owned()],
        inputs: vec![Input { path: format!("{text}.pcapng"), ..Input::default() }],
        wide: vec![Wide {
            subject: text.to_owned(),
            note: format!("listed only by the wide pattern {text}"),
            by: Some(NearRow { kind: "wide", ..near.clone() }),
            endpoint: result(None).endpoint,
        }],
        unlisted: vec![result(Some(near)), result(None)],
        coverage: vec![covered(text)],
        ..Verdict::default()
    }
}

fn compared(format: CompareFormat, text: &str) -> String {
    let mut out = Vec::new();
    format.write(&comparison(text), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn checked(format: CheckFormat, text: &str) -> String {
    let mut out = Vec::new();
    format.write(&verdict(text), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Control characters, and marks that turn or hide what stands beside them.
fn is_dangerous(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The shape of a page without its texts, and the texts of its cells.
fn read_markdown(page: &str) -> (Vec<String>, Vec<String>) {
    let (mut shape, mut cells, mut open) = (Vec::new(), Vec::new(), None);
    for event in Parser::new_ext(page, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match &event {
            Event::Start(Tag::TableCell) => open = Some(String::new()),
            Event::End(TagEnd::TableCell) => cells.extend(open.take()),
            Event::Text(text) => {
                open.iter_mut().for_each(|cell| cell.push_str(text));
                continue;
            }
            _ => {}
        }
        shape.push(format!("{event:?}"));
    }
    (shape, cells)
}

/// What a viewer of SARIF shows for a message.
///
/// Source: SARIF Version 2.1.0, sections 3.11.5 and 3.11.6.
fn shown(message: &str) -> String {
    let mut out = String::new();
    let mut chars = message.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' | '{' | '}' => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// What SARIF 2.1.0 requires of the properties that are written.
///
/// Source: sections 3.13 (log), 3.14 (run), 3.18 and 3.19 (tool), 3.27 (result), 3.28 to 3.30 (locations), 3.33.
fn check_sarif_requirements(log: &Value) {
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().is_some_and(|uri| uri.starts_with("https://")));
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert!(driver["name"].as_str().is_some_and(|name| !name.is_empty()));
    let rules = driver["rules"].as_array().unwrap();
    let ids: std::collections::BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len(), "section 3.49.3: an id stands once");
    let levels = ["none", "note", "warning", "error"];
    for rule in rules {
        assert!(rule["shortDescription"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(levels.contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(levels.contains(&result["level"].as_str().unwrap()));
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(result["partialFingerprints"].as_object().unwrap().values().all(Value::is_string));
        let places = ["locations", "relatedLocations"].iter().flat_map(|key| result[*key].as_array().unwrap());
        for place in places {
            let physical = &place["physicalLocation"];
            let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
            let legal = |c: char| c.is_ascii_alphanumeric() || "-._~:/%".contains(c);
            assert!(uri.chars().all(legal), "{uri}");
            assert!(
                physical.get("region").is_none_or(|region| region["startLine"].as_u64().is_some_and(|line| line > 0))
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_comparison_on_a_terminal_keeps_its_lines(text in hostile()) {
        let page = compared(CompareFormat::Terminal, &text);
        prop_assert!(!page.chars().any(is_dangerous), "{page}");
        prop_assert_eq!(page.lines().count(), compared(CompareFormat::Terminal, "x").lines().count());
        let name = format!("A: {}", visible(&text));
        prop_assert_eq!(page.lines().next(), Some(name.as_str()));
    }

    #[test]
    fn a_comparison_in_markdown_gives_back_its_cells(text in hostile()) {
        let (shape, cells) = read_markdown(&compared(CompareFormat::Markdown, &text));
        let seen = visible(&text).into_owned();
        let expected = [
            "Change", "In A", "In B", "added", &seen, "", "removed", "", &seen, "respelled", &seen, "b.example.com",
            "new but already covered", &seen, "(covered by *.example.com)",
            "Destination", "Differs in", "A", "B", &seen, "area", &seen, "other", &seen, "description", &seen, "other",
            "Destination", "Listed", "Seen", &seen, "yes", &seen, &seen, "yes", "no", &seen, "no", "yes",
        ];
        prop_assert_eq!(cells, expected);
        prop_assert_eq!(shape, read_markdown(&compared(CompareFormat::Markdown, "x")).0);
    }

    #[test]
    fn a_comparison_in_json_gives_back_its_texts(text in hostile()) {
        let page = compared(CompareFormat::Json, &text);
        prop_assert!(!page.chars().any(is_dangerous));
        let read: Value = serde_json::from_str(&page).unwrap();
        prop_assert_eq!(&read["a"], &text);
        prop_assert_eq!(&read["tables"][0]["changes"][0]["a"]["destination"], &text);
        prop_assert!(read["tables"][0]["changes"][0].get("b").is_none(), "what was added is in A alone");
        prop_assert!(read["tables"][0]["changes"][1].get("a").is_none(), "what was removed is in B alone");
    }

    #[test]
    fn a_verdict_keeps_its_lines(text in hostile()) {
        let page = checked(CheckFormat::Text, &text);
        prop_assert!(!page.chars().any(is_dangerous), "{page}");
        prop_assert_eq!(page.lines().count(), checked(CheckFormat::Text, "x").lines().count());
    }

    #[test]
    fn a_verdict_in_json_gives_back_its_texts(text in hostile()) {
        let page = checked(CheckFormat::Json, &text);
        prop_assert!(!page.chars().any(is_dangerous));
        let read: Value = serde_json::from_str(&page).unwrap();
        prop_assert_eq!(&read["unlisted"][0]["endpoint"]["destination"], &text);
        prop_assert_eq!(&read["unlisted"][0]["nearest"]["destination"], &text);
        prop_assert_eq!(&read["wide"][0]["endpoint"]["destination"], &text);
        prop_assert_eq!(&read["wide"][0]["by"]["kind"], "wide");
    }

    #[test]
    fn sarif_holds_what_its_standard_requires(text in hostile()) {
        let page = checked(CheckFormat::Sarif, &text);
        prop_assert!(!page.chars().any(is_dangerous));
        let read: Value = serde_json::from_str(&page).unwrap();
        check_sarif_requirements(&read);
        let results = read["runs"][0]["results"].as_array().unwrap();
        prop_assert_eq!(results.len(), 3);
        let levels: Vec<&Value> = results.iter().map(|result| &result["level"]).collect();
        prop_assert_eq!(levels, ["error", "error", "note"]);
        let message = results[0]["message"]["text"].as_str().unwrap();
        prop_assert!(!message.chars().any(is_dangerous));
        let name = visible(&text);
        let nearest = visible(&format!("nearest is {text}")).into_owned();
        prop_assert_eq!(shown(message), format!("{name} ({name}) was reached and is not listed: {nearest}."));
        prop_assert_eq!(&results[0]["locations"][0]["logicalLocations"][0]["name"], &*name);
        prop_assert_eq!(&results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 7);
    }
}

#[test]
fn the_last_line_of_a_verdict_counts_in_words_that_agree() {
    let unlisted = |count: usize| vec![Unlisted::default(); count];
    let judged = |checked| vec![Judged { checked, ..Judged::default() }];
    let said_of = |checked, listed, count| {
        let (against, judged, unlisted) = (vec!["own.toml".to_owned()], judged(checked), unlisted(count));
        let verdict = Verdict { against, judged, listed, unlisted, ..Verdict::default() };
        let mut out = Vec::new();
        CheckFormat::Text.write(&verdict, &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().last().unwrap().to_owned()
    };
    let said = |listed, count| said_of(true, listed, count);
    assert!(said_of(false, 0, 0).starts_with("Nothing was checked."));
    assert_eq!(said(0, 0), "No endpoint was reached that own.toml could list.");
    assert_eq!(said(1, 0), "The only endpoint is listed by own.toml.");
    assert_eq!(said(12, 0), "All 12 endpoints are listed by own.toml.");
    assert_eq!(said(0, 1), "1 of 1 endpoint is not listed by own.toml.");
    assert_eq!(said(11, 1), "1 of 12 endpoints is not listed by own.toml.");
    assert_eq!(said(10, 2), "2 of 12 endpoints are not listed by own.toml.");
}
