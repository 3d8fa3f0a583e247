//! BSD loopback: four bytes of address family.

use crate::head::head;
use crate::{Layer, WireError};

/// The address family in front of a loopback packet.
///
/// Source: the tcpdump.org pages LINKTYPE_NULL and LINKTYPE_LOOP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loopback {
    /// The family as a number of the recording system: 2 for IPv4; 10, 23, 24, 28 or 30 for IPv6.
    pub family: u32,
}

impl Loopback {
    /// Bytes of the header.
    pub const LEN: usize = 4;

    /// Reads the header, whichever byte order the recording machine had.
    ///
    /// Families are small numbers, so the order that gives one below 65536 is the right one. Some systems
    /// wrote 16 bits and left the other two bytes to chance or to a header length: then those 16 count.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 4 bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let header: &[u8; 4] = head(Layer::Loopback, bytes)?;
        let (little, big) = (u32::from_le_bytes(*header), u32::from_be_bytes(*header));
        let family = match (little, big) {
            (family, _) if family <= 0xffff => family,
            (_, family) if family <= 0xffff => family,
            (_, mixed) if mixed & 0xff00_0000 == 0 => mixed >> 16,
            (_, mixed) => mixed >> 24,
        };
        Ok(Self { family })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_is_found_in_both_byte_orders() {
        for bytes in [[30, 0, 0, 0], [0, 0, 0, 30]] {
            assert_eq!(Loopback::parse(&bytes), Ok(Loopback { family: 30 }));
        }
    }
}
