//! GPRS Tunnelling Protocol, user plane.

use crate::head::{be16, head};
use crate::{Layer, WireError};

/// A GTPv1-U header with its extension headers.
///
/// Source: 3GPP TS 29.281 clauses 5.1 and 5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gtp {
    /// Bytes of the header, extension headers included.
    pub len: usize,
    /// The kind of message; 255 carries a packet.
    pub message: u8,
    /// Bytes behind the header, as declared.
    pub payload_len: usize,
}

impl Gtp {
    /// The message that carries a packet.
    pub const PACKET: u8 = 255;

    /// Extension headers that are read; the standard names fewer than eight kinds.
    pub const MAX_EXTENSIONS: usize = 16;

    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Unsupported`] for other versions and for charging (GTP'),
    /// [`WireError::Malformed`] for an extension header without length or a length that does not cover the header.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let layer = Layer::Gtp;
        let header: &[u8; 8] = head(layer, bytes)?;
        if header[0] & 0xf0 != 0x30 {
            return Err(WireError::Unsupported { layer, what: "version", value: (header[0] >> 4).into() });
        }
        let len = if header[0] & 0x07 == 0 { 8 } else { optional_len(bytes, header[0] & 0x04 != 0)? };
        let declared = 8 + usize::from(be16(header[2], header[3]));
        let rule = "length covers the extension headers";
        let payload_len = declared.checked_sub(len).ok_or(WireError::Malformed { layer, rule })?;
        Ok(Self { len, message: header[1], payload_len })
    }
}

/// The header's length with sequence number and extension headers.
fn optional_len(bytes: &[u8], extended: bool) -> Result<usize, WireError> {
    let layer = Layer::Gtp;
    let long: &[u8; 12] = head(layer, bytes)?;
    let (mut at, mut next) = (12, if extended { long[11] } else { 0 });
    for _ in 0..Gtp::MAX_EXTENSIONS {
        if next == 0 {
            return Ok(at);
        }
        let truncated = |need| WireError::Truncated { layer, need, have: bytes.len() };
        let len = 4 * usize::from(*bytes.get(at).ok_or(truncated(at + 1))?);
        if len == 0 {
            return Err(WireError::Malformed { layer, rule: "an extension header has a length" });
        }
        next = *bytes.get(at + len - 1).ok_or(truncated(at + len))?;
        at += len;
    }
    Err(WireError::Malformed { layer, rule: "extension headers end" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extension_headers_are_part_of_the_header() {
        let bytes = [0x34, 255, 0, 12, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 9, 0, 0x45, 0, 0, 0];
        assert_eq!(Gtp::parse(&bytes), Ok(Gtp { len: 16, message: 255, payload_len: 4 }));
    }

    #[test]
    fn an_extension_header_without_length_does_not_loop() {
        let bytes = [0x34, 255, 0, 12, 0, 0, 0, 1, 0, 0, 0, 0x85, 0, 0, 9, 0];
        assert!(matches!(Gtp::parse(&bytes), Err(WireError::Malformed { .. })));
    }
}
