//! What kind of statement names an address or a flow.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The source of a name, in order of trust: an earlier variant is the better proof (docs/naming.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The Host header, the absolute form of a request target, or `:authority` (RFC 9110 section 7.2).
    HttpHost,
    /// The target of a CONNECT request, or what a SOCKS client asked for.
    Connect,
    /// The server name in a TLS ClientHello (RFC 6066 section 3).
    TlsSni,
    /// The server name in the ClientHello that a QUIC connection carries (RFC 9001).
    QuicSni,
    /// A DNS answer that the machine received before the flow and within its TTL plus grace.
    Dns,
    /// A DNS answer that the machine received after the flow began.
    DnsLate,
    /// A DNS answer older than its TTL plus grace when the flow began.
    DnsStale,
    /// A name resolution record of the capture file (pcapng NRB): the recorder's word, not the machine's.
    NameRecord,
    /// An address hint in an HTTPS or SVCB record (RFC 9460 section 7.3).
    SvcbHint,
    /// A name that other flows of the machine to the same address and port prove.
    Cohost,
    /// A name in the server's certificate.
    Certificate,
}

impl Source {
    /// All sources, best first.
    pub const ALL: [Self; 11] = [
        Self::HttpHost,
        Self::Connect,
        Self::TlsSni,
        Self::QuicSni,
        Self::Dns,
        Self::DnsLate,
        Self::DnsStale,
        Self::NameRecord,
        Self::SvcbHint,
        Self::Cohost,
        Self::Certificate,
    ];

    /// The word used in output and in JSON.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::HttpHost => "http-host",
            Self::Connect => "connect",
            Self::TlsSni => "tls-sni",
            Self::QuicSni => "quic-sni",
            Self::Dns => "dns",
            Self::DnsLate => "dns-late",
            Self::DnsStale => "dns-stale",
            Self::NameRecord => "name-record",
            Self::SvcbHint => "svcb-hint",
            Self::Cohost => "cohost",
            Self::Certificate => "certificate",
        }
    }

    /// Whether the client asked for the name on the very flow that it names.
    #[must_use]
    pub fn is_own(self) -> bool {
        self.is_server_name() || matches!(self, Self::HttpHost | Self::Connect)
    }

    /// Whether a hello states the name.
    #[must_use]
    pub fn is_server_name(self) -> bool {
        matches!(self, Self::TlsSni | Self::QuicSni)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_the_serialised_form() {
        for source in Source::ALL {
            let json = serde_json::to_string(&source).unwrap();
            assert_eq!(json, format!("\"{source}\""));
        }
    }
}
