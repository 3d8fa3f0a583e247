//! Text as it may meet an eye: nothing hidden, nothing that moves the cursor or the reading order.

use std::borrow::Cow;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar;

/// Characters that count as printable and show nothing, as ranges.
///
/// Source: Unicode 16 `Default_Ignorable_Code_Point`, those that are no format characters, and the braille blank.
const BLANK: [(char, char); 10] = [
    ('\u{34f}', '\u{34f}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{e0000}', '\u{e0fff}'),
];

/// Combining marks that a letter of any living language may carry at once. More are a trick: they run into other lines.
const MAX_MARKS: usize = 2;

/// Writes as `\u{202e}` every character that does not show or that changes how its neighbours show.
///
/// These are control characters with ANSI escapes among them, bidirectional marks, characters of no width, line and
/// paragraph separators, every space but the plain one, private and unassigned characters, marks without a letter
/// under them, and plain spaces at either end or in a row. A backslash before `u{` is written `\u{5c}`, so two texts
/// never look alike. Applied to its own result it changes nothing but such backslashes.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b'!'..=b'~') && byte != b'\\') {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let mut marks = None;
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let plain = match c {
            ' ' => !rest.is_empty() && !rest.starts_with(' ') && at > 0,
            '\\' => !rest.starts_with("u{"),
            _ => !is_hidden(c) && (c.width() != Some(0) || marks.is_some_and(|n| n < MAX_MARKS)),
        };
        marks =
            if !plain || c == ' ' { None } else { Some(if c.width() == Some(0) { marks.unwrap_or(0) + 1 } else { 0 }) };
        if plain {
            shown.push(c);
        } else {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        }
    }
    Cow::Owned(shown)
}

/// Whether the character by itself shows nothing, or more than itself.
pub(super) fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    BLANK.iter().any(|&(from, to)| (from..=to).contains(&c)) || !is_printable(c)
}

/// Whether the standard library counts the character as printable: no control, format, private or unassigned
/// character, no separator. Its `Debug` form is the only place that tells; the letter before it keeps marks unescaped.
fn is_printable(c: char) -> bool {
    let mut buffer = [0; 5];
    let Some(tail) = buffer.get_mut(1..) else { return false };
    let len = c.encode_utf8(tail).len();
    buffer[0] = b'a';
    let pair = buffer.get(..=len).and_then(|bytes| std::str::from_utf8(bytes).ok());
    pair.is_some_and(|pair| pair.escape_debug().nth(1) == Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads `\u{..}` back.
    fn original(shown: &str) -> String {
        let mut text = String::new();
        let mut rest = shown;
        while let Some((before, after)) = rest.split_once("\\u{") {
            let (digits, after) = after.split_once('}').unwrap();
            text.push_str(before);
            text.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
            rest = after;
        }
        text + rest
    }

    #[test]
    fn known_tricks_are_shown() {
        for (text, shown) in [
            ("a\u{202e}moc.b", "a\\u{202e}moc.b"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("a\nb\r\tc\0", "a\\u{a}b\\u{d}\\u{9}c\\u{0}"),
            ("a\u{200b}b\u{feff}c\u{ad}d", "a\\u{200b}b\\u{feff}c\\u{ad}d"),
            ("\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}", "\\u{2066}\\u{2069}\\u{200e}\\u{200f}\\u{61c}"),
            ("a\u{2028}b\u{2029}c\u{85}", "a\\u{2028}b\\u{2029}c\\u{85}"),
            ("\u{e000}\u{10ffff}\u{378}", "\\u{e000}\\u{10ffff}\\u{378}"),
            ("a\u{a0}b\u{3000}c", "a\\u{a0}b\\u{3000}c"),
            (" a  b ", "\\u{20}a\\u{20} b\\u{20}"),
            ("\\u{202e}", "\\u{5c}u{202e}"),
            ("\u{fe0f}a\u{fe0f}\u{34f}", "\\u{fe0f}a\\u{fe0f}\\u{34f}"),
            ("\u{301}e\u{301}\u{301}\u{301}", "\\u{301}e\u{301}\u{301}\\u{301}"),
        ] {
            assert_eq!(visible(text), shown, "{text:?}");
        }
    }

    #[test]
    fn honest_text_is_left_alone() {
        for text in [
            "v10.events.data.microsoft.com",
            "*.x",
            "a b",
            "C:\\x",
            "bücher.example",
            "例え.テスト",
            "пример",
            "ไทย",
            "🙂",
            "हिन्दी",
        ] {
            assert_eq!(visible(text), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text: String) {
            prop_assert_eq!(original(&visible(&text)), text);
        }

        #[test]
        fn nothing_hidden_is_left(text: String) {
            let shown = visible(&text);
            prop_assert!(!shown.chars().any(|c| c.is_control() || (c.is_whitespace() && c != ' ')));
            prop_assert!(!shown.starts_with(' ') && !shown.ends_with(' ') && !shown.contains("  "));
        }
    }
}
