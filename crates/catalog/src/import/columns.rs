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
    ("hostname", Role::Destination),
    ("domain", Role::Destination),
    ("fqdn", Role::Destination),
    ("url", Role::Destination),
    ("urls", Role::Destination),
    ("protocol", Role::Protocol),
    ("protocols", Role::Protocol),
    ("description", Role::Description),
    ("purpose", Role::Description),
    ("area", Role::Area),
    ("source process", Role::Process),
    ("process", Role::Process),
];

/// Reads a header. `None` if it names no destination, or nothing beside it.
pub(super) fn header(cells: &[String]) -> Option<Vec<Role>> {
    let role = |cell: &String| {
        let word = cell.replace(['*', '_', '`', '\u{a0}'], " ").trim().to_lowercase();
        WORDS.iter().find(|(known, _)| *known == word).map_or(Role::Other, |(_, role)| *role)
    };
    let roles: Vec<Role> = cells.iter().map(role).collect();
    let known = roles.iter().filter(|role| **role != Role::Other).count();
    (known >= 2 && roles.contains(&Role::Destination)).then_some(roles)
}

/// The columns of a table whose header says nothing, by the cells of one row: a host and a protocol must stand in it.
pub(super) fn guess(cells: &[String]) -> Option<Vec<Role>> {
    let host = cells.iter().position(|cell| !hosts(cell).is_empty())?;
    let protocol = cells.iter().position(|cell| is_protocol(cell))?;
    let role = |at: usize| match at {
        at if at == host => Role::Destination,
        at if at == protocol => Role::Protocol,
        _ => Role::Description,
    };
    (host != protocol).then(|| (0..cells.len()).map(role).collect())
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
    if is_protocol(&destination.text) {
        return Looks::No;
    }
    let Ok(pattern) = Pattern::of(destination, Dialect::Subdomains) else { return Looks::No };
    let text = pattern.text();
    let marked = text.contains(['*', '#', '[', '<', '{', ':', '/']);
    let dotted = text.trim_matches(['.', '*']).contains('.');
    match (dotted, marked) {
        (true, true) => Looks::Sure,
        (true, false) if is_finished(text) || text.parse::<std::net::IpAddr>().is_ok() => Looks::Sure,
        (true, false) => Looks::Dotted,
        (false, _) if marked || text.contains('-') => Looks::Unsure,
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
        for cell in [link, "", "Various", "Used by the Weather app.", "TLSv1.2/HTTPS", "None", "-", "N/A"] {
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
            ("[www.example.com](https://www.example.com/)", 1),
        ] {
            assert_eq!(hosts(cell).len(), count, "{cell:?}");
        }
    }
}
