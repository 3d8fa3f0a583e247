//! Transport headers.

use idlewire_wire::{Extension, Icmp, Layer, SCTP_LEN, Tcp, Udp, WireError, ports};

use crate::walk::{Next, Step, Walk};
use crate::{Notes, Packet, TcpHead, Transport, extension, ip, tunnel};

const ICMP: u8 = 1;
const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMP_V6: u8 = 58;
const SCTP: u8 = 132;

/// Whether a protocol has a transport header that is read.
pub(crate) fn is_one(protocol: u8) -> bool {
    matches!(protocol, TCP | UDP | ICMP | ICMP_V6 | SCTP)
}

/// Reads the transport header of a reassembled datagram, behind any extension headers, and gives the payload.
///
/// A protocol without a header that is read is [`Transport::Other`], all bytes being its payload.
///
/// # Errors
/// [`WireError::Truncated`] if not even the ports (of ICMP: type and code) are there.
pub fn transport(protocol: u8, ip_payload: &[u8]) -> Result<(Transport, &[u8]), WireError> {
    let (mut protocol, mut bytes) = (protocol, ip_payload);
    for _ in 0..extension::LIMIT {
        if !Extension::is_one(protocol) {
            break;
        }
        let header = Extension::parse(protocol, bytes)?;
        (protocol, bytes) = (header.next_header, bytes.get(header.len..).unwrap_or_default());
    }
    if !is_one(protocol) {
        return Ok((Transport::Other, bytes));
    }
    let head = head(protocol, bytes)?;
    if head.stop.is_some() {
        return Ok((head.transport, &[]));
    }
    let payload = bytes.get(head.len..).unwrap_or_default();
    Ok((head.transport, head.payload_len.and_then(|len| payload.get(..len)).unwrap_or(payload)))
}

/// Reads the transport header of a packet, and what is tunnelled in it.
#[inline]
pub(crate) fn behind_ip<'a>(walk: &mut Walk<'a>, packet: &mut Packet<'a>, protocol: u8) -> Step {
    let head = match head(protocol, walk.rest()) {
        Ok(head) => head,
        Err(stop) => {
            packet.payload = walk.rest();
            packet.payload_missing = ip::to_u32(walk.missing());
            walk.commit_unread(packet);
            return Err(stop);
        }
    };
    packet.transport = head.transport;
    if let Some(stop) = head.stop {
        packet.payload_missing = ip::to_u32(walk.declared_rest().saturating_sub(walk.rest().len().max(head.len)));
        packet.payload_at = ip::to_u32(walk.at() + walk.rest().len().min(head.len));
        walk.commit(packet);
        return Err(stop);
    }
    walk.push(head.layer, head.len)?;
    if let Some(len) = head.payload_len {
        clip(walk, len, packet.fragment.is_some());
    }
    packet.payload = walk.rest();
    packet.payload_at = ip::to_u32(walk.at());
    packet.payload_missing = ip::to_u32(walk.missing());
    let whole = packet.fragment.is_none();
    walk.commit(packet);
    match head.transport {
        Transport::Udp { source_port, destination_port } if whole => {
            tunnel::behind_udp(walk, source_port, destination_port)
        }
        _ => Ok(Next::Done),
    }
}

/// A datagram's length may leave out bytes of its packet; more than the packet holds it cannot be, unless the rest is in
/// other fragments.
fn clip(walk: &mut Walk<'_>, len: usize, fragment: bool) {
    if len < walk.declared_rest() {
        walk.narrow(len);
    } else if len > walk.declared_rest() && !fragment {
        walk.out.notes.set(Notes::LENGTH_BEYOND_FRAME);
    }
}

/// What was read of a transport header.
struct Head {
    transport: Transport,
    layer: Layer,
    /// Bytes of the header, as declared.
    len: usize,
    /// Bytes behind it, if the header declares them.
    payload_len: Option<usize>,
    /// What is wrong behind the ports.
    stop: Option<WireError>,
}

/// Reads a transport header; fails only if not even the ports are there.
#[inline]
fn head(protocol: u8, bytes: &[u8]) -> Result<Head, WireError> {
    match protocol {
        TCP => tcp(bytes),
        UDP => udp(bytes),
        SCTP => sctp(bytes),
        _ => {
            let Icmp { kind, code } = Icmp::parse(bytes)?;
            let transport = Transport::Icmp { kind, code };
            Ok(Head { transport, layer: Layer::Icmp, len: Icmp::LEN, payload_len: None, stop: None })
        }
    }
}

#[inline]
fn tcp(bytes: &[u8]) -> Result<Head, WireError> {
    let layer = Layer::Tcp;
    let header = match Tcp::parse(bytes) {
        Ok(header) => header,
        Err(stop) => {
            let (source_port, destination_port) = ports(layer, bytes)?;
            let transport = Transport::TcpCut { source_port, destination_port };
            return Ok(Head { transport, layer, len: 20, payload_len: None, stop: Some(stop) });
        }
    };
    let transport = Transport::Tcp(TcpHead {
        source_port: header.source_port(),
        destination_port: header.destination_port(),
        seq: header.sequence(),
        ack: header.acknowledgment(),
        flags: header.flags(),
        window: header.window(),
    });
    let (len, stop) = match header.header_len() {
        Ok(len) if len > bytes.len() => (len, Some(WireError::Truncated { layer, need: len, have: bytes.len() })),
        Ok(len) => (len, None),
        Err(stop) => (20, Some(stop)),
    };
    Ok(Head { transport, layer, len, payload_len: None, stop })
}

#[inline]
fn udp(bytes: &[u8]) -> Result<Head, WireError> {
    let layer = Layer::Udp;
    let (source_port, destination_port) = ports(layer, bytes)?;
    let transport = Transport::Udp { source_port, destination_port };
    let (payload_len, stop) = match Udp::parse(bytes).and_then(|header| header.payload_len()) {
        Ok(len) => (len, None),
        Err(stop) => (None, Some(stop)),
    };
    Ok(Head { transport, layer, len: Udp::LEN, payload_len, stop })
}

fn sctp(bytes: &[u8]) -> Result<Head, WireError> {
    let layer = Layer::Sctp;
    let (source_port, destination_port) = ports(layer, bytes)?;
    let transport = Transport::Sctp { source_port, destination_port };
    let cut = WireError::Truncated { layer, need: SCTP_LEN, have: bytes.len() };
    let stop = (bytes.len() < SCTP_LEN).then_some(cut);
    Ok(Head { transport, layer, len: SCTP_LEN, payload_len: None, stop })
}
