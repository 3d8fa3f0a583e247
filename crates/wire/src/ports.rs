//! The small transport headers: the ports that most transports begin with, SCTP, and ICMP.

use crate::head::{be16, head};
use crate::{Layer, WireError};

/// Source and destination port of the first four bytes of a TCP, UDP or SCTP header, even of a cut one.
///
/// # Errors
/// [`WireError::Truncated`] below 4 bytes.
pub fn ports(layer: Layer, bytes: &[u8]) -> Result<(u16, u16), WireError> {
    let [a, b, c, d] = *head::<4>(layer, bytes)?;
    Ok((be16(a, b), be16(c, d)))
}

/// Bytes of the common header of SCTP.
///
/// Source: RFC 9260 section 3.1.
pub const SCTP_LEN: usize = 12;

/// Type and code of an ICMP message.
///
/// Source: RFC 792, RFC 4443 section 2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icmp {
    /// The type.
    pub kind: u8,
    /// The code.
    pub code: u8,
}

impl Icmp {
    /// Bytes of the header: type, code and checksum.
    pub const LEN: usize = 4;

    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 4 bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let [kind, code, ..] = *head::<4>(Layer::Icmp, bytes)?;
        Ok(Self { kind, code })
    }
}
