//! The first bytes of a layer: present, or truncated.

use crate::{Layer, WireError};

/// The first `N` bytes as an array, which makes every accessor behind it infallible.
#[inline]
pub(crate) fn head<const N: usize>(layer: Layer, bytes: &[u8]) -> Result<&[u8; N], WireError> {
    bytes.first_chunk().ok_or(WireError::Truncated { layer, need: N, have: bytes.len() })
}

/// Checks that a header of `need` bytes is there as a whole.
pub(crate) fn whole(layer: Layer, bytes: &[u8], need: usize) -> Result<usize, WireError> {
    if bytes.len() < need { Err(WireError::Truncated { layer, need, have: bytes.len() }) } else { Ok(need) }
}

/// Two bytes in network order.
#[inline]
pub(crate) fn be16(high: u8, low: u8) -> u16 {
    u16::from_be_bytes([high, low])
}
