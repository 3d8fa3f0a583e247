//! The checksum of a transport header.

use std::net::IpAddr;

use idlewire_wire::{fold, sum};

const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMP: u8 = 1;
const ICMP_V6: u8 = 58;

/// Whether the checksum of a whole TCP, UDP or ICMP segment is wrong: header and payload of a packet between `ends`.
///
/// `None` if it cannot be told: other transports, UDP without a checksum. Segments that a machine recorded before its
/// network card filled in the checksum are "wrong" too.
///
/// Source: RFC 1071 section 1, RFC 9293 section 3.1 and RFC 8200 section 8.1 (pseudo-header).
#[must_use]
pub fn checksum_wrong(protocol: u8, ends: [IpAddr; 2], segment: &[u8]) -> Option<bool> {
    let pseudo = match protocol {
        UDP if segment.get(6..8)? == [0, 0] => return None,
        TCP | UDP | ICMP_V6 => address(ends[0]) + address(ends[1]) + u64::from(protocol) + segment.len() as u64,
        ICMP => 0,
        _ => return None,
    };
    Some(fold(pseudo + sum(segment)) != 0xffff)
}

fn address(address: IpAddr) -> u64 {
    match address {
        // What lies beyond 16 bits is folded in with the rest.
        IpAddr::V4(four) => u64::from(four.to_bits()),
        IpAddr::V6(six) => sum(&six.octets()),
    }
}
