//! Cisco HDLC and Frame Relay.

use idlewire_wire::{Chdlc, FrameRelay, FrameRelayNext, Layer, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{ether_type, ip, llc};

/// Reads a Cisco HDLC header.
pub(crate) fn chdlc(walk: &mut Walk<'_>) -> Step {
    let protocol = Chdlc::parse(walk.rest())?.protocol;
    walk.push(Layer::Chdlc, Chdlc::LEN)?;
    ether_type::type_or_length(walk, protocol)
}

/// Reads a Frame Relay header.
pub(crate) fn frame_relay(walk: &mut Walk<'_>) -> Step {
    let header = FrameRelay::parse(walk.rest())?;
    // SNAP behind its identifier is an 802.2 SNAP header without the first three bytes.
    walk.push(Layer::FrameRelay, header.len)?;
    match header.next {
        FrameRelayNext::EtherType(value) => ether_type::ether_type(value),
        FrameRelayNext::Nlpid(0xcc) => Ok(Next::Read(ip::ip)),
        FrameRelayNext::Nlpid(0x8e) => Ok(Next::Read(ip::ipv6)),
        FrameRelayNext::Nlpid(0x80) => snap(walk),
        // Q.933, CLNP, ES-IS, IS-IS, multilink, FRF.12.
        FrameRelayNext::Nlpid(0x08 | 0x81..=0x83 | 0xb0 | 0xb1) => Ok(Next::Done),
        FrameRelayNext::Nlpid(other) => {
            Err(WireError::Unsupported { layer: Layer::FrameRelay, what: "network protocol", value: other.into() })
        }
    }
}

fn snap(walk: &mut Walk<'_>) -> Step {
    let rest = walk.rest();
    let Some(&[a, b, c, high, low]) = rest.first_chunk::<5>() else {
        return Err(WireError::Truncated { layer: Layer::Llc, need: 5, have: rest.len() });
    };
    walk.push(Layer::Llc, 5)?;
    match [a, b, c] {
        [0, 0, 0] => ether_type::type_or_length(walk, u16::from_be_bytes([high, low])),
        [0, 0x80, 0xc2] if matches!(low, 1 | 7) => Ok(Next::Read(llc::bridged)),
        _ => Ok(Next::Done),
    }
}
