//! CSV and JSON.

use super::visible;
use super::visible::is_hidden;
use std::borrow::Cow;
use std::io;

/// What makes a spreadsheet read a cell as a formula, and the quote that is the guard against it.
///
/// Tab and carriage return belong to the list too, and never arrive: they are made visible before.
/// Source: OWASP, "CSV Injection"; the wide forms count in East Asian editions.
const FORMULA: [char; 9] = ['=', '+', '-', '@', '\'', '＝', '＋', '－', '＠'];

/// The text of one cell, before quoting: visible, and behind a `'` if a spreadsheet could take it for a formula.
///
/// A text that begins with `'` gets one more, so that a reader who takes one leading `'` off has the text back.
/// Line breaks are visible, so one row is one line.
#[must_use]
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    if text.starts_with(FORMULA) { Cow::Owned(format!("'{text}")) } else { text }
}

/// Several texts in one cell, joined with `;`. A semicolon within one of them is written `\u{3b}`.
#[must_use]
pub fn csv_list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(|item| visible(item.as_ref()).replace(';', "\\u{3b}")).collect();
    let list = items.join(";");
    if list.starts_with(FORMULA) { format!("'{list}") } else { list }
}

/// Writes a finished JSON document, with the characters that do not show as JSON escapes.
///
/// Outside strings JSON is ASCII, so such a character always stands in a string; the document's meaning stays.
/// The control characters below U+0020 are escaped already, or are the document's own line breaks.
///
/// # Errors
/// Those of the writer.
///
/// Source: RFC 8259 section 7.
pub fn json(document: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rest = document;
    if document.is_ascii() && !document.contains('\u{7f}') {
        return out.write_all(document.as_bytes());
    }
    while let Some(at) = rest.find(|c: char| c >= '\u{7f}' && is_hidden(c)) {
        let (before, after) = rest.split_at(at);
        out.write_all(before.as_bytes())?;
        let mut after = after.chars();
        let mut units = [0; 2];
        for unit in after.next().unwrap_or_default().encode_utf16(&mut units) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = after.as_str();
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded() {
        for bad in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "'=1", "＝1"] {
            assert_eq!(csv_cell(bad), format!("'{bad}"));
        }
        assert_eq!(csv_cell("\t=1"), "\\u{9}=1");
        assert_eq!(csv_cell("a-b.example"), "a-b.example");
        assert_eq!(csv_list(&["=a;b", "c"]), "'=a\\u{3b}b;c");
    }

    proptest! {
        #[test]
        fn json_says_the_same_and_shows_all(text: String) {
            let mut out = Vec::new();
            json(&serde_json::to_string(&text).unwrap(), &mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            prop_assert!(!out.chars().any(is_hidden));
            prop_assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        }
    }
}
