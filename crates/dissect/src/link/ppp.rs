//! PPP in its framings, and over Ethernet.

use idlewire_wire::{Layer, Ppp, Pppoe, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{Tunnel, ip, link, tunnel};

/// Reads a PPP header.
///
/// Source: the IANA registry "PPP Numbers".
pub(crate) fn ppp(walk: &mut Walk<'_>) -> Step {
    let header = Ppp::parse(walk.rest())?;
    walk.push(Layer::Ppp, header.len)?;
    match header.protocol {
        0x0021 => Ok(Next::Read(ip::ip)),
        0x0057 => Ok(Next::Read(ip::ipv6)),
        0x0031 => Ok(Next::Read(bridged)),
        0x0281 | 0x0283 => Ok(Next::Read(tunnel::mpls::mpls)),
        // Padding, ISO, DECnet, AppleTalk, IPX, spanning tree, Cisco discovery.
        0x0001 | 0x0023 | 0x0027 | 0x0029 | 0x002b | 0x0201 | 0x0207 => Ok(Next::Done),
        // Network control protocols and link control: the set-up of the link.
        0x8000.. => Ok(Next::Done),
        other => Err(WireError::Unsupported { layer: Layer::Ppp, what: "protocol", value: other.into() }),
    }
}

/// PPP in HDLC-like framing; Cisco HDLC is told by its address byte (RFC 1547 section 4.3.1).
pub(crate) fn ppp_or_chdlc(walk: &mut Walk<'_>) -> Step {
    match walk.rest().first() {
        Some(0x0f | 0x8f) => link::serial::chdlc(walk),
        _ => ppp(walk),
    }
}

/// PPP behind, or with, a byte that tells the direction: 0 received, 1 sent.
pub(crate) fn ppp_behind_direction(walk: &mut Walk<'_>) -> Step {
    let rest = walk.rest();
    // pppd writes the direction over the address byte: the control byte 03 follows.
    let len = match rest {
        [0 | 1, 0x03, ..] => 2,
        [0 | 1, _, ..] => 1,
        [_, _, ..] => 0,
        _ => return Err(WireError::Truncated { layer: Layer::Ppp, need: 2, have: rest.len() }),
    };
    if len > 0 {
        walk.push(Layer::Ppp, len)?;
    }
    ppp(walk)
}

/// Reads a PPPoE session header.
pub(crate) fn pppoe(walk: &mut Walk<'_>) -> Step {
    let len = Pppoe::parse(walk.rest())?.payload_len();
    walk.push(Layer::Pppoe, Pppoe::LEN)?;
    walk.narrow(len);
    walk.enter(Layer::Pppoe, Tunnel::Pppoe)?;
    Ok(Next::Read(ppp))
}

/// Reads a bridged Ethernet frame. Source: RFC 3518 section 4.2.
fn bridged(walk: &mut Walk<'_>) -> Step {
    let rest = walk.rest();
    match rest {
        // Flags, then the kind of network; 1 is Ethernet.
        [_, 1, ..] => {
            walk.push(Layer::Ppp, 2)?;
            link::ethernet::ethernet(walk)
        }
        [_, kind, ..] => {
            Err(WireError::Unsupported { layer: Layer::Ppp, what: "bridged network", value: (*kind).into() })
        }
        _ => Err(WireError::Truncated { layer: Layer::Ppp, need: 2, have: rest.len() }),
    }
}
