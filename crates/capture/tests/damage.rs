//! Cut, damaged and hostile input.

mod build;

use build::*;
use idlewire_capture::{CaptureError, laws};
use idlewire_evidence::Ledger;
use proptest::prelude::*;

fn envelopes(count: i64) -> Vec<Vec<u8>> {
    let packets = packets(count);
    vec![
        pcap(Order::Little, MICROS, &packets),
        pcap(Order::Big, NANOS, &packets),
        pcap(Order::Little, MODIFIED, &packets),
        pcapng(Order::Little, &packets),
        pcapng(Order::Big, &packets),
        snoop(&packets),
    ]
}

#[test]
fn a_file_cut_anywhere_gives_the_first_of_its_frames_and_says_so() {
    for (which, file) in envelopes(6).into_iter().enumerate() {
        let whole = read(&[&file]).frames;
        let ends: Vec<usize> = (0..6).map(|count| envelopes(count)[which].len()).collect();
        for len in 60..file.len() {
            let cut = read(&[&file[..len]]);
            assert!(whole.starts_with(&cut.frames));
            assert!(cut.errors.is_empty(), "{:?}", cut.errors);
            // A cut between two records cannot be seen: only then is nothing said.
            let input = &cut.inputs[0];
            let between = ends.contains(&len);
            assert_eq!((input.cut, input.cut_at.is_some()), (!between, !between), "cut at {len}");
        }
    }
}

#[test]
fn behind_a_damaged_record_of_pcap_the_next_one_is_found() {
    let packets = packets(10);
    let mut file = pcap(Order::Little, MICROS, &packets);
    let third: usize = 24 + packets[..2].iter().map(|packet| 16 + packet.2.len()).sum::<usize>();
    file[third + 8..third + 12].copy_from_slice(&[0xff; 4]);
    let outcome = read(&[&file]);
    let times: Vec<_> = outcome.frames.iter().filter_map(|frame| frame.2).collect();
    let expected: Vec<_> = packets.iter().enumerate().filter(|(n, _)| *n != 2).map(|(_, packet)| packet.0).collect();
    assert_eq!(times, expected);
    let damage = outcome.inputs[0].damage;
    assert_eq!((damage.resyncs, damage.first_at), (1, Some(third as u64)));
    assert_eq!(damage.skipped_bytes, 16 + packets[2].2.len() as u64);
}

#[test]
fn a_damaged_block_of_pcapng_ends_the_input_with_its_place() {
    let file = pcapng(Order::Little, &packets(4));
    let last = file.len() - (32 + 61usize.next_multiple_of(4));
    let mut damaged = file.clone();
    damaged[last + 4] = 7;
    let outcome = read(&[&damaged]);
    assert_eq!(outcome.frames.len(), 3);
    assert!(
        matches!(outcome.errors[..], [CaptureError::Damaged { offset, .. }] if offset == last as u64),
        "{:?}",
        outcome.errors
    );
}

#[test]
fn a_packet_of_an_unknown_interface_is_counted_and_passed_over() {
    let order = Order::Little;
    let file = [
        section(order),
        interface(order, 1, 0, &[]),
        enhanced(order, 5, 1, 4, &[1; 4], &[]),
        enhanced(order, 0, 2, 4, &[2; 4], &[]),
    ];
    let outcome = read(&[&file.concat()]);
    assert_eq!(outcome.frames.len(), 1);
    let mut ledger = Ledger::default();
    outcome.inputs[0].enter(&mut ledger);
    assert_eq!(ledger.notes["capture block unreadable"], 1);
    assert_eq!(ledger.notes.len(), 1);
}

#[test]
fn one_damaged_input_does_not_stop_the_others() {
    let good = pcap(Order::Little, MICROS, &packets(5));
    let mut bad = pcapng(Order::Little, &packets(5));
    let len = bad.len();
    bad[len - 1] ^= 1;
    let outcome = read(&[&good, &bad, b"some text"]);
    assert_eq!(outcome.frames.len(), 9);
    assert_eq!(outcome.errors.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_captures_keep_the_laws(which in 0usize..6, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut file = envelopes(12).swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        laws::any_bytes(&file);
    }

    #[test]
    fn changed_packing_keeps_the_laws(zst: bool, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4)) {
        use std::io::Write;
        let file = pcap(Order::Little, MICROS, &packets(12));
        let mut packed = if zst {
            zstd::encode_all(&file[..], 1).unwrap()
        } else {
            let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            member.write_all(&file).unwrap();
            member.finish().unwrap()
        };
        for (at, byte) in changes {
            let at = at.index(packed.len());
            packed[at] = byte;
        }
        laws::any_bytes(&packed);
    }

    #[test]
    fn any_bytes_behind_a_magic_number_keep_the_laws(which in 0usize..6, header in 8usize..80, rest in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut file = envelopes(1).swap_remove(which);
        file.truncate(header);
        file.extend(rest);
        laws::any_bytes(&file);
    }
}
