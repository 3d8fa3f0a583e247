//! What a packet says: fragments, lengths, extension headers, cut and broken transport headers, checksums.

mod frames;

use frames::{ethernet, inner_v4, ipv4, ipv4_part, ipv6, join, tcp, udp};
use idlewire_dissect::{CAPS, Dissection, Notes, Transport, checksum_wrong, dissect, reassembled, transport};
use idlewire_wire::{Layer, LinkType, WireError};

const A: [u8; 4] = [192, 0, 2, 1];
const B: [u8; 4] = [198, 51, 100, 2];

fn read(frame: &[u8]) -> Dissection<'_> {
    dissect(LinkType::ETHERNET, frame, u32::try_from(frame.len()).unwrap())
}

#[test]
fn padding_is_no_payload() {
    let frame = join(&[&ethernet(0x0800, &ipv4(A, B, 17, &udp(5, 6, b"x"))), &[0; 17]]);
    let found = read(&frame);
    let packet = found.packet.unwrap();
    assert_eq!((packet.payload, packet.payload_at), (&b"x"[..], 42));
    assert!(found.notes.contains(Notes::PADDING));
}

#[test]
fn a_total_length_of_zero_takes_the_captured_length() {
    let mut frame = ethernet(0x0800, &ipv4(A, B, 6, &tcp(1, 2, &[9; 3000])));
    frame[16..18].copy_from_slice(&[0, 0]);
    let found = read(&frame);
    assert_eq!(found.packet.unwrap().payload.len(), 3000);
    assert!(found.notes.contains(Notes::LENGTH_ZERO));
}

#[test]
fn a_total_length_beyond_the_frame_is_missing_payload() {
    let whole = ethernet(0x0800, &ipv4(A, B, 6, &tcp(1, 2, &[9; 100])));
    let found = read(&whole[..whole.len() - 40]);
    let packet = found.packet.unwrap();
    assert_eq!((packet.payload.len(), packet.payload_missing, found.stop), (60, 40, None));
    assert!(found.notes.contains(Notes::LENGTH_BEYOND_FRAME));
}

#[test]
fn a_wrong_header_checksum_is_noted_and_the_packet_kept() {
    let mut frame = ethernet(0x0800, &inner_v4());
    frame[24] ^= 1;
    let found = read(&frame);
    assert!(found.notes.contains(Notes::IPV4_CHECKSUM) && found.packet.is_some());
}

#[test]
fn fragments_carry_what_reassembly_needs_and_the_whole_is_read_with_its_tunnel() {
    let inside = join(&[&[8, 0, 0, 0, 0, 0, 7, 0], &ethernet(0x0800, &inner_v4())]);
    let datagram = udp(5000, 4789, &inside);
    let (one, two) = datagram.split_at(64);
    let first = ethernet(0x0800, &ipv4_part(A, B, 17, 99, 0x2000, one));
    let later = ethernet(0x0800, &ipv4_part(A, B, 17, 99, 8, two));
    let (first, later) =
        (read(&first).packet.unwrap().fragment.is_some(), read(&later).packet.unwrap().fragment.is_some());
    assert!(first && later);

    let frame = ethernet(0x0800, &ipv4_part(A, B, 17, 99, 8, two));
    let packet = read(&frame).packet.unwrap();
    let part = packet.fragment.unwrap();
    assert_eq!((part.id, part.offset, part.more, part.ip_payload, part.at), (99, 64, false, two, 34));
    assert_eq!(packet.transport, Transport::Later);
    let found = reassembled(&packet, idlewire_dissect::Via::default(), &datagram);
    assert_eq!(found.packet.unwrap().payload, b"hello");
    assert_eq!(found.via.tokens().collect::<Vec<_>>(), ["vxlan"]);
    let ports = Transport::Udp { source_port: 5000, destination_port: 4789 };
    assert_eq!(transport(17, &datagram), Ok((ports, &inside[..])));
}

