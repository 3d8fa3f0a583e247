//! QUIC: the ClientHello and ServerHello inside Initial packets, whose keys anybody can derive.

mod connection;
mod crypto;
mod frames;
mod gquic;
mod keys;
mod packet;
mod version;

pub use connection::{Connection, Side};
pub use version::QuicVersion;

use idlewire_evidence::Cap;

pub(crate) use gquic::{is_google_negotiation, looks_like_google};
pub(crate) use packet::looks_like_long_header;

/// Most bytes of one side's CRYPTO stream in Initial packets.
pub const MAX_CRYPTO: Cap = Cap {
    name: "quic-crypto-bytes",
    unit: "bytes",
    default: 64 * 1024,
    reason: "the longest handshake message that is read",
    outcome: "bytes behind it are not kept; if they are needed, the flow counts as one that states no name",
};

/// Most Initial packets of one connection that are decrypted.
pub const MAX_PACKETS: Cap = Cap {
    name: "quic-initials",
    unit: "packets",
    default: 64,
    reason: "a handshake takes 2 to 10 Initial packets of both sides",
    outcome: "later ones are not read; if they are needed, the flow counts as one that states no name",
};
