//! Serial links other than PPP: Cisco HDLC and Frame Relay.

use crate::head::{be16, head, whole};
use crate::{Layer, WireError};

/// The header of Cisco HDLC.
///
/// Source: the tcpdump.org page LINKTYPE_C_HDLC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chdlc {
    /// The ether type behind it; 0x8035 is Cisco's keep-alive.
    pub protocol: u16,
}

impl Chdlc {
    /// Bytes of the header.
    pub const LEN: usize = 4;

    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 4 bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let [_, _, high, low] = *head::<4>(Layer::Chdlc, bytes)?;
        Ok(Self { protocol: be16(high, low) })
    }
}

/// The header of Frame Relay: address, control byte and network layer protocol.
///
/// Source: RFC 2427 sections 3 and 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameRelay {
    /// Bytes of the header.
    pub len: usize,
    /// What follows.
    pub next: FrameRelayNext,
}

/// The kinds of content of a Frame Relay frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameRelayNext {
    /// A network layer protocol identifier (ISO/IEC TR 9577): 0xcc IPv4, 0x8e IPv6, 0x80 SNAP.
    Nlpid(u8),
    /// An ether type, as Cisco's own encapsulation writes it.
    EtherType(u16),
}

impl FrameRelay {
    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut, [`WireError::Malformed`] if the address does not end within 4 bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        head::<2>(Layer::FrameRelay, bytes)?;
        // The last byte of the address has its lowest bit set; addresses have 2 to 4 bytes (ITU-T Q.922).
        let address = match bytes.iter().take(4).skip(1).position(|byte| byte & 1 == 1) {
            Some(at) => at + 2,
            None => {
                whole(Layer::FrameRelay, bytes, 4)?;
                return Err(WireError::Malformed { layer: Layer::FrameRelay, rule: "the address ends" });
            }
        };
        let rest = bytes.get(address..).unwrap_or_default();
        let [control, second] = *head::<2>(Layer::FrameRelay, rest)?;
        if control != 0x03 {
            return Ok(Self { len: address + 2, next: FrameRelayNext::EtherType(be16(control, second)) });
        }
        if second != 0 {
            return Ok(Self { len: address + 2, next: FrameRelayNext::Nlpid(second) });
        }
        let [_, _, nlpid] = *head::<3>(Layer::FrameRelay, rest)?;
        Ok(Self { len: address + 3, next: FrameRelayNext::Nlpid(nlpid) })
    }
}