#[test]
fn ipv6_fragments_agree_on_the_protocol_behind_their_header() {
    let options = join(&[&[17, 0, 1, 4, 0, 0, 0, 0], &udp(1, 2, &[7; 16])]);
    let part = |offset: [u8; 2], bytes: &[u8]| {
        let header = join(&[&[60, 0], &offset, &[0, 1, 0, 5], bytes]);
        ethernet(0x86dd, &ipv6("::1", "::2", 44, &header))
    };
    let (first, later) = (part([0, 1], &options[..24]), part([0, 24], &options[24..]));
    let (first, later) = (read(&first).packet.unwrap(), read(&later).packet.unwrap());
    assert_eq!((first.protocol, later.protocol), (60, 60));
    assert_eq!(first.transport, Transport::Udp { source_port: 1, destination_port: 2 });
    assert_eq!((first.fragment.unwrap().id, later.fragment.unwrap().offset), (0x10005, 24));
    assert_eq!(transport(60, &options).unwrap().1, [7; 16]);
}

#[test]
fn a_fragment_header_of_a_whole_packet_is_no_fragment() {
    let header = join(&[&[17, 0, 0, 0, 0, 0, 0, 9], &udp(1, 2, b"x")]);
    let frame = ethernet(0x86dd, &ipv6("::1", "::2", 44, &header));
    let packet = read(&frame).packet.unwrap();
    assert_eq!((packet.fragment, packet.identification, packet.payload), (None, 9, &b"x"[..]));
}

#[test]
fn extension_headers_and_authentication_lead_to_the_transport() {
    let authenticated = join(&[&[6, 4, 0, 0], &[0; 20], &tcp(1, 2, b"y")]);
    let chain = join(&[&[43, 0, 1, 4, 0, 0, 0, 0], &[51, 0, 0, 0, 0, 0, 0, 0], &authenticated]);
    for frame in [ethernet(0x86dd, &ipv6("::1", "::2", 0, &chain)), ethernet(0x0800, &ipv4(A, B, 51, &authenticated))] {
        let packet = read(&frame).packet.unwrap();
        assert_eq!((packet.protocol, packet.payload), (6, &b"y"[..]));
    }
}

#[test]
fn ports_of_a_cut_segment_are_kept() {
    let whole = ethernet(0x0800, &ipv4(A, B, 6, &tcp(1, 2, b"z")));
    let wire_len = u32::try_from(whole.len()).unwrap();
    let cut = dissect(LinkType::ETHERNET, &whole[..34 + 7], wire_len);
    assert_eq!(cut.packet.unwrap().transport, Transport::TcpCut { source_port: 1, destination_port: 2 });
    assert_eq!(cut.stop, Some(WireError::Truncated { layer: Layer::Tcp, need: 20, have: 7 }));
}

#[test]
fn a_data_offset_inside_the_header_is_malformed_and_the_ports_stand() {
    let mut frame = ethernet(0x0800, &ipv4(A, B, 6, &tcp(1, 2, b"z")));
    frame[34 + 12] = 0x40;
    let found = read(&frame);
    assert_eq!(found.packet.unwrap().transport.ports(), Some((1, 2)));
    assert!(matches!(found.stop, Some(WireError::Malformed { layer: Layer::Tcp, .. })));
}

#[test]
fn a_tunnel_that_cannot_be_read_leaves_the_datagram_around_it() {
    let dns_from_a_tunnel_port = ethernet(0x0800, &ipv4(A, B, 17, &udp(4789, 53, &[0; 30])));
    let found = read(&dns_from_a_tunnel_port);
    assert_eq!((found.stop, found.via.is_empty()), (None, true));
    assert_eq!(found.packet.unwrap().payload.len(), 30);

    let mut vxlan = ethernet(
        0x0800,
        &ipv4(A, B, 17, &udp(9, 4789, &join(&[&[8, 0, 0, 0, 0, 0, 7, 0], &ethernet(0x0800, &inner_v4())]))),
    );
    vxlan.truncate(34 + 8 + 8 + 14 + 20 + 3);
    let cut = dissect(LinkType::ETHERNET, &vxlan, 2000);
    assert_eq!(cut.packet.unwrap().transport.ports(), Some((9, 4789)));
    assert!(cut.via.is_empty() && cut.stop.is_some());
}

#[test]
fn a_packet_quoted_in_an_error_is_no_packet() {
    let quoted = join(&[&[3, 3, 0, 0, 0, 0, 0, 0], &inner_v4()]);
    let frame = ethernet(0x0800, &ipv4(B, A, 1, &quoted));
    assert_eq!(read(&frame).packet.unwrap().transport, Transport::Icmp { kind: 3, code: 3 });
}

