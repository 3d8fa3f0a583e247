//! One conversation in every envelope: the innermost flow is found, with the tunnels around it.

mod frames;

use idlewire_dissect::{Notes, TcpHead, Transport, dissect};
use idlewire_wire::LinkType;

#[test]
fn the_inner_segment_is_found_in_every_envelope() {
    for (name, link, frame, via) in frames::envelopes() {
        let wire_len = u32::try_from(frame.len()).unwrap();
        let found = dissect(LinkType(link), &frame, wire_len);
        assert_eq!(found.stop, None, "{name}");
        let packet = found.packet.unwrap_or_else(|| panic!("{name}: {found:?}"));
        let segment =
            TcpHead { source_port: 49152, destination_port: 443, seq: 1000, ack: 2000, flags: 0x18, window: 512 };
        assert_eq!(packet.transport, Transport::Tcp(segment), "{name}");
        assert!(
            ["192.0.2.1", "2001:db8::1", "2002:cb00:7101::1"].contains(&packet.source.to_string().as_str()),
            "{name}"
        );
        assert_eq!((packet.payload, packet.payload_missing), (&b"hello"[..], 0), "{name}");
        assert_eq!(found.via.tokens().collect::<Vec<_>>(), via, "{name}");
        assert!(!found.notes.contains(Notes::IPV4_CHECKSUM), "{name}");
    }
}

#[test]
fn a_cut_anywhere_leaves_the_headers_in_front_of_it_and_counts_the_missing_bytes() {
    for (name, link, frame, _) in frames::envelopes() {
        for kept in 0..frame.len() {
            assert_eq!(idlewire_dissect::law::check(LinkType(link), &frame, kept), Ok(()), "{name} cut to {kept}");
        }
        let cut = dissect(LinkType(link), &frame[..frame.len() - 4], u32::try_from(frame.len()).unwrap());
        let packet = cut.packet.expect("the headers are still there");
        let (kept, missing) = (packet.payload.len(), packet.payload_missing);
        assert_eq!(kept + missing as usize, 5, "{name}: {cut:?}");
    }
}

#[test]
fn hardware_addresses_and_the_process_are_kept() {
    for (name, link, frame, _) in frames::envelopes() {
        let found = dissect(LinkType(link), &frame, 0);
        if name.starts_with("802.11") || link == 1 {
            let macs = found.macs.unwrap_or_else(|| panic!("{name}"));
            let source = match name {
                "802.11" => [2, 0, 0, 0, 0, 9],
                // The packet's own, in the header of the subframe.
                name if name.contains("A-MSDU") => [2, 0, 0, 0, 0, 10],
                _ => frames::MAC_A,
            };
            assert_eq!(macs.source, source, "{name}");
        }
        assert_eq!(found.process, (name == "PKTAP").then_some(&b"curl"[..]), "{name}");
    }
}
