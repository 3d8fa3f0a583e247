//! snoop: the captures of Solaris. Source: RFC 1761.

use crate::byte_order::ByteOrder;
use crate::format::Refusal;
use crate::frame::Record;
use crate::interface::Interface;
use crate::window::{RECORD_BYTES, Stop, Window};
use idlewire_evidence::Timestamp;
use idlewire_wire::LinkType;

/// Numbers are big-endian, whatever the machine.
const ORDER: ByteOrder = ByteOrder::Big;
const HEADER_LEN: u32 = 24;

/// The reader of one snoop file.
pub(crate) struct Snoop {
    link: LinkType,
    /// The running count in the last record.
    dropped: Option<u64>,
}

impl Snoop {
    /// Reads the file header, whose first eight bytes are known.
    pub(crate) fn begin(window: &mut Window) -> Result<Self, Refusal> {
        let header = window.header::<16>()?;
        let version = ORDER.u32_at::<8, _>(&header);
        if version != 2 {
            return Err(Refusal::Unsupported { what: "snoop version", value: version });
        }
        // Datalink types of RFC 1761 section 4: IEEE 802.3 and Ethernet.
        let link = match ORDER.u32_at::<12, _>(&header) {
            0 | 4 => LinkType::ETHERNET,
            value => return Err(Refusal::Unsupported { what: "snoop datalink type", value }),
        };
        window.take(header.len());
        Ok(Self { link, dropped: None })
    }

    /// The next record, or `None` at the end of the file.
    pub(crate) fn next(&mut self, window: &mut Window) -> Result<Option<Record>, Stop> {
        if window.is_at_end()? {
            return Ok(None);
        }
        let header = window.header::<24>()?;
        let [wire_len, kept, len, dropped, seconds, micros] = [
            ORDER.u32_at::<0, _>(&header),
            ORDER.u32_at::<4, _>(&header),
            ORDER.u32_at::<8, _>(&header),
            ORDER.u32_at::<12, _>(&header),
            ORDER.u32_at::<16, _>(&header),
            ORDER.u32_at::<20, _>(&header),
        ];
        if u64::from(len) > RECORD_BYTES.default || len.checked_sub(HEADER_LEN).is_none_or(|room| kept > room) {
            return Err(Stop::Damaged("a record is as long as its header and its frame"));
        }
        window.want(len as usize)?;
        window.take(header.len());
        let bytes = window.take(kept as usize);
        window.take((len - HEADER_LEN - kept) as usize);
        self.dropped = Some(u64::from(dropped));
        let time = Some(Timestamp::from_parts(i64::from(seconds), i64::from(micros) * 1000));
        Ok(Some(Record { time, numbered_before: 0, interface: 0, link: self.link, wire_len, bytes }))
    }

    pub(crate) fn interface(&self) -> Interface {
        Interface::bare(self.link, 0)
    }

    pub(crate) fn dropped(&self) -> Option<u64> {
        self.dropped
    }
}
