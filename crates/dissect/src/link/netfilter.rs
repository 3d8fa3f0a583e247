//! Linux netfilter log.

use idlewire_wire::{Layer, Nflog};

use crate::ip;
use crate::walk::{Next, Step, Walk};

/// Reads the attributes up to the packet.
pub(crate) fn nflog(walk: &mut Walk<'_>) -> Step {
    let header = Nflog::parse(walk.rest())?;
    walk.push(Layer::Nflog, header.len)?;
    walk.narrow(header.payload_len);
    Ok(Next::Read(ip::ip))
}
