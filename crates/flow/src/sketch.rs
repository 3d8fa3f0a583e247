//! What one frame means for the flows, found without looking at any: this part may run ahead, on another thread.

use crate::flow::{ACK, SYN};
use crate::key::{FlowKey, Side};
use idlewire_dissect::{Dissection, Macs, Packet, Transport, Via, checksum_wrong};

/// What a frame holds, as far as flows are concerned.
#[derive(Clone, Copy, Debug)]
pub enum Sight {
    /// Nothing that belongs to a flow.
    Nothing,
    /// A packet of a flow.
    Packet(Sketch),
    /// A part of a datagram: which flow it belongs to may stand in another frame.
    Fragment,
}

/// A packet of a flow. Its bytes stay where they are.
#[derive(Clone, Copy, Debug)]
pub struct Sketch {
    pub(crate) key: FlowKey,
    /// A mix of the fields that differ between a packet and its successor.
    pub(crate) print: u64,
    /// Sequence number; 0 for other transports than TCP.
    pub(crate) sequence: u32,
    /// Where the transport header begins in the frame.
    pub(crate) transport_at: u32,
    /// Where the payload lies in the frame.
    pub(crate) payload_at: u32,
    pub(crate) payload_len: u32,
    /// Bytes that the headers declare and the capture lacks.
    pub(crate) payload_missing: u32,
    pub(crate) side: Side,
    /// TCP flags; 0 for other transports.
    pub(crate) flags: u8,
    /// Set for an ICMP query: whether the sender is the one who asks.
    pub(crate) asks: Option<bool>,
    /// Whether the payload may say something about names.
    pub(crate) speaks: bool,
    /// What the table's probe says of the payload.
    pub(crate) begins: bool,
    /// Whether two equal prints mean one packet, not two that look alike.
    pub(crate) is_distinct: bool,
    pub(crate) macs: Option<Macs>,
    pub(crate) via: Via,
}

/// Tells from a payload whether it may begin a part that can be read by itself, whatever came before it.
pub type Probe = fn(&[u8]) -> bool;

/// What a dissected frame means for the flows. `probe` is a [`Probe`], the same for all frames of a table.
pub fn sight(dissection: &Dissection<'_>, probe: impl Fn(&[u8]) -> bool) -> Sight {
    match &dissection.packet {
        None => Sight::Nothing,
        Some(packet) if packet.fragment.is_some() => Sight::Fragment,
        Some(packet) => sketch(packet, dissection.macs, dissection.via, probe).map_or(Sight::Nothing, Sight::Packet),
    }
}

/// The same for a whole packet in no tunnel.
#[inline(always)]
pub fn sight_of_plain(macs: Macs, packet: &Packet<'_>, probe: impl Fn(&[u8]) -> bool) -> Sight {
    sketch(packet, Some(macs), Via::default(), probe).map_or(Sight::Nothing, Sight::Packet)
}

/// `None` for what is no flow: ICMP errors (they quote a flow), and fragments without a transport header.
#[inline(always)]
pub(crate) fn sketch(
    packet: &Packet<'_>,
    macs: Option<Macs>,
    via: Via,
    probe: impl Fn(&[u8]) -> bool,
) -> Option<Sketch> {
    let (mut ports, mut sequence, mut acknowledged, mut flags, mut asks) = ((0, 0), 0, 0, 0, None);
    match packet.transport {
        Transport::Tcp(tcp) => {
            ports = (tcp.source_port, tcp.destination_port);
            (sequence, acknowledged, flags) = (tcp.seq, tcp.ack, tcp.flags);
        }
        Transport::Icmp { kind, .. } => asks = Some(icmp_asks(packet.protocol, kind)?),
        Transport::Later => return None,
        other => ports = other.ports().unwrap_or_default(),
    }
    let (key, side) = FlowKey::of(packet.protocol, (packet.source, ports.0), (packet.destination, ports.1));
    let is_read = matches!(packet.transport, Transport::Tcp(_) | Transport::Udp { .. });
    Some(Sketch {
        key,
        print: print(packet, [sequence, acknowledged], flags),
        sequence,
        transport_at: packet.transport_at,
        payload_at: packet.payload_at,
        payload_len: u32::try_from(packet.payload.len()).unwrap_or(u32::MAX),
        payload_missing: packet.payload_missing,
        side,
        flags,
        asks,
        begins: is_read && probe(packet.payload),
        // What was cut off before its first byte says at least that.
        speaks: is_read && (!packet.payload.is_empty() || packet.payload_missing > 0 || flags & SYN != 0),
        is_distinct: packet.identification != 0 || !packet.payload.is_empty(),
        macs,
        via,
    })
}

impl Sketch {
    /// The side and number of a SYN that opens.
    pub(crate) fn syn(&self) -> Option<(Side, u32)> {
        (self.key.transport() == 6 && self.flags & (SYN | ACK) == SYN).then_some((self.side, self.sequence))
    }

    /// Whether the transport's checksum is wrong; `None` if that cannot be told, or not from this frame alone.
    #[must_use]
    pub fn checksum_wrong(&self, frame: &[u8]) -> Option<bool> {
        let end = self.payload_at as usize + self.payload_len as usize;
        let segment = frame.get(self.transport_at as usize..end).filter(|_| self.payload_missing == 0)?;
        let ends = [self.key.address(Side::Low), self.key.address(Side::High)];
        checksum_wrong(self.key.transport(), ends, segment)
    }
}

/// A mix of the fields that differ between a packet and its successor. Multipliers are odd, so no field is lost.
#[inline(always)]
fn print(packet: &Packet<'_>, numbers: [u32; 2], flags: u8) -> u64 {
    let body = packet.payload.len() as u64 + u64::from(packet.payload_missing);
    // Numbers tell the segments of TCP apart; of two datagrams of one length the last bytes differ, if anything does.
    let tail = match packet.transport {
        Transport::Tcp(_) => 0,
        _ => packet.payload.last_chunk::<4>().map_or(0, |bytes| u64::from(u32::from_be_bytes(*bytes))),
    };
    let add = |mix: u64, field: u64| (mix.rotate_left(17) ^ field).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mix = add(1, u64::from(numbers[0]) << 32 | u64::from(numbers[1]));
    let mix = add(mix, u64::from(packet.identification) << 40 | u64::from(flags) << 32 | tail);
    add(mix, body)
}

/// Whether an ICMP message asks (echo, timestamp, information, mask) or answers.
///
/// `None` for errors, which belong to the flow that they quote, and for what hosts and routers of one link tell each
/// other (neighbour discovery, group membership). Source: RFC 792, RFC 950, RFC 4443 section 4.
fn icmp_asks(protocol: u8, kind: u8) -> Option<bool> {
    match (protocol, kind) {
        (1, 8 | 13 | 15 | 17) | (58, 128) => Some(true),
        (1, 0 | 14 | 16 | 18) | (58, 129) => Some(false),
        _ => None,
    }
}
