//! Each limit is hit, counted, and has the outcome that it states.

use super::*;
use crate::{Edge, FlowTable, Moment, sight};
use idlewire_dissect::dissect;
use idlewire_evidence::{FramePlace, Ledger, Timestamp};
use idlewire_wire::LinkType;

const SYN: u8 = 2;
const ACK: u8 = 16;
const TCP: u8 = 6;
const UDP: u8 = 17;

/// An IPv4 packet of the n-th client. `place` is the offset of a fragment in units of eight bytes; the bit 0x2000 says that more follow.
fn ipv4(n: u32, protocol: u8, id: u16, place: u16, payload: &[u8]) -> Vec<u8> {
    let [high, low] = (20 + payload.len() as u16).to_be_bytes();
    let ([i, d], [p, q], [a, b, c, _]) = (id.to_be_bytes(), place.to_be_bytes(), (n << 8).to_be_bytes());
    [&[0x45, 0, high, low, i, d, p, q, 64, protocol, 0, 0, 10, a, b, c, 20, 42, 65, 84][..], payload].concat()
}

fn tcp(n: u32, flags: u8, sequence: u32, payload: &[u8]) -> Vec<u8> {
    let [a, b, c, d] = sequence.to_be_bytes();
    let head = [0xc3, 0x50, 1, 0xbb, a, b, c, d, 0, 0, 0, 1, 0x50, flags, 0xff, 0xff, 0, 0, 0, 0];
    ipv4(n, TCP, 0, 0, &[&head, payload].concat())
}

/// Gives the packets to a table, one a step of time, and hands it back with the hits of streams counted as their reader does.
fn table(edge: Edge, step_secs: i64, packets: impl Iterator<Item = Vec<u8>>) -> FlowTable<()> {
    let mut table = FlowTable::new(edge, |_| false);
    let mut hits = Ledger::default();
    for (number, packet) in (0..).zip(packets) {
        let wire_len = packet.len() as u32;
        let again = || dissect(LinkType(101), &packet, wire_len);
        let time = Some(Timestamp::from_parts(1_591_660_800 + number * step_secs, 0));
        let moment = Moment { time, place: FramePlace { input: 0, frame: number.unsigned_abs() }, counts: true };
        if let Some((flow, segment)) = table.observe(moment, wire_len, &sight(&again(), |_| false), &packet, again)
            && let Err(cap) = flow.take(&segment)
        {
            hits.hit(cap);
        }
    }
    table.ledger.merge(&hits);
    table
}

fn packets(table: FlowTable<()>) -> u64 {
    table.close().0.iter().flat_map(|flow| flow.sums).map(|sums| sums.packets).sum()
}

fn stream_bytes() -> Ledger {
    let data = (0..40).map(|n| tcp(0, ACK, 1 + n * 1000, &[b'x'; 1000]));
    let table = table(Edge::Beginning, 0, [tcp(0, SYN, 0, b"")].into_iter().chain(data));
    let ledger = table.ledger.clone();
    assert_eq!(ledger.caps[STREAM_BYTES.name], 1, "the direction is read no further");
    assert_eq!(packets(table), 41);
    ledger
}

fn stream_pieces() -> Ledger {
    let data = (0..80).map(|n| tcp(0, ACK, 10 + n * 10, b"x"));
    let table = table(Edge::Beginning, 0, [tcp(0, SYN, 0, b"")].into_iter().chain(data));
    let ledger = table.ledger.clone();
    assert_eq!(ledger.caps[STREAM_PIECES.name], 1, "the direction is read no further");
    assert_eq!(packets(table), 81);
    ledger
}

fn fragmented() -> Ledger {
    let max = FRAGMENTED.default as u16;
    let table = table(Edge::Beginning, 0, (0..max + 3).map(|id| ipv4(0, UDP, id, 0x2000, &[0; 16])));
    let ledger = table.ledger.clone();
    assert_eq!(ledger.caps[FRAGMENTED.name], 3);
    assert_eq!(table.close().1.notes["fragmented datagram incomplete"], u64::from(max) + 3);
    ledger
}

fn fragments() -> Ledger {
    let max = FRAGMENTS.default as u16;
    let table = table(Edge::Beginning, 0, (0..=max).map(|at| ipv4(0, UDP, 7, 0x2000 | at, &[0; 8])));
    let ledger = table.ledger.clone();
    assert_eq!(ledger.caps[FRAGMENTS.name], 1);
    assert_eq!(packets(table), u64::from(max) + 1);
    ledger
}

fn flows() -> Ledger {
    let max = FLOWS.default as u32;
    let mut table = table(Edge::Beginning, 0, (0..max + 2).map(|n| tcp(n, SYN, 0, b"")));
    let mut ended = 0;
    table.each_ended(|_| ended += 1);
    assert!((max / 16..=max / 16 + 2).contains(&ended), "{ended}");
    let (alive, ledger) = table.close();
    assert_eq!(alive.len() as u32 + ended, max + 2);
    ledger
}

fn windows() -> Ledger {
    let max = FLOW_WINDOWS.default as u32;
    let table = table(Edge::Beginning, 600, (0..max + 2).map(|n| tcp(0, ACK, n, b"")));
    let ledger = table.ledger.clone();
    let (flows, _) = table.close();
    assert_eq!((flows.len(), flows[0].windows.iter().count() as u32), (1, max));
    assert_eq!(flows[0].sums.iter().map(|sums| sums.packets).sum::<u64>(), u64::from(max) + 2);
    ledger
}

fn edge_segments() -> Ledger {
    let max = EDGE_SEGMENTS.default as u32;
    let table = table(Edge::Cut, 0, (0..max + 5).map(|n| tcp(0, ACK, n, b"x")));
    let ledger = table.ledger.clone();
    let (open, _) = table.finish();
    assert_eq!(open.flows[0].edge.as_ref().map(Vec::len), Some(max as usize));
    assert_eq!(ledger.caps[EDGE_SEGMENTS.name], 5);
    ledger
}

/// Goes past a limit, and hands back the ledger in which that is counted.
type Case = fn() -> Ledger;

const CASES: &[(Cap, Case)] = &[
    (STREAM_BYTES, stream_bytes),
    (STREAM_PIECES, stream_pieces),
    (FRAGMENTED, fragmented),
    (FRAGMENTS, fragments),
    (FLOWS, flows),
    (FLOW_WINDOWS, windows),
    (EDGE_SEGMENTS, edge_segments),
];

#[test]
fn every_limit_is_hit_and_counted() {
    for cap in CAPS {
        let (_, case) = CASES.iter().find(|(it, _)| it == cap).unwrap_or_else(|| panic!("no case for {}", cap.name));
        let counted = case().caps.get(cap.name).copied().unwrap_or_default();
        assert!(counted > 0, "{} was hit and not counted", cap.name);
    }
}
