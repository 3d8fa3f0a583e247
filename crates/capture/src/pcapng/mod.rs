//! pcapng: blocks in sections, each section in its own byte order.
//!
//! Source: draft-ietf-opsawg-pcapng.

mod clock;
mod names;
mod options;
mod packet;
mod section;

use crate::byte_order::ByteOrder;
use crate::frame::Record;
use crate::interface::Interface;
use crate::summary::Damage;
use crate::window::{RECORD_BYTES, Stop, Window};
use idlewire_evidence::Cap;
use packet::Packet;
use section::{Port, Ports};
use std::collections::BTreeSet;
use std::net::IpAddr;

pub(crate) const INTERFACES: Cap = Cap {
    name: "capture-interfaces",
    unit: "interfaces of one input",
    default: 65_536,
    reason: "as many files with one interface each, written one behind the other, still fit",
    outcome: "the input is read up to there, and an error names the place",
};

pub(crate) const NAMES: Cap = Cap {
    name: "capture-names",
    unit: "name records of one input",
    default: 65_536,
    reason: "ten times the names that a busy week of one machine brings",
    outcome: "further name records are counted and not kept",
};

pub(crate) const ADDRESSES: Cap = Cap {
    name: "capture-interface-addresses",
    unit: "addresses of one interface",
    default: 64,
    reason: "a host has a handful, with temporary IPv6 addresses a few dozen",
    outcome: "further addresses are counted and not kept",
};

pub(crate) const TEXT_BYTES: Cap = Cap {
    name: "capture-interface-text",
    unit: "bytes of a name or description",
    default: 256,
    reason: "a Windows device name has some 60 bytes",
    outcome: "a longer text is cut and counted",
};

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION: u32 = 1;
const OBSOLETE_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const NAME_RESOLUTION: u32 = 4;
const INTERFACE_STATISTICS: u32 = 5;
const ENHANCED_PACKET: u32 = 6;
const JOURNAL_EXPORT: u32 = 9;
const CUSTOM: u32 = 0x0000_0bad;
const CUSTOM_NOT_COPIED: u32 = 0x4000_0bad;

const LITTLE_MAGIC: [u8; 4] = [0x4d, 0x3c, 0x2b, 0x1a];
const BIG_MAGIC: [u8; 4] = [0x1a, 0x2b, 0x3c, 0x4d];

/// The reader of one pcapng file.
#[derive(Default)]
pub(crate) struct Pcapng {
    /// The byte order of the current section; absent before the first.
    order: Option<ByteOrder>,
    ports: Ports,
    names: BTreeSet<(IpAddr, String)>,
    damage: Damage,
    /// Blocks since the last packet that Wireshark numbers as if they were packets.
    numbered: u32,
}

impl Pcapng {
    /// The next packet, or `None` at the end of the file.
    pub(crate) fn next(&mut self, window: &mut Window) -> Result<Option<Record>, Stop> {
        loop {
            if window.available().len() < 12 && window.is_at_end()? {
                return Ok(None);
            }
            let header = window.header::<12>()?;
            let order = self.order(&header)?;
            let len = order.u32_at::<4, _>(&header);
            if len < 12 || !len.is_multiple_of(4) {
                return Err(Stop::Damaged("a block is at least 12 bytes long, in steps of 4"));
            }
            match order.u32_at::<0, _>(&header) {
                kind @ (ENHANCED_PACKET | SIMPLE_PACKET | OBSOLETE_PACKET) => {
                    let len = whole_block(order, window, len)?;
                    if let Some(record) = self.packet(order, kind, window, len) {
                        return Ok(Some(record));
                    }
                }
                kind @ (SECTION_HEADER | INTERFACE_DESCRIPTION | NAME_RESOLUTION | INTERFACE_STATISTICS) => {
                    let len = whole_block(order, window, len)?;
                    self.describe(order, kind, window, len)?;
                }
                kind => {
                    // Decryption secrets, other formats' blocks and whatever comes later have no number.
                    let numbered = matches!(kind, JOURNAL_EXPORT | CUSTOM | CUSTOM_NOT_COPIED);
                    self.numbered = self.numbered.saturating_add(u32::from(numbered));
                    window.skip(u64::from(len))?;
                }
            }
        }
    }

    /// The enhanced packets that lie whole in the window, as long as they are good and `take` wants them.
    pub(crate) fn run(&mut self, window: &mut Window, mut take: impl FnMut(Record) -> bool) {
        let Some(order) = self.order else { return };
        while let Some(block) = whole_packet(order, window.available()) {
            let Some(packet) = packet::enhanced(order, block) else { return };
            let Some((interface, port)) = self.ports.get(packet.interface) else { return };
            if !take(record(&packet, self.numbered, interface, port, window.place())) {
                return;
            }
            packet.drops.into_iter().for_each(|drops| port.count_drops(drops));
            self.numbered = 0;
            let len = block.len();
            window.take(len);
        }
    }

