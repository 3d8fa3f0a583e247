//! The Point-to-Point Protocol: which protocol a frame carries.

use crate::head::{be16, head};
use crate::{Layer, WireError};

/// A PPP header in HDLC-like framing, compressed or not.
///
/// Source: RFC 1661 section 2, RFC 1662 section 3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ppp {
    /// Bytes of the header: 1 to 4.
    pub len: usize,
    /// The protocol number, such as 0x0021 for IPv4.
    pub protocol: u16,
}

impl Ppp {
    /// Reads the header; the address and control bytes `ff 03` may be left out, the protocol may be one byte.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let framing = match bytes {
            [0xff, 0x03, ..] => 2,
            // 0xff is no protocol: the control byte is cut off.
            [0xff] => return Err(WireError::Truncated { layer: Layer::Ppp, need: 2, have: 1 }),
            _ => 0,
        };
        let rest = bytes.get(framing..).unwrap_or_default();
        let [first] = *head::<1>(Layer::Ppp, rest)?;
        // The least significant bit of the last byte of the protocol is 1 (RFC 1661 section 2).
        if first & 1 == 1 {
            return Ok(Self { len: framing + 1, protocol: first.into() });
        }
        let [high, low] = *head::<2>(Layer::Ppp, rest)?;
        Ok(Self { len: framing + 2, protocol: be16(high, low) })
    }
}

/// The header of PPP over Ethernet in the session stage.
///
/// Source: RFC 2516 section 4.
#[derive(Clone, Copy, Debug)]
pub struct Pppoe<'a> {
    header: &'a [u8; 6],
}

impl<'a> Pppoe<'a> {
    /// Bytes of the header.
    pub const LEN: usize = 6;

    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 6 bytes, [`WireError::Malformed`] if version and type are not 1.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, WireError> {
        let header: &[u8; 6] = head(Layer::Pppoe, bytes)?;
        if header[0] != 0x11 {
            return Err(WireError::Malformed { layer: Layer::Pppoe, rule: "version and type are 1" });
        }
        Ok(Self { header })
    }

    /// Bytes of PPP behind the header, as declared.
    #[must_use]
    pub fn payload_len(&self) -> usize {
        be16(self.header[4], self.header[5]).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_control_and_protocol_may_be_compressed() {
        for (bytes, len) in [(&[0xff, 3, 0, 0x21][..], 4), (&[0, 0x21], 2), (&[0x21], 1), (&[0xff, 3, 0x21], 3)] {
            assert_eq!(Ppp::parse(bytes), Ok(Ppp { len, protocol: 0x21 }));
        }
    }
}
