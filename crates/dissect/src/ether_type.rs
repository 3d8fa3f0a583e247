//! What an ether type announces.

use idlewire_wire::{Layer, Tag, WireError, tag_len};

use crate::walk::{Next, Read, Step, Walk};
use crate::{ip, link, llc, tunnel};

/// Ether types whose content is read further.
static ETHER_TYPES: &[(u16, Read)] = &[
    (0x0800, ip::ip),
    (0x86dd, ip::ipv6),
    (0x8864, link::ppp::pppoe),
    (0x8847, tunnel::mpls::mpls),
    (0x8848, tunnel::mpls::mpls),
    (0x880b, link::ppp::ppp),
    (0x6558, link::ethernet::ethernet),
    (0x6559, link::serial::frame_relay),
    (0x88e7, tunnel::provider::provider_backbone),
    (0x8903, tunnel::provider::fabric_path),
    (0x894f, tunnel::provider::nsh),
    (0x22f3, tunnel::provider::trill),
    (0x88e5, tunnel::provider::macsec),
];

/// Ether types that are understood and have nothing more to tell: no IP packet is inside.
///
/// Source: the IANA registry "IEEE 802 Numbers" and the IEEE registry of ether types.
static LEAVES: &[u16] = &[
    0x0806, // ARP
    0x0842, // Wake-on-LAN
    0x2000, // Cisco Discovery Protocol in GRE and HDLC
    0x2001, // NHRP
    0x22ea, // Stream Reservation Protocol
    0x22f0, // AVTP
    0x22f4, // TRILL IS-IS
    0x6002, // DEC maintenance operation
    0x6003, // DECnet
    0x8035, // Reverse ARP, and the keep-alive of Cisco HDLC
    0x809b, // AppleTalk
    0x80f3, // AppleTalk ARP
    0x8137, // IPX
    0x86dc, // IPX in some routers
    0x8808, // Pause
    0x8809, // Link aggregation and other slow protocols
    0x8863, // PPPoE discovery
    0x8874, // Broadcom
    0x887b, // HomePlug
    0x888e, // EAPOL
    0x8892, // PROFINET
    0x8899, // Realtek
    0x88a2, // ATA over Ethernet
    0x88a4, // EtherCAT
    0x88b5, // Local experiments
    0x88b6, // Local experiments
    0x88b7, // Vendors' own
    0x88b8, // GOOSE
    0x88ba, // Sampled values
    0x88c7, // 802.11 pre-authentication
    0x88cc, // LLDP
    0x88e1, // HomePlug AV
    0x88f5, // MVRP
    0x88f6, // MMRP
    0x88f7, // Precision time
    0x88fb, // Parallel redundancy
    0x88ca, // TIPC
    0x8902, // Connectivity fault management
    0x8906, // Fibre Channel
    0x890d, // 802.11 data encapsulation
    0x8912, // Mediaxtream
    0x8914, // Fibre Channel initialisation
    0x893a, // IEEE 1905.1
    0x8947, // GeoNetworking
    0x9000, // Loopback test
    0xfefe, // ISO network layer behind Cisco HDLC
];

/// From here up the field is a type; up to 1500 it is a length (IEEE 802.3 clause 3.2.6).
const FIRST_TYPE: u16 = 0x0600;
const LAST_LENGTH: u16 = 1500;

/// Goes on with what a field that is an ether type or an 802.3 length announces, through any tags.
#[inline]
pub(crate) fn type_or_length(walk: &mut Walk<'_>, value: u16) -> Step {
    match value {
        0x0800 => Ok(Next::Read(ip::ip)),
        0x86dd => Ok(Next::Read(ip::ipv6)),
        other => rare(walk, other),
    }
}

fn rare(walk: &mut Walk<'_>, mut value: u16) -> Step {
    while tag_len(value).is_some() {
        let tag = Tag::parse(value, walk.rest())?;
        walk.push(Layer::Tag, tag.len)?;
        value = tag.type_or_length;
    }
    if value <= LAST_LENGTH {
        // A length beyond the frame is left to the layers inside to judge.
        if usize::from(value) < walk.declared_rest() {
            walk.narrow(value.into());
        }
        return Ok(Next::Read(llc::llc));
    }
    ether_type(value)
}

/// The reader of an ether type.
pub(crate) fn ether_type(value: u16) -> Step {
    if let Some((_, read)) = ETHER_TYPES.iter().find(|(number, _)| *number == value) {
        return Ok(Next::Read(*read));
    }
    if LEAVES.contains(&value) {
        return Ok(Next::Done);
    }
    Err(WireError::Unsupported { layer: Layer::Ethernet, what: "ether type", value: value.into() })
}

/// Whether a field could stand where an ether type or a length is due.
pub(crate) fn is_plausible(value: u16) -> bool {
    (1..=LAST_LENGTH).contains(&value)
        || tag_len(value).is_some()
        || value >= FIRST_TYPE && (LEAVES.contains(&value) || ETHER_TYPES.iter().any(|(number, _)| *number == value))
}
