//! The indications that may stand in front of the IPv6 packet of a Teredo datagram.

use crate::head::{head, whole};
use crate::{Layer, WireError};

/// Bytes of the authentication and origin indications in front of the IPv6 packet; 0 if there are none.
///
/// # Errors
/// [`WireError::Truncated`] if they are cut.
///
/// Source: RFC 4380 sections 5.1.1 and 2.
pub fn teredo_indications(bytes: &[u8]) -> Result<usize, WireError> {
    let layer = Layer::Teredo;
    let mut at = 0;
    if bytes.starts_with(&[0, 1]) {
        let header: &[u8; 4] = head(layer, bytes)?;
        // Client identifier and authentication value, then nonce (8 bytes) and confirmation (1 byte).
        at = whole(layer, bytes, 13 + usize::from(header[2]) + usize::from(header[3]))?;
    }
    if bytes.get(at..).is_some_and(|rest| rest.starts_with(&[0, 0])) {
        at = whole(layer, bytes, at + 8)?;
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authentication_and_origin_are_skipped() {
        let mut bytes = vec![0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0];
        bytes.extend([0, 0, 0xff, 0xff, 1, 2, 3, 4, 0x60]);
        assert_eq!(teredo_indications(&bytes), Ok(21));
        assert_eq!(teredo_indications(&[0x60]), Ok(0));
    }
}
