//! The extension headers between IPv6 and its transport, and the Authentication Header of IPv4.

use idlewire_evidence::Cap;
use idlewire_wire::{Extension, Layer, WireError};

use crate::walk::{Step, Walk};
use crate::{Fragment, Packet, ip, protocol};

/// How many extension headers of one packet are read.
pub(crate) const MAX_EXTENSIONS: Cap = Cap {
    name: "dissect-extension-headers",
    unit: "headers per packet",
    default: LIMIT as u64,
    reason: "RFC 8200 section 4.1 orders seven, one of them twice",
    outcome: "reading stops there, the frame counts as stopped",
};

pub(crate) const LIMIT: usize = 8;

const AUTHENTICATION: u8 = 51;

/// Reads extension headers up to the transport, or to where a fragment hides it.
#[inline]
pub(crate) fn extensions<'a>(walk: &mut Walk<'a>, packet: &mut Packet<'a>) -> Step {
    let mut next = packet.protocol;
    for _ in 0..=LIMIT {
        // Set once a fragment header was read: its datagram goes on under one protocol number.
        if packet.fragment.is_none() {
            packet.protocol = next;
        }
        // IPv4 has one: the Authentication Header.
        let extends = if packet.source.is_ipv4() { next == AUTHENTICATION } else { Extension::is_one(next) };
        if !extends || packet.fragment.is_some_and(|fragment| fragment.offset > 0) {
            return protocol::upper(walk, packet, next);
        }
        match one(walk, packet, next) {
            Ok(following) => next = following,
            Err(stop) => {
                walk.commit_unread(packet);
                return Err(stop);
            }
        }
    }
    walk.commit_unread(packet);
    Err(WireError::Capped { layer: Layer::Ipv6Extension, cap: MAX_EXTENSIONS.name })
}

/// Reads one extension header; hands back what follows it.
fn one<'a>(walk: &mut Walk<'a>, packet: &mut Packet<'a>, protocol: u8) -> Result<u8, WireError> {
    let header = Extension::parse(protocol, walk.rest())?;
    let layer = if protocol == 51 { Layer::Ah } else { Layer::Ipv6Extension };
    let ahead = walk.at();
    walk.push(layer, header.len)?;
    if let Some(len) = header.jumbo_len {
        // The option counts from the end of the fixed header; it stands in the first extension header.
        walk.narrow((len as usize).saturating_sub(walk.at() - ahead));
    }
    if let Some(part) = header.fragment.filter(|part| part.more || part.offset > 0) {
        let (id, offset, more) = (part.identification, part.offset, part.more);
        packet.protocol = header.next_header;
        packet.identification = (id & 0xffff) as u16;
        packet.fragment = Some(Fragment { id, offset, more, ip_payload: walk.rest(), at: ip::to_u32(walk.at()) });
    } else if let Some(whole) = header.fragment {
        packet.identification = (whole.identification & 0xffff) as u16;
    }
    Ok(header.next_header)
}
