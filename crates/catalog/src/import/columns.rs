//! Which column of a table holds what, and whether a cell holds hosts.

use crate::pattern::{Destination, Dialect, Pattern, is_finished};
use crate::protocol::{Protocols, class};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Destination,
    Protocol,
    Description,
    Area,
    Process,
    /// Ports: the protocol, in a table that has no other column for it.
    Port,
    /// A column that no row form has a place for.
    Other,
}

/// Words over columns, in the pages' spelling and its relatives.
const WORDS: &[(&str, Role)] = &[
    ("destination", Role::Destination),
    ("destinations", Role::Destination),
    ("endpoint", Role::Destination),
    ("endpoints", Role::Destination),
    ("host", Role::Destination),
    ("hosts", Role::Destination),
    ("host name", Role::Destination),
    ("hostname", Role::Destination),
    ("hostnames", Role::Destination),
    ("domain", Role::Destination),
    ("domains", Role::Destination),
    ("fqdn", Role::Destination),
    ("fqdns", Role::Destination),
    ("url", Role::Destination),
    ("urls", Role::Destination),
    ("ip", Role::Destination),
    ("ips", Role::Destination),
    ("ip address", Role::Destination),
    ("ip addresses", Role::Destination),
    ("address", Role::Destination),
    ("addresses", Role::Destination),
    ("protocol", Role::Protocol),
    ("protocols", Role::Protocol),
    ("port", Role::Port),
    ("ports", Role::Port),
    ("description", Role::Description),
    ("purpose", Role::Description),
    ("details", Role::Description),
    ("notes", Role::Description),
    ("usage", Role::Description),
    ("area", Role::Area),
    ("feature", Role::Area),
    ("component", Role::Area),
    ("service", Role::Area),
    ("source process", Role::Process),
    ("process", Role::Process),
];

/// Reads a header. `None` if it names no destination, or nothing beside it.
pub(super) fn header(cells: &[String]) -> Option<Vec<Role>> {
    roles(cells, |words| WORDS.iter().find(|(known, _)| *known == words).map(|(_, role)| *role))
}

/// Reads a row that stands where a header stands: a known word in each cell is enough, as in `Destination (FQDN)`.
pub(super) fn loose_header(cells: &[String]) -> Option<Vec<Role>> {
    let part = |words: &str| {
        let mut parts = words.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).take(4);
        parts.find_map(|part| WORDS.iter().find(|(known, _)| *known == part).map(|(_, role)| *role))
    };
    header(cells).or_else(|| roles(cells, part))
}

