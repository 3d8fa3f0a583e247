//! MPLS label stacks.

use crate::{Layer, WireError};

/// A whole label stack.
///
/// Source: RFC 3032 section 2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mpls {
    /// Bytes of the stack.
    pub len: usize,
    /// The last label.
    pub label: u32,
}

impl Mpls {
    /// Labels that are read; real stacks have fewer than ten.
    pub const MAX_LABELS: usize = 32;

    /// Reads labels up to the one with the bottom-of-stack bit.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if the stack is cut, [`WireError::Malformed`] if it has more than
    /// [`Self::MAX_LABELS`].
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let layer = Layer::Mpls;
        let labels = bytes.as_chunks::<4>().0;
        for (n, entry) in labels.iter().take(Self::MAX_LABELS).enumerate() {
            let entry = u32::from_be_bytes(*entry);
            if entry & 0x100 != 0 {
                return Ok(Self { len: 4 * (n + 1), label: entry >> 12 });
            }
        }
        if labels.len() >= Self::MAX_LABELS {
            return Err(WireError::Malformed { layer, rule: "the label stack has a bottom" });
        }
        Err(WireError::Truncated { layer, need: 4 * (labels.len() + 1), have: bytes.len() })
    }
}
