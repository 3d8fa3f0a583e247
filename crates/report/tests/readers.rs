//! Each form is read back by a reader of that form: hostile text stays text, one cell, and nothing else.

mod sample;

use idlewire_report::escape::{csv_cell, visible};
use idlewire_report::*;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Anything at all, and texts made of what the forms' own syntax is made of.
fn hostile() -> impl Strategy<Value = String> {
    let syntax = prop::sample::select(vec![
        "|",
        "\\|",
        "*",
        "_",
        "`",
        "```",
        "[a](b)",
        "![",
        "<b>",
        "<!--",
        "</td>",
        "&amp;",
        "&#124;",
        "\\",
        "~~",
        "$",
        "#",
        "^",
        "{#a}",
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
        "\u{301}",
        "\u{fe0f}",
        "\u{e000}",
        "=1+1",
        "+",
        "-",
        "@",
        "'",
        "\"",
        ",",
        ";",
        " ",
        "a",
        "www.",
        "http://",
        ":",
        "- ",
        "1. ",
        "例",
        "é",
        "\\u{20}",
        "…",
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(syntax, 0..12).prop_map(|parts| parts.concat())]
}

/// One row, whose texts and whose subject's are the given ones, and one name that was resolved only.
fn report(text: &str, description: &str) -> Report {
    let endpoints =
        vec![Row { description: Some(description.into()), listed: true, ..sample::row(text, "HTTPS", None, 1) }];
    let resolved_only = vec![Resolved { name: text.into(), ..Resolved::default() }];
    let outside = Outside { resolved_only, ..Outside::default() };
    Report {
        subjects: vec![Subject { name: text.into(), endpoints, outside, ..Subject::default() }],
        ..sample::report()
    }
}

fn flow(text: &str) -> FlowRow<'_> {
    FlowRow {
        client: None,
        client_port: None,
        server: None,
        server_port: None,
        transport: "tcp".into(),
        state: "connected".into(),
        scope: "public".into(),
        protocol: "TCP".into(),
        alpn: Some(text.into()),
        tls_version: None,
        name: Some(text.into()),
        source: None,
        also: vec![],
        first: None,
        last: None,
        packets_out: 1,
        packets_in: 1,
        bytes_out: 1,
        bytes_in: 1,
        notes: vec![],
    }
}

