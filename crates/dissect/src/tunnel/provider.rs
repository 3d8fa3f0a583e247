//! Tunnels of provider networks: 802.1ah, NSH and EtherIP.

use idlewire_wire::{Layer, Nsh, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{Tunnel, ip, link, tunnel};

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
