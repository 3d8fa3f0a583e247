//! The checksum of a transport header.

use std::net::IpAddr;

use idlewire_wire::{fold, sum};

use crate::{Packet, Transport};

/// Whether the checksum of TCP, UDP or ICMP is wrong; `frame` is what [`crate::dissect`] was given.
///
/// `None` if it cannot be told: other transports, fragments, bytes that the capture lacks, UDP without a checksum.
/// Frames that a machine recorded before its network card filled in the checksum are "wrong" too.
///
/// Source: RFC 1071 section 1, RFC 9293 section 3.1 and RFC 8200 section 8.1 (pseudo-header).
#[must_use]
pub fn checksum_wrong(packet: &Packet<'_>, frame: &[u8]) -> Option<bool> {
    if packet.fragment.is_some() || packet.payload_missing > 0 {
        return None;
    }
    let end = packet.payload_at as usize + packet.payload.len();
    let segment = frame.get(packet.transport_at as usize..end)?;
    let pseudo = match packet.transport {
        Transport::Udp { .. } if segment.get(6..8)? == [0, 0] => return None,
        Transport::Tcp(_) | Transport::Udp { .. } => pseudo_header(packet, segment.len()),
        Transport::Icmp { .. } if packet.source.is_ipv4() => 0,
        Transport::Icmp { .. } => pseudo_header(packet, segment.len()),
        _ => return None,
    };
    Some(fold(pseudo + sum(segment)) != 0xffff)
}

fn pseudo_header(packet: &Packet<'_>, len: usize) -> u64 {
    let address = |address: IpAddr| match address {
        IpAddr::V4(four) => sum(&four.octets()),
        IpAddr::V6(six) => sum(&six.octets()),
    };
    address(packet.source) + address(packet.destination) + u64::from(packet.protocol) + len as u64
}
