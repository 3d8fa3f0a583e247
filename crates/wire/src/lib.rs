//! Bytes to typed views: what does this header say. One file a header; nothing here allocates or panics.
//!
//! A view is checked once, when it is made, and covers the header alone: a payload that the capture cut is no
//! reason to refuse the header in front of it. What the header declares about its payload is an accessor.

mod checksum;
mod cooked;
mod error;
mod ethernet;
mod gre;
mod gtp;
mod head;
mod ipv4;
mod ipv6;
mod l2tp;
mod link;
mod llc;
mod loopback;
mod mpls;
mod nflog;
mod overlay;
mod pktap;
mod ports;
mod ppp;
mod radio;
mod scope;
mod serial;
mod tag;
mod tcp;
mod teredo;
mod udp;
mod wlan;

pub use checksum::{fold, sum};
pub use cooked::Cooked;
pub use error::{Layer, WireError};
pub use ethernet::Ethernet;
pub use gre::{Gre, erspan_len};
pub use gtp::Gtp;
pub use ipv4::Ipv4;
pub use ipv6::{Extension, Ipv6, Ipv6Fragment};
pub use l2tp::L2tp;
pub use link::LinkType;
pub use llc::{Llc, LlcNext};
pub use loopback::Loopback;
pub use mpls::Mpls;
pub use nflog::Nflog;
pub use overlay::{Geneve, Nsh, Vxlan};
pub use pktap::Pktap;
pub use ports::{Icmp, SCTP_LEN, ports};
pub use ppp::{Ppp, Pppoe};
pub use radio::Radio;
pub use scope::Scope;
pub use serial::{Chdlc, FrameRelay, FrameRelayNext};
pub use tag::{Tag, tag_len};
pub use tcp::Tcp;
pub use teredo::teredo_indications;
pub use udp::Udp;
pub use wlan::{Subframe, Wlan, WlanBody};
