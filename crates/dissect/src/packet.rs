//! An IP packet and its transport header.

use std::net::IpAddr;

/// An IP packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Who sent it.
    pub source: IpAddr,
    /// For whom it is.
    pub destination: IpAddr,
    /// The protocol above IP and its extension headers, an IANA number. For a fragment: what the fragment header (in
    /// IPv4 the header) names, so that all fragments of a datagram agree.
    pub protocol: u8,
    /// The identification of IPv4, or the lower half of the one in an IPv6 fragment header; 0 for IPv6 without one.
    pub identification: u16,
    /// Set only if this is a part of a datagram.
    pub fragment: Option<Fragment<'a>>,
    /// The transport header.
    pub transport: Transport,
    /// Where the transport header begins in the frame.
    pub transport_at: u32,
    /// The bytes above the transport header that the capture holds; padding of the frame excluded.
    pub payload: &'a [u8],
    /// Where they begin in the frame.
    pub payload_at: u32,
    /// Bytes of payload that the headers declare and the capture lacks.
    pub payload_missing: u32,
}

impl Packet<'_> {
    /// A packet of which only the header of IP is known.
    #[inline(always)]
    pub(crate) fn new(source: IpAddr, destination: IpAddr, protocol: u8) -> Self {
        Self {
            source,
            destination,
            protocol,
            identification: 0,
            fragment: None,
            transport: Transport::Other,
            transport_at: 0,
            payload: &[],
            payload_at: 0,
            payload_missing: 0,
        }
    }
}

/// A part of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment<'a> {
    /// Common to the fragments of one datagram.
    pub id: u32,
    /// Where its bytes belong. Unit: bytes.
    pub offset: u32,
    /// Whether fragments of higher offset follow.
    pub more: bool,
    /// Its bytes, as far as the capture holds them.
    pub ip_payload: &'a [u8],
    /// Where they begin in the frame.
    pub at: u32,
}

/// What the transport header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// TCP.
    Tcp(TcpHead),
    /// A TCP header that is cut behind its ports.
    TcpCut {
        /// The sender's port.
        source_port: u16,
        /// The receiver's port.
        destination_port: u16,
    },
    /// UDP.
    Udp {
        /// The sender's port.
        source_port: u16,
        /// The receiver's port.
        destination_port: u16,
    },
    /// SCTP.
    Sctp {
        /// The sender's port.
        source_port: u16,
        /// The receiver's port.
        destination_port: u16,
    },
    /// ICMP, of IPv4 or IPv6. A packet quoted inside is no packet of its own.
    Icmp {
        /// The type.
        kind: u8,
        /// The code.
        code: u8,
    },
    /// Another protocol, or a header that could not be read.
    Other,
    /// A fragment that is not the first: its transport header is in another frame.
    Later,
}

/// The fixed part of a TCP header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TcpHead {
    /// The sender's port.
    pub source_port: u16,
    /// The receiver's port.
    pub destination_port: u16,
    /// The sequence number of the first byte.
    pub seq: u32,
    /// The sequence number expected next from the other side, if the flag ACK is set.
    pub ack: u32,
    /// The flags from FIN (bit 0) to CWR (bit 7).
    pub flags: u8,
    /// The window as sent, not scaled.
    pub window: u16,
}

impl Transport {
    /// Source and destination port, of transports that have them.
    #[must_use]
    pub fn ports(&self) -> Option<(u16, u16)> {
        match *self {
            Self::Tcp(TcpHead { source_port, destination_port, .. })
            | Self::TcpCut { source_port, destination_port }
            | Self::Udp { source_port, destination_port }
            | Self::Sctp { source_port, destination_port } => Some((source_port, destination_port)),
            Self::Icmp { .. } | Self::Other | Self::Later => None,
        }
    }
}
