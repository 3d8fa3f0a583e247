//! BSD loopback.

use idlewire_wire::{Layer, Loopback, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{ether_type, ip, link};

/// Reads the address family. Its number for IPv6 depends on the system: Linux 10, Windows 23, NetBSD and OpenBSD 24,
/// FreeBSD 28, macOS 30.
pub(crate) fn loopback(walk: &mut Walk<'_>) -> Step {
    // Some recorders of serial links label their frames so: PPP, or Cisco HDLC with an ether type.
    match walk.rest() {
        [0xff, 0x03, ..] => return link::ppp::ppp(walk),
        [0x0f | 0x8f, 0, 6..=0xff, _, ..] => return link::serial::chdlc(walk),
        _ => {}
    }
    let family = Loopback::parse(walk.rest())?.family;
    walk.push(Layer::Loopback, Loopback::LEN)?;
    match family {
        2 => Ok(Next::Read(ip::ip)),
        10 | 23 | 24 | 28 | 30 => Ok(Next::Read(ip::ipv6)),
        // ISO network layer, AppleTalk, IPX, ARP as some systems number them.
        6 | 7 | 16 | 35 => Ok(Next::Done),
        0x0600..=0xffff => ether_type::ether_type(family as u16),
        other => Err(WireError::Unsupported { layer: Layer::Loopback, what: "address family", value: other }),
    }
}
