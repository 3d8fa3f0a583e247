//! Transmission Control Protocol.

use crate::head::{be16, head};
use crate::{Layer, WireError};

/// The fixed part of a TCP header.
///
/// Source: RFC 9293 section 3.1.
#[derive(Clone, Copy, Debug)]
pub struct Tcp<'a> {
    header: &'a [u8; 20],
}

impl<'a> Tcp<'a> {
    /// Reads the fixed part. Whether the options are there and make sense is told by [`Self::header_len`].
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 20 bytes.
    #[inline]
    pub fn parse(bytes: &'a [u8]) -> Result<Self, WireError> {
        Ok(Self { header: head(Layer::Tcp, bytes)? })
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

    /// The sequence number of the first byte.
    #[must_use]
    #[inline]
    pub fn sequence(&self) -> u32 {
        u32::from_be_bytes([self.header[4], self.header[5], self.header[6], self.header[7]])
    }

    /// The sequence number expected next from the other side, if the flag ACK is set.
    #[must_use]
    #[inline]
    pub fn acknowledgment(&self) -> u32 {
        u32::from_be_bytes([self.header[8], self.header[9], self.header[10], self.header[11]])
    }

    /// Bytes of the header, options included.
    ///
    /// # Errors
    /// [`WireError::Malformed`] if the data offset is below 20 bytes.
    #[inline]
    pub fn header_len(&self) -> Result<usize, WireError> {
        let len = usize::from(self.header[12] >> 4) * 4;
        let rule = "the data offset covers the header";
        if len < 20 { Err(WireError::Malformed { layer: Layer::Tcp, rule }) } else { Ok(len) }
    }

    /// The flags from FIN (bit 0) to CWR (bit 7).
    #[must_use]
    #[inline]
    pub fn flags(&self) -> u8 {
        self.header[13]
    }

    /// The window as sent, not scaled.
    #[must_use]
    #[inline]
    pub fn window(&self) -> u16 {
        be16(self.header[14], self.header[15])
    }
}
