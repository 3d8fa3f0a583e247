//! The marks that pages put around a destination: entities, escapes, links, spans, breaks.

use idlewire_evidence::Cap;
use std::borrow::Cow;

/// Replaces a link by its text, drops HTML tags, back-ticks and invisible characters, reads entities and escapes.
///
/// `<br>` in any spelling becomes a blank; `<em>` becomes the star that Markdown took it for; a tag that HTML does
/// not know (`<tenant>`) is a placeholder and stays.
pub(crate) fn unmark(raw: &str) -> String {
    let linked = link_texts(&notes_off(raw));
    let tagged = drop_tags(&linked);
    let decoded = decode_entities(&tagged);
    let bare = unescape(strip_bold(decoded.trim()));
    strip_bold(bare.trim()).to_owned()
}

/// Takes off the marks of footnotes: `[^1]`, `<sup>1</sup>`, a dagger, raised digits.
pub(crate) fn notes_off(raw: &str) -> Cow<'_, str> {
    const RAISED: [char; 14] = [
        '\u{b9}', '\u{b2}', '\u{b3}', '\u{2070}', '\u{2074}', '\u{2075}', '\u{2076}', '\u{2077}', '\u{2078}',
        '\u{2079}', '†', '‡', '§', '※',
    ];
    let mut text = Cow::Borrowed(raw);
    for (open, close) in [("[^", "]"), ("<sup>", "</sup>"), ("<sub>", "</sub>")] {
        if text.contains(open) {
            text = Cow::Owned(without(&text, open, close));
        }
    }
    if text.ends_with(RAISED) { Cow::Owned(text.trim_end_matches(RAISED).to_owned()) } else { text }
}

/// The text without what stands between these marks, if it is short.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        out.push_str(before);
        let end = after.char_indices().take(NOTE_BYTES).map(|(at, _)| at);
        let end = end.filter_map(|at| after.get(at..)?.strip_prefix(close)).next();
        if end.is_none() {
            out.push_str(open);
        }
        rest = end.unwrap_or(after);
    }
    out.push_str(rest);
    out
}

/// Longest mark of a footnote that is taken off. What is longer is text.
const NOTE_BYTES: usize = 24;

