//! MPLS: what stands behind the labels is told by its first bits only.

use idlewire_wire::{Layer, Mpls, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{Tunnel, ether_type, ip, link};

/// Bytes of the control word of a pseudo-wire. Source: RFC 4385 section 3.
const CONTROL_WORD: usize = 4;

/// Reads a label stack.
///
/// The first nibble of an IP packet is its version, 0 begins a control word and 1 an associated channel (RFC 4385
/// section 1); anything else is an Ethernet pseudo-wire without control word.
pub(crate) fn mpls(walk: &mut Walk<'_>) -> Step {
    let stack = Mpls::parse(walk.rest())?;
    walk.push(Layer::Mpls, stack.len)?;
    walk.enter(Layer::Mpls, Tunnel::Mpls)?;
    match walk.rest().first().map(|byte| byte >> 4) {
        Some(4 | 6) => Ok(Next::Read(ip::ip)),
        Some(0) => Ok(Next::Read(pseudo_wire)),
        Some(1) => Ok(Next::Done),
        Some(_) => Ok(Next::Read(link::ethernet::ethernet)),
        None => Err(WireError::Truncated { layer: Layer::Mpls, need: stack.len + 1, have: stack.len }),
    }
}

/// Ethernet behind a control word, or an Ethernet address that begins with zeros: the ether type decides.
fn pseudo_wire(walk: &mut Walk<'_>) -> Step {
    let rest = walk.rest();
    let Some(begin) = rest.first_chunk::<{ CONTROL_WORD + 14 }>() else {
        return Err(WireError::Truncated { layer: Layer::Mpls, need: CONTROL_WORD + 14, have: rest.len() });
    };
    let [.., a, b, _, _, _, _] = *begin;
    let [.., c, d] = *begin;
    let bare = ether_type::is_plausible(u16::from_be_bytes([a, b]));
    if !bare || ether_type::is_plausible(u16::from_be_bytes([c, d])) {
        walk.push(Layer::Mpls, CONTROL_WORD)?;
    }
    link::ethernet::ethernet(walk)
}
