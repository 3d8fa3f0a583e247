//! pcap: a file header, then records.
//!
//! Source: draft-ietf-opsawg-pcap; for the modified form the header of A. Kuznetzov's libpcap patches.

use crate::byte_order::ByteOrder;
use crate::format::Refusal;
use crate::frame::Record;
use crate::interface::Interface;
use crate::resync::{self, Plausible};
use crate::summary::Damage;
use crate::window::{RECORD_BYTES, Stop, Window};
use idlewire_evidence::Timestamp;
use idlewire_wire::LinkType;
use std::ops::Range;

const MICROS: u32 = 0xa1b2_c3d4;
const NANOS: u32 = 0xa1b2_3c4d;
const MODIFIED: u32 = 0xa1b2_cd34;

/// What tcpdump and dumpcap keep of a frame at most: a longer record is damage unless the file header allows it.
const USUAL_LIMIT: u32 = 262_144;

/// The reader of one pcap file.
pub(crate) struct Pcap {
    order: ByteOrder,
    /// Whether fractions are nanoseconds, not microseconds.
    nanos: bool,
    /// Length of a record header: 16, in modified files 24.
    header_len: usize,
    /// Minor versions up to 3 had the two lengths swapped, 3 not always.
    minor: u16,
    link: LinkType,
    snap_len: u32,
    /// Most bytes that an undamaged record keeps.
    limit: u32,
    /// Second of the last good record.
    last_second: Option<u32>,
    damage: Damage,
}

impl Pcap {
    /// Reads the file header, whose first bytes are known to be a magic number of pcap.
    pub(crate) fn begin(window: &mut Window) -> Result<Self, Refusal> {
        let header = window.header::<24>()?;
        let magic = ByteOrder::Big.u32_at::<0, _>(&header);
        let order = if matches!(magic, MICROS | NANOS | MODIFIED) { ByteOrder::Big } else { ByteOrder::Little };
        let magic = order.u32_at::<0, _>(&header);
        let (major, minor) = (order.u16_at::<4, _>(&header), order.u16_at::<6, _>(&header));
        if major != 2 {
            return Err(Refusal::Unsupported { what: "pcap version", value: u32::from(major) });
        }
        let snap_len = order.u32_at::<16, _>(&header);
        window.take(header.len());
        Ok(Self {
            order,
            nanos: magic == NANOS,
            header_len: if magic == MODIFIED { 24 } else { 16 },
            minor,
            // The upper bits tell of frame check sequences and are no part of the type.
            link: LinkType(order.u32_at::<20, _>(&header) & 0xffff),
            snap_len,
            limit: snap_len.clamp(USUAL_LIMIT, u32::try_from(RECORD_BYTES.default).unwrap_or(u32::MAX)),
            last_second: None,
            damage: Damage::default(),
        })
    }

    /// The next record, or `None` at the end of the file.
    #[inline]
    pub(crate) fn next(&mut self, window: &mut Window) -> Result<Option<Record>, Stop> {
        loop {
            if window.available().len() < self.header_len && window.is_at_end()? {
                return Ok(None);
            }
            window.want(self.header_len)?;
            let [seconds, fraction, kept, wire_len] = self.fields(&window.header::<16>()?);
            if kept > self.limit {
                self.resync(window)?;
                continue;
            }
            let kept = kept as usize;
            window.want(self.header_len + kept)?;
            window.take(self.header_len);
            self.last_second = Some(seconds);
            return Ok(Some(self.record(self.time(seconds, fraction), wire_len, window.take(kept))));
        }
    }

    /// The records that lie whole in the window, as long as they are good and `take` wants them.
    pub(crate) fn run(&mut self, window: &mut Window, mut take: impl FnMut(Record) -> bool) {
        let (bytes, place) = (window.available(), window.place());
        let mut at = 0;
        while let Some(header) = bytes.get(at..).and_then(<[u8]>::first_chunk::<16>) {
            let [seconds, fraction, kept, wire_len] = self.fields(header);
            let from = at + self.header_len;
            let to = from + kept as usize;
            let record = self.record(self.time(seconds, fraction), wire_len, place + from..place + to);
            if kept > self.limit || to > bytes.len() || !take(record) {
                break;
            }
            at = to;
            self.last_second = Some(seconds);
        }
        window.take(at);
    }

    #[inline]
    fn record(&self, time: Timestamp, wire_len: u32, bytes: Range<usize>) -> Record {
        Record { time: Some(time), numbered_before: 0, interface: 0, link: self.link, wire_len, bytes }
    }

    /// Second, fraction, bytes kept, length on the wire.
    #[inline]
    fn fields(&self, header: &[u8; 16]) -> [u32; 4] {
        let [seconds, fraction, kept, wire] = self.order.u32s(header);
        let swapped = self.minor <= 3 && (self.minor < 3 || kept > wire);
        if swapped { [seconds, fraction, wire, kept] } else { [seconds, fraction, kept, wire] }
    }

    #[inline]
    fn time(&self, seconds: u32, fraction: u32) -> Timestamp {
        Timestamp::from_parts(i64::from(seconds), i64::from(fraction) * if self.nanos { 1 } else { 1000 })
    }

    #[cold]
    fn resync(&mut self, window: &mut Window) -> Result<(), Stop> {
        const RULE: &str = "a record keeps no more bytes than the snap length";
        self.damage.at(window.offset());
        if self.damage.resyncs >= resync::TIMES.default {
            return Err(Stop::Damaged(RULE));
        }
        let skipped = resync::search(window, |header| self.plausible(header))?.ok_or(Stop::Damaged(RULE))?;
        self.damage.resyncs += 1;
        self.damage.skipped_bytes += skipped as u64;
        Ok(())
    }

    /// The rule by which a record header is told from other bytes: some bytes are kept, no more than were on the wire,
    /// neither beyond the limit; the fraction is less than a second; the time is within a day of the last good record.
    fn plausible(&self, header: &[u8]) -> Plausible {
        const DAY: u32 = 86_400;
        let Some(first) = header.first_chunk::<16>().filter(|_| header.len() >= self.header_len) else {
            return Plausible::TooFewBytes;
        };
        let [seconds, fraction, kept, wire_len] = self.fields(first);
        let good = (1..=self.limit).contains(&kept)
            && (kept..=self.limit).contains(&wire_len)
            && fraction < if self.nanos { 1_000_000_000 } else { 1_000_000 }
            && self.last_second.is_none_or(|last| last.abs_diff(seconds) <= DAY);
        if good { Plausible::Record { len: self.header_len + kept as usize } } else { Plausible::No }
    }

    pub(crate) fn interface(&self) -> Interface {
        Interface::bare(self.link, self.snap_len)
    }

    pub(crate) fn damage(&self) -> Damage {
        self.damage
    }
}