    /// The byte order in which the block with this header is written. A section header states a new one.
    #[inline]
    fn order(&self, header: &[u8; 12]) -> Result<ByteOrder, Stop> {
        let (kind, magic) =
            ([header[0], header[1], header[2], header[3]], [header[8], header[9], header[10], header[11]]);
        if u32::from_be_bytes(kind) == SECTION_HEADER {
            return match magic {
                LITTLE_MAGIC => Ok(ByteOrder::Little),
                BIG_MAGIC => Ok(ByteOrder::Big),
                _ => Err(Stop::Damaged("a section header states its byte order")),
            };
        }
        self.order.ok_or(Stop::Damaged("a file begins with a section header"))
    }

    /// Takes a packet block of `len` bytes. One that cannot be read is counted and gives no record.
    #[inline]
    fn packet(&mut self, order: ByteOrder, kind: u32, window: &mut Window, len: usize) -> Option<Record> {
        let offset = window.offset();
        let place = window.take(len);
        let packet = self.parse(order, kind, window.bytes(place.clone()));
        let record = packet.and_then(|packet| {
            let (interface, port) = self.ports.get(packet.interface)?;
            packet.drops.into_iter().for_each(|drops| port.count_drops(drops));
            Some(record(&packet, std::mem::take(&mut self.numbered), interface, port, place.start))
        });
        if record.is_none() {
            self.damage.at(offset);
            self.damage.unreadable_blocks += 1;
        }
        record
    }

    #[inline]
    fn parse(&mut self, order: ByteOrder, kind: u32, block: &[u8]) -> Option<Packet> {
        match kind {
            ENHANCED_PACKET => packet::enhanced(order, block),
            SIMPLE_PACKET => packet::simple(order, block, self.ports.get(0)?.1.interface.snap_len),
            _ => packet::obsolete(order, block),
        }
    }

    /// Takes a block of `len` bytes that describes the recording.
    fn describe(&mut self, order: ByteOrder, kind: u32, window: &mut Window, len: usize) -> Result<(), Stop> {
        let body = window.available().get(8..len.saturating_sub(4)).unwrap_or_default();
        match kind {
            SECTION_HEADER => {
                self.order = Some(order);
                self.ports.begin_section();
            }
            INTERFACE_DESCRIPTION => {
                let port =
                    Port::parse(order, body, &mut self.damage).ok_or(Stop::Damaged("an interface has a link type"))?;
                if !self.ports.add(port) {
                    return Err(Stop::Damaged("a file describes at most 65,536 interfaces"));
                }
            }
            NAME_RESOLUTION => names::read(order, body, &mut self.names, &mut self.damage),
            _ => self.ports.statistics(order, body),
        }
        window.take(len);
        Ok(())
    }

    pub(crate) fn interfaces(&self) -> Vec<Interface> {
        self.ports.iter().map(|port| port.interface.clone()).collect()
    }

    /// Frames that were lost, over all interfaces that say so.
    pub(crate) fn dropped(&self) -> Option<u64> {
        self.ports.iter().filter_map(Port::dropped).reduce(u64::saturating_add)
    }

    pub(crate) fn damage(&self) -> Damage {
        self.damage
    }

    pub(crate) fn names(&self) -> Vec<(IpAddr, String)> {
        self.names.iter().cloned().collect()
    }
}

/// A packet of a port, in a block that begins at `start` of the window's buffer.
#[inline]
fn record(packet: &Packet, numbered_before: u32, interface: u32, port: &Port, start: usize) -> Record {
    Record {
        time: packet.ticks.map(|ticks| port.clock.time(ticks)),
        numbered_before,
        interface,
        link: port.interface.link,
        wire_len: packet.wire_len,
        bytes: start + packet.bytes.start..start + packet.bytes.end,
    }
}

/// The enhanced packet block at the front, if it is there to its end and its two lengths agree.
#[inline]
fn whole_packet(order: ByteOrder, bytes: &[u8]) -> Option<&[u8]> {
    let header = bytes.first_chunk::<8>().filter(|header| order.u32_at::<0, _>(header) == ENHANCED_PACKET)?;
    let len = order.u32_at::<4, _>(header);
    let block = bytes.get(..len as usize).filter(|_| len >= 12 && len.is_multiple_of(4))?;
    (order.u32(*block.last_chunk::<4>()?) == len && u64::from(len) <= RECORD_BYTES.default).then_some(block)
}

/// Makes sure that a block is there and that its two lengths agree.
#[inline]
fn whole_block(order: ByteOrder, window: &mut Window, len: u32) -> Result<usize, Stop> {
    if u64::from(len) > RECORD_BYTES.default {
        return Err(Stop::Damaged("a packet or description block has at most 16 MiB"));
    }
    let len = len as usize;
    window.want(len)?;
    let second = window.available().get(len - 4..len).and_then(|bytes| bytes.first_chunk::<4>());
    if second.is_none_or(|&second| order.u32(second) as usize != len) {
        return Err(Stop::Damaged("the two lengths of a block agree"));
    }
    Ok(len)
}
