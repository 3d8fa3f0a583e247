//! The first layer: one row a link type.

pub(crate) mod ethernet;
pub(crate) mod ppp;
pub(crate) mod serial;
pub(crate) mod wifi;

mod apple;
mod cooked;
mod fixed;
mod loopback;
mod netfilter;
mod older;

use idlewire_wire::{Layer, LinkType, WireError};

use crate::walk::{Next, Read, Step};
use crate::{ip, llc, tunnel};

/// The reader of each link type. To add one: a file and a row. The frequent ones stand first.
static LINKS: &[(LinkType, Read)] = &[
    (LinkType::ETHERNET, ethernet::ethernet),
    (LinkType::LINUX_SLL, cooked::version_1),
    (LinkType::LINUX_SLL2, cooked::version_2),
    (LinkType::RAW, ip::ip),
    (LinkType::NULL, loopback::loopback),
    (LinkType::LOOP, loopback::loopback),
    (LinkType::RADIOTAP, wifi::radiotap),
    (LinkType::WLAN, wifi::wlan),
    (LinkType::PPI, wifi::ppi),
    (LinkType::PRISM, wifi::prism),
    (LinkType::AVS, wifi::prism),
    (LinkType::RAW_BSD, ip::ip),
    (LinkType::RAW_OPENBSD, ip::ip),
    (LinkType::IPV4, ip::ipv4),
    (LinkType::IPV6, ip::ipv6),
    (LinkType::PPP, ppp::ppp_or_chdlc),
    (LinkType::PPP_HDLC, ppp::ppp_or_chdlc),
    (LinkType::PPP_PPPD, ppp::ppp_behind_direction),
    (LinkType::PPP_WITH_DIR, ppp::ppp_behind_direction),
    (LinkType::CHDLC, serial::chdlc),
    (LinkType::FRAME_RELAY, serial::frame_relay),
    (LinkType::PKTAP, apple::pktap),
    (LinkType::PKTAP_OLD, apple::pktap),
    (LinkType::NFLOG, netfilter::nflog),
    (LinkType::FDDI, fixed::fddi),
    (LinkType::JUNIPER_ETHERNET, fixed::juniper_ethernet),
    (LinkType::INFINIBAND, fixed::infiniband),
    (LinkType::PPP_ETHER, ppp::pppoe),
    (LinkType::MPLS, tunnel::mpls::mpls),
    (LinkType::ENC, loopback::decrypted),
    (LinkType::PFLOG, loopback::packet_filter_log),
    (LinkType::IPNET, loopback::solaris),
    (LinkType::TOKEN_RING, older::token_ring),
    (LinkType::ATM_RFC1483, llc::llc),
    (LinkType::SUNATM, older::sun_atm),
    (LinkType::IP_OVER_FC, older::fibre_channel),
];

/// The reader of a link type.
pub(crate) fn reader(link: LinkType) -> Step {
    let unknown = WireError::Unsupported { layer: Layer::Link, what: "link type", value: link.0 };
    LINKS.iter().find(|(number, _)| *number == link).map(|(_, read)| Next::Read(*read)).ok_or(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_type_has_one_row() {
        for (n, (link, _)) in LINKS.iter().enumerate() {
            assert!(LINKS[..n].iter().all(|(other, _)| other != link), "{link:?}");
        }
    }
}
