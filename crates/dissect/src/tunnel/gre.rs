//! GRE, and the mirrored ports inside it.

use idlewire_wire::{Gre, Layer, erspan_len};

use crate::walk::{Next, Step, Walk};
use crate::{Tunnel, ether_type, ip, link};

/// Reads a GRE header.
pub(crate) fn gre(walk: &mut Walk<'_>) -> Step {
    let header = Gre::parse(walk.rest())?;
    walk.push(Layer::Gre, header.len)?;
    if let Some(len) = header.payload_len {
        if !header.sequence || len == 0 {
            return Ok(Next::Done);
        }
        if len < walk.declared_rest() {
            walk.narrow(len);
        }
    }
    walk.enter(Layer::Gre, Tunnel::Gre)?;
    match header.protocol {
        // ERSPAN type I has no header of its own and no sequence number.
        0x88be if header.sequence => Ok(Next::Read(erspan_ii)),
        0x88be => erspan(walk, 0),
        0x22eb => Ok(Next::Read(erspan_iii)),
        0x883e => Ok(Next::Read(redirect)),
        // Aruba controllers send 802.11 frames under numbers of their own.
        0x8200..=0x83ff => Ok(Next::Read(link::wifi::wlan)),
        // A keep-alive has protocol 0 and no content.
        0 => Ok(Next::Done),
        value => ether_type::ether_type(value),
    }
}

fn erspan_ii(walk: &mut Walk<'_>) -> Step {
    let len = erspan_len(walk.rest(), false)?;
    erspan(walk, len)
}

fn erspan_iii(walk: &mut Walk<'_>) -> Step {
    let len = erspan_len(walk.rest(), true)?;
    erspan(walk, len)
}

fn erspan(walk: &mut Walk<'_>, len: usize) -> Step {
    if len > 0 {
        walk.push(Layer::Erspan, len)?;
    }
    walk.enter(Layer::Erspan, Tunnel::Erspan)?;
    Ok(Next::Read(link::ethernet::ethernet))
}

/// Reads a packet that a router redirected to a cache: version 2 of that protocol puts four bytes in front.
///
/// Source: draft-mclaggan-wccp-v2rev1-00 section 4.12.
fn redirect(walk: &mut Walk<'_>) -> Step {
    if walk.rest().first().is_some_and(|byte| byte >> 4 != 4) && walk.rest().len() >= 4 {
        walk.push(Layer::Gre, 4)?;
    }
    ip::ip(walk)
}
