//! The tunnels around a packet.

use idlewire_evidence::Cap;
use idlewire_wire::{Layer, WireError};
use serde::{Deserialize, Serialize};

/// How many tunnels of one frame are entered.
pub(crate) const MAX_TUNNELS: Cap = Cap {
    name: "dissect-tunnels",
    unit: "tunnels per frame",
    default: CAPACITY as u64,
    reason: "real networks nest three at most; each level lets hostile input repeat the work of the one before",
    outcome: "reading stops there, the frame counts as stopped",
};

const CAPACITY: usize = 6;

/// A way to carry packets inside others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Tunnel {
    /// IPv4 in IPv4.
    #[default]
    Ipip,
    /// IPv6 in IPv4 between configured ends.
    SixInFour,
    /// IPv6 in IPv4 with an address of 2002::/16.
    SixToFour,
    /// IPv4 in IPv6.
    FourInSix,
    /// IPv6 in IPv6.
    SixInSix,
    /// Ethernet in IP.
    EtherIp,
    /// Generic Routing Encapsulation.
    Gre,
    /// A mirrored switch port.
    Erspan,
    /// MPLS.
    Mpls,
    /// PPP over Ethernet.
    Pppoe,
    /// IEEE 802.1ah.
    ProviderBackbone,
    /// Network Service Header.
    Nsh,
    /// VXLAN and its generic extension.
    Vxlan,
    /// Geneve.
    Geneve,
    /// GTP, user plane.
    Gtp,
    /// L2TP, version 2.
    L2tp,
    /// Teredo.
    Teredo,
    /// LISP.
    Lisp,
}

impl Tunnel {
    /// The word used in reports.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Ipip => "ipip",
            Self::SixInFour => "6in4",
            Self::SixToFour => "6to4",
            Self::FourInSix => "4in6",
            Self::SixInSix => "6in6",
            Self::EtherIp => "etherip",
            Self::Gre => "gre",
            Self::Erspan => "erspan",
            Self::Mpls => "mpls",
            Self::Pppoe => "pppoe",
            Self::ProviderBackbone => "pbb",
            Self::Nsh => "nsh",
            Self::Vxlan => "vxlan",
            Self::Geneve => "geneve",
            Self::Gtp => "gtp",
            Self::L2tp => "l2tp",
            Self::Teredo => "teredo",
            Self::Lisp => "lisp",
        }
    }
}

/// The tunnels around a packet, outermost first. Takes no heap.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Via {
    tunnels: [Tunnel; CAPACITY],
    count: u8,
}

impl Via {
    /// The tunnels, outermost first.
    pub fn iter(&self) -> impl Iterator<Item = Tunnel> + '_ {
        self.tunnels.iter().copied().take(self.count.into())
    }

    /// The words of the tunnels, outermost first.
    pub fn tokens(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.iter().map(Tunnel::token)
    }

    /// Whether the packet is in no tunnel.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds a tunnel that a header of `layer` opens.
    pub(crate) fn push(&mut self, layer: Layer, tunnel: Tunnel) -> Result<(), WireError> {
        let deep = WireError::Capped { layer, cap: MAX_TUNNELS.name };
        *self.tunnels.get_mut(usize::from(self.count)).ok_or(deep)? = tunnel;
        self.count += 1;
        Ok(())
    }
}

impl std::fmt::Debug for Via {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.tokens()).finish()
    }
}
