//! Which addresses are public: globally reachable by the IANA special-purpose registries.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Globally reachable.
    Public,
    /// A private or shared network, or a unique local address.
    Private,
    /// The link.
    LinkLocal,
    /// The machine itself.
    Loopback,
    /// A group, or everybody on the link.
    Multicast,
    /// Documentation, benchmarks, reserved space: reachable nowhere.
    Special,
}

impl Scope {
    /// The word used in output.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::LinkLocal => "link-local",
            Self::Loopback => "loopback",
            Self::Multicast => "multicast",
            Self::Special => "special",
        }
    }

    /// The scope of an address.
    ///
    /// The address inside NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380, the client) and IPv4-mapped addresses
    /// decides where there is one. The registry's longest matching row decides else; no row means reachable.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => {
                V4_FIRST[usize::from(v4.octets()[0])].unwrap_or_else(|| longest(V4, u32::from(v4).into(), 32))
            }
            IpAddr::V6(v6) => match embedded(v6) {
                Some(v4) => Self::of(v4.into()),
                None => V6_FIRST[usize::from(v6.octets()[0])].unwrap_or_else(|| longest(V6, v6.into(), 128)),
            },
        }
    }
}

/// The IPv4 address that an IPv6 address stands for.
fn embedded(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let bits = u128::from(v6);
    let v4_at = |shift: u32| Ipv4Addr::from((bits >> shift) as u32);
    match v6.segments() {
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some(v4_at(0)),
        [0x2002, ..] => Some(v4_at(80)),
        // The client's address is stored with all bits inverted (RFC 4380 section 4).
        [0x2001, 0, ..] => Some(v4_at(0)).map(|v4| Ipv4Addr::from(!u32::from(v4))),
        _ => None,
    }
}

fn longest(table: &[Row], bits: u128, width: u32) -> Scope {
    let matches = |row: &&Row| row.len == 0 || (bits ^ row.prefix) >> (width - row.len) == 0;
    table.iter().filter(matches).max_by_key(|row| row.len).map_or(Scope::Public, |row| row.scope)
}

/// A row of a registry.
struct Row {
    prefix: u128,
    len: u32,
    scope: Scope,
}

const fn v4(a: u8, b: u8, c: u8, d: u8, len: u32, scope: Scope) -> Row {
    Row { prefix: Ipv4Addr::new(a, b, c, d).to_bits() as u128, len, scope }
}

const fn v6(head: [u16; 4], last: u16, len: u32, scope: Scope) -> Row {
    let [a, b, c, d] = head;
    Row { prefix: Ipv6Addr::new(a, b, c, d, 0, 0, 0, last).to_bits(), len, scope }
}

/// What the first byte alone decides; `None` where rows tell addresses with that byte apart.
const V4_FIRST: [Option<Scope>; 256] = first_bytes(V4, 32);
const V6_FIRST: [Option<Scope>; 256] = first_bytes(V6, 128);

const fn first_bytes(table: &[Row], width: u32) -> [Option<Scope>; 256] {
    let mut first = [Some(Scope::Public); 256];
    // Long rows go last: they leave their byte open whatever a short one said.
    let mut round = 0;
    while round < 2 {
        let mut row = 0;
        while row < table.len() {
            let Row { prefix, len, scope } = table[row];
            let mut byte = (prefix >> (width - 8)) as usize;
            let end = byte + if len < 8 { 1 << (8 - len) } else { 1 };
            while byte < end && (len <= 8) == (round == 0) {
                first[byte] = if round == 0 { Some(scope) } else { None };
                byte += 1;
            }
            row += 1;
        }
        round += 1;
    }
    first
}

/// IANA IPv4 Special-Purpose Address Registry (RFC 6890, RFC 8190), as of 2025-10-09, and the multicast range.
const V4: &[Row] = &[
    v4(0, 0, 0, 0, 8, Scope::Special),            // "This network", RFC 791
    v4(10, 0, 0, 0, 8, Scope::Private),           // Private-Use, RFC 1918
    v4(100, 64, 0, 0, 10, Scope::Private),        // Shared Address Space, RFC 6598
    v4(127, 0, 0, 0, 8, Scope::Loopback),         // Loopback, RFC 1122
    v4(169, 254, 0, 0, 16, Scope::LinkLocal),     // Link Local, RFC 3927
    v4(172, 16, 0, 0, 12, Scope::Private),        // Private-Use, RFC 1918
    v4(192, 0, 0, 0, 24, Scope::Special),         // IETF Protocol Assignments, RFC 6890
    v4(192, 0, 0, 9, 32, Scope::Public),          // Port Control Protocol Anycast, RFC 7723
    v4(192, 0, 0, 10, 32, Scope::Public),         // TURN Anycast, RFC 8155
    v4(192, 0, 2, 0, 24, Scope::Special),         // Documentation (TEST-NET-1), RFC 5737
    v4(192, 88, 99, 2, 32, Scope::Special),       // 6a44-relay anycast, RFC 6751
    v4(192, 168, 0, 0, 16, Scope::Private),       // Private-Use, RFC 1918
    v4(198, 18, 0, 0, 15, Scope::Special),        // Benchmarking, RFC 2544
    v4(198, 51, 100, 0, 24, Scope::Special),      // Documentation (TEST-NET-2), RFC 5737
    v4(203, 0, 113, 0, 24, Scope::Special),       // Documentation (TEST-NET-3), RFC 5737
    v4(224, 0, 0, 0, 4, Scope::Multicast),        // Multicast, RFC 5771
    v4(240, 0, 0, 0, 4, Scope::Special),          // Reserved, RFC 1112
    v4(255, 255, 255, 255, 32, Scope::Multicast), // Limited Broadcast, RFC 919
];

