//! The page of a study, read back by a reader of each form: whatever the texts hold, they stay texts, in their place.

use html5gum::{Token, Tokenizer};
use idlewire_report::escape::visible;
use idlewire_report::{Screen, StudyFormat};
use idlewire_study::*;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthChar;

/// A study of two subjects with a run each, in which every text is the given one.
fn study(text: &str) -> Study {
    let run = |edition: &str, names: &[&str]| {
        let subject = Subject { edition: Some(format!("{edition}{text}")), ..Subject::default() };
        let seen = |name: &&str| Seen {
            destination: format!("{name}{text}"),
            protocol: "HTTPS".into(),
            flows: 2,
            failed: 2,
            via_proxy: true,
            windows: Windows::new([2_652_912, 2_653_000]).unwrap(),
            aliases: Few::new([text.to_owned()]),
            ..Seen::default()
        };
        let declared = Declared { account: Some(text.into()), notes: vec![text.into()], ..Declared::default() };
        let measured = Measured {
            first: Some("2020-06-09T00:00:00Z".parse().unwrap()),
            last: Some("2020-06-15T23:00:00Z".parse().unwrap()),
            gaps: Some([(text.to_owned(), 4000)].into()),
            encrypted_dns: [(text.to_owned(), Few::new([text.to_owned()]))].into(),
            ..Measured::default()
        };
        let outside = Outside { resolved_only: Few::new([text.to_owned()]), ..Outside::default() };
        let endpoints = names.iter().map(seen).collect();
        let run = Run { subject, declared, measured, outside, endpoints, ..Run::default() };
        Summary::of(RunId::of([edition], ""), run)
    };
    let mut summary = run("a", &["x", "y"]);
    summary.merge(run("b", &["y"]));
    Study::new(&Plan { title: format!("t{text}"), ..Plan::default() }, &summary)
}

fn written(form: StudyFormat, text: &str) -> String {
    let mut out = Vec::new();
    form.write(&study(text), Screen { width: 72, colour: false }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What a reader of Markdown finds: the title, the number of cells of each row, and anything that is no plain text.
fn markdown(page: &str) -> (String, Vec<usize>, Vec<String>) {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_MATH;
    let (mut title, mut cells, mut odd, mut in_title) = (String::new(), Vec::new(), Vec::new(), false);
    for event in Parser::new_ext(page, options) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => in_title = level as usize == 1,
            Event::End(TagEnd::Heading(_)) => in_title = false,
            Event::Text(text) if in_title => title.push_str(&text),
            Event::Start(Tag::TableHead | Tag::TableRow) => cells.push(0),
            Event::Start(Tag::TableCell) => *cells.last_mut().unwrap() += 1,
            Event::Html(html) if html.trim() == "<!-- not a list -->" => {}
            Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Item | Tag::Table(_) | Tag::HtmlBlock)
            | Event::End(_)
            | Event::Text(_)
            | Event::SoftBreak => {}
            other => odd.push(format!("{other:?}")),
        }
    }
    (title, cells, odd)
}

fn hostile() -> impl Strategy<Value = String> {
    let syntax = vec![
        "|", "\\", "*", "_", "`", "[a](b)", "<b>", "<!--", "-->", "</td>", "&amp;", "~~", "$", "#", "^", "\n", "\r",
        "\t", "\0", "\x1b[31m", "\u{9b}1m", "\u{202e}", "\u{200b}", "\u{2028}", "\u{301}", "'", "\"", " ", "a", "www.",
        "http://", "- ", "1. ", "例",
    ];
    prop_oneof![
        any::<String>(),
        prop::collection::vec(prop::sample::select(syntax), 0..10).prop_map(|parts| parts.concat())
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_stay_texts_in_markdown(text in hostile()) {
        let page = written(StudyFormat::Markdown, &text);
        let (title, cells, odd) = markdown(&page);
        prop_assert_eq!(odd, Vec::<String>::new(), "{}", page);
        prop_assert_eq!(title, visible(&format!("t{text}")).into_owned());
        // Runs: a head and two; two tables: heads, two rows and one; across: a head and two.
        prop_assert_eq!(cells, [6, 6, 6, 3, 3, 3, 3, 3, 3, 3, 3], "{}", page);
    }

    #[test]
    fn html_holds_its_own_tags_alone(text in hostile()) {
        let page = written(StudyFormat::Html, &text);
        let known = [
            "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ol", "ul", "li", "table", "thead", "tbody", "tr", "th", "td",
        ];
        for token in Tokenizer::new(&page) {
            let Ok(token) = token;
            let name = match &token {
                Token::StartTag(tag) => &tag.name,
                Token::EndTag(tag) => &tag.name,
                Token::Comment(comment) => return Err(TestCaseError::fail(format!("a comment: {comment:?}"))),
                _ => continue,
            };
            let name = String::from_utf8_lossy(name).into_owned();
            prop_assert!(known.contains(&name.as_str()), "{name} in {page}");
        }
    }

    #[test]
    fn no_line_is_wider_than_the_screen(text in hostile()) {
        for line in written(StudyFormat::Terminal, &text).lines() {
            let width: usize = line.chars().map(|c| c.width().unwrap_or(0)).sum();
            prop_assert!(width <= 72, "{width}: {line}");
            prop_assert!(!line.chars().any(char::is_control), "{line:?}");
        }
    }

    #[test]
    fn json_gives_the_exact_text_back(text in hostile()) {
        let page: serde_json::Value = serde_json::from_str(&written(StudyFormat::Json, &text)).unwrap();
        prop_assert_eq!(&page["schema"], "idlewire/study/1");
        let (title, expected) = (format!("t{text}"), format!("x{text}"));
        prop_assert_eq!(page["title"].as_str(), Some(title.as_str()));
        let rows = page["tables"][0]["rows"].as_array().unwrap();
        prop_assert!(rows.iter().any(|row| row["names"][0] == expected.as_str()));
    }
}
