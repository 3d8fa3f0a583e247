//! Frames written by hand from the layouts of the RFCs, independent of the readers.

#![allow(dead_code)]

use std::net::{Ipv4Addr, Ipv6Addr};

pub(crate) const MAC_A: [u8; 6] = [0x02, 0, 0, 0, 0, 0x0a];
pub(crate) const MAC_B: [u8; 6] = [0x02, 0, 0, 0, 0, 0x0b];

pub(crate) fn join(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

pub(crate) fn be(n: usize) -> [u8; 2] {
    u16::try_from(n).expect("fits a length field").to_be_bytes()
}

pub(crate) fn ethernet(ether_type: u16, payload: &[u8]) -> Vec<u8> {
    join(&[&MAC_B, &MAC_A, &ether_type.to_be_bytes(), payload])
}

pub(crate) fn ipv4(source: [u8; 4], destination: [u8; 4], protocol: u8, payload: &[u8]) -> Vec<u8> {
    ipv4_part(source, destination, protocol, 7, 0, payload)
}

/// `position` is the field with flags and fragment offset.
pub(crate) fn ipv4_part(s: [u8; 4], d: [u8; 4], protocol: u8, id: u16, position: u16, payload: &[u8]) -> Vec<u8> {
    let mut header = join(&[
        &[0x45, 0],
        &be(20 + payload.len()),
        &id.to_be_bytes(),
        &position.to_be_bytes(),
        &[64, protocol, 0, 0],
        &s,
        &d,
    ]);
    let check = checksum(&header).to_be_bytes();
    header[10..12].copy_from_slice(&check);
    join(&[&header, payload])
}

pub(crate) fn ipv6(source: &str, destination: &str, next: u8, payload: &[u8]) -> Vec<u8> {
    let address = |text: &str| text.parse::<Ipv6Addr>().expect("an address").octets();
    join(&[&[0x60, 0, 0, 0], &be(payload.len()), &[next, 64], &address(source), &address(destination), payload])
}

pub(crate) fn udp(source: u16, destination: u16, payload: &[u8]) -> Vec<u8> {
    join(&[&source.to_be_bytes(), &destination.to_be_bytes(), &be(8 + payload.len()), &[0, 0], payload])
}

/// A segment with 12 bytes of options: sequence 1000, acknowledgment 2000, flags PSH and ACK, window 512.
pub(crate) fn tcp(source: u16, destination: u16, payload: &[u8]) -> Vec<u8> {
    let fixed = [0, 0, 3, 232, 0, 0, 7, 208, 0x80, 0x18, 2, 0, 0, 0, 0, 0];
    join(&[&source.to_be_bytes(), &destination.to_be_bytes(), &fixed, &[1; 12], payload])
}

/// The TCP segment of one machine to a server, in IPv4.
pub(crate) fn inner_v4() -> Vec<u8> {
    ipv4([192, 0, 2, 1], [198, 51, 100, 2], 6, &tcp(49152, 443, b"hello"))
}

/// The same in IPv6.
pub(crate) fn inner_v6() -> Vec<u8> {
    ipv6("2001:db8::1", "2001:db8::2", 6, &tcp(49152, 443, b"hello"))
}

/// RFC 1071 section 1, two bytes at a time as written there.
pub(crate) fn checksum(bytes: &[u8]) -> u16 {
    let mut sum = 0u32;
    for pair in bytes.chunks(2) {
        sum += u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0));
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).expect("folded")
}

pub(crate) fn pseudo_v4(source: Ipv4Addr, destination: Ipv4Addr, protocol: u8, segment: &[u8]) -> Vec<u8> {
    join(&[&source.octets(), &destination.octets(), &[0, protocol], &be(segment.len()), segment])
}

