//! Linux netfilter log: attributes, one of which is the packet.

use crate::head::head;
use crate::{Layer, WireError};

/// Where the packet stands in a netfilter log message.
///
/// Source: the tcpdump.org page LINKTYPE_NFLOG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nflog {
    /// Bytes in front of the packet.
    pub len: usize,
    /// Bytes of the packet, as declared.
    pub payload_len: usize,
}

/// The attribute that holds the packet, `NFULA_PAYLOAD`.
const PAYLOAD: u16 = 9;

impl Nflog {
    /// Finds the packet.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if the message ends before it, [`WireError::Malformed`] if an attribute is shorter
    /// than its own header, [`WireError::Unsupported`] for a version other than 0.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let layer = Layer::Nflog;
        let [_, version, ..] = *head::<4>(layer, bytes)?;
        if version != 0 {
            return Err(WireError::Unsupported { layer, what: "version", value: version.into() });
        }
        let mut at = 4;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let truncated = WireError::Truncated { layer, need: at + 4, have: bytes.len() };
            let [a, b, c, d] = *rest.first_chunk::<4>().ok_or(truncated)?;
            let len = usize::from(u16::from_le_bytes([a, b]));
            if len < 4 {
                return Err(WireError::Malformed { layer, rule: "an attribute covers its header" });
            }
            // The top bit marks nested attributes.
            if u16::from_le_bytes([c, d]) & 0x7fff == PAYLOAD {
                return Ok(Self { len: at + 4, payload_len: len - 4 });
            }
            at += len.next_multiple_of(4);
        }
    }
}
