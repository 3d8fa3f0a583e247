//! MPLS: what stands behind the labels is told by its first bits only.

use idlewire_wire::{Layer, Mpls, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{Tunnel, ether_type, ip, link};

/// Bytes of the control word of a pseudo-wire. Source: RFC 4385 section 3.
const CONTROL_WORD: usize = 4;
/// Bytes by which a frame is judged: its header and the first of the packet behind it.
const JUDGED: usize = 15;

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

/// Reads a label stack behind UDP, where any bytes may stand: what it carries must fit. Source: RFC 7510 section 3.
pub(crate) fn mpls_in_udp(walk: &mut Walk<'_>) -> Step {
    let rest = walk.rest();
    let stack = Mpls::parse(rest)?.len;
    let frame = |at: usize| rest.get(stack + at..).unwrap_or_default();
    let fits = match frame(0).first().map(|byte| byte >> 4) {
        Some(4 | 6) => ip::is_behind(walk, stack, Layer::Mpls)?,
        _ if frame(0).len() < CONTROL_WORD + JUDGED => {
            let need = stack + CONTROL_WORD + JUDGED;
            return Err(WireError::Truncated { layer: Layer::Mpls, need, have: rest.len() });
        }
        _ => likelihood(frame(0)) == 2 || likelihood(frame(CONTROL_WORD)) == 2,
    };
    if fits {
        return mpls(walk);
    }
    Err(WireError::Malformed { layer: Layer::Mpls, rule: "a packet follows that fills the datagram" })
}

/// Ethernet behind a control word, or an Ethernet address that begins with zeros: the ether type decides, and the first bits
/// of the packet behind it.
fn pseudo_wire(walk: &mut Walk<'_>) -> Step {
    let rest = walk.rest();
    if rest.len() < CONTROL_WORD + JUDGED {
        return Err(WireError::Truncated { layer: Layer::Mpls, need: CONTROL_WORD + JUDGED, have: rest.len() });
    }
    if likelihood(rest.get(CONTROL_WORD..).unwrap_or_default()) >= likelihood(rest) {
        walk.push(Layer::Mpls, CONTROL_WORD)?;
    }
    link::ethernet::ethernet(walk)
}

/// How well bytes do as an Ethernet frame: not, by a type that is known, by a type that its packet confirms.
fn likelihood(frame: &[u8]) -> u8 {
    let Some([high, low]) = frame.get(12..).and_then(<[u8]>::first_chunk) else { return 0 };
    match (u16::from_be_bytes([*high, *low]), frame.get(14).map(|byte| byte >> 4)) {
        (0x0800, Some(4)) | (0x86dd, Some(6)) => 2,
        (value, _) => u8::from(ether_type::is_plausible(value)),
    }
}