#[test]
fn leaves_are_understood_and_unknown_things_are_named() {
    assert_eq!(read(&ethernet(0x0806, &[0; 28])).stop, None);
    assert_eq!(read(&ethernet(0x88cc, &[0; 28])).stop, None);
    let macsec = read(&ethernet(0x88e5, &[0x0c; 28])).stop;
    assert!(matches!(macsec, Some(WireError::Unsupported { layer: Layer::Macsec, .. })));
    let without_check = read(&ethernet(0x88e5, &join(&[&[0, 20, 0, 0, 0, 1, 8, 6], &[0; 30]]))).stop;
    assert!(matches!(without_check, Some(WireError::Malformed { layer: Layer::Macsec, .. })));
    for link in [147, 189, 220, 227, 201] {
        let stop = dissect(LinkType(link), &[0; 60], 60).stop;
        assert_eq!(stop, Some(WireError::Unsupported { layer: Layer::Link, what: "link type", value: link }));
    }
    let protected = join(&[&[0x08, 0x41, 0, 0], &[0; 20], &[1; 40]]);
    let found = dissect(LinkType::WLAN, &protected, 64);
    assert!(found.stop.is_none() && found.notes.contains(Notes::ENCRYPTED));
}

#[test]
fn transport_checksums_are_told_right_and_wrong() {
    let mut segment = tcp(1, 2, b"odd");
    let check = frames::checksum(&frames::pseudo_v4(A.into(), B.into(), 6, &segment));
    segment[16..18].copy_from_slice(&check.to_be_bytes());
    let ends = [A.into(), B.into()];
    assert_eq!(checksum_wrong(6, ends, &segment), Some(false));
    *segment.last_mut().unwrap() ^= 4;
    assert_eq!(checksum_wrong(6, ends, &segment), Some(true));
    assert_eq!(checksum_wrong(17, ends, &udp(1, 2, b"none")), None);
}

#[test]
fn every_limit_is_hit_and_stops_reading_under_its_name() {
    let tags = [[0, 1, 0x81, 0]; 40].concat();
    let mut tunnels = inner_v4();
    let mut options = udp(1, 2, b"x");
    for n in 0..9 {
        tunnels = ipv4(A, B, 4, &tunnels);
        options = join(&[&[if n == 0 { 17 } else { 60 }, 0, 1, 4, 0, 0, 0, 0], &options]);
    }
    let frames = [
        ("dissect-layers", ethernet(0x8100, &tags)),
        ("dissect-tunnels", ethernet(0x0800, &tunnels)),
        ("dissect-extension-headers", ethernet(0x86dd, &ipv6("::1", "::2", 60, &options))),
    ];
    assert!(CAPS.iter().map(|cap| cap.name).eq(frames.iter().map(|(name, _)| *name)), "a limit without a case");
    for (name, frame) in frames {
        let found = read(&frame);
        assert!(matches!(found.stop, Some(WireError::Capped { cap, .. }) if cap == name), "{name}: {:?}", found.stop);
        assert_eq!(found.packet.is_some(), name != "dissect-layers");
    }
}

#[test]
fn a_datagram_length_of_zero_is_offload_and_one_inside_the_header_is_malformed() {
    let mut frame = ethernet(0x0800, &ipv4(A, B, 17, &udp(1, 2, b"xyz")));
    frame[34 + 4..34 + 6].copy_from_slice(&[0, 0]);
    assert_eq!(read(&frame).packet.unwrap().payload, b"xyz");
    frame[34 + 5] = 7;
    let found = read(&frame);
    assert_eq!(found.packet.unwrap().transport.ports(), Some((1, 2)));
    assert!(matches!(found.stop, Some(WireError::Malformed { layer: Layer::Udp, .. })));
}

#[test]
fn a_jumbo_payload_option_declares_the_length() {
    let segment = tcp(1, 2, &[7; 70_000]);
    let len = u32::try_from(8 + segment.len()).unwrap().to_be_bytes();
    let hop_by_hop = join(&[&[6, 0, 0xc2, 4], &len, &segment]);
    // The builder cannot write such a length; the field is 0.
    let mut frame = ethernet(0x86dd, &ipv6("::1", "::2", 0, &hop_by_hop[..8]));
    frame[14 + 4..14 + 6].copy_from_slice(&[0, 0]);
    frame.extend_from_slice(&segment);
    frame.extend_from_slice(&[0; 9]);
    assert_eq!(read(&frame).packet.unwrap().payload.len(), 70_000);
}
