//! The identity of a flow on the wire: both ends and the transport, without a sense of direction.

use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A hardware address (EUI-48).
pub type Mac = [u8; 6];

/// One of the two ends of a flow, told apart by the order of address and port, not by role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
/// Addresses are kept as numbers of two words (IPv4 in the second), so that a key is quick to make, hash and compare.
#[derive(Clone, Copy, Debug, Eq, PartialOrd, Ord)]
pub struct FlowKey {
    low: [u64; 2],
    high: [u64; 2],
    rest: Rest,
}

/// Ports, transport, and whether the addresses are of IPv6, in one word: 16, 16, 8, 8 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rest(u64);

impl Rest {
    #[inline(always)]
    fn new(ports: [u16; 2], transport: u8, is_v6: bool) -> Self {
        let (low, high) = (u64::from(ports[0]), u64::from(ports[1]));
        Self(low << 32 | high << 16 | u64::from(transport) << 8 | u64::from(is_v6))
    }
}

/// Without a branch: it is asked once for every frame.
impl PartialEq for FlowKey {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        let addresses = (self.low[0] ^ other.low[0])
            | (self.low[1] ^ other.low[1])
            | (self.high[0] ^ other.high[0])
            | (self.high[1] ^ other.high[1]);
        addresses | (self.rest.0 ^ other.rest.0) == 0
    }
}

impl FlowKey {
    /// The key of a packet, and the side that sent it.
    ///
    /// `transport` is the IANA protocol number; protocols without ports have port 0 on both sides.
    #[must_use]
    #[inline(always)]
    pub fn of(transport: u8, source: (IpAddr, u16), destination: (IpAddr, u16)) -> (Self, Side) {
        if let (IpAddr::V4(from), IpAddr::V4(to)) = (source.0, destination.0) {
            return Self::of_v4(transport, (from, source.1), (to, destination.1));
        }
        let ((from, from_v6), (to, to_v6)) = (words_of(source.0), words_of(destination.0));
        let is_v6 = from_v6 || to_v6;
        if (from, source.1) <= (to, destination.1) {
            (Self { low: from, high: to, rest: Rest::new([source.1, destination.1], transport, is_v6) }, Side::Low)
        } else {
            (Self { low: to, high: from, rest: Rest::new([destination.1, source.1], transport, is_v6) }, Side::High)
        }
    }

    #[inline(always)]
    fn of_v4(transport: u8, source: (Ipv4Addr, u16), destination: (Ipv4Addr, u16)) -> (Self, Side) {
        let end = |address: Ipv4Addr, port: u16| u64::from(address.to_bits()) << 16 | u64::from(port);
        let (from, to) = (end(source.0, source.1), end(destination.0, destination.1));
        let (side, low, high) = if from <= to { (Side::Low, from, to) } else { (Side::High, to, from) };
        // The lowest 16 bits are the port.
        let port = |end: u64| (end & 0xffff) as u16;
        let rest = Rest::new([port(low), port(high)], transport, false);
        (Self { low: [0, low >> 16], high: [0, high >> 16], rest }, side)
    }

    /// The address of one end.
    #[must_use]
    pub fn address(&self, side: Side) -> IpAddr {
        let [upper, lower] = match side {
            Side::Low => self.low,
            Side::High => self.high,
        };
        if self.is_v6() {
            return Ipv6Addr::from_bits(u128::from(upper) << 64 | u128::from(lower)).into();
        }
        // IPv4 takes the lower half of the word.
        Ipv4Addr::from_bits((lower & u64::from(u32::MAX)) as u32).into()
    }

    /// The port of one end; 0 where the transport has none.
    #[must_use]
    pub fn port(&self, side: Side) -> u16 {
        let shift = if side == Side::Low { 32 } else { 16 };
        // The lowest 16 bits are the port.
        (self.rest.0 >> shift & 0xffff) as u16
    }

    /// The IANA protocol number.
    #[must_use]
    #[inline]
    pub fn transport(&self) -> u8 {
        (self.rest.0 >> 8 & 0xff) as u8
    }

    #[inline]
    fn is_v6(&self) -> bool {
        self.rest.0 & 1 == 1
    }
}

/// As few words as hold the key: it is hashed once for every frame.
impl std::hash::Hash for FlowKey {
    #[inline(always)]
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let ([upper_low, low], [upper_high, high]) = (self.low, self.high);
        if self.is_v6() {
            [upper_low, low, upper_high, high].into_iter().for_each(|word| state.write_u64(word));
        } else {
            state.write_u64(low << 32 | high);
        }
        state.write_u64(self.rest.0);
    }
}

#[inline(always)]
fn words_of(address: IpAddr) -> ([u64; 2], bool) {
    match address {
        IpAddr::V4(v4) => ([0, u64::from(v4.to_bits())], false),
        IpAddr::V6(v6) => {
            let [a, b, c, d, e, f, g, h] = v6.segments().map(u64::from);
            ([a << 48 | b << 32 | c << 16 | d, e << 48 | f << 32 | g << 16 | h], true)
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