/// Replaces every `[text](target)`, and every `[a.name][target]`, by its text.
pub(crate) fn link_texts(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(open) = rest.find('[') {
        let (before, from) = rest.split_at(open);
        out.push_str(before.strip_suffix('!').unwrap_or(before));
        let Some((text, after)) = link_at(from) else {
            out.push('[');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        out.push_str(text);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Longest target of a link that is looked through for its end.
pub(crate) const LINK_BYTES: Cap = Cap {
    name: "catalog-link-bytes",
    unit: "bytes",
    default: 4096,
    reason: "longer than the addresses that browsers take; keeps a line of open brackets linear",
    outcome: "the brackets are read as text",
};

/// The text of the link that `from` begins with, and what follows the link.
fn link_at(from: &str) -> Option<(&str, &str)> {
    let inside = from.strip_prefix('[')?;
    let close = inside.find(['[', ']'])?;
    let (text, after) = inside.split_at_checked(close)?;
    if let Some((target, after)) = after.strip_prefix("][").and_then(|rest| rest.split_once(']')) {
        let is_link = text.contains('.') && target.len() < NOTE_BYTES && !target.contains('[');
        return is_link.then_some((text, after));
    }
    let after = after.strip_prefix("](")?;
    let mut depth = 1_u32;
    for (at, c) in after.char_indices().take_while(|(at, _)| (*at as u64) < LINK_BYTES.default) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            // A target holds no link: this keeps a line of open links linear.
            '[' => return None,
            _ => {}
        }
        if depth == 0 {
            return Some((text, after.get(at + 1..).unwrap_or_default()));
        }
    }
    None
}

/// Where a character stands, if it stands near: an entity and a break are short.
pub(crate) fn find_near(text: &str, wanted: char) -> Option<usize> {
    text.char_indices().take(12).find(|(_, c)| *c == wanted).map(|(at, _)| at)
}

/// The tags that mark text up. Any other word in angle brackets is a placeholder.
const TAGS: &[&str] = &[
    "a", "abbr", "b", "br", "center", "code", "div", "em", "font", "i", "kbd", "li", "nobr", "ol", "p", "s", "small",
    "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "th", "tr", "tt", "u", "ul", "wbr",
];

fn drop_tags(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(open) = rest.find('<') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let Some(close) = from.find('>') else {
            rest = from;
            break;
        };
        let inside = from.get(1..close).unwrap_or_default();
        match tag_name(inside).as_deref() {
            Some("br" | "p" | "li" | "div") => out.push(' '),
            Some("em" | "i") => out.push('*'),
            Some(name) if TAGS.contains(&name) => {}
            _ if inside.contains("://") || (inside.contains('.') && !inside.contains(' ')) => out.push_str(inside),
            _ => out.push_str(from.get(..=close).unwrap_or_default()),
        }
        rest = from.get(close + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The name of a tag in lower case, from what stands between its brackets: `/br` and `br /` are `br`.
pub(crate) fn tag_name(inside: &str) -> Option<String> {
    let word = inside.trim_start_matches('/').split([' ', '/', '\t', '\n']).next()?;
    let known = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric());
    known.then(|| word.to_ascii_lowercase())
}

/// The entities that the pages use, beside the numeric ones.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("ast", '*'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("gt", '>'),
    ("hyphen", '-'),
    ("lowbar", '_'),
    ("lt", '<'),
    ("midast", '*'),
    ("nbsp", ' '),
    ("num", '#'),
    ("period", '.'),
    ("quot", '"'),
    ("rsquo", '\u{2019}'),
    ("sol", '/'),
    ("verbar", '|'),
    ("vert", '|'),
];

/// Reads HTML entities; what is none stays as it is.
pub(crate) fn decode_entities(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let found = find_near(from, ';').and_then(|end| Some((end, entity(from.get(1..end)?)?)));
        if let Some((end, c)) = found {
            out.push(c);
            rest = from.get(end + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(|c| if c == '\u{a0}' { ' ' } else { c });
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

/// Takes off the backslash before punctuation, back-ticks, quotes and invisible characters.
fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(char::is_ascii_punctuation) => out.extend(chars.next()),
            '`' | '"' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{201c}'..='\u{201e}' => {}
            '\u{2018}' | '\u{2019}' | '\u{ab}' | '\u{bb}' => {}
            '\u{2010}' | '\u{2011}' => out.push('-'),
            c if c.is_whitespace() => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

/// `**a.b**` is bold, not a pattern, if no other star stands in it but escaped ones and those between back-ticks. So are
/// `__a.b__` and `_a.b_`.
fn strip_bold(text: &str) -> &str {
    let within = |mark: &str| text.strip_prefix(mark).and_then(|t| t.strip_suffix(mark));
    let is_code = |t: &str| t.len() > 1 && t.starts_with('`') && t.ends_with('`');
    let bold = within("**").filter(|t| !t.ends_with('\\') && (is_code(t) || !t.replace("\\*", "").contains('*')));
    bold.or_else(|| within("__")).or_else(|| within("_")).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_published_pages_are_taken_off() {
        // Forms seen on the pages for Windows 10, versions 1709 and 1903.
        assert_eq!(unmark(r#"cs1.<span class="anchor" id="_x"></span>example.net"#), "cs1.example.net");
        assert_eq!(unmark("[www.example.com](https://www.example.com/(a)b)"), "www.example.com");
        assert_eq!(unmark(r"\*prod.example.com*"), "*prod.example.com*");
        assert_eq!(unmark("`*.example.com`"), "*.example.com");
        assert_eq!(unmark("&#42;.example.com&nbsp;"), "*.example.com");
        assert_eq!(unmark("<em>.example.com</em>"), "*.example.com*");
        assert_eq!(unmark("&lt;tenant&gt;.example.com"), "<tenant>.example.com");
        assert_eq!(unmark("**a.example.com**"), "a.example.com");
        assert_eq!(unmark(r"**\*.example.com**"), "*.example.com");
        assert_eq!(unmark("**`*.example.com`**"), "*.example.com");
        assert_eq!(unmark(r"\*\*a.example.com\*\*"), "a.example.com");
        assert_eq!(unmark(r"_a\_b.example.com_"), "a_b.example.com");
        assert_eq!(unmark("a.example.com[^1]"), "a.example.com");
        assert_eq!(unmark("a.example.com<sup>12</sup>"), "a.example.com");
        assert_eq!(unmark("[a.example.com][2]"), "a.example.com");
        assert_eq!(unmark("<www.example.com>"), "www.example.com");
        assert_eq!(unmark("\u{201c}a\u{2011}b.example.com\u{201d}\u{a0}"), "a-b.example.com");
    }

    #[test]
    fn unbalanced_marks_stay_text() {
        for odd in ["[", "[a](b", "<", "a<b", "&", "&#xffffffff;", "\\", "&;", "[a]b(c)"] {
            let _ = unmark(odd);
        }
        assert_eq!(unmark("[2001:db8::1]"), "[2001:db8::1]");
    }
}
