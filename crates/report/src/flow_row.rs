//! One flow as `idlewire flows` lists it.

use crate::stamp;
use idlewire_evidence::{Source, Timestamp};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::net::IpAddr;

/// A flow. Its JSON is the schema `idlewire/flow/1`.
///
/// `out` is what the client sent, `in` what it received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowRow<'a> {
    /// Who opened it; absent if it is left out of the output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<IpAddr>,
    /// Absent where the transport has no ports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_port: Option<u16>,
    /// The other side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<IpAddr>,
    /// Absent where the transport has no ports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_port: Option<u16>,
    /// `tcp`, `udp`, `sctp`, `icmp` or `ip/N`.
    pub transport: Cow<'a, str>,
    /// `attempted`, `refused`, `connected` or `middle`.
    pub state: Cow<'a, str>,
    /// Where the server's address is: `public`, `private`, ...
    pub scope: Cow<'a, str>,
    /// The exact name that Wireshark's Protocol column shows.
    pub protocol: Cow<'a, str>,
    /// The application protocol that TLS chose, else the first that the client offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpn: Option<Cow<'a, str>>,
    /// The version that the server chose, such as `TLSv1.3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_version: Option<Cow<'a, str>>,
    /// The best claim's name, or null.
    pub name: Option<Cow<'a, str>>,
    /// The best claim's source, or null.
    pub source: Option<Source>,
    /// The other claims, best first.
    pub also: Vec<Also<'a>>,
    /// Time of the first frame.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub first: Option<Timestamp>,
    /// Time of the last frame.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub last: Option<Timestamp>,
    /// Frames from the client.
    pub packets_out: u64,
    /// Frames to the client.
    pub packets_in: u64,
    /// Frame lengths on the wire, from the client. Unit: bytes.
    pub bytes_out: u64,
    /// Frame lengths on the wire, to the client. Unit: bytes.
    pub bytes_in: u64,
    /// Facts besides, such as `ech: offered`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Cow<'a, str>>,
}

/// Another name of the flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Also<'a> {
    /// The name claimed.
    pub name: Cow<'a, str>,
    /// What kind of statement.
    pub source: Source,
    /// Names on the CNAME chain, if the source has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Cow<'a, str>>,
}