/// Every envelope that ends in Ethernet, IPv4 or IPv6 of the inner packet: link type, frame, expected tunnels.
pub(crate) fn envelopes() -> Vec<(&'static str, u32, Vec<u8>, &'static [&'static str])> {
    let (four, six) = (inner_v4(), inner_v6());
    let frame = ethernet(0x0800, &four);
    let over_ip =
        |protocol: u8, payload: &[u8]| ethernet(0x0800, &ipv4([203, 0, 113, 1], [203, 0, 113, 2], protocol, payload));
    let over_udp = |port: u16, payload: &[u8]| over_ip(17, &udp(5000, port, payload));
    let ppp = join(&[&[0xff, 3, 0, 0x21], &four]);
    let snap = join(&[&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0], &four]);
    let wlan = |control: [u8; 2], extra: &[u8], body: &[u8]| {
        join(&[&control, &[0, 0], &MAC_B, &[2, 0, 0, 0, 0, 9], &MAC_A, &[0x10, 0], extra, body])
    };
    let subframe = |body: &[u8]| join(&[&MAC_B, &MAC_A, &be(body.len()), body]);
    let radiotap = |flags: u8, frame: &[u8]| join(&[&[0, 0, 9, 0, 2, 0, 0, 0, flags], frame]);
    let mut pktap = vec![0; 108];
    pktap[0] = 108;
    pktap[8] = 1;
    pktap[56..60].copy_from_slice(b"curl");
    vec![
        ("ethernet", 1, frame.clone(), &[]),
        ("ethernet, IPv6", 1, ethernet(0x86dd, &six), &[]),
        ("VLAN", 1, ethernet(0x8100, &join(&[&[0, 5, 8, 0], &four])), &[]),
        ("QinQ", 1, ethernet(0x88a8, &join(&[&[0, 5, 0x81, 0, 0, 6, 8, 0], &four])), &[]),
        ("802.3 with SNAP", 1, ethernet(u16::try_from(snap.len()).unwrap(), &snap), &[]),
        ("raw", 101, four.clone(), &[]),
        ("raw, BSD", 12, six.clone(), &[]),
        ("raw IPv4", 228, four.clone(), &[]),
        ("raw IPv6", 229, six.clone(), &[]),
        ("null, little", 0, join(&[&[2, 0, 0, 0], &four]), &[]),
        ("null, big", 0, join(&[&[0, 0, 0, 2], &four]), &[]),
        ("null, macOS IPv6", 0, join(&[&[30, 0, 0, 0], &six]), &[]),
        ("null, FreeBSD IPv6", 0, join(&[&[28, 0, 0, 0], &six]), &[]),
        ("null, Windows IPv6", 0, join(&[&[23, 0, 0, 0], &six]), &[]),
        ("loop, OpenBSD IPv6", 108, join(&[&[0, 0, 0, 24], &six]), &[]),
        ("cooked 1", 113, join(&[&[0, 0, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, 8, 0], &four]), &[]),
        ("cooked 2", 276, join(&[&[0x86, 0xdd, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0], &six]), &[]),
        ("PPP", 9, ppp.clone(), &[]),
        ("PPP without framing", 50, join(&[&[0, 0x57], &six]), &[]),
        ("Cisco HDLC", 104, join(&[&[0x0f, 0, 8, 0], &four]), &[]),
        ("Frame Relay", 107, join(&[&[0x18, 0x41, 3, 0xcc], &four]), &[]),
        ("802.11", 105, wlan([0x08, 0x01], &[], &snap), &[]),
        (
            "802.11, QoS, padded, checksum",
            127,
            { radiotap(0x30, &wlan([0x88, 0x02], &[0, 0, 0, 0], &join(&[&snap, &[1, 2, 3, 4]]))) },
            &[],
        ),
        ("802.11, four addresses", 105, wlan([0x08, 0x03], &MAC_A, &snap), &[]),
        ("802.11, A-MSDU", 105, wlan([0x88, 0x01], &[0x80, 0], &subframe(&snap)), &[]),
        ("PPI", 192, join(&[&[0, 0, 8, 0, 1, 0, 0, 0], &frame]), &[]),
        ("PPPoE, as a link", 51, join(&[&[0x11, 0, 0, 1], &be(four.len() + 2), &[0, 0x21], &four]), &["pppoe"]),
        ("MPLS, as a link", 219, join(&[&[0, 1, 1, 64], &four]), &["mpls"]),
        ("null, Solaris IPv6", 0, join(&[&[26, 0, 0, 0], &six]), &[]),
        ("decrypted IPsec", 109, join(&[&[2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], &four]), &[]),
        ("packet filter log", 117, join(&[&[61, 24, 0, 0], &[0; 60], &six]), &[]),
        ("Solaris", 226, join(&[&[1, 2], &[0; 22], &four]), &[]),
        ("token ring, routed", 6, join(&[&[0x10, 0x40], &MAC_B, &[0x82, 0, 0, 0, 0, 0x0a, 0x02, 0x30], &snap]), &[]),
        ("ATM", 100, snap.clone(), &[]),
        ("SunATM", 123, join(&[&[0x02, 0, 0, 32], &snap]), &[]),
        ("SunATM, emulated LAN", 123, join(&[&[0x01, 0, 0, 32, 0, 1], &frame]), &[]),
        ("Fibre Channel", 122, join(&[&[0x10, 0], &MAC_B, &[0x10, 0], &MAC_A, &snap]), &[]),
        ("TRILL", 1, ethernet(0x22f3, &join(&[&[0, 0x7f, 0, 1, 0, 2, 1, 2, 3, 4], &frame])), &[]),
        (
            "MACsec without encryption",
            1,
            ethernet(0x88e5, &join(&[&[0x20, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 0, 1, 8, 0], &four, &[9; 16]])),
            &[],
        ),
        ("PKTAP", 258, join(&[&pktap, &frame]), &[]),
        ("netfilter log", 239, join(&[&[2, 0, 0, 5, 8, 0, 1, 0, 8, 0, 1, 0, 61, 0, 9, 0], &four]), &[]),
        ("PPPoE", 1, ethernet(0x8864, &join(&[&[0x11, 0, 0, 1], &be(four.len() + 2), &[0, 0x21], &four])), &["pppoe"]),
        ("MPLS", 1, ethernet(0x8847, &join(&[&[0, 1, 0, 64, 0, 1, 1, 64], &four])), &["mpls"]),
        ("MPLS pseudo-wire", 1, ethernet(0x8847, &join(&[&[0, 1, 1, 64, 0, 0, 0, 0], &frame])), &["mpls"]),
        ("MPLS pseudo-wire without control word", 1, ethernet(0x8847, &join(&[&[0, 1, 1, 64], &frame])), &["mpls"]),
        ("IP in IP", 1, over_ip(4, &four), &["ipip"]),
        ("6in4", 1, over_ip(41, &six), &["6in4"]),
        ("6to4", 1, over_ip(41, &ipv6("2002:cb00:7101::1", "2001:db8::2", 6, &tcp(49152, 443, b"hello"))), &["6to4"]),
        ("4in6", 1, ethernet(0x86dd, &ipv6("2001:db8:f::1", "2001:db8:f::2", 4, &four)), &["4in6"]),
        ("GRE", 1, over_ip(47, &join(&[&[0, 0, 8, 0], &four])), &["gre"]),
        (
            "GRE, key, sequence, checksum",
            1,
            { over_ip(47, &join(&[&[0xb0, 0, 0x86, 0xdd, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2], &six])) },
            &["gre"],
        ),
        ("NVGRE", 1, over_ip(47, &join(&[&[0x20, 0, 0x65, 0x58, 0, 0, 1, 0], &frame])), &["gre"]),
        (
            "PPTP",
            1,
            { over_ip(47, &join(&[&[0x30, 1, 0x88, 0x0b], &be(ppp.len()), &[0, 1, 0, 0, 0, 9], &ppp])) },
            &["gre"],
        ),
        ("ERSPAN I", 1, over_ip(47, &join(&[&[0, 0, 0x88, 0xbe], &frame])), &["gre", "erspan"]),
        (
            "ERSPAN II",
            1,
            { over_ip(47, &join(&[&[0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 5, 0, 1, 0, 0, 0, 0], &frame])) },
            &["gre", "erspan"],
        ),
        ("EtherIP", 1, over_ip(97, &join(&[&[0x30, 0], &frame])), &["etherip"]),
        ("VXLAN", 1, over_udp(4789, &join(&[&[8, 0, 0, 0, 0, 0, 7, 0], &frame])), &["vxlan"]),
        ("VXLAN, generic", 1, over_udp(4790, &join(&[&[0x0c, 0, 0, 1, 0, 0, 7, 0], &four])), &["vxlan"]),
        ("Geneve", 1, over_udp(6081, &join(&[&[1, 0, 0x65, 0x58, 0, 0, 7, 0, 1, 2, 3, 0], &frame])), &["geneve"]),
        ("GTP", 1, over_udp(2152, &join(&[&[0x30, 255], &be(four.len()), &[0, 0, 0, 1], &four])), &["gtp"]),
        (
            "GTP, extended",
            1,
            {
                over_udp(
                    2152,
                    &join(&[&[0x34, 255], &be(8 + six.len()), &[0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 9, 0], &six]),
                )
            },
            &["gtp"],
        ),
        ("L2TP", 1, over_udp(1701, &join(&[&[0, 2, 0, 1, 0, 2], &ppp])), &["l2tp"]),
        ("Teredo", 1, over_udp(3544, &join(&[&[0, 0, 0xff, 0xff, 1, 2, 3, 4], &six])), &["teredo"]),
        (
            "VXLAN in GRE in MPLS",
            1,
            {
                let vxlan = over_udp(8472, &join(&[&[8, 0, 0, 0, 0, 0, 7, 0], &frame]));
                let gre = over_ip(47, &join(&[&[0, 0, 0x65, 0x58], &vxlan]));
                ethernet(0x8847, &join(&[&[0, 1, 1, 64], &gre[14..]]))
            },
            &["mpls", "gre", "vxlan"],
        ),
    ]
}
