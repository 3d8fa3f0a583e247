//! The verdict of a gate in the form that CI systems show.
//!
//! Source: SARIF Version 2.1.0, OASIS Standard, sections 3.13 (log), 3.14 (run), 3.27 (result), 3.29 (location).

use crate::Row;
use crate::escape;
use crate::verdict::{NearRow, Unlisted, Verdict, Wide};
use serde_json::{Value, json};
use std::io;

/// A rule of the gate: its id, its level, what it says. A result names its rule by its place here, too.
struct Rule {
    at: usize,
    id: &'static str,
    level: &'static str,
    says: &'static str,
}

const UNLISTED: Rule =
    Rule { at: 0, id: "unlisted-endpoint", level: "error", says: "The machine reached an endpoint that no list lists" };

const WIDE: Rule = Rule {
    at: 1,
    id: "widely-listed-endpoint",
    level: "note",
    says: "The machine reached an endpoint that is listed only by a pattern over several owners",
};

/// Writes SARIF 2.1.0: an error for each endpoint that no list lists, a note for each that only a wide pattern lists.
///
/// A result stands at the row of the list that comes closest, where the list is a file; else at the capture.
///
/// # Errors
/// Those of the writer.
pub fn check_sarif(verdict: &Verdict, out: &mut dyn io::Write) -> io::Result<()> {
    let unlisted = verdict.unlisted.iter().map(|it| unlisted(it, verdict));
    let results: Vec<Value> = unlisted.chain(verdict.wide.iter().map(|it| wide(it, verdict))).collect();
    let rules = [UNLISTED, WIDE].map(|rule| {
        json!({
            "id": rule.id,
            "shortDescription": {"text": rule.says},
            "defaultConfiguration": {"level": rule.level},
        })
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "idlewire",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "results": results,
        }],
    });
    escape::json(&serde_json::to_string_pretty(&log)?, out)?;
    out.write_all(b"\n")
}

fn unlisted(it: &Unlisted, verdict: &Verdict) -> Value {
    let [destination, protocol, reason] =
        [&it.endpoint.destination, &it.endpoint.protocol, &it.reason].map(|text| message(text));
    let text = format!("{destination} ({protocol}) was reached and is not listed: {reason}.");
    result(&UNLISTED, text, &it.subject, &it.endpoint, it.nearest.as_ref(), verdict)
}

fn wide(it: &Wide, verdict: &Verdict) -> Value {
    let [destination, protocol, note] =
        [&it.endpoint.destination, &it.endpoint.protocol, &it.note].map(|text| message(text));
    let text = format!("{destination} ({protocol}) was reached and is {note}.");
    result(&WIDE, text, &it.subject, &it.endpoint, it.by.as_ref(), verdict)
}

/// A result at the row of a list, where that is a file; else at the capture.
fn result(rule: &Rule, text: String, subject: &str, row: &Row, near: Option<&NearRow>, verdict: &Verdict) -> Value {
    let near = near.and_then(|near| Some(file(near.file.as_deref()?, near.line)));
    let first = row.evidence.iter().filter_map(|proof| proof.first).min();
    let capture = match first {
        Some(place) => usize::try_from(place.input).ok().and_then(|at| verdict.inputs.get(at)),
        None => verdict.inputs.first(),
    };
    let capture = capture.map(|input| file(&input.path, None));
    let at_capture = near.is_some().then(|| capture.clone()).flatten();
    let frame = first.map(|place| format!(" Frame {} proves the name.", place.frame)).unwrap_or_default();
    json!({
        "ruleId": rule.id,
        "ruleIndex": rule.at,
        "level": rule.level,
        "message": {"text": text + &frame},
        "locations": near.or(capture).into_iter().map(|place| located(&place, Some(&row.destination))).collect::<Vec<_>>(),
        "relatedLocations": at_capture.into_iter().map(|place| located(&place, None)).collect::<Vec<_>>(),
        "partialFingerprints": {"endpoint/v1": format!("{subject} {}", row.destination)},
    })
}

/// A text within a message: visible, and nothing in it a link or a placeholder to a viewer.
///
/// Source: SARIF Version 2.1.0, sections 3.11.5 (placeholders: braces are doubled) and 3.11.6 (embedded links: brackets
/// and backslashes stand behind a backslash).
fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in escape::visible(text).chars() {
        match c {
            '{' | '}' => out.extend([c, c]),
            '[' | ']' | '\\' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

fn located(place: &Value, name: Option<&str>) -> Value {
    match name {
        Some(name) => {
            let name = escape::visible(name);
            json!({"physicalLocation": place, "logicalLocations": [{"name": name, "kind": "resource"}]})
        }
        None => json!({"physicalLocation": place}),
    }
}

fn file(path: &str, line: Option<u64>) -> Value {
    match line {
        Some(line) => json!({"artifactLocation": {"uri": uri(path)}, "region": {"startLine": line}}),
        None => json!({"artifactLocation": {"uri": uri(path)}}),
    }
}

/// A path as a relative reference, or as a file URI if it is absolute.
///
/// Source: RFC 3986 section 2.1 (percent-encoding), RFC 8089 section 2 (file URI).
fn uri(path: &str) -> String {
    let mut out = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            b'\\' if cfg!(windows) => out.push('/'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{message, uri};

    #[test]
    fn a_message_holds_no_link_and_no_placeholder() {
        assert_eq!(message("[a](http://b) {0} \\"), "\\[a\\](http://b) {{0}} \\\\");
        assert_eq!(message("a\u{202e}b"), "a\\\\u{{202e}}b");
    }

    #[test]
    fn a_path_is_a_legal_reference() {
        assert_eq!(uri("lists/own list.toml"), "lists/own%20list.toml");
        assert_eq!(uri("/tmp/a#b"), "file:///tmp/a%23b");
    }
}
