//! A destination as a page writes it, taken apart: scheme, host, port, path. Nothing is interpreted yet.

use super::text::{find_near, tag_name, unmark};

/// One destination of a table cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The characters of the page.
    pub raw: String,
    /// As published, with the page's own marks (escapes, links, entities, spans) taken off.
    pub text: String,
    /// The scheme in lower case, without `://`.
    pub scheme: Option<String>,
    /// The host part, in the case of the page.
    pub host: String,
    /// What follows the host's colon: a number or a star.
    pub port: Option<String>,
    /// Path and query, with the first slash or question mark. It never decides a match.
    pub path: Option<String>,
}

impl Destination {
    /// Reads one destination; blanks and commas inside are not looked for.
    pub fn read(raw: &str) -> Self {
        let raw = raw.trim();
        let text = unmark(raw).trim_start_matches(BULLETS).trim_matches(['\'', ' ']).to_owned();
        let (scheme, after) = split_scheme(&text);
        let (authority, path) = split_path(after);
        let (host, port) = split_port(authority);
        let (host, path) = (host.to_owned(), path.map(str::to_owned));
        Self { raw: raw.to_owned(), scheme, host, port: port.map(str::to_owned), path, text }
    }

    /// Reads a cell that may hold several: split on `<br>` in any spelling, the tags of lists and paragraphs, comma,
    /// semicolon and blank, but not inside brackets, so that a link's text and a placeholder stay whole. The words "and"
    /// and "or" between hosts are dropped, and the bullets of lists.
    pub fn read_cell(raw: &str) -> Vec<Self> {
        let parts = split_cell(raw, true).or_else(|| split_cell(raw, false)).unwrap_or_default();
        let joining = |part: &&str| matches!(*part, "and" | "or" | "&" | "&amp;" | "-" | "+");
        parts.into_iter().filter(|part| !joining(part)).map(Self::read).filter(|d| !d.text.is_empty()).collect()
    }
}

/// What stands before the points of a list that was typed into a cell.
const BULLETS: [char; 6] = [' ', '\u{2022}', '\u{b7}', '\u{2023}', '\u{25aa}', '\u{25e6}'];

/// The non-empty parts of a cell. `None` if brackets were to be honoured and do not close.
fn split_cell(raw: &str, brackets: bool) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let (mut start, mut at, mut depth) = (0, 0, 0_i32);
    while let Some(rest) = raw.get(at..) {
        let Some(c) = rest.chars().next() else { break };
        let separator = separator_len(rest, c);
        if depth == 0 && separator > 0 {
            parts.push(raw.get(start..at)?);
            at += separator;
            start = at;
            continue;
        }
        match c {
            '<' | '[' | '{' | '(' if brackets => depth += 1,
            '>' | ']' | '}' | ')' if brackets => depth -= 1,
            '&' => at += entity_len(rest).saturating_sub(1),
            _ => {}
        }
        at += if c == '&' { 1 } else { c.len_utf8() };
    }
    parts.push(raw.get(start..)?);
    (depth == 0).then(|| parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect())
}

/// Length in bytes of the separator that `rest` begins with; 0 if there is none.
fn separator_len(rest: &str, c: char) -> usize {
    match c {
        ',' | ';' => 1,
        c if c.is_whitespace() => c.len_utf8(),
        '<' => break_len(rest).unwrap_or(0),
        '&' if rest.starts_with("&nbsp;") => "&nbsp;".len(),
        _ => 0,
    }
}

/// Length of a tag that begins a line of its own: `<br>` in any spelling (`</br>`, `<BR />`), a paragraph, a point of a
/// list.
fn break_len(rest: &str) -> Option<usize> {
    let close = rest.char_indices().take(TAG_LEN).find(|(_, c)| *c == '>').map(|(at, _)| at)?;
    let name = tag_name(rest.get(1..close)?.trim())?;
    matches!(name.as_str(), "br" | "p" | "ul" | "ol" | "li" | "div").then_some(close + 1)
}

/// Longest tag that is looked through for its end: one with a class or two.
const TAG_LEN: usize = 64;

