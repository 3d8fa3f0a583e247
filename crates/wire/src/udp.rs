//! User Datagram Protocol.

use crate::head::{be16, head};
use crate::{Layer, WireError};

/// A UDP header.
///
/// Source: RFC 768.
#[derive(Clone, Copy, Debug)]
pub struct Udp<'a> {
    header: &'a [u8; 8],
}

impl<'a> Udp<'a> {
    /// Bytes of the header.
    pub const LEN: usize = 8;

    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 8 bytes.
    #[inline]
    pub fn parse(bytes: &'a [u8]) -> Result<Self, WireError> {
        Ok(Self { header: head(Layer::Udp, bytes)? })
    }

    /// The source port.
    #[must_use]
    #[inline]
    pub fn source_port(&self) -> u16 {
        be16(self.header[0], self.header[1])
    }

    /// The destination port.
    #[must_use]
    #[inline]
    pub fn destination_port(&self) -> u16 {
        be16(self.header[2], self.header[3])
    }

    /// Bytes behind the header as declared; `None` if the length is 0: jumbograms (RFC 2675 section 4) and offload.
    ///
    /// # Errors
    /// [`WireError::Malformed`] if the length is 1 to 7.
    #[inline]
    pub fn payload_len(&self) -> Result<Option<usize>, WireError> {
        match be16(self.header[4], self.header[5]) {
            0 => Ok(None),
            1..8 => Err(WireError::Malformed { layer: Layer::Udp, rule: "length covers the header" }),
            len => Ok(Some(usize::from(len) - Self::LEN)),
        }
    }
}
