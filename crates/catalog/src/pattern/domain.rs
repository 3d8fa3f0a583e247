//! What the public suffix list and the load balancers say about a name.

use psl::Type;

/// True if the name ends in a suffix of the public suffix list, so that it can be the name of a host on the Internet.
pub(crate) fn has_public_suffix(name: &str) -> bool {
    name.contains('.') && psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// The registrable domain: one label more than the public suffix. `None` for a suffix itself and for unknown ones.
pub fn registrable(name: &str) -> Option<&str> {
    let domain = psl::domain(name.as_bytes()).filter(|domain| domain.suffix().is_known())?;
    std::str::from_utf8(domain.as_bytes()).ok()
}

/// True if the text is a public suffix itself, of the list's ICANN or private part (`co.uk`, `cloudapp.net`).
pub fn is_public_suffix(text: &str) -> bool {
    psl::suffix(text.as_bytes()).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == text.as_bytes())
}

/// True if the text is a suffix of the list's ICANN part: a country or a generic top level, `de` or `co.uk`.
pub(crate) fn is_registry_suffix(text: &str) -> bool {
    psl::suffix(text.as_bytes()).is_some_and(|s| s.typ() == Some(Type::Icann) && s.as_bytes() == text.as_bytes())
}

/// A host is finished if something may end after it: a name under a public suffix, or a private suffix that is a
/// host of its own (`blob.core.windows.net`). A bare `com` or `co.uk` is not.
pub(crate) fn is_finished(host: &str) -> bool {
    has_public_suffix(host) && !is_registry_suffix(host)
}

/// Networks that answer for other hosts under `HOST.their-domain`: load balancers and content delivery.
///
/// Sources: the note on `*.akadns.net` and the rows of the Windows 10 endpoint pages, versions 1709 and 1903 (akadns,
/// akadns6, nsatc, footprint, akamaized); the edge host names of Akamai's property documentation (edgesuite, edgekey,
/// akamaiedge, akamai); Azure Traffic Manager's documentation (trafficmanager); Cloudflare's CNAME set-up
/// (`HOST.cdn.cloudflare.net`).
const BALANCERS: &[&str] = &[
    "akadns.net",
    "akadns6.net",
    "akamai.net",
    "akamaiedge.net",
    "akamaized.net",
    "cdn.cloudflare.net",
    "edgekey.net",
    "edgesuite.net",
    "footprint.net",
    "nsatc.net",
    "trafficmanager.net",
];

/// The part of a name that stands before a known balancer's domain; its label-wise beginnings may be the host's name.
pub(crate) fn before_balancer(name: &str) -> Option<&str> {
    if !name.ends_with(".net") {
        return None;
    }
    BALANCERS.iter().find_map(|domain| name.strip_suffix(domain)?.strip_suffix('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_those_of_the_list() {
        assert_eq!(registrable("a.b.co.uk"), Some("b.co.uk"));
        assert_eq!(registrable("co.uk"), None);
        assert_eq!(registrable("onecollector.cloudapp.aria"), None);
        assert!(is_public_suffix("cloudapp.net"));
        assert!(is_registry_suffix("co.uk") && !is_registry_suffix("cloudapp.net"));
        assert!(is_finished("login.live.com") && !is_finished("tas.msedge") && !is_finished("com"));
    }

    #[test]
    fn only_a_known_balancer_is_taken_off() {
        assert_eq!(before_balancer("ris.example.com.akadns.net"), Some("ris.example.com"));
        assert_eq!(before_balancer("3.example.com.c.footprint.net"), Some("3.example.com.c"));
        assert_eq!(before_balancer("login.example.com.example.net"), None);
        assert_eq!(before_balancer("xakadns.net"), None);
    }
}
