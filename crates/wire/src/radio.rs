//! What the radio said about an 802.11 frame: radiotap, PPI, Prism and AVS.

use crate::head::{head, whole};
use crate::{Layer, LinkType, WireError};

/// The facts of a radio header that change how the frame behind it is read.
///
/// Source: radiotap.org (header, field "Flags"), the tcpdump.org pages LINKTYPE_PPI, LINKTYPE_IEEE802_11_PRISM
/// and LINKTYPE_IEEE802_11_AVS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Radio {
    /// Bytes of the header.
    pub len: usize,
    /// What follows.
    pub link: LinkType,
    /// Whether the frame ends with its four-byte checksum.
    pub checksum_at_end: bool,
    /// Whether the 802.11 header is padded to a multiple of four bytes.
    pub padded: bool,
}

impl Radio {
    /// Reads a radiotap header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Malformed`] if its length does not cover its own start.
    pub fn parse_radiotap(bytes: &[u8]) -> Result<Self, WireError> {
        let header: &[u8; 8] = head(Layer::Radiotap, bytes)?;
        let len = usize::from(u16::from_le_bytes([header[2], header[3]]));
        if len < 8 {
            return Err(WireError::Malformed { layer: Layer::Radiotap, rule: "length covers the header" });
        }
        whole(Layer::Radiotap, bytes, len)?;
        let flags = bytes.get(..len).and_then(radiotap_flags).unwrap_or(0);
        Ok(Self { len, link: LinkType::WLAN, checksum_at_end: flags & 0x10 != 0, padded: flags & 0x20 != 0 })
    }

    /// Reads a Per-Packet Information header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Malformed`] if its length does not cover its own start.
    pub fn parse_ppi(bytes: &[u8]) -> Result<Self, WireError> {
        let header: &[u8; 8] = head(Layer::Ppi, bytes)?;
        let len = usize::from(u16::from_le_bytes([header[2], header[3]]));
        if len < 8 {
            return Err(WireError::Malformed { layer: Layer::Ppi, rule: "length covers the header" });
        }
        whole(Layer::Ppi, bytes, len)?;
        let link = LinkType(u32::from_le_bytes([header[4], header[5], header[6], header[7]]));
        // The first field, if it is 802.11-Common (type 2): time stamp (8 bytes), then flags; bit 0 means a checksum.
        let flags = match bytes.get(8..len).and_then(|fields| fields.first_chunk::<14>()) {
            Some(field) if field[..2] == [2, 0] => field[12],
            _ => 0,
        };
        Ok(Self { len, link, checksum_at_end: link == LinkType::WLAN && flags & 1 == 1, padded: false })
    }

    /// Reads a Prism header, or the AVS header that some drivers write in its place.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Malformed`] if its length does not cover its own start.
    pub fn parse_prism(bytes: &[u8]) -> Result<Self, WireError> {
        let header: &[u8; 8] = head(Layer::Prism, bytes)?;
        let [a, b, c, d] = [header[4], header[5], header[6], header[7]];
        let len = if header[..3] == [0x80, 0x21, 0x10] {
            u32::from_be_bytes([a, b, c, d])
        } else {
            u32::from_le_bytes([a, b, c, d]).min(u32::from_be_bytes([a, b, c, d]))
        };
        let len = usize::from(u16::try_from(len).unwrap_or(u16::MAX));
        if len < 8 {
            return Err(WireError::Malformed { layer: Layer::Prism, rule: "length covers the header" });
        }
        whole(Layer::Prism, bytes, len)?;
        Ok(Self { len, link: LinkType::WLAN, checksum_at_end: false, padded: false })
    }
}

/// The field "Flags", if the header has it: behind the presence words and the aligned time stamp.
fn radiotap_flags(header: &[u8]) -> Option<u8> {
    let words = header.get(4..)?.as_chunks::<4>().0;
    let more = |word: &[u8; 4]| word[3] & 0x80 != 0;
    let count = words.iter().position(|word| !more(word))? + 1;
    let present = u32::from_le_bytes(*words.first()?);
    let mut at = 4 + 4 * count;
    if present & 1 != 0 {
        at = at.next_multiple_of(8) + 8;
    }
    if present & 2 != 0 { header.get(at).copied() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radiotap_flags_stand_behind_the_aligned_time_stamp() {
        let mut bytes = vec![0, 0, 25, 0, 0x03, 0, 0, 0];
        bytes.extend([0; 8]);
        bytes.extend([0x10, 0, 0, 0, 0, 0, 0, 0, 0]);
        let radio = Radio::parse_radiotap(&bytes).unwrap();
        assert_eq!((radio.len, radio.checksum_at_end, radio.padded), (25, true, false));
    }

    #[test]
    fn a_length_inside_the_fixed_part_is_malformed() {
        assert!(matches!(Radio::parse_radiotap(&[0, 0, 7, 0, 0, 0, 0, 0]), Err(WireError::Malformed { .. })));
    }
}
