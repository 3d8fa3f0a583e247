//! IEEE 802.11, and the headers in which recorders put what the radio said.

use idlewire_wire::{Layer, Radio, Subframe, WireError, Wlan, WlanBody};

use crate::ip::to_u32;
use crate::walk::{Next, Step, Walk};
use crate::{Macs, Notes, link, llc};

/// Bytes of the checksum at the end of a frame.
const CHECKSUM_LEN: usize = 4;

/// Reads a radiotap header.
pub(crate) fn radiotap(walk: &mut Walk<'_>) -> Step {
    let radio = Radio::parse_radiotap(walk.rest())?;
    behind(walk, Layer::Radiotap, radio)
}

/// Reads a Per-Packet Information header.
pub(crate) fn ppi(walk: &mut Walk<'_>) -> Step {
    let radio = Radio::parse_ppi(walk.rest())?;
    behind(walk, Layer::Ppi, radio)
}

/// Reads a Prism or AVS header.
pub(crate) fn prism(walk: &mut Walk<'_>) -> Step {
    let radio = Radio::parse_prism(walk.rest())?;
    behind(walk, Layer::Prism, radio)
}

/// Reads an 802.11 header.
pub(crate) fn wlan(walk: &mut Walk<'_>) -> Step {
    data(walk, 1)
}

fn padded_wlan(walk: &mut Walk<'_>) -> Step {
    data(walk, 4)
}

fn behind(walk: &mut Walk<'_>, layer: Layer, radio: Radio) -> Step {
    walk.push(layer, radio.len)?;
    if radio.checksum_at_end {
        walk.trim(CHECKSUM_LEN);
    }
    if radio.padded { Ok(Next::Read(padded_wlan)) } else { link::reader(radio.link) }
}

/// Reads an 802.11 header that is padded to a multiple of `align` bytes.
fn data(walk: &mut Walk<'_>, align: usize) -> Step {
    let rest = walk.rest();
    let header = Wlan::parse(rest)?;
    let len = header.header_len().next_multiple_of(align);
    if rest.len() < len {
        return Err(WireError::Truncated { layer: Layer::Wlan, need: len, have: rest.len() });
    }
    walk.push(Layer::Wlan, len)?;
    // The packets of an aggregate each have addresses of their own.
    if let Some((source, destination)) = header.addresses().filter(|_| header.body() != WlanBody::Aggregate) {
        walk.out.macs = walk.out.macs.or(Some(Macs { source, destination }));
    }
    match header.body() {
        WlanBody::Nothing => Ok(Next::Done),
        WlanBody::Encrypted => {
            walk.out.notes.set(Notes::ENCRYPTED);
            Ok(Next::Done)
        }
        WlanBody::Fragment => Err(WireError::Unsupported { layer: Layer::Wlan, what: "fragment", value: 1 }),
        WlanBody::Packet if walk.declared_rest() == 0 => Ok(Next::Done),
        WlanBody::Packet => Ok(Next::Read(llc::llc)),
        WlanBody::Aggregate => Ok(Next::Read(subframe)),
    }
}

/// Reads the header of a packet of an A-MSDU: the first, or the one that the walk is to go on from.
fn subframe(walk: &mut Walk<'_>) -> Step {
    let skipped = walk.from().saturating_sub(walk.at());
    let header = Subframe::parse(walk.rest().get(skipped..).unwrap_or_default())?;
    let next = skipped + header.stride();
    if next + Subframe::LEN <= walk.declared_rest() {
        walk.out.further = Some(to_u32(walk.at() + next));
    }
    walk.push(Layer::Amsdu, skipped + Subframe::LEN)?;
    walk.out.macs = walk.out.macs.or(Some(Macs { source: header.source, destination: header.destination }));
    walk.narrow(header.payload_len);
    Ok(Next::Read(llc::llc))
}
