//! The frames that make up almost all of a recording, read in one go.

use idlewire_wire::{Ethernet, Ipv4, Ipv6, LinkType, Tcp, Udp};
use std::net::IpAddr;

use crate::ip::to_u32;
use crate::{Macs, Packet, TcpHead, Transport, tunnel};

const TCP: u8 = 6;
const UDP: u8 = 17;

/// A frame that holds a whole TCP or UDP packet, in IPv4 without options or IPv6 without extensions, in Ethernet without
/// tags, about which there is nothing to note but padding.
///
/// What it says is what [`crate::dissect`] says, which is the reference ([`crate::law::check`] compares the two). `None`
/// means that the frame is to be dissected.
#[must_use]
pub fn plain<'a>(link: LinkType, frame: &'a [u8]) -> Option<(Macs, Packet<'a>)> {
    plain_then(link, frame, Whole)
}

/// Looks at a plain frame. A trait and no closure, so that it can be compiled into each of the places where frames are read:
/// one for each kind of address and transport, which it knows there.
pub trait Look<'a> {
    /// What is seen.
    type Seen;

    /// Looks at a packet, and at whom its frame was from and for.
    fn look(self, macs: Macs, packet: &Packet<'a>) -> Self::Seen;
}

/// Takes all.
struct Whole;

impl<'a> Look<'a> for Whole {
    type Seen = (Macs, Packet<'a>);

    #[inline(always)]
    fn look(self, macs: Macs, packet: &Packet<'a>) -> Self::Seen {
        (macs, *packet)
    }
}

/// The same as [`plain`], for `look` to look at.
#[must_use]
#[inline(always)]
pub fn plain_then<'a, L: Look<'a>>(link: LinkType, frame: &'a [u8], look: L) -> Option<L::Seen> {
    if link != LinkType::ETHERNET {
        return None;
    }
    let header = Ethernet::parse(frame).ok()?;
    let macs = Macs { source: header.source(), destination: header.destination() };
    let behind = frame.get(Ethernet::LEN..)?;
    match header.type_or_length() {
        0x0800 => in_ip(macs, behind, &ipv4(behind)?, look),
        0x86dd => in_ip(macs, behind, &ipv6(behind)?, look),
        _ => None,
    }
}

#[inline(always)]
fn in_ip<'a, L: Look<'a>>(macs: Macs, behind: &'a [u8], ip: &Ip, look: L) -> Option<L::Seen> {
    let segment = behind.get(ip.header_len..ip.end)?;
    match ip.protocol {
        TCP => Some(look.look(macs, &packet(ip, segment, tcp(segment)?)?)),
        UDP => Some(look.look(macs, &packet(ip, segment, udp(segment)?)?)),
        _ => None,
    }
}

#[inline(always)]
fn packet<'a>(ip: &Ip, segment: &'a [u8], (transport, header_len): (Transport, usize)) -> Option<Packet<'a>> {
    let at = Ethernet::LEN + ip.header_len;
    Some(Packet {
        identification: ip.identification,
        transport,
        transport_at: to_u32(at),
        payload: segment.get(header_len..)?,
        payload_at: to_u32(at + header_len),
        ..Packet::new(ip.source, ip.destination, ip.protocol)
    })
}

struct Ip {
    source: IpAddr,
    destination: IpAddr,
    protocol: u8,
    identification: u16,
    header_len: usize,
    end: usize,
}

#[inline(always)]
fn ipv4(bytes: &[u8]) -> Option<Ip> {
    let header = Ipv4::parse(bytes).ok()?;
    let (header_len, end) = (header.header_len(), header.total_len());
    let is_whole = !header.more_fragments() && header.fragment_offset() == 0;
    (is_whole && header_len == 20 && end > 20 && !header.checksum_wrong()).then(|| Ip {
        source: header.source().into(),
        destination: header.destination().into(),
        protocol: header.protocol(),
        identification: header.identification(),
        header_len,
        end,
    })
}

#[inline(always)]
fn ipv6(bytes: &[u8]) -> Option<Ip> {
    let header = Ipv6::parse(bytes).ok()?;
    let len = header.payload_len();
    (len > 0).then(|| Ip {
        source: header.source().into(),
        destination: header.destination().into(),
        protocol: header.next_header(),
        identification: 0,
        header_len: Ipv6::LEN,
        end: Ipv6::LEN + len,
    })
}

#[inline(always)]
fn tcp(segment: &[u8]) -> Option<(Transport, usize)> {
    let header = Tcp::parse(segment).ok()?;
    let head = TcpHead {
        source_port: header.source_port(),
        destination_port: header.destination_port(),
        seq: header.sequence(),
        ack: header.acknowledgment(),
        flags: header.flags(),
        window: header.window(),
    };
    Some((Transport::Tcp(head), header.header_len().ok()?))
}

#[inline(always)]
fn udp(segment: &[u8]) -> Option<(Transport, usize)> {
    let header = Udp::parse(segment).ok()?;
    let (source_port, destination_port) = (header.source_port(), header.destination_port());
    let is_exact = matches!(header.payload_len(), Ok(Some(len)) if len + Udp::LEN == segment.len());
    let is_leaf = !tunnel::may_follow_udp(source_port, destination_port);
    (is_exact && is_leaf).then_some((Transport::Udp { source_port, destination_port }, Udp::LEN))
}
