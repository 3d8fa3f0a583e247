//! Overlay headers inside UDP: VXLAN, Geneve, and the Network Service Header that may follow them.

use crate::head::{be16, head, whole};
use crate::{Layer, WireError};

/// A VXLAN header, plain or with the generic protocol extension.
///
/// Source: RFC 7348 section 5, draft-ietf-nvo3-vxlan-gpe-13 section 3.
#[derive(Clone, Copy, Debug)]
pub struct Vxlan<'a> {
    header: &'a [u8; 8],
}

impl<'a> Vxlan<'a> {
    /// Bytes of the header.
    pub const LEN: usize = 8;

    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 8 bytes, [`WireError::Malformed`] without the flag that a network is named.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, WireError> {
        let header: &[u8; 8] = head(Layer::Vxlan, bytes)?;
        if header[0] & 0x08 == 0 {
            return Err(WireError::Malformed { layer: Layer::Vxlan, rule: "the network identifier is valid" });
        }
        Ok(Self { header })
    }

    /// The next protocol of the generic extension: 1 IPv4, 2 IPv6, 3 Ethernet, 4 NSH, 5 MPLS. Plain VXLAN keeps it 0.
    ///
    /// The flag that announces it is not asked: senders on the port of the extension leave it out.
    #[must_use]
    pub fn next_protocol(&self) -> u8 {
        self.header[3]
    }
}

/// A Geneve header with its options.
///
/// Source: RFC 8926 section 3.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geneve {
    /// Bytes of the header, options included.
    pub len: usize,
    /// The ether type of what follows; 0x6558 is Ethernet.
    pub protocol: u16,
}

impl Geneve {
    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Unsupported`] for a version other than 0.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let header: &[u8; 8] = head(Layer::Geneve, bytes)?;
        let version = header[0] >> 6;
        if version != 0 {
            return Err(WireError::Unsupported { layer: Layer::Geneve, what: "version", value: version.into() });
        }
        let len = whole(Layer::Geneve, bytes, 8 + 4 * usize::from(header[0] & 0x3f))?;
        Ok(Self { len, protocol: be16(header[2], header[3]) })
    }
}

/// A Network Service Header.
///
/// Source: RFC 8300 section 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nsh {
    /// Bytes of the header, context included.
    pub len: usize,
    /// What follows: 1 IPv4, 2 IPv6, 3 Ethernet, 4 NSH, 5 MPLS.
    pub next_protocol: u8,
}

impl Nsh {
    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Malformed`] if its length does not cover itself.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let header: &[u8; 8] = head(Layer::Nsh, bytes)?;
        let len = 4 * usize::from(header[1] & 0x3f);
        if len < 8 {
            return Err(WireError::Malformed { layer: Layer::Nsh, rule: "length covers the header" });
        }
        Ok(Self { len: whole(Layer::Nsh, bytes, len)?, next_protocol: header[3] })
    }
}
