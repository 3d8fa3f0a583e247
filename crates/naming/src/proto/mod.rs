//! Pure readers: what a payload states. Bytes in, owned small values out; no time, no flow, no address of its own.
//!
//! The law of prefixes: what a reader says about the beginning of a stream never changes when more of it arrives.

mod cursor;
mod host;
mod pieces;
pub(crate) mod text;

pub mod dhcp;
pub mod dns;
pub mod http;
pub mod identify;
pub mod proxy;
pub mod quic;
pub mod rtp;
pub mod socks;
pub mod tds;
pub mod tls;

use idlewire_evidence::Cap;

pub use host::host_name;
pub use pieces::MAX_PIECES;

/// How far the reading of a stream has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress<T> {
    /// So far the beginning of something that fits: more bytes decide.
    More,
    /// Read. More bytes change nothing.
    Done(T),
    /// Not this. More bytes change nothing.
    No,
}

impl<T> Progress<T> {
    /// What was read, if it was.
    #[must_use]
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(value) => Some(value),
            Self::More | Self::No => None,
        }
    }

    /// The same progress with another value.
    #[must_use]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Progress<U> {
        match self {
            Self::More => Progress::More,
            Self::Done(value) => Progress::Done(f(value)),
            Self::No => Progress::No,
        }
    }

    /// Whether more bytes could still change the answer.
    #[must_use]
    pub fn is_more(&self) -> bool {
        matches!(self, Self::More)
    }
}

/// Every limit of the readers.
pub const CAPS: &[Cap] = &[
    dns::MAX_RECORDS,
    dns::MAX_CHAIN,
    tls::MAX_HANDSHAKE,
    tls::MAX_CERTIFICATE_NAMES,
    pieces::MAX_PIECES,
    http::MAX_HEAD,
    http::MAX_HEADERS,
    http::MAX_HEADER_TABLE,
    quic::MAX_CRYPTO,
    quic::MAX_PACKETS,
];

#[cfg(test)]
pub(crate) mod tests;

/// Replays the law of prefixes on one input: for the tests of every reader.
#[cfg(test)]
pub(crate) fn assert_prefix_law<T: PartialEq + std::fmt::Debug>(bytes: &[u8], read: impl Fn(&[u8]) -> Progress<T>) {
    let mut last = Progress::More;
    for end in 0..=bytes.len() {
        let now = read(&bytes[..end]);
        assert!(last == Progress::More || now == last, "{end} of {} bytes: {last:?}, then {now:?}", bytes.len());
        last = now;
    }
}
