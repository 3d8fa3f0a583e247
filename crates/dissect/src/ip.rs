//! IPv4 and IPv6.

use idlewire_wire::{Ipv4, Ipv6, Layer, WireError};

use crate::walk::{Step, Walk};
use crate::{Fragment, Notes, Packet, extension};

/// Reads an IP header of the version that its first nibble names.
pub(crate) fn ip(walk: &mut Walk<'_>) -> Step {
    match walk.rest().first().map(|byte| byte >> 4) {
        Some(4) => ipv4(walk),
        Some(6) => ipv6(walk),
        Some(other) => Err(WireError::Unsupported { layer: Layer::Ipv4, what: "IP version", value: other.into() }),
        None => Err(WireError::Truncated { layer: Layer::Ipv4, need: 1, have: 0 }),
    }
}

/// Whether an IP packet, and nothing else, is what a header promises that stands so many bytes on: where any bytes may stand, the first
/// four bits prove nothing.
///
/// # Errors
/// [`WireError::Truncated`] if the IP header is not whole.
pub(crate) fn is_behind(walk: &Walk<'_>, header: usize, layer: Layer) -> Result<bool, WireError> {
    let (rest, declared) = (walk.rest(), walk.declared_rest().checked_sub(header));
    let packet = rest.get(header..).unwrap_or_default();
    let need = match packet.first() {
        Some(first) if first >> 4 == 4 => usize::from(first & 15) * 4,
        Some(first) if first >> 4 == 6 => Ipv6::LEN,
        Some(_) => return Ok(false),
        None => 1,
    };
    if packet.len() < need {
        return Err(WireError::Truncated { layer, need: header + need, have: rest.len() });
    }
    let len = match need {
        Ipv6::LEN if packet.first().is_some_and(|first| first >> 4 == 6) => Ipv6::parse(packet)?.payload_len() + need,
        _ => match Ipv4::parse(packet) {
            Ok(header) if !header.checksum_wrong() => header.total_len(),
            _ => return Ok(false),
        },
    };
    Ok(Some(len) == declared)
}

/// Reads an IPv4 header.
pub(crate) fn ipv4(walk: &mut Walk<'_>) -> Step {
    let header = Ipv4::parse(walk.rest())?;
    if header.checksum_wrong() {
        walk.out.notes.set(Notes::IPV4_CHECKSUM);
    }
    walk.push(Layer::Ipv4, header.header_len())?;
    match header.total_len().checked_sub(header.header_len()) {
        Some(len) => walk.narrow(len),
        None => walk.out.notes.set(Notes::LENGTH_ZERO),
    }
    let mut packet = Packet::new(header.source().into(), header.destination().into(), header.protocol());
    packet.identification = header.identification();
    let (offset, more) = (header.fragment_offset(), header.more_fragments());
    if more || offset > 0 {
        let (id, ip_payload) = (header.identification().into(), walk.rest());
        packet.fragment = Some(Fragment { id, offset, more, ip_payload, at: to_u32(walk.at()) });
    }
    extension::extensions(walk, &mut packet)
}

/// Reads an IPv6 header.
pub(crate) fn ipv6(walk: &mut Walk<'_>) -> Step {
    let header = Ipv6::parse(walk.rest())?;
    walk.push(Layer::Ipv6, Ipv6::LEN)?;
    let mut packet = Packet::new(header.source().into(), header.destination().into(), header.next_header());
    match header.payload_len() {
        // A jumbo payload option may still declare a length; else the card fills it in.
        0 if walk.declared_rest() > 0 && header.next_header() != NO_NEXT_HEADER => {
            walk.out.notes.set(Notes::LENGTH_ZERO);
        }
        len => walk.narrow(len),
    }
    extension::extensions(walk, &mut packet)
}

const NO_NEXT_HEADER: u8 = 59;

/// An offset or length within a frame; frames are far below 4 GiB, the limit saturates.
pub(crate) fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
