//! Teredo: IPv6 over UDP.

use idlewire_wire::{Ipv6, Layer, WireError, teredo_indications};

use crate::walk::{Next, Step, Walk};
use crate::{Tunnel, ip};

/// Reads the indications in front of the IPv6 packet.
pub(crate) fn teredo(walk: &mut Walk<'_>) -> Step {
    let rest = walk.rest();
    let len = teredo_indications(rest)?;
    let need = len + Ipv6::LEN;
    let Some(packet) = rest.get(len..need) else {
        return Err(WireError::Truncated { layer: Layer::Teredo, need, have: rest.len() });
    };
    // Trailers may follow the packet.
    if packet.first().is_none_or(|first| first >> 4 != 6)
        || !(is_of_teredo(packet) || ip::is_behind(walk, len, Layer::Teredo)?)
    {
        return Err(WireError::Malformed { layer: Layer::Teredo, rule: "an IPv6 packet of Teredo follows" });
    }
    if len > 0 {
        walk.push(Layer::Teredo, len)?;
    }
    walk.enter(Layer::Teredo, Tunnel::Teredo)?;
    Ok(Next::Read(ip::ipv6))
}

/// Whether a header of IPv6 is that of a packet from or to a Teredo client, or between neighbours, as when a client looks for its
/// address. Other bytes stand on the port too. Source: RFC 4380 sections 2.6 and 5.2.1.
fn is_of_teredo(header: &[u8]) -> bool {
    let ends = [header.get(8..24), header.get(24..40)];
    ends.into_iter()
        .flatten()
        .any(|end| end.starts_with(&[0x20, 0x01, 0, 0]) || end.starts_with(&[0xfe, 0x80, 0, 0, 0, 0, 0, 0]))
}