/// Length of the entity that `rest` begins with, or 1 for a bare `&`.
fn entity_len(rest: &str) -> usize {
    let end = find_near(rest, ';').filter(|end| *end >= 2);
    let inside = end.and_then(|end| rest.get(1..end)).unwrap_or(" ");
    if inside.chars().all(|c| c.is_ascii_alphanumeric() || c == '#') { inside.len() + 2 } else { 1 }
}

fn split_scheme(text: &str) -> (Option<String>, &str) {
    if let Some((scheme, rest)) = text.split_once("://") {
        let legal = |c: char| c.is_ascii_alphanumeric() || "+-.*()|".contains(c);
        if scheme.chars().all(legal) {
            let known = scheme.chars().any(|c| c.is_ascii_alphabetic());
            return (known.then(|| scheme.to_ascii_lowercase()), rest);
        }
    }
    (None, text.strip_prefix("//").unwrap_or(text))
}

fn split_path(text: &str) -> (&str, Option<&str>) {
    let is_network = text.split_once('/').is_some_and(|(ip, bits)| {
        let ip = ip.trim_matches(['[', ']']);
        ip.parse::<std::net::IpAddr>().is_ok() && bits.parse::<u8>().is_ok()
    });
    match text.find(['/', '?', '\\']) {
        Some(at) if !is_network => (text.get(..at).unwrap_or(text), text.get(at..)),
        _ => (text, None),
    }
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    if authority.parse::<std::net::Ipv6Addr>().is_ok() {
        return (authority, None);
    }
    match authority.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() || port == "*" => (host, Some(port)),
        Some((host, "")) => (host, None),
        _ => (authority, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(cell: &str) -> Vec<String> {
        Destination::read_cell(cell).into_iter().map(|d| d.host).collect()
    }

    #[test]
    fn a_cell_splits_on_every_separator_the_pages_use() {
        // The three spellings of the break are those of the Windows 11 non-Enterprise page.
        assert_eq!(hosts("a.example </br> b.example"), ["a.example", "b.example"]);
        assert_eq!(hosts("a.example*</br>b.example"), ["a.example*", "b.example"]);
        assert_eq!(hosts("a.example<BR />b.example; c.example"), ["a.example", "b.example", "c.example"]);
        assert_eq!(hosts("a.example, b.example and c.example"), ["a.example", "b.example", "c.example"]);
        assert_eq!(hosts("a.example&nbsp;b.example"), ["a.example", "b.example"]);
        assert_eq!(hosts("- a.example<br>- b.example"), ["a.example", "b.example"]);
        assert_eq!(hosts("\u{2022} a.example<br>\u{2022}b.example"), ["a.example", "b.example"]);
        assert_eq!(hosts("<ul class=\"x\"><li>a.example</li><li>b.example</li></ul>"), ["a.example", "b.example"]);
        assert_eq!(hosts("<p>.example</p>"), [".example"]);
        assert_eq!(hosts("<your tenant>.example"), ["<your tenant>.example"]);
        assert_eq!(hosts("a.example [b.example](x y)"), ["a.example", "b.example"]);
        assert_eq!(hosts("").len(), 0);
        assert_eq!(hosts("a<b c").len(), 2);
    }

    #[test]
    fn scheme_port_and_path_are_taken_off_and_kept() {
        let d = Destination::read("HTTPS://Login.example.com:443/ppsecure?x=1");
        assert_eq!(
            (d.scheme.as_deref(), d.host.as_str(), d.port.as_deref(), d.path.as_deref()),
            (Some("https"), "Login.example.com", Some("443"), Some("/ppsecure?x=1"))
        );
        assert_eq!(Destination::read("2001:db8::1").host, "2001:db8::1");
        assert_eq!(Destination::read("[2001:db8::1]:443").port.as_deref(), Some("443"));
        assert_eq!(Destination::read("192.0.2.0/24").host, "192.0.2.0/24");
        assert_eq!(Destination::read("192.0.2.1/x").path.as_deref(), Some("/x"));
        assert_eq!(Destination::read("*://*.example.com/*").host, "*.example.com");
    }
}
