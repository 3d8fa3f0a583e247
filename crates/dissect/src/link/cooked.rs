//! Linux cooked captures.

use idlewire_wire::{Cooked, Layer, LinkType};

use crate::walk::{Next, Step, Walk};
use crate::{ether_type, link, llc};

/// `ARPHRD_` values of interfaces whose packets have no ether type. Source: Linux `include/uapi/linux/if_arp.h`.
const NETLINK: u16 = 824;
const RADIOTAP: u16 = 803;
const CAN: u16 = 280;

/// Values of the protocol field below the ether types. Source: Linux `include/uapi/linux/if_ether.h`.
const NOVELL: u16 = 0x0001;
const LLC: u16 = 0x0004;

/// Reads a header of version 1.
pub(crate) fn version_1(walk: &mut Walk<'_>) -> Step {
    let header = Cooked::parse_v1(walk.rest())?;
    next(walk, header)
}

/// Reads a header of version 2.
pub(crate) fn version_2(walk: &mut Walk<'_>) -> Step {
    let header = Cooked::parse_v2(walk.rest())?;
    next(walk, header)
}

fn next(walk: &mut Walk<'_>, header: Cooked) -> Step {
    walk.push(Layer::LinuxCooked, header.len)?;
    match (header.hardware, header.protocol) {
        (NETLINK | CAN, _) | (_, NOVELL) => Ok(Next::Done),
        (RADIOTAP, _) => link::reader(LinkType::RADIOTAP),
        (_, LLC) => Ok(Next::Read(llc::llc)),
        (_, value) if value < 0x0600 => ether_type::ether_type(value),
        (_, value) => ether_type::type_or_length(walk, value),
    }
}
