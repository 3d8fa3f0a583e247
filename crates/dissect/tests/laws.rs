//! Laws of dissection over arbitrary bytes and over broken real frames.

mod frames;

use idlewire_dissect::{dissect, law};
use idlewire_wire::LinkType;
use proptest::prelude::*;

/// Every link type that is read, and one that is not.
const LINKS: [u32; 28] = [
    0, 1, 8, 9, 10, 12, 14, 50, 101, 104, 105, 107, 108, 113, 119, 127, 149, 163, 166, 178, 192, 204, 228, 229, 239,
    242, 258, 276,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_break_no_law(
        link in prop::sample::select(&LINKS[..]),
        frame in prop::collection::vec(any::<u8>(), 0..200),
        kept in 0usize..200,
    ) {
        prop_assert_eq!(law::check(LinkType(link), &frame, kept), Ok(()));
    }

    #[test]
    fn real_frames_with_broken_bytes_break_no_law(
        which in any::<prop::sample::Index>(),
        breaks in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        kept in any::<prop::sample::Index>(),
    ) {
        let envelopes = frames::envelopes();
        let (_, link, frame, _) = which.get(&envelopes);
        let mut frame = frame.clone();
        for (at, value) in breaks {
            let at = at.index(frame.len());
            frame[at] = value;
        }
        let kept = kept.index(frame.len() + 1);
        prop_assert_eq!(law::check(LinkType(*link), &frame, kept), Ok(()));
    }

    #[test]
    fn envelopes_within_envelopes_end_at_the_caps(which in prop::collection::vec(0usize..5, 0..40)) {
        let mut packet = frames::inner_v4();
        for one in &which {
            packet = match one {
                0 => frames::ipv4([1, 1, 1, 1], [2, 2, 2, 2], 4, &packet),
                1 => frames::ipv4([1, 1, 1, 1], [2, 2, 2, 2], 47, &frames::join(&[&[0, 0, 8, 0], &packet])),
                2 => frames::ipv6("::1", "::2", 4, &packet),
                3 => frames::ipv6("::1", "::2", 60, &frames::join(&[&[4, 0, 1, 4, 0, 0, 0, 0], &packet])),
                _ => {
                    let inside = frames::join(&[&[8, 0, 0, 0, 0, 0, 7, 0], &frames::ethernet(0x0800, &packet)]);
                    frames::ipv4([1, 1, 1, 1], [2, 2, 2, 2], 17, &frames::udp(1, 4789, &inside))
                }
            };
        }
        let wire_len = u32::try_from(packet.len()).unwrap();
        let found = dissect(LinkType::RAW, &packet, wire_len);
        prop_assert_eq!(law::check(LinkType::RAW, &packet, packet.len() / 2), Ok(()));
        // Whatever the depth, a packet is told; as long as no cap is met it is the innermost.
        let innermost = found.packet.is_some_and(|packet| packet.payload == b"hello");
        prop_assert!(found.packet.is_some());
        prop_assert_eq!(innermost, found.stop.is_none());
    }
}