fn roles(cells: &[String], role: impl Fn(&str) -> Option<Role>) -> Option<Vec<Role>> {
    let words = |cell: &String| {
        let cell = cell.replace(['*', '_', '`', '\u{a0}', ':'], " ").to_lowercase();
        cell.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut roles: Vec<Role> = cells.iter().map(|cell| role(&words(cell)).unwrap_or(Role::Other)).collect();
    let known = roles.iter().filter(|role| **role != Role::Other).count();
    let has_protocol = roles.contains(&Role::Protocol);
    let ports = roles.iter_mut().filter(|role| **role == Role::Port);
    ports.for_each(|role| *role = if has_protocol { Role::Other } else { Role::Protocol });
    for at in 1..roles.len() {
        let (before, from) = roles.split_at_mut(at);
        from.iter_mut().take(1).filter(|role| **role != Role::Destination && before.contains(role)).for_each(|role| {
            *role = Role::Other;
        });
    }
    (known >= 2 && roles.contains(&Role::Destination)).then_some(roles)
}

/// True if a column has a name and no place in a row.
pub(super) fn has_unknown(heads: &[String], columns: &[Role]) -> bool {
    columns.iter().zip(heads).any(|(role, head)| *role == Role::Other && !head.trim().is_empty())
}

/// What is said of such a column.
pub(super) const UNKNOWN_COLUMN: &str = "a column that no row has a place for: its content is ignored";

/// What is said of a cell behind the last column.
pub(super) const MORE_CELLS: &str = "more cells than columns: the content of the rest is ignored";

/// True if the cell holds hosts and nothing else, each with a dot: so it is told where no header says what it is.
pub(super) fn is_host(cell: &str) -> bool {
    let all = Destination::read_cell(cell);
    !all.is_empty() && all.iter().all(|one| looks(one) >= Looks::Dotted)
}

/// True if every word of the cell is a protocol whose class is known, and there is one.
pub(super) fn is_protocol(cell: &str) -> bool {
    let protocols = Protocols::parse(cell);
    !protocols.is_empty() && protocols.0.iter().all(|name| class(name).is_some())
}

/// The destinations of a cell; none if the cell is prose or a link to another page.
///
/// A cell of one word is a host if it has a dot, a wildcard or a hyphen. In a cell of several words all are hosts if each
/// has a dot or a wildcard; else those that are hosts beyond doubt, if the first one is: the rest is a remark.
pub(super) fn hosts(cell: &str) -> Vec<Destination> {
    let all = Destination::read_cell(cell);
    if let [one] = all.as_slice() {
        return if looks(one) >= Looks::Unsure { all } else { Vec::new() };
    }
    let least = if all.iter().all(|one| looks(one) >= Looks::Dotted) { Looks::Dotted } else { Looks::Sure };
    if all.first().is_none_or(|first| looks(first) < least) {
        return Vec::new();
    }
    all.into_iter().filter(|one| looks(one) >= least).collect()
}

/// The cell as one host, if it is one: with blanks, commas and semicolons in its path.
pub(super) fn one_host(cell: &str) -> Option<Destination> {
    Some(Destination::read(cell)).filter(|one| looks(one) >= Looks::Unsure)
}

/// True if a star stands beside a dot: for other labels, as in `ws.*`, and not for emphasis or a note, as in `*WS*`.
fn has_wildcard(text: &str) -> bool {
    text.contains("*.") || text.contains(".*")
}

/// How much a text looks like a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Looks {
    /// A word, or no pattern at all.
    No,
    /// It has a hyphen or a wildcard.
    Unsure,
    /// It has a dot inside.
    Dotted,
    /// It ends in a public suffix, or has both a dot and a wildcard, or is an address.
    Sure,
}

fn looks(destination: &Destination) -> Looks {
    let is_program =
        [".exe", ".dll", ".sys"].iter().any(|ending| destination.host.to_ascii_lowercase().ends_with(ending));
    if is_program || !has_wildcard(&destination.text) && is_protocol(&destination.text) {
        return Looks::No;
    }
    let Ok(pattern) = Pattern::of(destination, Dialect::Subdomains) else { return Looks::No };
    if pattern.is_address() {
        return Looks::Sure;
    }
    let text = pattern.text();
    let marked = text.contains(['*', '#', '[', '<', '{', ':', '/']);
    let dotted = text.trim_matches(['.', '*']).contains('.');
    match (dotted, marked) {
        (true, true) => Looks::Sure,
        (true, false) if is_finished(text) => Looks::Sure,
        (true, false) => Looks::Dotted,
        (false, _) if marked || destination.host.contains('-') => Looks::Unsure,
        (false, _) => Looks::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_and_links_are_no_hosts() {
        // The link row is that of the Enterprise pages from version 1903 on.
        let link = "[Learn how to turn off traffic to the following endpoint(s).](manage-connections.md#bkmk)";
        for cell in [
            link,
            "",
            "Various",
            "Used by the Weather app.",
            "TLSv1.2/HTTPS",
            "None",
            "-",
            "N/A",
            "svchost.exe",
            "**TLSv1.2**/*HTTPS*",
            "TLSv1.2*",
            "*TLSv1.2/HTTPS*",
        ] {
            assert_eq!(hosts(cell), [], "{cell:?}");
        }
    }

    #[test]
    fn hosts_in_every_spelling_are_hosts() {
        for (cell, count) in [
            ("www.example.com", 1),
            ("fe3..mp.example.com.", 1),
            ("img-prod-cms-rt-microsoft-com", 1),
            ("*g.example.net", 1),
            ("onecollector.cloudapp.aria", 1),
            ("a.example.com* </br> b.example.com", 2),
            ("a.example.com (for updates)", 1),
            ("onecollector.cloudapp.aria <br> b.example.com", 2),
            ("ssl.example.com", 1),
            ("192.0.2.1", 1),
            ("*.ws.*", 1),
            ("ws.*", 1),
            ("*.ws.*/dns", 1),
            ("*.<>ws.*", 1),
            ("[www.example.com](https://www.example.com/)", 1),
        ] {
            assert_eq!(hosts(cell).len(), count, "{cell:?}");
        }
    }
}
