//! Generic Routing Encapsulation, and ERSPAN inside it.

use crate::head::{be16, head, whole};
use crate::{Layer, WireError};

/// A GRE header of version 0, or of version 1 as PPTP writes it.
///
/// Source: RFC 2784 section 2, RFC 2890 section 2 (key, sequence), RFC 2637 section 4.1 (version 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gre {
    /// Bytes of the header.
    pub len: usize,
    /// The ether type of what follows.
    pub protocol: u16,
    /// Whether a sequence number is present. Version 1 without one carries no payload.
    pub sequence: bool,
    /// Bytes behind the header, as version 1 declares them.
    pub payload_len: Option<usize>,
}

impl Gre {
    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Unsupported`] for other versions and for source routes.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let layer = Layer::Gre;
        let [high, low, a, b] = *head::<4>(layer, bytes)?;
        let has = |bit: u8| high & bit != 0;
        let (sequence, protocol) = (has(0x10), be16(a, b));
        let words = match low & 0x07 {
            0 if has(0x40) => return Err(WireError::Unsupported { layer, what: "source route", value: high.into() }),
            0 => 1 + usize::from(has(0x80)) + usize::from(has(0x20)) + usize::from(sequence),
            1 => 2 + usize::from(sequence) + usize::from(low & 0x80 != 0),
            version => return Err(WireError::Unsupported { layer, what: "version", value: version.into() }),
        };
        let len = whole(layer, bytes, 4 * words)?;
        let payload_len = match (low & 0x07, bytes.get(4..6)) {
            (1, Some(&[a, b])) => Some(be16(a, b).into()),
            _ => None,
        };
        Ok(Self { len, protocol, sequence, payload_len })
    }
}

/// The length of an ERSPAN header of type II (`type_iii` false) or III.
///
/// # Errors
/// [`WireError::Truncated`] if it is cut, [`WireError::Unsupported`] for another version, or for content
/// that is not Ethernet.
///
/// Source: draft-foschiano-erspan-03 sections 4.2 and 4.3.
pub fn erspan_len(bytes: &[u8], type_iii: bool) -> Result<usize, WireError> {
    let layer = Layer::Erspan;
    let header: &[u8; 8] = head(layer, bytes)?;
    let version = header[0] >> 4;
    if version != if type_iii { 2 } else { 1 } {
        return Err(WireError::Unsupported { layer, what: "version", value: version.into() });
    }
    if !type_iii {
        return Ok(8);
    }
    let header: &[u8; 12] = head(layer, bytes)?;
    // Frame types: 0 is Ethernet, 2 is IP; the lowest bit announces eight more bytes.
    let kind = (header[10] >> 2) & 0x1f;
    if kind != 0 {
        return Err(WireError::Unsupported { layer, what: "frame type", value: kind.into() });
    }
    whole(layer, bytes, if header[11] & 1 == 1 { 20 } else { 12 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_and_sequence_lengthen_the_header() {
        let bytes = [0x30, 0, 8, 0, 0, 0, 0, 1, 0, 0, 0, 2];
        assert_eq!(Gre::parse(&bytes), Ok(Gre { len: 12, protocol: 0x0800, sequence: true, payload_len: None }));
        assert!(matches!(Gre::parse(&bytes[..11]), Err(WireError::Truncated { need: 12, .. })));
    }

    #[test]
    fn version_one_declares_its_payload() {
        let gre = Gre::parse(&[0x30, 0x81, 0x88, 0x0b, 0, 9, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1]).unwrap();
        assert_eq!((gre.len, gre.payload_len), (16, Some(9)));
    }
}
