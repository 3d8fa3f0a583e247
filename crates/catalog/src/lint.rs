//! What is doubtful in a list.

use std::collections::{HashMap, HashSet};

use crate::coverage::coverage;
use crate::entry::{Catalog, Entry};
use crate::pattern::{Meaning, Pattern, Piece, is_public_suffix, registrable};
use crate::protocol::Class;
use crate::shared::is_shared;

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A star touches the registrable domain: the pattern also lists other owners' names.
    StarOnDomain,
    /// The pattern lists names of every customer of a shared service.
    MultiTenant,
    /// A double, leading or trailing dot: a star was there once.
    LostStar,
    /// One character away from another row.
    LookAlike,
    /// Another row lists all of it.
    Covered,
    /// The same row again.
    Duplicate,
    /// One pattern, two descriptions.
    TwoDescriptions,
    /// A protocol that the destination's own words speak against.
    Implausible,
    /// No name of the given runs fits it.
    NeverSeen,
}

impl Rule {
    /// The token of the reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StarOnDomain => "star-on-domain",
            Self::MultiTenant => "multi-tenant",
            Self::LostStar => "lost-star",
            Self::LookAlike => "look-alike",
            Self::Covered => "covered",
            Self::Duplicate => "duplicate",
            Self::TwoDescriptions => "two-descriptions",
            Self::Implausible => "implausible-protocol",
            Self::NeverSeen => "never-seen",
        }
    }
}

/// One doubtful row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub rule: Rule,
    /// Line of the row, if known.
    pub line: Option<u64>,
    /// The row's destination as published.
    pub destination: String,
    /// The finding in a sentence.
    pub message: String,
}

/// Looks through one list, in the order of its rows. `seen`: the names of the runs at hand, if there are any.
pub fn lint(catalog: &Catalog, seen: Option<&[&str]>) -> Vec<Finding> {
    let rows: Vec<(&Entry, Pattern)> =
        catalog.endpoints.iter().filter_map(|entry| Some((entry, entry.compile().ok()?))).collect();
    let similar = look_alikes(&rows);
    let unseen = seen.map_or_else(Vec::new, |names| coverage(catalog, names).unseen);
    let mut findings = Vec::new();
    for (at, (entry, pattern)) in rows.iter().enumerate() {
        let mut add = |rule: Rule, message: String| {
            let destination = entry.destination.clone();
            findings.push(Finding { rule, line: entry.line, destination, message });
        };
        alone(entry, pattern, &mut add);
        if let Some(other) = similar.get(&at).and_then(|&other| rows.get(other)) {
            add(Rule::LookAlike, format!("one character away from {}", other.0.destination));
        }
        against_others(at, &rows, &mut add);
        if unseen.iter().any(|row| std::ptr::eq(*row, *entry)) {
            add(Rule::NeverSeen, "no name of the given runs fits it".to_owned());
        }
    }
    findings
}

/// The rule that a glob breaks by listing names of several owners, if it does: a name listed only by such a glob is
/// hardly listed.
pub fn doubtful_glob(pattern: &Pattern) -> Option<Rule> {
    if star_reach(pattern).is_some() {
        return Some(Rule::StarOnDomain);
    }
    shared_suffix(pattern).map(|_| Rule::MultiTenant)
}

/// The rules that need no other row.
fn alone(entry: &Entry, pattern: &Pattern, add: &mut impl FnMut(Rule, String)) {
    if let Some(reach) = star_reach(pattern) {
        add(Rule::StarOnDomain, format!("it also lists names outside one registrable domain: {reach}"));
    }
    if let Some(suffix) = shared_suffix(pattern) {
        add(Rule::MultiTenant, format!("unrelated customers share {suffix}: the star reaches their names too"));
    }
    if has_lost_star(&entry.destination) {
        add(Rule::LostStar, "a double, leading or trailing dot: a star may have stood there".to_owned());
    }
    if let Some(reason) = implausible(entry) {
        add(Rule::Implausible, reason.to_owned());
    }
}

/// The rules that compare a row with the rest.
fn against_others(at: usize, rows: &[(&Entry, Pattern)], add: &mut impl FnMut(Rule, String)) {
    let Some((entry, pattern)) = rows.get(at) else { return };
    let alike = |outer: &Pattern| outer.covers(pattern) && pattern.covers(outer);
    let twin = rows.iter().take(at).find(|(other, outer)| alike(outer) && other.path == entry.path);
    if let Some((other, _)) = twin {
        if other.description == entry.description {
            add(Rule::Duplicate, format!("the same as {}", place(other)));
        } else {
            add(Rule::TwoDescriptions, format!("{} describes it as {:?}", place(other), other.description));
        }
    }
    let wider = rows.iter().find(|(_, outer)| outer.covers(pattern) && !pattern.covers(outer));
    if let Some((other, _)) = wider {
        add(Rule::Covered, format!("{} lists all of it", other.destination));
    }
}

