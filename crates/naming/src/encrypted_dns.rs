//! Questions that the capture cannot show: names asked for over an encrypted connection.

use crate::settled::Settled;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// DNS over TLS (RFC 7858 section 3.1) and over QUIC (RFC 9250 section 8) live here.
const PORT: u16 = 853;

/// Hosts of public resolvers that answer DNS over HTTPS (RFC 8484): those that systems and browsers choose by themselves, and the larger of
/// those that people set.
///
/// Hosts for nothing but DNS: one that also serves pages would make every visit look like a question.
///
/// Sources, read in 2026: Chromium, `net/dns/public/doh_provider_entry.cc`; Microsoft Learn, "Secure DNS Client over HTTPS
/// (DoH)", the list of known servers; Mozilla Support, "Configure DNS over HTTPS protection levels in Firefox"; Apple Support, "Use Apple
/// products on enterprise networks"; the wiki of curl, "DNS over HTTPS", and AdGuard, "Known DNS providers".
const HTTPS_RESOLVERS: &[&str] = &[
    "1dot1dot1dot1.cloudflare-dns.com",
    "adblock.dns.mullvad.net",
    "all.dns.mullvad.net",
    "base.dns.mullvad.net",
    "chrome.cloudflare-dns.com",
    "chromium.dns.nextdns.io",
    "cloudflare-dns.com",
    "dns.aa.net.uk",
    "dns.adguard-dns.com",
    "dns.alidns.com",
    "dns.controld.com",
    "dns.digitale-gesellschaft.ch",
    "dns.google",
    "dns.levonet.sk",
    "dns.mullvad.net",
    "dns.nextdns.io",
    "dns.quad9.net",
    "dns.switch.ch",
    "dns.twnic.tw",
    "dns10.quad9.net",
    "dns11.quad9.net",
    "dns12.quad9.net",
    "dns64.dns.google",
    "dns9.quad9.net",
    "doh-01.spectrum.com",
    "doh-02.spectrum.com",
    "doh.360.cn",
    "doh.cleanbrowsing.org",
    "doh.cox.net",
    "doh.dns.apple.com",
    "doh.dns.sb",
    "doh.familyshield.opendns.com",
    "doh.opendns.com",
    "doh.pub",
    "doh.quickline.ch",
    "doh.xfinity.com",
    "extended.dns.mullvad.net",
    "family.adguard-dns.com",
    "family.cloudflare-dns.com",
    "family.dns.mullvad.net",
    "firefox.dns.nextdns.io",
    "freedns.controld.com",
    "mozilla.cloudflare-dns.com",
    "odvr.nic.cz",
    "private.canadianshield.cira.ca",
    "protective.joindns4.eu",
    "public.dns.iij.jp",
    "security.cloudflare-dns.com",
    "unfiltered.adguard-dns.com",
];

/// Addresses of the same resolvers that are configured in place of a name: a hello to them states none.
///
/// Sources: Microsoft Learn, "Secure DNS Client over HTTPS (DoH)", the list of known servers; the resolvers' own pages.
const HTTPS_ADDRESSES: &[IpAddr] = &[
    v4(1, 0, 0, 1),
    v4(1, 1, 1, 1),
    v4(8, 8, 4, 4),
    v4(8, 8, 8, 8),
    v4(9, 9, 9, 9),
    v4(149, 112, 112, 112),
    v6([0x2001, 0x4860, 0x4860, 0, 0, 0, 0, 0x8844]),
    v6([0x2001, 0x4860, 0x4860, 0, 0, 0, 0, 0x8888]),
    v6([0x2606, 0x4700, 0x4700, 0, 0, 0, 0, 0x1001]),
    v6([0x2606, 0x4700, 0x4700, 0, 0, 0, 0, 0x1111]),
    v6([0x2620, 0xfe, 0, 0, 0, 0, 0, 0x9]),
    v6([0x2620, 0xfe, 0, 0, 0, 0, 0, 0xfe]),
];

