//! Layer Two Tunneling Protocol, version 2.

use crate::head::{be16, head, whole};
use crate::{Layer, WireError};

/// An L2TPv2 header.
///
/// Source: RFC 2661 section 3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct L2tp {
    /// Bytes of the header.
    pub len: usize,
    /// Whether the message controls the tunnel; else it carries PPP.
    pub control: bool,
    /// Bytes behind the header, if the message declares a length.
    pub payload_len: Option<usize>,
}

impl L2tp {
    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Unsupported`] for another version,
    /// [`WireError::Malformed`] if the declared length does not cover the header.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let layer = Layer::L2tp;
        let [high, low] = *head::<2>(layer, bytes)?;
        if low & 0x0f != 2 {
            return Err(WireError::Unsupported { layer, what: "version", value: (low & 0x0f).into() });
        }
        let has = |bit: u8| high & bit != 0;
        let (length, sequence, offset) = (has(0x40), has(0x08), has(0x02));
        let fixed = 6 + if length { 2 } else { 0 } + if sequence { 4 } else { 0 };
        let mut len = whole(layer, bytes, fixed + if offset { 2 } else { 0 })?;
        if offset && let Some(&[a, b]) = bytes.get(fixed..fixed + 2) {
            len = whole(layer, bytes, len + usize::from(be16(a, b)))?;
        }
        let payload_len = match bytes.get(2..4) {
            Some(&[a, b]) if length => {
                let rule = "length covers the header";
                Some(usize::from(be16(a, b)).checked_sub(len).ok_or(WireError::Malformed { layer, rule })?)
            }
            _ => None,
        };
        Ok(Self { len, control: has(0x80), payload_len })
    }
}
