//! Linux cooked captures, versions 1 and 2.

use crate::head::{be16, head};
use crate::{Layer, WireError};

/// A Linux cooked header of either version.
///
/// Source: the tcpdump.org pages LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cooked {
    /// Bytes of the header.
    pub len: usize,
    /// The kind of interface, an `ARPHRD_` value.
    pub hardware: u16,
    /// An ether type, or a small number of Linux for frames without one.
    pub protocol: u16,
}

impl Cooked {
    /// Reads version 1.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 16 bytes.
    pub fn parse_v1(bytes: &[u8]) -> Result<Self, WireError> {
        let header: &[u8; 16] = head(Layer::LinuxCooked, bytes)?;
        Ok(Self { len: 16, hardware: be16(header[2], header[3]), protocol: be16(header[14], header[15]) })
    }

    /// Reads version 2.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 20 bytes.
    pub fn parse_v2(bytes: &[u8]) -> Result<Self, WireError> {
        let header: &[u8; 20] = head(Layer::LinuxCooked, bytes)?;
        Ok(Self { len: 20, hardware: be16(header[8], header[9]), protocol: be16(header[0], header[1]) })
    }
}
