//! Internet Protocol version 4.

use std::net::Ipv4Addr;

use crate::checksum::{fold, sum};
use crate::head::{be16, head, whole};
use crate::{Layer, WireError};

/// The header of an IPv4 packet, options included.
///
/// Source: RFC 791 section 3.1.
#[derive(Clone, Copy, Debug)]
pub struct Ipv4<'a> {
    header: &'a [u8; 20],
    options: &'a [u8],
}

impl<'a> Ipv4<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Malformed`] if the version is not 4, the header is
    /// shorter than 20 bytes, or the total length (0 aside) does not cover it.
    #[inline]
    pub fn parse(bytes: &'a [u8]) -> Result<Self, WireError> {
        let layer = Layer::Ipv4;
        let header: &[u8; 20] = head(layer, bytes)?;
        if header[0] == 0x45 {
            return Self { header, options: &[] }.checked();
        }
        if header[0] >> 4 != 4 {
            return Err(WireError::Malformed { layer, rule: "the version is 4" });
        }
        let len = 4 * usize::from(header[0] & 0x0f);
        if len < 20 {
            return Err(WireError::Malformed { layer, rule: "the header has at least 20 bytes" });
        }
        whole(layer, bytes, len)?;
        Self { header, options: bytes.get(20..len).unwrap_or_default() }.checked()
    }

    #[inline]
    fn checked(self) -> Result<Self, WireError> {
        let total = self.total_len();
        if total != 0 && total < self.header_len() {
            let rule = "the total length covers the header";
            return Err(WireError::Malformed { layer: Layer::Ipv4, rule });
        }
        Ok(self)
    }

    /// Bytes of the header, options included: 20 to 60.
    #[must_use]
    #[inline]
    pub fn header_len(&self) -> usize {
        20 + self.options.len()
    }

    /// Bytes of header and payload as declared; 0 where the sender left the length to its network card.
    #[must_use]
    #[inline]
    pub fn total_len(&self) -> usize {
        be16(self.header[2], self.header[3]).into()
    }

    /// Common to the fragments of one datagram.
    #[must_use]
    #[inline]
    pub fn identification(&self) -> u16 {
        be16(self.header[4], self.header[5])
    }

    /// Whether fragments of higher offset follow.
    #[must_use]
    #[inline]
    pub fn more_fragments(&self) -> bool {
        self.header[6] & 0x20 != 0
    }

    /// Where this fragment's payload belongs. Unit: bytes.
    #[must_use]
    #[inline]
    pub fn fragment_offset(&self) -> u32 {
        u32::from(be16(self.header[6] & 0x1f, self.header[7])) * 8
    }

    /// What follows, an IANA protocol number.
    #[must_use]
    #[inline]
    pub fn protocol(&self) -> u8 {
        self.header[9]
    }

    /// The source address.
    #[must_use]
    #[inline]
    pub fn source(&self) -> Ipv4Addr {
        Ipv4Addr::new(self.header[12], self.header[13], self.header[14], self.header[15])
    }

    /// The destination address.
    #[must_use]
    #[inline]
    pub fn destination(&self) -> Ipv4Addr {
        Ipv4Addr::new(self.header[16], self.header[17], self.header[18], self.header[19])
    }

    /// Whether the header checksum is wrong. Source: RFC 1071 section 1.
    #[must_use]
    #[inline]
    pub fn checksum_wrong(&self) -> bool {
        fold(sum(self.header) + sum(self.options)) != 0xffff
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example header of the Wikipedia article "Internet checksum": checksum 0xb861.
    const HEADER: [u8; 20] =
        [0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40, 0x11, 0xb8, 0x61, 0xc0, 0xa8, 0, 1, 0xc0, 0xa8, 0, 0xc7];

    #[test]
    fn the_published_checksum_holds_and_any_flipped_bit_breaks_it() {
        assert!(!Ipv4::parse(&HEADER).unwrap().checksum_wrong());
        for at in [1, 5, 8, 9, 12, 19] {
            let mut broken = HEADER;
            broken[at] ^= 0x10;
            assert!(Ipv4::parse(&broken).unwrap().checksum_wrong(), "byte {at}");
        }
    }

    #[test]
    fn a_total_length_inside_the_header_is_malformed_and_zero_is_offload() {
        let mut bytes = HEADER;
        bytes[3] = 19;
        assert!(matches!(Ipv4::parse(&bytes), Err(WireError::Malformed { .. })));
        bytes[3] = 0;
        assert_eq!(Ipv4::parse(&bytes).unwrap().total_len(), 0);
    }
}
