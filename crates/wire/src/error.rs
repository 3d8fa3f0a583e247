//! Why a layer could not be read, and the names of the layers.

use std::fmt;

/// A protocol layer that idlewire can read, or that it stops at knowingly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Layer {
    /// The link layer as a whole, before a header of it was read.
    #[default]
    Link,
    /// Ethernet II or 802.3.
    Ethernet,
    /// A tag between the addresses and the ether type: 802.1Q, 802.1ad and their like.
    Tag,
    /// IEEE 802.2 logical link control, with SNAP if that follows.
    Llc,
    /// Linux cooked capture, version 1 or 2.
    LinuxCooked,
    /// BSD loopback: an address family in front of the packet.
    Loopback,
    /// Point-to-Point Protocol.
    Ppp,
    /// PPP over Ethernet, session stage.
    Pppoe,
    /// Cisco HDLC.
    Chdlc,
    /// Frame Relay with RFC 2427 encapsulation.
    FrameRelay,
    /// Radiotap: what the radio said about an 802.11 frame.
    Radiotap,
    /// Prism or AVS: older forms of what the radio said.
    Prism,
    /// Per-Packet Information.
    Ppi,
    /// IEEE 802.11.
    Wlan,
    /// The header of one subframe of an 802.11 A-MSDU.
    Amsdu,
    /// Apple PKTAP: interface and process in front of the frame.
    Pktap,
    /// Linux netfilter log.
    Nflog,
    /// IEEE 802.1AE.
    Macsec,
    /// MPLS label stack, with the control word of a pseudo-wire.
    Mpls,
    /// The service tag of IEEE 802.1ah.
    ProviderBackbone,
    /// Network Service Header.
    Nsh,
    /// Generic Routing Encapsulation.
    Gre,
    /// Encapsulated remote mirror of a switch port.
    Erspan,
    /// Ethernet within IP.
    EtherIp,
    /// VXLAN, also with the generic protocol extension.
    Vxlan,
    /// Generic Network Virtualization Encapsulation.
    Geneve,
    /// GPRS Tunnelling Protocol, user plane.
    Gtp,
    /// Layer Two Tunneling Protocol, version 2.
    L2tp,
    /// The indications in front of an IPv6 packet in a Teredo datagram.
    Teredo,
    /// The data header of the Locator/ID Separation Protocol.
    Lisp,
    /// Internet Protocol version 4.
    Ipv4,
    /// Internet Protocol version 6.
    Ipv6,
    /// An extension header of IPv6.
    Ipv6Extension,
    /// IP Authentication Header.
    Ah,
    /// Transmission Control Protocol.
    Tcp,
    /// User Datagram Protocol.
    Udp,
    /// Stream Control Transmission Protocol.
    Sctp,
    /// Internet Control Message Protocol, for IPv4 or IPv6.
    Icmp,
}

impl Layer {
    /// The word used in the ledger and in `explain`.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Ethernet => "ethernet",
            Self::Tag => "tag",
            Self::Llc => "llc",
            Self::LinuxCooked => "linux-cooked",
            Self::Loopback => "loopback",
            Self::Ppp => "ppp",
            Self::Pppoe => "pppoe",
            Self::Chdlc => "chdlc",
            Self::FrameRelay => "frame-relay",
            Self::Radiotap => "radiotap",
            Self::Prism => "prism",
            Self::Ppi => "ppi",
            Self::Wlan => "wlan",
            Self::Amsdu => "amsdu",
            Self::Pktap => "pktap",
            Self::Nflog => "nflog",
            Self::Macsec => "macsec",
            Self::Mpls => "mpls",
            Self::ProviderBackbone => "pbb",
            Self::Nsh => "nsh",
            Self::Gre => "gre",
            Self::Erspan => "erspan",
            Self::EtherIp => "etherip",
            Self::Vxlan => "vxlan",
            Self::Geneve => "geneve",
            Self::Gtp => "gtp",
            Self::L2tp => "l2tp",
            Self::Teredo => "teredo",
            Self::Lisp => "lisp",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Ipv6Extension => "ipv6-extension",
            Self::Ah => "ah",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
            Self::Icmp => "icmp",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

/// Why a layer could not be read. `Copy`, because one is kept for each stopped frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The capture ends inside this layer. Usual cause: the snap length, not the sender.
    #[error("{layer}: need {need} bytes, have {have}")]
    Truncated {
        /// The layer that could not be read.
        layer: Layer,
        /// Bytes that it needs.
        need: usize,
        /// Bytes that there are.
        have: usize,
    },

    /// All bytes are present and break the named rule. Usual cause: the sender, or a wrong guess of ours.
    #[error("{layer}: breaks the rule \"{rule}\"")]
    Malformed {
        /// The layer that could not be read.
        layer: Layer,
        /// The rule that the bytes break, said as it should be.
        rule: &'static str,
    },

    /// Well formed, but not read by this version.
    #[error("{layer}: {what} {value:#x} is not supported")]
    Unsupported {
        /// The layer that could not be read.
        layer: Layer,
        /// What the value is, such as `ether type`.
        what: &'static str,
        /// The value itself.
        value: u32,
    },

    /// A limit of this program ended reading, not the bytes.
    #[error("{layer}: the cap {cap} was met")]
    Capped {
        /// The layer that was not read.
        layer: Layer,
        /// The name of the cap.
        cap: &'static str,
    },
}
