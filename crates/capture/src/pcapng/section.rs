//! The interfaces of a file and what blocks say about them.

use super::clock::Clock;
use super::options::Options;
use super::{ADDRESSES, INTERFACES, TEXT_BYTES};
use crate::byte_order::ByteOrder;
use crate::interface::Interface;
use crate::summary::Damage;
use idlewire_wire::LinkType;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An interface as the blocks of its section describe it.
pub(crate) struct Port {
    pub(crate) interface: Interface,
    pub(crate) clock: Clock,
    /// Frames lost, by the last interface statistics.
    stated_drops: Option<u64>,
    /// Frames lost, summed over the packet blocks.
    counted_drops: Option<u64>,
}

impl Port {
    pub(crate) fn dropped(&self) -> Option<u64> {
        self.stated_drops.or(self.counted_drops)
    }

    /// Adds what a packet block says was lost before it.
    pub(crate) fn count_drops(&mut self, drops: u64) {
        self.counted_drops = Some(self.counted_drops.unwrap_or(0).saturating_add(drops));
    }

    /// Reads an interface description block, from behind its length.
    pub(crate) fn parse(order: ByteOrder, body: &[u8], damage: &mut Damage) -> Option<Self> {
        let (fixed, options) = body.split_first_chunk::<8>()?;
        let link = LinkType(u32::from(order.u16_at::<0, _>(fixed)));
        let mut port = Self {
            interface: Interface::bare(link, order.u32_at::<4, _>(fixed)),
            clock: Clock::default(),
            stated_drops: None,
            counted_drops: None,
        };
        for (code, value) in Options::new(order, options) {
            port.describe(order, code, value, damage);
        }
        Some(port)
    }

    /// Source of the codes: draft-ietf-opsawg-pcapng section 4.2.
    fn describe(&mut self, order: ByteOrder, code: u16, value: &[u8], damage: &mut Damage) {
        match code {
            2 => self.interface.name = text(value, damage),
            3 => self.interface.description = text(value, damage),
            // An address and its mask, or the length of its prefix.
            4 => self.address(value.first_chunk::<4>().map(|&ip| IpAddr::V4(Ipv4Addr::from(ip))), damage),
            5 => self.address(value.first_chunk::<16>().map(|&ip| IpAddr::V6(Ipv6Addr::from(ip))), damage),
            6 => self.interface.mac = value.first_chunk().copied(),
            9 => {
                if let Some(&resolution) = value.first() {
                    self.clock.set_resolution(resolution);
                }
            }
            14 => {
                if let Some(&seconds) = value.first_chunk::<8>() {
                    self.clock.offset = order.u64(seconds).cast_signed();
                }
            }
            _ => {}
        }
    }

    fn address(&mut self, address: Option<IpAddr>, damage: &mut Damage) {
        let addresses = &mut self.interface.addresses;
        if addresses.len() as u64 >= ADDRESSES.default {
            damage.addresses_beyond_cap += 1;
        } else if let Some(address) = address.filter(|address| !addresses.contains(address)) {
            addresses.push(address);
        }
    }

    /// Reads the options of an interface statistics block: isb_ifdrop and isb_osdrop.
    fn state_drops(&mut self, order: ByteOrder, options: &[u8]) {
        let drops = |(code, value): (u16, &[u8])| {
            value.first_chunk::<8>().filter(|_| matches!(code, 5 | 7)).map(|&count| order.u64(count))
        };
        if let Some(sum) = Options::new(order, options).filter_map(drops).reduce(u64::saturating_add) {
            self.stated_drops = Some(sum);
        }
    }
}

/// A text without the zeros that some writers add. An empty one says nothing.
fn text(value: &[u8], damage: &mut Damage) -> Option<String> {
    let end = value.iter().position(|&byte| byte == 0).unwrap_or(value.len());
    let cap = TEXT_BYTES.default as usize;
    if end > cap {
        damage.texts_beyond_cap += 1;
    }
    let text = String::from_utf8_lossy(value.get(..end.min(cap)).unwrap_or_default());
    (!text.is_empty()).then(|| text.into_owned())
}

/// The interfaces of all sections read so far. Blocks refer to those of the current one.
#[derive(Default)]
pub(crate) struct Ports {
    all: Vec<Port>,
    /// Index of the current section's first interface.
    section: usize,
}

impl Ports {
    /// Begins a section: interfaces described before cannot be referred to any more.
    pub(crate) fn begin_section(&mut self) {
        self.section = self.all.len();
    }

    /// Adds an interface; `false` if there are too many.
    pub(crate) fn add(&mut self, port: Port) -> bool {
        let room = (self.all.len() as u64) < INTERFACES.default;
        if room {
            self.all.push(port);
        }
        room
    }

    /// The interface that the current section calls `id`, and its index over all sections.
    #[inline]
    pub(crate) fn get(&mut self, id: u32) -> Option<(u32, &mut Port)> {
        let index = self.section.checked_add(usize::try_from(id).ok()?)?;
        Some((u32::try_from(index).ok()?, self.all.get_mut(index)?))
    }

    /// Reads an interface statistics block, from behind its length.
    pub(crate) fn statistics(&mut self, order: ByteOrder, body: &[u8]) {
        let Some((fixed, options)) = body.split_first_chunk::<12>() else { return };
        if let Some((_, port)) = self.get(order.u32_at::<0, _>(fixed)) {
            port.state_drops(order, options);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Port> {
        self.all.iter()
    }
}
