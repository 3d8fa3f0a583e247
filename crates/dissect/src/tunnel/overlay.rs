//! The overlays of data centres over UDP: VXLAN, Geneve, LISP.

use idlewire_wire::{Geneve, Layer, Vxlan, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{Tunnel, ether_type, ip, link, tunnel};

/// Reads a VXLAN header; Ethernet follows. Other uses of its reserved bits are ignored (RFC 7348 section 5).
pub(crate) fn vxlan(walk: &mut Walk<'_>) -> Step {
    Vxlan::parse(walk.rest())?;
    walk.push(Layer::Vxlan, Vxlan::LEN)?;
    walk.enter(Layer::Vxlan, Tunnel::Vxlan)?;
    Ok(Next::Read(link::ethernet::ethernet))
}

/// Reads a VXLAN header with the generic protocol extension.
pub(crate) fn vxlan_gpe(walk: &mut Walk<'_>) -> Step {
    match Vxlan::parse(walk.rest())?.next_protocol() {
        0 => vxlan(walk),
        next => {
            let next = tunnel::provider::next_protocol(Layer::Vxlan, next)?;
            walk.push(Layer::Vxlan, Vxlan::LEN)?;
            walk.enter(Layer::Vxlan, Tunnel::Vxlan)?;
            Ok(next)
        }
    }
}

/// Reads a Geneve header.
pub(crate) fn geneve(walk: &mut Walk<'_>) -> Step {
    let header = Geneve::parse(walk.rest())?;
    // Asked first: a port proves nothing, an unknown ether type makes this no Geneve.
    let next = ether_type::ether_type(header.protocol)?;
    walk.push(Layer::Geneve, header.len)?;
    walk.enter(Layer::Geneve, Tunnel::Geneve)?;
    Ok(next)
}

/// Reads a LISP data header: eight bytes, then an IP packet. Source: RFC 9300 section 5.3.
pub(crate) fn lisp(walk: &mut Walk<'_>) -> Step {
    const LEN: usize = 8;
    if !ip::is_behind(walk, LEN, Layer::Lisp)? {
        return Err(WireError::Malformed { layer: Layer::Lisp, rule: "an IP packet follows that fills the datagram" });
    }
    walk.push(Layer::Lisp, LEN)?;
    walk.enter(Layer::Lisp, Tunnel::Lisp)?;
    Ok(Next::Read(ip::ip))
}
