//! Link layers of older networks, each with 802.2 behind its header.

use idlewire_wire::{Layer, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{Macs, link, llc};

/// Reads a token ring header: access and frame control, two addresses, and a route if the source's first bit is set.
///
/// Source: IEEE 802.5 clauses 3.2 and 3.3, the tcpdump.org page LINKTYPE_IEEE802_5.
pub(crate) fn token_ring(walk: &mut Walk<'_>) -> Step {
    const LEN: usize = 14;
    let rest = walk.rest();
    let Some(&[_, control, ref addresses @ ..]) = rest.first_chunk::<LEN>() else { return Err(short(rest, LEN)) };
    let routed = addresses[6] & 0x80 != 0;
    let route = if routed { usize::from(rest.get(LEN).ok_or(short(rest, LEN + 2))? & 0x1f) } else { 0 };
    if rest.len() < LEN + route {
        return Err(short(rest, LEN + route));
    }
    let [destination, source] = *addresses.as_chunks::<6>().0 else { return Ok(Next::Done) };
    walk.out.macs = Some(Macs { source, destination });
    walk.push(Layer::Link, LEN + route)?;
    // Frame control 01xxxxxx is a frame of the 802.2 layer.
    if control & 0xc0 == 0x40 { Ok(Next::Read(llc::llc)) } else { Ok(Next::Done) }
}

/// Reads the network header of IP over Fibre Channel: two addresses of eight bytes. Source: RFC 2625 section 3.1.
pub(crate) fn fibre_channel(walk: &mut Walk<'_>) -> Step {
    const LEN: usize = 16;
    if walk.rest().len() < LEN {
        return Err(short(walk.rest(), LEN));
    }
    walk.push(Layer::Link, LEN)?;
    Ok(Next::Read(llc::llc))
}

/// Reads the header of SunATM: what the circuit carries, its path and channel.
///
/// Source: the tcpdump.org page LINKTYPE_SUNATM.
pub(crate) fn sun_atm(walk: &mut Walk<'_>) -> Step {
    let rest = walk.rest();
    let Some([flags, ..]) = rest.first_chunk::<4>() else { return Err(short(rest, 4)) };
    match flags & 0x0f {
        // An emulated LAN puts two bytes before the Ethernet header.
        1 if rest.len() < 6 => Err(short(rest, 6)),
        1 => {
            walk.push(Layer::Link, 6)?;
            link::ethernet::ethernet(walk)
        }
        2 => {
            walk.push(Layer::Link, 4)?;
            Ok(Next::Read(llc::llc))
        }
        // Signalling and management.
        _ => Ok(Next::Done),
    }
}

fn short(rest: &[u8], need: usize) -> WireError {
    WireError::Truncated { layer: Layer::Link, need, have: rest.len() }
}
