//! Ethernet II and 802.3.

use crate::head::{be16, head};
use crate::{Layer, WireError};

/// The header of an Ethernet frame.
///
/// Source: IEEE 802.3 clause 3.1.1.
#[derive(Clone, Copy, Debug)]
pub struct Ethernet<'a> {
    header: &'a [u8; 14],
}

impl<'a> Ethernet<'a> {
    /// Bytes of the header.
    pub const LEN: usize = 14;

    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 14 bytes.
    #[inline]
    pub fn parse(bytes: &'a [u8]) -> Result<Self, WireError> {
        Ok(Self { header: head(Layer::Ethernet, bytes)? })
    }

    /// The destination address.
    #[must_use]
    #[inline]
    pub fn destination(&self) -> [u8; 6] {
        let [a, b, c, d, e, f, ..] = *self.header;
        [a, b, c, d, e, f]
    }

    /// The source address.
    #[must_use]
    #[inline]
    pub fn source(&self) -> [u8; 6] {
        let [_, _, _, _, _, _, a, b, c, d, e, f, ..] = *self.header;
        [a, b, c, d, e, f]
    }

    /// The ether type from 0x0600 up; up to 1500 the length of an 802.3 frame.
    #[must_use]
    #[inline]
    pub fn type_or_length(&self) -> u16 {
        be16(self.header[12], self.header[13])
    }
}
