//! Apple PKTAP: interface and process in front of the frame.

use crate::head::{head, whole};
use crate::{Layer, LinkType, WireError};

/// The header that macOS and iOS write on the interface `pktap`.
///
/// Source: `bsd/net/pktap.h` of Apple's XNU; all numbers are little-endian on the systems that write it.
#[derive(Clone, Copy, Debug)]
pub struct Pktap<'a> {
    header: &'a [u8; 108],
    len: usize,
}

impl<'a> Pktap<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Malformed`] if its length does not cover its own fields.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, WireError> {
        let header: &[u8; 108] = head(Layer::Pktap, bytes)?;
        let len = usize::try_from(u32::from_le_bytes([header[0], header[1], header[2], header[3]])).unwrap_or(0);
        // Later versions append fields; none comes near 64 KiB.
        if !(108..=0xffff).contains(&len) {
            return Err(WireError::Malformed { layer: Layer::Pktap, rule: "length covers the header" });
        }
        Ok(Self { header, len: whole(Layer::Pktap, bytes, len)? })
    }

    /// Bytes of the header.
    #[must_use]
    pub fn header_len(&self) -> usize {
        self.len
    }

    /// What follows.
    #[must_use]
    pub fn link(&self) -> LinkType {
        LinkType(u32::from_le_bytes([self.header[8], self.header[9], self.header[10], self.header[11]]))
    }

    /// The name of the process, cut by the system to at most 20 bytes; `None` if it is empty.
    #[must_use]
    pub fn process(&self) -> Option<&'a [u8]> {
        let field = self.header.get(56..76)?;
        let name = field.split(|byte| *byte == 0).next()?;
        if name.is_empty() { None } else { Some(name) }
    }
}
