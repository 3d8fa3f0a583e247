//! Each format by known answers.

mod build;

use build::*;
use idlewire_capture::{Interface, Recording, Selection};
use idlewire_wire::LinkType;

fn seen(packets: &[Packet]) -> Vec<Seen> {
    let seen = |(n, p): (usize, &Packet)| (0, n as u64 + 1, Some(p.0), 0, p.1, p.2.clone());
    packets.iter().enumerate().map(seen).collect()
}

#[test]
fn every_envelope_of_the_same_packets_gives_the_same_frames() {
    let packets = packets(20);
    for order in [Order::Little, Order::Big] {
        for file in [
            pcap(order, MICROS, &packets),
            pcap(order, NANOS, &packets),
            pcap(order, MODIFIED, &packets),
            pcapng(order, &packets),
            snoop(&packets),
        ] {
            let outcome = read(&[&file]);
            assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
            assert_eq!(outcome.frames, seen(&packets));
            assert!(!outcome.inputs[0].cut);
        }
    }
}

#[test]
fn packing_in_several_pieces_changes_no_frame() {
    use std::io::Write;
    let packets = packets(20);
    let file = pcap(Order::Little, NANOS, &packets);
    let (one, two) = file.split_at(333);
    let (mut gzip, mut zst) = (Vec::new(), Vec::new());
    for piece in [one, two] {
        let mut member = flate2::write::GzEncoder::new(&mut gzip, flate2::Compression::fast());
        member.write_all(piece).unwrap();
        member.finish().unwrap();
        zst.extend(zstd::encode_all(piece, 1).unwrap());
    }
    for (packed, format) in [(gzip, "pcap+gzip"), (zst, "pcap+zstd")] {
        assert!(idlewire_capture::looks_like_capture(&packed));
        let outcome = read(&[&packed]);
        assert_eq!(outcome.frames, seen(&packets));
        assert_eq!(outcome.inputs[0].format, format);
        assert_eq!(outcome.inputs[0].bytes, packed.len() as u64);
        // Packing that breaks off is a cut, not an error.
        let cut = read(&[&packed[..packed.len() - 20]]);
        assert!(cut.errors.is_empty() && cut.inputs[0].cut);
        assert!(outcome.frames.starts_with(&cut.frames));
    }
}

#[test]
fn each_interface_counts_time_in_its_own_unit() {
    for order in [Order::Little, Order::Big] {
        let file = [
            section(order),
            interface(order, 1, 0, &[]),
            interface(order, 101, 0, &[option(order, 9, &[0x80 | 20]), option(order, 14, &order.u64(1000))]),
            enhanced(order, 0, 1_500_000, 60, &[1; 5], &[]),
            enhanced(order, 1, 3 << 19, 60, &[2; 5], &[]),
        ];
        let outcome = read(&[&file.concat()]);
        let times: Vec<_> = outcome.frames.iter().map(|frame| (frame.3, frame.2)).collect();
        assert_eq!(times, [(0, Some(1_500_000_000)), (1, Some(1_001_500_000_000))]);
    }
}

#[test]
fn sections_of_both_orders_follow_each_other_and_interfaces_are_counted_through() {
    let file: Vec<u8> = [Order::Little, Order::Big, Order::Little]
        .into_iter()
        .flat_map(|order| {
            [section(order), interface(order, 1, 0, &[]), enhanced(order, 0, 5, 9, &[3; 9], &[])].concat()
        })
        .collect();
    let interfaces: Vec<_> = read(&[&file]).frames.iter().map(|frame| frame.3).collect();
    assert_eq!(interfaces, [0, 1, 2]);
}

#[test]
fn a_simple_packet_has_no_time_and_ends_at_the_snap_length() {
    let order = Order::Little;
    let simple = |wire_len: u32, bytes: &[u8]| block(order, 3, &[&order.u32(wire_len), bytes]);
    // Five bytes were kept, and padded to eight: only the snap length tells.
    let file = [section(order), interface(order, 1, 5, &[]), simple(100, &[9; 5]), simple(3, &[8; 3])].concat();
    assert_eq!(read(&[&file]).frames, [(0, 1, None, 0, 100, vec![9; 5]), (0, 2, None, 0, 3, vec![8; 3])]);
}

