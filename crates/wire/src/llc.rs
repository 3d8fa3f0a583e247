//! IEEE 802.2 logical link control and the SNAP extension.

use crate::head::{be16, head};
use crate::{Layer, WireError};

/// What an 802.2 header says about the bytes behind it.
///
/// Source: IEEE 802.2 clause 3.2, RFC 1042.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Llc {
    /// Bytes of the header, SNAP included.
    pub len: usize,
    /// What follows.
    pub next: LlcNext,
}

/// The kinds of content of an 802.2 frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LlcNext {
    /// An ether type, by SNAP with the organisation code 0 (or the bridge tunnel's 0x0000f8).
    EtherType(u16),
    /// A bridged Ethernet frame, behind two bytes of padding (RFC 2427 section 4.2, RFC 2684 section 5.2).
    Bridged,
    /// A protocol of the organisation in the first field, such as CDP (0x00000c, 0x2000).
    Organisation(u32, u16),
    /// Internet Protocol by its own service access point, 0x06.
    Ip,
    /// Any other service access point of the destination.
    Sap(u8),
}

impl Llc {
    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let [destination, source, control] = *head::<3>(Layer::Llc, bytes)?;
        // Unnumbered frames have one control byte, the others two (IEEE 802.2 clause 5.3).
        let unnumbered = control & 0x03 == 0x03;
        if destination == 0xaa && source == 0xaa && unnumbered {
            return Self::snap(bytes);
        }
        if !unnumbered {
            head::<4>(Layer::Llc, bytes)?;
        }
        let len = if unnumbered { 3 } else { 4 };
        let next = if destination == 0x06 && unnumbered { LlcNext::Ip } else { LlcNext::Sap(destination) };
        Ok(Self { len, next })
    }

    fn snap(bytes: &[u8]) -> Result<Self, WireError> {
        let [_, _, _, a, b, c, high, low] = *head::<8>(Layer::Llc, bytes)?;
        let protocol = be16(high, low);
        let next = match (u32::from_be_bytes([0, a, b, c]), protocol) {
            (0 | 0x00_00f8, _) => LlcNext::EtherType(protocol),
            (0x00_80c2, 0x0001 | 0x0007) => LlcNext::Bridged,
            (organisation, _) => LlcNext::Organisation(organisation, protocol),
        };
        Ok(Self { len: 8, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snap_with_organisation_zero_is_an_ether_type() {
        let snap = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x45];
        assert_eq!(Llc::parse(&snap), Ok(Llc { len: 8, next: LlcNext::EtherType(0x0800) }));
    }

    #[test]
    fn a_spanning_tree_frame_is_a_service_access_point() {
        assert_eq!(Llc::parse(&[0x42, 0x42, 3, 0]), Ok(Llc { len: 3, next: LlcNext::Sap(0x42) }));
    }
}
