//! Why a layer could not be read, and the names of the layers.

use std::fmt;

/// A protocol layer that idlewire can read, or that it stops at knowingly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Layer {
    /// The link layer as a whole, before a header of it was read.
    Link,
    /// Ethernet II or 802.3.
    Ethernet,
    /// Internet Protocol version 4.
    Ipv4,
    /// Internet Protocol version 6.
    Ipv6,
    /// Transmission Control Protocol.
    Tcp,
    /// User Datagram Protocol.
    Udp,
}

impl Layer {
    /// The word used in the ledger and in `explain`.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Ethernet => "ethernet",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

/// Why a layer could not be read. `Copy`, because one is kept for each stopped frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// The capture ends inside this layer. Usual cause: the snap length, not the sender.
    #[error("{layer}: need {need} bytes, have {have}")]
    Truncated {
        /// The layer that could not be read.
        layer: Layer,
        /// Bytes that it needs.
        need: usize,
        /// Bytes that there are.
        have: usize,
    },

    /// All bytes are present and break the named rule. Usual cause: the sender, or a wrong guess of ours.
    #[error("{layer}: breaks the rule \"{rule}\"")]
    Malformed {
        /// The layer that could not be read.
        layer: Layer,
        /// The rule that the bytes break, said as it should be.
        rule: &'static str,
    },

    /// Well formed, but not read by this version.
    #[error("{layer}: {what} {value:#x} is not supported")]
    Unsupported {
        /// The layer that could not be read.
        layer: Layer,
        /// What the value is, such as `ether type`.
        what: &'static str,
        /// The value itself.
        value: u32,
    },
}
