//! What an 802.2 header announces.

use idlewire_wire::{Layer, Llc, LlcNext, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{ether_type, ip, link};

/// Service access points that are understood and carry no IP packet.
///
/// Source: the IANA registry "IEEE 802 Numbers", section "IEEE 802.2 LSAP".
static LEAVES: &[u8] = &[
    0x00, // Null: tests and exchange of identification
    0x02, // Individual management
    0x04, // SNA
    0x08, // SNA
    0x0c, // SNA
    0x42, // Spanning tree
    0x4e, // Manufacturing messages
    0x7e, // X.25 over LLC
    0x80, // Xerox network systems
    0x82, // BACnet
    0x98, // ARP
    0xaa, // SNAP in a numbered frame
    0xbc, // Vines
    0xe0, // IPX
    0xf0, // NetBIOS
    0xf4, // LAN management
    0xf8, // Remote program load
    0xfc, // Remote program load
    0xfe, // ISO network layer: IS-IS, CLNP
];

/// 0xff in both access points is IPX without an 802.2 header.
const RAW_IPX: u8 = 0xff;

/// Reads the 802.2 header.
pub(crate) fn llc(walk: &mut Walk<'_>) -> Step {
    let header = Llc::parse(walk.rest())?;
    if header.next == LlcNext::Sap(RAW_IPX) {
        return Ok(Next::Done);
    }
    walk.push(Layer::Llc, header.len)?;
    match header.next {
        LlcNext::EtherType(value) => ether_type::type_or_length(walk, value),
        LlcNext::Bridged => Ok(Next::Read(bridged)),
        LlcNext::Ip => Ok(Next::Read(ip::ip)),
        LlcNext::Organisation(..) => Ok(Next::Done),
        // The lowest bit marks a group of receivers.
        LlcNext::Sap(sap) if LEAVES.contains(&(sap & 0xfe)) => Ok(Next::Done),
        LlcNext::Sap(sap) => {
            Err(WireError::Unsupported { layer: Layer::Llc, what: "service access point", value: sap.into() })
        }
    }
}

/// Reads a bridged Ethernet frame behind its two bytes of padding.
pub(crate) fn bridged(walk: &mut Walk<'_>) -> Step {
    if walk.rest().len() < 2 {
        return Err(WireError::Truncated { layer: Layer::Llc, need: 2, have: walk.rest().len() });
    }
    walk.push(Layer::Llc, 2)?;
    link::ethernet::ethernet(walk)
}
