//! Link types of which only the length of the header and the protocol behind it matter.

use idlewire_wire::{Layer, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{ether_type, link, llc};

/// Reads an FDDI header: frame control and two addresses; 802.2 follows in data frames.
///
/// Source: the tcpdump.org page LINKTYPE_FDDI.
pub(crate) fn fddi(walk: &mut Walk<'_>) -> Step {
    let header = header::<13>(walk)?;
    // Frame control 01xx0xxx is a data frame of the 802.2 layer (ISO 9314-2 clause 7.3.1).
    if header[0] & 0xc8 == 0x40 { Ok(Next::Read(llc::llc)) } else { Ok(Next::Done) }
}

/// Reads the global route header and the encapsulation header of IP over InfiniBand.
///
/// Source: the tcpdump.org page LINKTYPE_IPOIB, RFC 4391 section 6.
pub(crate) fn infiniband(walk: &mut Walk<'_>) -> Step {
    let header = header::<44>(walk)?;
    ether_type::ether_type(u16::from_be_bytes([header[40], header[41]]))
}

/// Reads the header that Juniper routers put in front of an Ethernet frame: magic number, flags, extensions.
///
/// Source: the tcpdump.org page LINKTYPE_JUNIPER_ETHER.
pub(crate) fn juniper_ethernet(walk: &mut Walk<'_>) -> Step {
    let (layer, rest) = (Layer::Link, walk.rest());
    let Some(begin) = rest.first_chunk::<6>() else {
        return Err(WireError::Truncated { layer, need: 6, have: rest.len() });
    };
    if begin[..3] != *b"MGC" {
        return Err(WireError::Malformed { layer, rule: "begins with Juniper's magic number" });
    }
    // Flags: 0x80 extensions follow with their length, 0x02 the frame has lost its Ethernet header.
    if begin[3] & 0x02 != 0 {
        return Err(WireError::Unsupported { layer, what: "Juniper flags", value: begin[3].into() });
    }
    let extensions = usize::from(u16::from_be_bytes([begin[4], begin[5]]));
    let need = if begin[3] & 0x80 != 0 { 6 + extensions } else { 4 };
    if rest.len() < need {
        return Err(WireError::Truncated { layer, need, have: rest.len() });
    }
    walk.push(layer, need)?;
    Ok(Next::Read(link::ethernet::ethernet))
}

fn header<'a, const N: usize>(walk: &mut Walk<'a>) -> Result<&'a [u8; N], WireError> {
    let rest = walk.rest();
    let truncated = WireError::Truncated { layer: Layer::Link, need: N, have: rest.len() };
    let header = rest.first_chunk().ok_or(truncated)?;
    walk.push(Layer::Link, N)?;
    Ok(header)
}
