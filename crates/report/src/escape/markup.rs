//! Markdown and HTML.

use super::visible;

/// Text inside a line of Markdown: a heading, a paragraph, a cell of a table.
///
/// A reader of CommonMark, with or without GitHub's tables, strike-through, mathematics and autolinks, or heading attributes, gives back the
/// visible text and no markup. The caller puts it behind text of its own: at the start of a line it could open a list.
/// A pipe is written as an entity, since readers differ on where they split a row.
///
/// Source: CommonMark 0.31 section 2.4 (backslash escapes) and 2.5 (entities); GitHub Flavored Markdown 0.29
/// section 4.10 (tables) and 6.9 (autolinks).
#[must_use]
pub fn markdown(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '|' => out.push_str("&#124;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '~' | '^' | '#' | '$' => out.extend(['\\', c]),
            ':' | '.' if starts_link(&text, at) => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// Whether the mark at `at` completes what GitHub turns into a link: `www.` or `://`.
fn starts_link(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    bytes.get(at..).is_some_and(|rest| rest.starts_with(b"://"))
        || bytes.get(at.saturating_sub(3)..=at).is_some_and(|it| it.eq_ignore_ascii_case(b"www."))
}

/// Text inside an HTML element or a quoted attribute.
///
/// Source: HTML Living Standard section 13.1.4 (character references).
#[must_use]
pub fn html(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_reads_like_the_published_pages_where_nothing_is_hostile() {
        assert_eq!(markdown("*.delivery.mp.microsoft.com"), "\\*.delivery.mp.microsoft.com");
        assert_eq!(markdown("updates, and apps (Store)"), "updates, and apps (Store)");
    }

    #[test]
    fn markdown_makes_no_links() {
        assert_eq!(markdown("www.bing.com"), "www\\.bing.com");
        assert_eq!(markdown("http://a"), "http\\://a");
        assert_eq!(markdown("a:b"), "a:b");
    }

    #[test]
    fn html_escapes_each_character_once() {
        assert_eq!(html("<a href=\"x\">&amp;"), "&lt;a href=&quot;x&quot;&gt;&amp;amp;");
    }
}
