//! The link-layer type of a capture.

/// What the first bytes of a frame are.
///
/// Source: the tcpdump.org registry of link-layer header types (LINKTYPE_ values, as they stand in files).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkType(pub u32);

impl LinkType {
    /// BSD loopback, the address family in the byte order of the recording machine.
    pub const NULL: Self = Self(0);
    /// Ethernet.
    pub const ETHERNET: Self = Self(1);
    /// PPP, with or without the address and control bytes.
    pub const PPP: Self = Self(9);
    /// Raw IP as OpenBSD numbers it.
    pub const RAW_OPENBSD: Self = Self(14);
    /// Raw IP as most other systems number it.
    pub const RAW_BSD: Self = Self(12);
    /// FDDI.
    pub const FDDI: Self = Self(10);
    /// Juniper routers: their own header, then Ethernet.
    pub const JUNIPER_ETHERNET: Self = Self(178);
    /// IP over InfiniBand.
    pub const INFINIBAND: Self = Self(242);
    /// PPP in HDLC-like framing, or Cisco HDLC.
    pub const PPP_HDLC: Self = Self(50);
    /// Raw IP, the version in the first nibble.
    pub const RAW: Self = Self(101);
    /// Cisco HDLC.
    pub const CHDLC: Self = Self(104);
    /// IEEE 802.11.
    pub const WLAN: Self = Self(105);
    /// Frame Relay.
    pub const FRAME_RELAY: Self = Self(107);
    /// BSD loopback, the address family in network byte order.
    pub const LOOP: Self = Self(108);
    /// Linux cooked capture, version 1.
    pub const LINUX_SLL: Self = Self(113);
    /// 802.11 behind a Prism header.
    pub const PRISM: Self = Self(119);
    /// 802.11 behind a radiotap header.
    pub const RADIOTAP: Self = Self(127);
    /// PKTAP as early systems of Apple numbered it (USER2).
    pub const PKTAP_OLD: Self = Self(149);
    /// 802.11 behind an AVS header.
    pub const AVS: Self = Self(163);
    /// PPP with a direction in place of the address byte.
    pub const PPP_PPPD: Self = Self(166);
    /// Per-Packet Information, then the link type that it names.
    pub const PPI: Self = Self(192);
    /// A direction byte, then PPP.
    pub const PPP_WITH_DIR: Self = Self(204);
    /// Raw IPv4.
    pub const IPV4: Self = Self(228);
    /// Raw IPv6.
    pub const IPV6: Self = Self(229);
    /// Linux netfilter log.
    pub const NFLOG: Self = Self(239);
    /// Apple PKTAP.
    pub const PKTAP: Self = Self(258);
    /// Linux cooked capture, version 2.
    pub const LINUX_SLL2: Self = Self(276);
    /// Token ring, IEEE 802.5.
    pub const TOKEN_RING: Self = Self(6);
    /// PPP over Ethernet, without the header of Ethernet.
    pub const PPP_ETHER: Self = Self(51);
    /// ATM with the encapsulation of RFC 2684.
    pub const ATM_RFC1483: Self = Self(100);
    /// OpenBSD's decrypted packets of IPsec.
    pub const ENC: Self = Self(109);
    /// The log of the packet filter of the BSDs.
    pub const PFLOG: Self = Self(117);
    /// IP over Fibre Channel.
    pub const IP_OVER_FC: Self = Self(122);
    /// ATM as Solaris records it.
    pub const SUNATM: Self = Self(123);
    /// MPLS, beginning with the label stack.
    pub const MPLS: Self = Self(219);
    /// Solaris' packets above the link layer.
    pub const IPNET: Self = Self(226);
}