/// IANA IPv6 Special-Purpose Address Registry (RFC 6890, RFC 8190), as of 2025-10-09, and the multicast range.
/// Rows for embedded IPv4 addresses are not here: the address inside decides.
const V6: &[Row] = &[
    v6([0, 0, 0, 0], 0, 128, Scope::Special),         // Unspecified, RFC 4291
    v6([0, 0, 0, 0], 1, 128, Scope::Loopback),        // Loopback, RFC 4291
    v6([0x64, 0xff9b, 1, 0], 0, 48, Scope::Private),  // IPv4-IPv6 translation, local use, RFC 8215
    v6([0x100, 0, 0, 0], 0, 64, Scope::Special),      // Discard-Only, RFC 6666
    v6([0x100, 0, 0, 1], 0, 64, Scope::Special),      // Dummy IPv6 Prefix, RFC 9780
    v6([0x2001, 0, 0, 0], 0, 23, Scope::Special),     // IETF Protocol Assignments, RFC 2928
    v6([0x2001, 1, 0, 0], 1, 128, Scope::Public),     // Port Control Protocol Anycast, RFC 7723
    v6([0x2001, 1, 0, 0], 2, 128, Scope::Public),     // TURN Anycast, RFC 8155
    v6([0x2001, 1, 0, 0], 3, 128, Scope::Public),     // DNS-SD SRP Anycast, RFC 9665
    v6([0x2001, 3, 0, 0], 0, 32, Scope::Public),      // AMT, RFC 7450
    v6([0x2001, 4, 0x112, 0], 0, 48, Scope::Public),  // AS112-v6, RFC 7535
    v6([0x2001, 0x20, 0, 0], 0, 28, Scope::Public),   // ORCHIDv2, RFC 7343
    v6([0x2001, 0x30, 0, 0], 0, 28, Scope::Public),   // Drone Remote ID, RFC 9374
    v6([0x2001, 0xdb8, 0, 0], 0, 32, Scope::Special), // Documentation, RFC 3849
    v6([0x3fff, 0, 0, 0], 0, 20, Scope::Special),     // Documentation, RFC 9637
    v6([0x5f00, 0, 0, 0], 0, 16, Scope::Special),     // Segment Routing SIDs, RFC 9602
    v6([0xfc00, 0, 0, 0], 0, 7, Scope::Private),      // Unique-Local, RFC 4193
    v6([0xfe80, 0, 0, 0], 0, 10, Scope::LinkLocal),   // Link-Local Unicast, RFC 4291
    v6([0xff00, 0, 0, 0], 0, 8, Scope::Multicast),    // Multicast, RFC 4291
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registries_rows_decide() {
        for (address, scope) in [
            ("20.42.65.84", Scope::Public),
            ("9.255.255.255", Scope::Public),
            ("10.0.0.0", Scope::Private),
            ("100.127.255.255", Scope::Private),
            ("100.128.0.0", Scope::Public),
            ("172.31.255.255", Scope::Private),
            ("172.32.0.0", Scope::Public),
            ("192.0.0.8", Scope::Special),
            ("192.0.0.9", Scope::Public),
            ("192.88.99.1", Scope::Public),
            ("198.19.0.1", Scope::Special),
            ("239.255.255.250", Scope::Multicast),
            ("255.255.255.255", Scope::Multicast),
            ("2603:1030::1", Scope::Public),
            ("2001:4860:4860::8888", Scope::Public),
            ("2001:1ff::1", Scope::Special),
            ("2001:200::1", Scope::Public),
            ("2001:20::1", Scope::Public),
            ("3fff:fff::1", Scope::Special),
            ("fd00::1", Scope::Private),
            ("fe80::1", Scope::LinkLocal),
            ("ff02::fb", Scope::Multicast),
            ("::", Scope::Special),
            ("::1", Scope::Loopback),
        ] {
            assert_eq!(Scope::of(address.parse().unwrap()), scope, "{address}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_first_byte_saves_time_and_decides_nothing(v4: u32, v6: u128, first in 0u128..256) {
            let v6 = Ipv6Addr::from(v6 >> 8 | first << 120);
            proptest::prop_assert_eq!(Scope::of(Ipv4Addr::from(v4).into()), longest(V4, v4.into(), 32));
            if embedded(v6).is_none() {
                proptest::prop_assert_eq!(Scope::of(v6.into()), longest(V6, v6.into(), 128));
            }
        }
    }

    #[test]
    fn the_address_inside_decides() {
        for (address, scope) in [
            ("64:ff9b::8.8.8.8", Scope::Public),
            ("64:ff9b::192.168.1.1", Scope::Private),
            ("::ffff:10.0.0.1", Scope::Private),
            ("2002:0808:0808::1", Scope::Public),
            ("2002:c0a8:0101::1", Scope::Private),
            // The example of RFC 4380 section 4: client 192.0.2.45.
            ("2001:0:4136:e378:8000:63bf:3fff:fdd2", Scope::Special),
        ] {
            assert_eq!(Scope::of(address.parse().unwrap()), scope, "{address}");
        }
    }
}
