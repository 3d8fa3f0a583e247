//! Protocol versions as hellos write them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A version number on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version(pub u16);

impl Version {
    /// TLS 1.3.
    pub const TLS_1_3: Self = Self(0x0304);
    /// SSL 2, whose hellos have a form of their own.
    pub const SSL_2: Self = Self(0x0002);

    /// The version's name as Wireshark's Protocol column writes it; drafts of TLS 1.3 count as TLS 1.3.
    ///
    /// `None` for a version that nobody has published.
    ///
    /// Source: RFC 8446 section 4.2.1 and RFC 9147 section 5.3; drafts 0x7f00 to 0x7fff, RFC 8446 draft 28
    /// section 4.2.1.1; 0xfb00 to 0xfbff, the range of Facebook's experiments (Fizz).
    #[must_use]
    pub fn token(self) -> Option<&'static str> {
        Some(match self.0 {
            0x0002 => "SSLv2",
            0x0300 => "SSLv3",
            0x0301 => "TLSv1",
            0x0302 => "TLSv1.1",
            0x0303 => "TLSv1.2",
            0x0304 | 0x7f00..=0x7fff | 0xfb00..=0xfbff => "TLSv1.3",
            // 0x0100 is what OpenSSL before 0.9.8f wrote for DTLS 1.0.
            0xfeff | 0x0100 => "DTLSv1.0",
            0xfefd => "DTLSv1.2",
            0xfefc => "DTLSv1.3",
            _ => return None,
        })
    }

    /// Whether the value is one that senders put in to keep receivers tolerant. Source: RFC 8701 section 2.
    #[must_use]
    pub fn is_grease(self) -> bool {
        self.0 & 0x0f0f == 0x0a0a && self.0 >> 8 == self.0 & 0xff
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.token() {
            Some(token) => f.write_str(token),
            None => write!(f, "{:#06x}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn drafts_are_the_version_they_became_and_grease_is_none() {
        assert_eq!(Version(0x7f1c).token(), Some("TLSv1.3"));
        assert_eq!(Version(0xfb1a).token(), Some("TLSv1.3"));
        assert_eq!(Version(0x0301).token(), Some("TLSv1"));
        assert_eq!(Version(0x0305).token(), None);
        assert!(Version(0xeaea).is_grease() && !Version(0xeafa).is_grease() && !Version(0x0304).is_grease());
    }
}
