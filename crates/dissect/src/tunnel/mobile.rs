//! The tunnels of access networks over UDP: GTP and L2TP.

use idlewire_wire::{Gtp, L2tp, Layer};

use crate::walk::{Next, Step, Walk};
use crate::{Tunnel, ip, link};

/// Reads a GTP header of the user plane.
pub(crate) fn gtp(walk: &mut Walk<'_>) -> Step {
    let header = Gtp::parse(walk.rest())?;
    walk.push(Layer::Gtp, header.len)?;
    if header.payload_len < walk.declared_rest() {
        walk.narrow(header.payload_len);
    }
    // Other messages speak about the tunnel, and some sessions carry Ethernet or nothing that IP knows.
    if header.message != Gtp::PACKET || !matches!(walk.rest().first().map(|byte| byte >> 4), Some(4 | 6)) {
        return Ok(Next::Done);
    }
    walk.enter(Layer::Gtp, Tunnel::Gtp)?;
    Ok(Next::Read(ip::ip))
}

/// Reads an L2TP header of version 2.
pub(crate) fn l2tp(walk: &mut Walk<'_>) -> Step {
    let header = L2tp::parse(walk.rest())?;
    walk.push(Layer::L2tp, header.len)?;
    if header.control {
        return Ok(Next::Done);
    }
    if let Some(len) = header.payload_len
        && len < walk.declared_rest()
    {
        walk.narrow(len);
    }
    walk.enter(Layer::L2tp, Tunnel::L2tp)?;
    Ok(Next::Read(link::ppp::ppp))
}