fn written(format: Format, report: &Report) -> String {
    let mut out = Vec::new();
    format.write(report, Screen { width: 80, colour: false }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The blocks and marks of a page, and the text of its headings and cells.
fn read_markdown(page: &str) -> (Vec<String>, Vec<String>) {
    let (mut shape, mut texts, mut open) = (Vec::new(), Vec::new(), None);
    for event in Parser::new_ext(page, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match &event {
            Event::Start(Tag::TableCell | Tag::Heading { .. }) => open = Some(String::new()),
            Event::End(TagEnd::TableCell | TagEnd::Heading(_)) => texts.extend(open.take()),
            Event::Text(text) => {
                open.iter_mut().for_each(|cell| cell.push_str(text));
                continue;
            }
            _ => {}
        }
        shape.push(format!("{event:?}"));
    }
    (shape, texts)
}

/// The tags of a page, and the text of its cells and items.
fn read_html(page: &str) -> (Vec<String>, Vec<String>) {
    let (mut tags, mut cells, mut open) = (Vec::new(), Vec::new(), None::<Vec<u8>>);
    for token in html5gum::Tokenizer::new(page) {
        let Ok(token) = token;
        match token {
            html5gum::Token::StartTag(tag) => {
                if [b"td", b"li"].iter().any(|cell| tag.name.as_slice() == *cell) {
                    open = Some(Vec::new());
                }
                tags.push(format!("{:?} {:?}", tag.name, tag.attributes));
            }
            html5gum::Token::EndTag(tag) => {
                cells.extend(open.take().map(|cell| String::from_utf8(cell).unwrap()));
                tags.push(format!("/{:?}", tag.name));
            }
            html5gum::Token::String(text) => open.iter_mut().for_each(|cell| cell.extend_from_slice(&text)),
            other => tags.push(format!("{other:?}")),
        }
    }
    (tags, cells)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn markdown_gives_back_one_cell(text in hostile(), description in hostile()) {
        let (shape, texts) = read_markdown(&written(Format::Markdown, &report(&text, &description)));
        let (text, description) = (visible(&text), visible(&description));
        prop_assert_eq!(
            texts,
            [&text, "Destination", "Protocol", "Description", &text, "HTTPS", &description, "Name", "Description", &text, ""]
        );
        prop_assert_eq!(shape, read_markdown(&written(Format::Markdown, &report("x", "x"))).0);
    }

    #[test]
    fn html_gives_back_one_cell(text in hostile(), description in hostile()) {
        let (tags, cells) = read_html(&written(Format::Html, &report(&text, &description)));
        prop_assert_eq!(&cells[..4], [&visible(&text), "HTTPS", &visible(&description), "yes"]);
        prop_assert_eq!(&cells[9..], [visible(&text)]);
        prop_assert_eq!(tags, read_html(&written(Format::Html, &report("x", "x"))).0);
    }

    #[test]
    fn csv_gives_back_one_cell_on_one_line(text in hostile(), description in hostile()) {
        let page = written(Format::Csv, &report(&text, &description));
        prop_assert_eq!(page.lines().count(), 2);
        let mut reader = csv::Reader::from_reader(page.as_bytes());
        prop_assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS);
        let record = reader.records().next().unwrap().unwrap();
        prop_assert_eq!(&record[0], csv_cell(&text));
        prop_assert_eq!(&record[2], csv_cell(&description));
        prop_assert_eq!(record[0].strip_prefix('\'').unwrap_or(&record[0]), visible(&text));
        for cell in &record {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }

    #[test]
    fn flows_give_back_their_texts(text in hostile()) {
        let mut out = Vec::new();
        FlowFormat::Csv.write([flow(&text)], &mut out).unwrap();
        prop_assert_eq!(String::from_utf8_lossy(&out).lines().count(), 2);
        let record = csv::Reader::from_reader(out.as_slice()).into_records().next().unwrap().unwrap();
        prop_assert_eq!([&record[8], &record[10]], [&*csv_cell(&text), &*csv_cell(&text)]);

        let mut out = Vec::new();
        FlowFormat::Jsonl.write([flow(&text)], &mut out).unwrap();
        prop_assert_eq!(serde_json::from_slice::<FlowRow<'_>>(&out).unwrap(), flow(&text));
        prop_assert_eq!(String::from_utf8(out).unwrap().chars().filter(|c| c.is_control()).count(), 1);
    }

    #[test]
    fn an_explanation_keeps_its_lines(text in hostile()) {
        let page = |text: &str| {
            let row = Row { aliases: vec![text.into()], ..sample::row(text, text, Some("Remark"), 1) };
            let found = Explained { subject: text.into(), row, flows: vec![flow(text)], ..Explained::default() };
            let mut out = Vec::new();
            ExplainFormat::Text.write(&Explanation { found: vec![found], ..Explanation::default() }, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let shown = page(&text);
        prop_assert_eq!(shown.lines().count(), page("x").lines().count());
        prop_assert_eq!(shown.lines().next().unwrap(), visible(&text));
        prop_assert!(!shown.chars().any(|c| c != '\n' && c.is_control()));
    }

    #[test]
    fn json_gives_back_the_document(text in hostile(), description in hostile()) {
        let report = report(&text, &description);
        let page = written(Format::Json, &report);
        prop_assert_eq!(serde_json::from_str::<Report>(&page).unwrap(), report);
        prop_assert!(!page.chars().any(|c| c != '\n' && c.is_control()));
    }

    #[test]
    fn a_terminal_shows_the_lines_as_written(text in hostile(), description in hostile(), width in 40..140_u16, colour: bool) {
        let mut out = Vec::new();
        let screen = Screen { width: width.into(), colour };
        Format::Terminal.write(&report(&text, &description), screen, &mut out).unwrap();
        // The emulator takes U+FFFD for a decoding error of its own and drops it; terminals print it, one column wide.
        let page = String::from_utf8(out).unwrap().replace('\u{fffd}', "?");
        let mut emulator = vt100::Parser::new(u16::try_from(page.lines().count()).unwrap() + 1, width, 0);
        emulator.process(page.replace('\n', "\r\n").as_bytes());
        let bare = ["\x1b[0m", "\x1b[1m", "\x1b[2m"].iter().fold(page, |page, code| page.replace(code, ""));
        for (shown, line) in emulator.screen().rows(0, width).zip(bare.lines()) {
            prop_assert_eq!(shown.trim_end(), line.trim_end());
        }
    }

    #[test]
    fn a_terminal_never_cuts_a_destination(text in hostile(), width in 40..140_usize) {
        let mut out = Vec::new();
        Format::Terminal.write(&report(&text, "Remark"), Screen { width, colour: false }, &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        let row = page.split_once("Description").unwrap().1.split_once('\n').unwrap().1.split_once("  HTTPS     Remark").unwrap().0;
        let row = row.replace('\n', "");
        prop_assert_eq!(row.trim_end(), visible(&text));
    }
}
