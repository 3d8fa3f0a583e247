//! Ethernet, as a link type and inside tunnels.

use idlewire_wire::{Ethernet, Layer};

use crate::walk::{Step, Walk};
use crate::{Macs, ether_type};

/// Reads the Ethernet header.
pub(crate) fn ethernet(walk: &mut Walk<'_>) -> Step {
    let header = Ethernet::parse(walk.rest())?;
    walk.push(Layer::Ethernet, Ethernet::LEN)?;
    if walk.out.macs.is_none() {
        walk.out.macs = Some(Macs { source: header.source(), destination: header.destination() });
    }
    ether_type::type_or_length(walk, header.type_or_length())
}
