//! Captures written by hand, byte for byte as the drafts say.
#![allow(dead_code, reason = "each test file uses a part")]

use idlewire_capture::{Block, CaptureError, Frame, InputSummary, Recording, Selection};
use idlewire_evidence::Timestamp;

/// A frame to be written: nanoseconds, length on the wire, bytes.
pub(crate) type Packet = (i64, u32, Vec<u8>);

/// A frame as it was read: input, number, nanoseconds, interface, length on the wire, bytes.
pub(crate) type Seen = (u32, u64, Option<i64>, u32, u32, Vec<u8>);

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Order {
    Little,
    Big,
}

impl Order {
    pub(crate) fn u16(self, n: u16) -> [u8; 2] {
        if self == Self::Big { n.to_be_bytes() } else { n.to_le_bytes() }
    }
    pub(crate) fn u32(self, n: u32) -> [u8; 4] {
        if self == Self::Big { n.to_be_bytes() } else { n.to_le_bytes() }
    }
    pub(crate) fn u64(self, n: u64) -> [u8; 8] {
        if self == Self::Big { n.to_be_bytes() } else { n.to_le_bytes() }
    }
}

pub(crate) const MICROS: u32 = 0xa1b2_c3d4;
pub(crate) const NANOS: u32 = 0xa1b2_3c4d;
pub(crate) const MODIFIED: u32 = 0xa1b2_cd34;

pub(crate) fn pcap(order: Order, magic: u32, packets: &[Packet]) -> Vec<u8> {
    let mut file =
        [order.u32(magic).as_slice(), &order.u16(2), &order.u16(4), &[0; 8], &order.u32(262_144), &order.u32(1)]
            .concat();
    for (nanos, wire_len, bytes) in packets {
        let fraction = nanos % 1_000_000_000 / if magic == NANOS { 1 } else { 1000 };
        for word in [(nanos / 1_000_000_000) as u32, fraction as u32, bytes.len() as u32, *wire_len] {
            file.extend(order.u32(word));
        }
        if magic == MODIFIED {
            file.extend([7, 0, 0, 0, 8, 0, 4, 0]);
        }
        file.extend(bytes);
    }
    file
}

pub(crate) fn option(order: Order, code: u16, value: &[u8]) -> Vec<u8> {
    let mut option = [order.u16(code), order.u16(value.len() as u16)].concat();
    option.extend(value);
    option.resize(option.len().next_multiple_of(4), 0);
    option
}

pub(crate) fn block(order: Order, kind: u32, body: &[&[u8]]) -> Vec<u8> {
    let mut body = body.concat();
    body.resize(body.len().next_multiple_of(4), 0);
    let len = order.u32(body.len() as u32 + 12);
    [order.u32(kind).as_slice(), &len, &body, &len].concat()
}

pub(crate) fn section(order: Order) -> Vec<u8> {
    block(order, 0x0a0d_0d0a, &[&order.u32(0x1a2b_3c4d), &order.u16(1), &order.u16(0), &[0xff; 8]])
}

pub(crate) fn interface(order: Order, link: u16, snap_len: u32, options: &[Vec<u8>]) -> Vec<u8> {
    block(order, 1, &[&order.u16(link), &[0, 0], &order.u32(snap_len), &options.concat()])
}

pub(crate) fn enhanced(
    order: Order,
    interface: u32,
    ticks: u64,
    wire_len: u32,
    bytes: &[u8],
    options: &[Vec<u8>],
) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(4), 0);
    let words = [interface, (ticks >> 32) as u32, ticks as u32, bytes.len() as u32, wire_len];
    block(order, 6, &[&words.map(|word| order.u32(word)).concat(), &padded, &options.concat()])
}

/// A pcapng file with nanosecond times.
pub(crate) fn pcapng(order: Order, packets: &[Packet]) -> Vec<u8> {
    let mut file = [section(order), interface(order, 1, 0, &[option(order, 9, &[9])])].concat();
    for (nanos, wire_len, bytes) in packets {
        file.extend(enhanced(order, 0, *nanos as u64, *wire_len, bytes, &[]));
    }
    file
}

pub(crate) fn snoop(packets: &[Packet]) -> Vec<u8> {
    let mut file = [b"snoop\0\0\0".as_slice(), &[0, 0, 0, 2, 0, 0, 0, 4]].concat();
    for (nanos, wire_len, bytes) in packets {
        let (secs, micros) = ((nanos / 1_000_000_000) as u32, (nanos % 1_000_000_000 / 1000) as u32);
        let padded = bytes.len().next_multiple_of(4);
        for word in [*wire_len, bytes.len() as u32, padded as u32 + 24, 0, secs, micros] {
            file.extend(word.to_be_bytes());
        }
        file.extend(bytes);
        file.extend(vec![0; padded - bytes.len()]);
    }
    file
}

pub(crate) struct Outcome {
    pub(crate) frames: Vec<Seen>,
    pub(crate) errors: Vec<CaptureError>,
    pub(crate) inputs: Vec<InputSummary>,
}

pub(crate) fn drain((mut recording, mut errors): (Recording, Vec<CaptureError>)) -> Outcome {
    let mut frames = Vec::new();
    while let Some(frame) = recording.next_frame() {
        match frame {
            Ok(frame) if frame.counts => frames.push(seen(&frame)),
            Ok(_) => {}
            Err(error) => errors.push(error),
        }
    }
    Outcome { frames, errors, inputs: recording.inputs() }
}

pub(crate) fn read(captures: &[&[u8]]) -> Outcome {
    read_selected(captures, Selection::default())
}

pub(crate) fn read_selected(captures: &[&[u8]], selection: Selection) -> Outcome {
    let named =
        captures.iter().enumerate().map(|(index, bytes)| (format!("capture-{index}"), bytes.to_vec())).collect();
    let named: Vec<(String, Vec<u8>)> = named;
    let outcome = drain(Recording::from_bytes(named.clone(), selection));
    let (frames, inputs) = in_blocks(named, selection);
    assert_eq!(frames, outcome.frames, "blocks hold other frames than come one by one");
    assert_eq!(inputs, outcome.inputs, "blocks tell something else than frames one by one");
    outcome
}

fn in_blocks(named: Vec<(String, Vec<u8>)>, selection: Selection) -> (Vec<Seen>, Vec<InputSummary>) {
    let (mut recording, _) = Recording::from_bytes(named, selection);
    let (mut block, mut frames) = (Block::default(), Vec::new());
    while let Some(more) = recording.next_block(&mut block) {
        let counted = more.iter().flat_map(|()| block.frames()).filter(|frame| frame.counts);
        frames.extend(counted.map(|frame| seen(&frame)));
    }
    (frames, recording.inputs())
}

fn seen(f: &Frame<'_>) -> Seen {
    (f.place.input, f.place.frame, f.time.map(Timestamp::as_nanos), f.interface, f.wire_len, f.bytes.to_vec())
}

/// `count` frames a millisecond apart, of different lengths.
pub(crate) fn packets(count: i64) -> Vec<Packet> {
    let packet =
        |n| (1_600_000_000_000_000_000 + n * 1_000_000, 1000 + n as u32, vec![n as u8; 40 + (n as usize * 7) % 50]);
    (0..count).map(packet).collect()
}