fn place(entry: &Entry) -> String {
    entry.line.map_or_else(|| format!("the row {}", entry.destination), |line| format!("line {line}"))
}

/// The whole labels at the end of a glob's names; `None` for anything but a glob. Empty if the end is open.
fn whole_tail(pattern: &Pattern) -> Option<&str> {
    let Meaning::Glob { pieces, .. } = &pattern.meaning else { return None };
    match pieces.last() {
        Some(Piece::Text(text)) => Some(text.split_once('.').map_or("", |(_, rest)| rest)),
        _ => Some(""),
    }
}

/// What a star on the registrable domain reaches: the text that stands free, or the end that is open.
fn star_reach(pattern: &Pattern) -> Option<String> {
    let tail = whole_tail(pattern)?;
    let is_private_suffix = tail.contains('.') && is_public_suffix(tail) && shared_suffix(pattern).is_some();
    if registrable(tail).is_some() || is_private_suffix {
        return None;
    }
    Some(if tail.is_empty() { "the end is open".to_owned() } else { format!("any name under {tail}") })
}

/// The shared service whose customers a glob lists together.
fn shared_suffix(pattern: &Pattern) -> Option<&str> {
    let tail = whole_tail(pattern)?;
    is_shared(tail).then_some(tail)
}

fn has_lost_star(destination: &str) -> bool {
    let host = destination.split_once("://").map_or(destination, |(_, rest)| rest);
    let host = host.split(['/', '?', ':']).next().unwrap_or_default();
    host.contains("..") || host.starts_with('.') || host.ends_with('.')
}

/// A reason to doubt the protocols, by the port, the scheme or the first label.
fn implausible(entry: &Entry) -> Option<&'static str> {
    let classes = entry.protocols.classes();
    let only = |wanted: Class| classes.as_slice() == [wanted];
    let web = |p: &String| p == "HTTP" || p == "HTTPS";
    let label = entry.pattern.trim_start_matches('*').split('.').next().unwrap_or_default();
    match label {
        "time" | "ntp" if entry.protocols.0.iter().any(web) => Some("a time server answers NTP, not HTTP"),
        "ocsp" | "crl" if only(Class::Encrypted) => {
            Some("revocation is asked in clear HTTP (RFC 5280 section 8, RFC 6960 appendix A)")
        }
        _ if entry.port.as_deref() == Some("443") && only(Class::Clear) => Some("clear protocol on port 443"),
        _ if entry.port.as_deref() == Some("80") && only(Class::Encrypted) => Some("encrypted protocol on port 80"),
        _ if entry.destination.starts_with("https:") && only(Class::Clear) => {
            Some("an https address, a clear protocol")
        }
        _ => None,
    }
}

/// Rows one character apart, by the texts that are left when one character is taken out.
fn look_alikes(rows: &[(&Entry, Pattern)]) -> HashMap<usize, usize> {
    let mut by_rest: HashMap<String, Vec<usize>> = HashMap::new();
    let mut known: HashSet<&str> = HashSet::new();
    for (at, (_, pattern)) in rows.iter().enumerate() {
        let text = pattern.spelling();
        if !known.insert(text) {
            continue;
        }
        for (cut, c) in text.char_indices() {
            let rest = [text.get(..cut), text.get(cut + c.len_utf8()..)].into_iter().flatten().collect();
            by_rest.entry(rest).or_default().push(at);
        }
        by_rest.entry(text.to_owned()).or_default().push(at);
    }
    let mut found = HashMap::new();
    for group in by_rest.values() {
        for (&a, &b) in group.iter().flat_map(|a| group.iter().map(move |b| (a, b))) {
            let text = |at: usize| rows.get(at).map_or("", |(_, pattern)| pattern.spelling());
            if a != b && is_slip(text(a), text(b)) {
                let first = found.entry(a).or_insert(b);
                *first = b.min(*first);
            }
        }
    }
    found
}

