//! Apple PKTAP.

use idlewire_wire::{Layer, Pktap};

use crate::link;
use crate::walk::{Step, Walk};

/// Reads the PKTAP header and keeps the process name.
pub(crate) fn pktap(walk: &mut Walk<'_>) -> Step {
    let header = Pktap::parse(walk.rest())?;
    walk.push(Layer::Pktap, header.header_len())?;
    walk.out.process = walk.out.process.or(header.process());
    link::reader(header.link())
}