const fn v4(a: u8, b: u8, c: u8, d: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

const fn v6([a, b, c, d, e, f, g, h]: [u16; 8]) -> IpAddr {
    IpAddr::V6(Ipv6Addr::new(a, b, c, d, e, f, g, h))
}

/// How the flow carries DNS so that nobody else can read it; `None` if it does not, as far as can be told.
///
/// `DoT`, `DoQ`, `DoH`. The names that such a flow asked for are missing in the capture.
#[must_use]
pub fn encrypted_dns(flow: &Settled) -> Option<&'static str> {
    let is_quic = flow.transport == 17;
    match flow.alpn.as_deref() {
        // RFC 7858 section 11.3 (as registered by IANA), RFC 9250 section 4.1.1 with its drafts.
        Some("dot") => return Some("DoT"),
        Some(alpn) if alpn == "doq" || alpn.starts_with("doq-") => return Some("DoQ"),
        _ => {}
    }
    let is_encrypted = flow.tls.is_some() || flow.protocol.starts_with("TLS") || flow.protocol == "QUIC";
    if !is_encrypted {
        return None;
    }
    if flow.server.port == PORT {
        return Some(if is_quic { "DoQ" } else { "DoT" });
    }
    let is_resolver = match flow.best_own() {
        Some((_, name)) => HTTPS_RESOLVERS.binary_search(&name).is_ok(),
        None => flow.server.port == 443 && HTTPS_ADDRESSES.contains(&flow.server.address),
    };
    is_resolver.then_some("DoH")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::OwnClaim;
    use crate::settled::bare;
    use idlewire_evidence::{FramePlace, Source};
    use idlewire_flow::Side;

    fn flow(transport: u8, port: u16, protocol: &'static str, alpn: Option<&str>, name: &str) -> Settled {
        let when = (None, FramePlace { input: 0, frame: 1 });
        let own = OwnClaim {
            source: Source::TlsSni,
            name: name.into(),
            is_host: true,
            when,
            side: Side::Low,
            proof: Vec::new(),
        };
        let alpn = alpn.map(Into::into);
        Settled { protocol, alpn, own: vec![own], ..bare("192.168.1.2", "192.0.2.7", port, transport) }
    }

    #[test]
    fn port_application_protocol_or_host_tell_what_carries_dns() {
        for (flow, carrier) in [
            (flow(6, 853, "TLSv1.3", None, "a.example"), Some("DoT")),
            (flow(6, 443, "TLSv1.3", Some("dot"), "a.example"), Some("DoT")),
            (flow(17, 853, "QUIC", None, "a.example"), Some("DoQ")),
            (flow(17, 784, "QUIC", Some("doq-i02"), "a.example"), Some("DoQ")),
            (flow(6, 443, "TLSv1.3", Some("h2"), "dns.google"), Some("DoH")),
            (flow(17, 443, "QUIC", Some("h3"), "mozilla.cloudflare-dns.com"), Some("DoH")),
            (flow(6, 443, "TLSv1.3", Some("h2"), "a.example"), None),
            (flow(6, 80, "HTTP", None, "dns.google"), None),
            (flow(6, 853, "TCP", None, "a.example"), None),
        ] {
            assert_eq!(encrypted_dns(&flow), carrier, "{flow:?}");
        }
    }

    #[test]
    fn a_resolver_that_is_configured_by_its_address_is_one_if_the_hello_states_no_name() {
        let hello = |server, own: Option<&str>| {
            let stated = own.map(|name| flow(6, 443, "TLSv1.3", Some("h2"), name).own).unwrap_or_default();
            Settled { protocol: "TLSv1.3", own: stated, ..bare("192.168.1.2", server, 443, 6) }
        };
        assert_eq!(encrypted_dns(&hello("1.1.1.1", None)), Some("DoH"));
        assert_eq!(encrypted_dns(&hello("1.1.1.1", Some("one.example"))), None);
        assert_eq!(encrypted_dns(&hello("192.0.2.7", None)), None);
    }

    #[test]
    fn the_table_can_be_searched() {
        assert!(HTTPS_RESOLVERS.is_sorted());
        assert!(HTTPS_RESOLVERS.iter().all(|name| crate::proto::host_name(name).as_deref() == Some(name)));
    }
}
