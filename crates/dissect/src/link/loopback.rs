//! BSD loopback, and other headers that give an address family.

use idlewire_wire::{Layer, Loopback, WireError};

use crate::walk::{Next, Step, Walk};
use crate::{ether_type, ip, link};

/// Reads the address family. Its number for IPv6 depends on the system: Linux 10, Windows 23, NetBSD and OpenBSD 24,
/// Solaris 26, FreeBSD 28, macOS 30.
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
        10 | 23 | 24 | 26 | 28 | 30 => Ok(Next::Read(ip::ipv6)),
        // ISO network layer, AppleTalk, IPX, ARP as some systems number them.
        6 | 7 | 16 | 35 => Ok(Next::Done),
        0x0600..=0xffff => ether_type::ether_type(family as u16),
        other => Err(WireError::Unsupported { layer: Layer::Loopback, what: "address family", value: other }),
    }
}

/// Reads OpenBSD's header of decrypted packets: family, index of the association, flags; of the recorder's byte order.
///
/// Source: the tcpdump.org page LINKTYPE_ENC.
pub(crate) fn decrypted(walk: &mut Walk<'_>) -> Step {
    behind_header(walk, 12)
}

/// Reads the log header of the BSDs' packet filter: its length, filled up to four bytes, and the family first.
///
/// Source: the tcpdump.org page LINKTYPE_PFLOG.
pub(crate) fn packet_filter_log(walk: &mut Walk<'_>) -> Step {
    let len = usize::from(*walk.rest().first().unwrap_or(&0)).next_multiple_of(4);
    behind_header(walk, len.max(48))
}

/// Reads Solaris' header: version and family first. Source: the tcpdump.org page LINKTYPE_IPNET.
pub(crate) fn solaris(walk: &mut Walk<'_>) -> Step {
    behind_header(walk, 24)
}

/// The family in such a header is that of the packet behind it, whose first bits say the same in one byte order.
fn behind_header(walk: &mut Walk<'_>, len: usize) -> Step {
    if walk.rest().len() < len {
        return Err(WireError::Truncated { layer: Layer::Loopback, need: len, have: walk.rest().len() });
    }
    walk.push(Layer::Loopback, len)?;
    Ok(Next::Read(ip::ip))
}
