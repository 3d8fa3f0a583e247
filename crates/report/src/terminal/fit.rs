//! Text and the columns it takes on a screen. All text here is visible text.

use unicode_width::UnicodeWidthChar;

/// Columns that the text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The text and blanks, `columns` wide together. A wider text stays as it is.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text, or its beginning and an ellipsis, at most `columns` wide.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let (head, _) = split(text, columns.saturating_sub(1));
    format!("{}…", head.trim_end_matches([' ', ',', ';', '.']))
}

/// The longest beginning that is at most `limit` wide, and the rest. Marks stay with their letter.
pub(super) fn split(text: &str, limit: usize) -> (&str, &str) {
    let mut used = 0;
    let end = text.char_indices().find(|&(_, c)| {
        used += columns(c);
        used > limit
    });
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}

/// The text in lines of at most `limit` columns, broken at blanks; a longer word is broken where the line ends.
pub(crate) fn wrap(text: &str, limit: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for mut word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) <= limit {
            line.push(' ');
        } else if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        while width(word) > limit {
            let (head, tail) = split(word, limit);
            lines.push(head.to_owned());
            word = tail;
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::escape::visible;
    use proptest::prelude::*;

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(width("例え"), 4);
        assert_eq!(cut("例え.テスト", 6), "例え…");
        assert_eq!(pad("例", 4), "例  ");
    }

    proptest! {
        #[test]
        fn lines_fit_and_hold_the_text(text: String, limit in 2..60usize) {
            let text = visible(&text);
            let lines = wrap(&text, limit);
            prop_assert!(lines.iter().all(|line| width(line) <= limit));
            prop_assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
            prop_assert!(width(&cut(&text, limit)) <= limit);
        }
    }
}
