//! The three kinds of packet blocks, read to fields. Source: draft-ietf-opsawg-pcapng sections 4.3, 4.4 and appendix A.

use super::options::Options;
use crate::byte_order::ByteOrder;
use std::ops::Range;

/// What a packet block states.
pub(crate) struct Packet {
    pub(crate) interface: u32,
    /// Absent in a simple packet block.
    pub(crate) ticks: Option<u64>,
    pub(crate) wire_len: u32,
    /// The frame, within the block.
    pub(crate) bytes: Range<usize>,
    /// Frames lost since the one before it.
    pub(crate) drops: Option<u64>,
}

/// Reads an enhanced packet block, the common kind.
#[inline]
pub(crate) fn enhanced(order: ByteOrder, block: &[u8]) -> Option<Packet> {
    const EPB_DROPCOUNT: u16 = 4;
    let header = block.first_chunk::<28>()?;
    let (bytes, options) = frame(block, order.u32_at::<20, _>(header))?;
    let drops = (!options.is_empty()).then(|| {
        let stated = Options::new(order, options).find(|(code, _)| *code == EPB_DROPCOUNT);
        stated.and_then(|(_, value)| value.first_chunk::<8>()).map(|&count| order.u64(count))
    });
    Some(Packet {
        interface: order.u32_at::<8, _>(header),
        ticks: Some(ticks(order.u32_at::<12, _>(header), order.u32_at::<16, _>(header))),
        wire_len: order.u32_at::<24, _>(header),
        bytes,
        drops: drops.flatten(),
    })
}

/// Reads an obsolete packet block.
pub(crate) fn obsolete(order: ByteOrder, block: &[u8]) -> Option<Packet> {
    const UNKNOWN: u16 = u16::MAX;
    let header = block.first_chunk::<28>()?;
    let (bytes, _) = frame(block, order.u32_at::<20, _>(header))?;
    let drops = order.u16_at::<10, _>(header);
    Some(Packet {
        interface: u32::from(order.u16_at::<8, _>(header)),
        ticks: Some(ticks(order.u32_at::<12, _>(header), order.u32_at::<16, _>(header))),
        wire_len: order.u32_at::<24, _>(header),
        bytes,
        drops: (drops != UNKNOWN).then_some(u64::from(drops)),
    })
}

/// Reads a simple packet block: how much of the frame was kept follows from the snap length of interface 0.
pub(crate) fn simple(order: ByteOrder, block: &[u8], snap_len: Option<u32>) -> Option<Packet> {
    const START: usize = 12;
    let header = block.first_chunk::<START>()?;
    let wire_len = order.u32_at::<8, _>(header);
    let kept = snap_len.map_or(wire_len, |snap_len| wire_len.min(snap_len)) as usize;
    let end = block.len().checked_sub(4)?;
    // Where no snap length was stated, the length of the block tells.
    let kept = kept.min(end.checked_sub(START)?);
    Some(Packet { interface: 0, ticks: None, wire_len, bytes: START..START + kept, drops: None })
}

/// The frame that begins behind 28 bytes of header, and the options behind it.
#[inline]
fn frame(block: &[u8], kept: u32) -> Option<(Range<usize>, &[u8])> {
    const START: usize = 28;
    let end = block.len().checked_sub(4)?;
    let stop = START.checked_add(kept as usize).filter(|stop| *stop <= end)?;
    Some((START..stop, block.get(stop.next_multiple_of(4)..end).unwrap_or_default()))
}

#[inline]
fn ticks(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}
