//! The identity of a flow on the wire: both ends and the transport, without a sense of direction.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A hardware address (EUI-48).
pub type Mac = [u8; 6];

/// One of the two ends of a flow, told apart by the order of address and port, not by role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The end whose address and port sort first.
    Low = 0,
    /// The other end.
    High = 1,
}

impl Side {
    /// The opposite end.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }
}

/// The 5-tuple. Both directions have the same key.
///
/// Addresses are kept as 16 bytes (IPv4 in the last four), so that a key is one small block to hash and compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlowKey {
    low: [u8; 16],
    high: [u8; 16],
    ports: [u16; 2],
    transport: u8,
    is_v6: bool,
}

impl FlowKey {
    /// The key of a packet, and the side that sent it.
    ///
    /// `transport` is the IANA protocol number; protocols without ports have port 0 on both sides.
    #[must_use]
    #[inline]
    pub fn of(transport: u8, source: (IpAddr, u16), destination: (IpAddr, u16)) -> (Self, Side) {
        let ((from, from_v6), (to, to_v6)) = (bytes_of(source.0), bytes_of(destination.0));
        let is_v6 = from_v6 || to_v6;
        let order = |bytes: [u8; 16], port| (u128::from_be_bytes(bytes), port);
        if order(from, source.1) <= order(to, destination.1) {
            (Self { low: from, high: to, ports: [source.1, destination.1], transport, is_v6 }, Side::Low)
        } else {
            (Self { low: to, high: from, ports: [destination.1, source.1], transport, is_v6 }, Side::High)
        }
    }

    /// The address of one end.
    #[must_use]
    pub fn address(&self, side: Side) -> IpAddr {
        let bytes = match side {
            Side::Low => self.low,
            Side::High => self.high,
        };
        if self.is_v6 {
            return IpAddr::V6(Ipv6Addr::from(bytes));
        }
        let [.., a, b, c, d] = bytes;
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    }

    /// The port of one end; 0 where the transport has none.
    #[must_use]
    pub fn port(&self, side: Side) -> u16 {
        self.ports[side as usize]
    }

    /// The IANA protocol number.
    #[must_use]
    pub fn transport(&self) -> u8 {
        self.transport
    }
}

/// As few words as hold the key: it is hashed once for every frame.
impl std::hash::Hash for FlowKey {
    #[inline]
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let [low, high] = [self.low, self.high].map(u128::from_ne_bytes);
        state.write_u128(low);
        state.write_u128(high);
        let [a, b] = self.ports.map(u64::from);
        state.write_u64(a << 32 | b << 16 | u64::from(self.transport) << 1 | u64::from(self.is_v6));
    }
}

fn bytes_of(address: IpAddr) -> ([u8; 16], bool) {
    match address {
        IpAddr::V6(v6) => (v6.octets(), true),
        IpAddr::V4(v4) => {
            let mut bytes = [0; 16];
            bytes[12..].copy_from_slice(&v4.octets());
            (bytes, false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_directions_have_one_key_and_opposite_sides(a: IpAddr, b: IpAddr, ports: [u16; 2], transport: u8) {
            prop_assume!(a.is_ipv4() == b.is_ipv4() && (a, ports[0]) != (b, ports[1]));
            let (there, from) = FlowKey::of(transport, (a, ports[0]), (b, ports[1]));
            let (back, to) = FlowKey::of(transport, (b, ports[1]), (a, ports[0]));
            prop_assert_eq!(there, back);
            prop_assert_eq!(from, to.other());
            prop_assert_eq!((there.address(from), there.port(from)), (a, ports[0]));
            prop_assert_eq!((there.address(to), there.port(to)), (b, ports[1]));
        }
    }
}
