//! Tunnels of provider networks: 802.1ah, TRILL, NSH and EtherIP; and frames that MACsec authenticates.

use idlewire_wire::{Layer, Nsh, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{Tunnel, ether_type, ip, link, tunnel};

/// Reads the service tag of 802.1ah; the customer's frame follows. Source: IEEE 802.1Q clause 9.7.
pub(crate) fn provider_backbone(walk: &mut Walk<'_>) -> Step {
    fixed(walk, Layer::ProviderBackbone, 4)?;
    walk.enter(Layer::ProviderBackbone, Tunnel::ProviderBackbone)?;
    Ok(Next::Read(link::ethernet::ethernet))
}

/// Reads the tag of Cisco FabricPath; the frame of the outside follows. Source: Cisco FabricPath, "frame format".
pub(crate) fn fabric_path(walk: &mut Walk<'_>) -> Step {
    fixed(walk, Layer::Tag, 2)?;
    Ok(Next::Read(link::ethernet::ethernet))
}

/// Reads the header of TRILL and its options; the frame of the outside follows. Source: RFC 6325 section 3.
pub(crate) fn trill(walk: &mut Walk<'_>) -> Step {
    let rest = walk.rest();
    let Some(begin) = rest.first_chunk::<2>() else {
        return Err(WireError::Truncated { layer: Layer::Tag, need: 6, have: rest.len() });
    };
    let options = usize::from(u16::from_be_bytes(*begin) >> 6 & 0x1f);
    fixed(walk, Layer::Tag, 6 + 4 * options)?;
    Ok(Next::Read(link::ethernet::ethernet))
}

/// Reads the security tag of MACsec: without encryption the frame goes on in the clear, up to the integrity check value.
///
/// Source: IEEE 802.1AE clauses 9.3 to 9.10 and 14.5.
pub(crate) fn macsec(walk: &mut Walk<'_>) -> Step {
    const CHECK: usize = 16;
    let layer = Layer::Macsec;
    let rest = walk.rest();
    let Some(&[control, short_len, ..]) = rest.first_chunk::<6>() else {
        return Err(WireError::Truncated { layer, need: 6, have: rest.len() });
    };
    // Encryption, or a changed text: neither is to be read.
    if control & 0x0c != 0 {
        return Err(WireError::Unsupported { layer, what: "encryption", value: control.into() });
    }
    // The channel's identifier is optional; a length is given if the frame is short, since padding may follow.
    fixed(walk, layer, if control & 0x20 != 0 { 14 } else { 6 })?;
    if (1..48).contains(&short_len) {
        if usize::from(short_len) + CHECK > walk.declared_rest() {
            return Err(WireError::Malformed { layer, rule: "the integrity check value follows" });
        }
        walk.narrow(short_len.into());
    } else {
        walk.trim(CHECK);
    }
    let rest = walk.rest();
    let Some([high, low]) = rest.first_chunk::<2>() else {
        return Err(WireError::Truncated { layer, need: 2, have: rest.len() });
    };
    let value = u16::from_be_bytes([*high, *low]);
    walk.push(layer, 2)?;
    ether_type::type_or_length(walk, value)
}

/// Reads the header of Ethernet within IP. Source: RFC 3378 section 3.
pub(crate) fn ether_ip(walk: &mut Walk<'_>) -> Step {
    fixed(walk, Layer::EtherIp, 2)?;
    walk.enter(Layer::EtherIp, Tunnel::EtherIp)?;
    Ok(Next::Read(link::ethernet::ethernet))
}

/// Reads a Network Service Header.
pub(crate) fn nsh(walk: &mut Walk<'_>) -> Step {
    let header = Nsh::parse(walk.rest())?;
    walk.push(Layer::Nsh, header.len)?;
    walk.enter(Layer::Nsh, Tunnel::Nsh)?;
    next_protocol(Layer::Nsh, header.next_protocol)
}

/// The content of a Network Service Header or of generic VXLAN. Source: RFC 8300 section 2.2.
pub(crate) fn next_protocol(layer: Layer, value: u8) -> Step {
    match value {
        1 => Ok(Next::Read(ip::ipv4)),
        2 => Ok(Next::Read(ip::ipv6)),
        3 => Ok(Next::Read(link::ethernet::ethernet)),
        4 => Ok(Next::Read(nsh)),
        5 => Ok(Next::Read(tunnel::mpls::mpls)),
        other => Err(WireError::Unsupported { layer, what: "next protocol", value: other.into() }),
    }
}

fn fixed(walk: &mut Walk<'_>, layer: Layer, len: usize) -> Result<(), WireError> {
    let have = walk.rest().len();
    if have < len { Err(WireError::Truncated { layer, need: len, have }) } else { walk.push(layer, len) }
}