/// True if the one character that differs looks like a slip: not a star or a dot, not one digit for another, not a
/// letter that is a word by itself (`a-ring`, `b-ring`).
fn is_slip(a: &str, b: &str) -> bool {
    let front = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.get(front..).unwrap_or_default(), b.get(front..).unwrap_or_default());
    let back = rest_a.bytes().rev().zip(rest_b.bytes().rev()).take_while(|(x, y)| x == y).count();
    let odd = |rest: &str| rest.get(..rest.len() - back.min(rest.len())).unwrap_or_default().to_owned();
    let (x, y) = (odd(rest_a), odd(rest_b));
    let one = x.len() <= 1 && y.len() <= 1 && x != y;
    let plain = |t: &str| t.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|c| c.is_ascii_digit());
    let edge = |c: Option<u8>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    let before = front.checked_sub(1).and_then(|at| a.as_bytes().get(at)).copied();
    let after = rest_a.as_bytes().get(x.len()).copied();
    let own_word = edge(before) && edge(after);
    one && plain(&x) && plain(&y) && !(digits(&x) && digits(&y)) && !own_word
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Destination, Dialect, Protocols};

    fn list(rows: &[(&str, &str, &str)]) -> Catalog {
        let entry = |(destination, protocol, description): &(&str, &str, &str)| Entry {
            protocols: Protocols::parse(protocol),
            description: (*description).to_owned(),
            ..Entry::new(&Destination::read(destination), Dialect::Subdomains).expect("a pattern")
        };
        Catalog { endpoints: rows.iter().map(entry).collect(), ..Catalog::default() }
    }

    fn rules(rows: &[(&str, &str, &str)]) -> Vec<(&'static str, String)> {
        lint(&list(rows), None).into_iter().map(|f| (f.rule.as_str(), f.destination)).collect()
    }

    fn one(destination: &str, protocol: &str) -> Vec<&'static str> {
        rules(&[(destination, protocol, "")]).into_iter().map(|(rule, _)| rule).collect()
    }

    #[test]
    fn a_star_on_the_registrable_domain_is_found() {
        // Published rows of the Windows 10 pages, versions 1709 to 2004.
        for text in ["*windowsupdate.com*", "*c-msedge.net", "wdcp.microsoft.*", "*", "*.com", "*hwcdn.net*", "*.co.uk"]
        {
            assert!(one(text, "").contains(&"star-on-domain"), "{text}");
        }
        for text in ["*.windowsupdate.com", "*dl.delivery.mp.microsoft.com", "watson.*.microsoft.com", "a.example.com*"]
        {
            assert_eq!(one(text, ""), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_glob_over_a_shared_service_is_found() {
        for text in ["*.blob.core.windows.net", "*.cloudapp.net", "*.hwcdn.net", "*.*.akamai.net"] {
            assert!(one(text, "").contains(&"multi-tenant"), "{text}");
        }
        assert_eq!(one("officehomeblobs.blob.core.windows.net", ""), [""; 0]);
    }

    #[test]
    fn lost_stars_and_odd_protocols_are_found() {
        assert_eq!(one("fe3..mp.microsoft.com.", ""), ["lost-star"]);
        assert_eq!(one(".g.example.com", ""), ["lost-star"]);
        assert_eq!(one("time.windows.com", "HTTPS"), ["implausible-protocol"]);
        assert_eq!(one("ocsp.digicert.com", "HTTPS"), ["implausible-protocol"]);
        assert_eq!(one("ocsp.digicert.com", "HTTP"), [""; 0]);
        assert_eq!(one("a.example.com:443", "HTTP"), ["implausible-protocol"]);
    }

    #[test]
    fn rows_are_compared_with_each_other() {
        let host = "storecatalogrevocation.storequality.microsoft.com";
        let slip = "1storecatalogrevocation.storequality.microsoft.com";
        assert_eq!(
            rules(&[(host, "", ""), (slip, "", "")]),
            [("look-alike", host.to_owned()), ("look-alike", slip.to_owned())]
        );
        assert_eq!(rules(&[("a-ring.example.com", "", ""), ("b-ring.example.com", "", "")]), []);
        assert_eq!(rules(&[("v10.example.com", "", ""), ("v20.example.com", "", "")]), []);
        assert_eq!(
            rules(&[("*.example.com", "", ""), ("abc.example.com", "", "")]),
            [("covered", "abc.example.com".to_owned())]
        );
        assert_eq!(
            rules(&[("abc.example.com", "", "x"), ("abc.example.com", "", "x")]),
            [("duplicate", "abc.example.com".to_owned())]
        );
        assert_eq!(
            rules(&[("abc.example.com", "", "x"), ("abc.example.com", "", "y")]),
            [("two-descriptions", "abc.example.com".to_owned())]
        );
    }

    #[test]
    fn what_no_run_reached_is_named() {
        let list = list(&[("*.example.com", "", ""), ("b.example.net", "", "")]);
        let findings = lint(&list, Some(&["a.example.com"]));
        assert_eq!(
            findings.iter().map(|f| (f.rule, f.destination.as_str())).collect::<Vec<_>>(),
            [(Rule::NeverSeen, "b.example.net")]
        );
    }
}
