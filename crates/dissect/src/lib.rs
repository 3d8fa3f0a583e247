//! Frame to dissection: which layers, and where did reading stop.
//!
//! [`dissect`] starts with the reader that the link type names and follows each header to the next. A reader checks
//! one header, notes what it says and names the reader of what comes behind it. A link type is a row in
//! `link::LINKS` and a file; a tunnel is a row in `tunnel::PORTS` or `protocol::PROTOCOLS` and a file. [`plain`] says the
//! same of the usual frames in less time.

mod checksum;
mod dissection;
mod ether_type;
mod extension;
mod ip;
pub mod law;
mod layers;
mod link;
mod llc;
mod notes;
mod packet;
mod plain;
mod protocol;
mod transport;
mod tunnel;
mod via;
mod walk;

use idlewire_evidence::Cap;
use idlewire_wire::LinkType;

use crate::walk::Walk;

pub use checksum::checksum_wrong;
pub use dissection::{Dissection, Macs};
pub use layers::{Header, Layers};
pub use notes::Notes;
pub use packet::{Fragment, Packet, TcpHead, Transport};
pub use plain::{Look, plain, plain_then};
pub use transport::transport;
pub use via::{Tunnel, Via};

/// The limits of this crate.
pub const CAPS: &[Cap] = &[layers::MAX_LAYERS, via::MAX_TUNNELS, extension::MAX_EXTENSIONS];

/// Reads the layers of one frame, as deep as they are understood.
///
/// `bytes` is what the capture kept, `wire_len` the length of the frame on the wire; it counts as no less than
/// `bytes.len()`.
#[must_use]
pub fn dissect<'a>(link: LinkType, bytes: &'a [u8], wire_len: u32) -> Dissection<'a> {
    dissect_from(link, bytes, wire_len, 0)
}

/// The same for a packet of a frame that aggregates several; `from` is where [`Dissection::further`] says that it begins, 0 for
/// the first.
#[must_use]
pub fn dissect_from<'a>(link: LinkType, bytes: &'a [u8], wire_len: u32, from: u32) -> Dissection<'a> {
    Walk::new(bytes, wire_len, Via::default()).aimed_at(from).finish(link::reader(link))
}

/// Reads all packets of a frame, each with the offset from which it was read. Almost every frame holds one.
pub fn dissections<'a>(link: LinkType, bytes: &'a [u8], wire_len: u32) -> impl Iterator<Item = (u32, Dissection<'a>)> {
    let from = move |at| (at, dissect_from(link, bytes, wire_len, at));
    std::iter::successors(Some(from(0)), move |(_, before)| before.further.map(from))
}

/// Reads a datagram that was put together from fragments: its transport, and what is tunnelled in it.
///
/// `part` is any of the fragments and `via` the tunnels around it; `datagram` are the bytes behind the IP header (of
/// IPv6: behind the fragment header). Offsets count from the first byte of `datagram`.
#[must_use]
pub fn reassembled<'a>(part: &Packet<'_>, via: Via, datagram: &'a [u8]) -> Dissection<'a> {
    let mut packet = Packet::new(part.source, part.destination, part.protocol);
    packet.identification = part.identification;
    let mut walk = Walk::new(datagram, 0, via);
    let step = extension::extensions(&mut walk, &mut packet);
    walk.finish(step)
}
