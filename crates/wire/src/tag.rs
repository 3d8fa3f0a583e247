//! Tags that stand between the addresses and the ether type and end with an ether type themselves.

use crate::head::{be16, whole};
use crate::{Layer, WireError};

/// One tag.
///
/// Source: IEEE 802.1Q clause 9.6 (VLAN), IEC 62439-3 (HSR), IEEE 802.1BR (E-tag), IEEE 802.1CB clause 7.8 (R-tag).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Bytes of the tag, the ether type behind it included.
    pub len: usize,
    /// What follows: an ether type, or the length of an 802.3 frame.
    pub type_or_length: u16,
}

impl Tag {
    /// Reads the tag that `ether_type` announced.
    ///
    /// # Errors
    /// [`WireError::Unsupported`] if that type announces no tag, [`WireError::Truncated`] if the tag is cut.
    pub fn parse(ether_type: u16, bytes: &[u8]) -> Result<Self, WireError> {
        let unknown = WireError::Unsupported { layer: Layer::Tag, what: "ether type", value: ether_type.into() };
        let len = tag_len(ether_type).ok_or(unknown)?;
        whole(Layer::Tag, bytes, len)?;
        match bytes.get(len - 2..len) {
            Some(&[high, low]) => Ok(Self { len, type_or_length: be16(high, low) }),
            _ => Err(unknown),
        }
    }
}

/// Bytes of the tag that an ether type announces; `None` if it announces no tag.
#[must_use]
pub fn tag_len(ether_type: u16) -> Option<usize> {
    match ether_type {
        0x8100 | 0x88a8 | 0x9100 | 0x9200 | 0x9300 => Some(4),
        0x8926 | 0x892f | 0xf1c1 => Some(6),
        0x893f | 0x8909 => Some(8),
        _ => None,
    }
}