#[test]
fn an_obsolete_packet_is_read_with_its_drops() {
    let order = Order::Big;
    let words = [0, 7, 4, 60].map(|word| order.u32(word)).concat();
    let file = [
        section(order),
        interface(order, 1, 0, &[]),
        block(order, 2, &[&order.u16(0), &order.u16(3), &words, &[1, 2, 3, 4]]),
    ]
    .concat();
    let outcome = read(&[&file]);
    assert_eq!(outcome.frames, [(0, 1, Some(7000), 0, 60, vec![1, 2, 3, 4])]);
    assert_eq!(outcome.inputs[0].dropped, Some(3));
}

#[test]
fn drops_are_the_last_statistics_else_the_sum_of_the_packets_else_unknown() {
    let order = Order::Little;
    let drops = |n: u64| [option(order, 4, &order.u64(n))];
    let statistics =
        |n: u64| block(order, 5, &[&[0; 12], &option(order, 5, &order.u64(n)), &option(order, 7, &order.u64(1))]);
    let start = [section(order), interface(order, 1, 0, &[])].concat();
    let counted =
        [start.clone(), enhanced(order, 0, 1, 4, &[0; 4], &drops(2)), enhanced(order, 0, 2, 4, &[0; 4], &drops(3))]
            .concat();
    let stated = [counted.clone(), statistics(10), statistics(40)].concat();
    assert_eq!(read(&[&start]).inputs[0].dropped, None);
    assert_eq!(read(&[&counted]).inputs[0].dropped, Some(5));
    assert_eq!(read(&[&stated]).inputs[0].dropped, Some(41));
}

#[test]
fn what_the_recorder_says_of_its_interface_and_of_names_is_kept() {
    let order = Order::Little;
    let options = [
        option(order, 2, b"eth0"),
        option(order, 3, b"Wi-Fi\0"),
        option(order, 4, &[192, 0, 2, 7, 255, 255, 255, 0]),
        option(order, 5, &[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 64]),
        option(order, 6, &[2, 0, 0, 0, 0, 9]),
    ];
    let names = block(order, 4, &[&option(order, 1, b"\xc0\x00\x02\x09a.example\0b.example\0"), &[0; 4]]);
    let file = [section(order), interface(order, 1, 0, &options), names].concat();
    let (mut recording, errors) = Recording::from_bytes(vec![("one".to_owned(), file)], Selection::default());
    assert!(errors.is_empty() && recording.next_frame().is_none());
    let expected = Interface {
        name: Some("eth0".to_owned()),
        description: Some("Wi-Fi".to_owned()),
        link: LinkType::ETHERNET,
        snap_len: None,
        addresses: vec!["192.0.2.7".parse().unwrap(), "2001:db8::7".parse().unwrap()],
        mac: Some([2, 0, 0, 0, 0, 9]),
    };
    assert_eq!(recording.inputs()[0].interfaces, [expected]);
    let names: Vec<_> =
        recording.names().iter().map(|record| (record.address.to_string(), record.name.as_str())).collect();
    assert_eq!(names, [("192.0.2.9".to_owned(), "a.example"), ("192.0.2.9".to_owned(), "b.example")]);
}

/// Wireshark numbers custom blocks as if they were packets, but not secrets or blocks it does not know.
#[test]
fn other_blocks_are_skipped_and_numbers_are_those_of_wireshark() {
    let order = Order::Little;
    let file = [
        section(order),
        block(order, 0xbad, &[&order.u32(32_473), b"own"]),
        interface(order, 1, 0, &[]),
        block(order, 10, &[b"TLSK", &order.u32(6), b"secret"]),
        enhanced(order, 0, 1, 4, &[1; 4], &[]),
        block(order, 0x7fff_0001, &[&[0xaa; 70]]),
        enhanced(order, 0, 2, 4, &[2; 4], &[]),
    ];
    let outcome = read(&[&file.concat()]);
    let numbers: Vec<_> = outcome.frames.iter().map(|frame| frame.1).collect();
    assert_eq!(numbers, [2, 3]);
    assert_eq!(outcome.inputs[0].frames, 2);
}
