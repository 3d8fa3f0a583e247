//! TLS and DTLS handshakes, as far as they are in the clear.

mod certificate;
mod client;
mod der;
mod dtls;
mod flight;
mod server;
mod version;

pub use certificate::{CertificateNames, certificate_names};
pub use client::{ClientHello, Ech, ServerName, client_hello, client_hello_cut, client_hello_message};
pub use dtls::DtlsHandshake;
pub(crate) use dtls::behind_capwap;
pub use server::{ServerHello, alert, server_hello, server_hello_message};
pub use version::Version;

use idlewire_evidence::Cap;

/// Most bytes of one handshake message, and of the messages before it.
pub const MAX_HANDSHAKE: Cap = Cap {
    name: "tls-handshake-bytes",
    unit: "bytes",
    default: 64 * 1024,
    reason: "hellos with post-quantum keys take 2 to 4 KiB, long certificate chains 20 KiB",
    outcome: "the message is not read; the flow counts as one that states no name",
};

/// Most names taken from one certificate.
pub const MAX_CERTIFICATE_NAMES: Cap = Cap {
    name: "certificate-names",
    unit: "names",
    default: 256,
    reason: "public certificates hold at most 100 names, those of large networks up to 250",
    outcome: "later names of the certificate are not read, as if it did not hold them",
};

/// Handshake message types (IANA registry "TLS HandshakeType").
mod message {
    pub(super) const HELLO_REQUEST: u8 = 0;
    pub(super) const CLIENT_HELLO: u8 = 1;
    pub(super) const SERVER_HELLO: u8 = 2;
    /// Of TLS 1.3 drafts up to 21.
    pub(super) const HELLO_RETRY_REQUEST: u8 = 6;
    pub(super) const CERTIFICATE: u8 = 11;
}

/// Extension types (IANA registry "TLS ExtensionType Values").
mod extension {
    pub(super) const SERVER_NAME: u16 = 0;
    pub(super) const ALPN: u16 = 16;
    pub(super) const SESSION_TICKET: u16 = 35;
    pub(super) const PRE_SHARED_KEY: u16 = 41;
    pub(super) const SUPPORTED_VERSIONS: u16 = 43;
    pub(super) const ENCRYPTED_CLIENT_HELLO: u16 = 0xfe0d;
}
