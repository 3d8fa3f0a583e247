//! A row: one destination that the machine reached.

use crate::stamp;
use idlewire_evidence::{FramePlace, Source, Timestamp};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// An endpoint, or several folded under one pattern.
///
/// Lists are sorted by whoever fills the row. The fields up to `evidence` are those of every row in JSON;
/// those behind it are left out there when they say nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The name, the pattern, or the bare address.
    pub destination: String,
    /// The names behind it; empty for a bare address.
    pub names: Vec<String>,
    /// As published lists write it, such as `HTTPS` or `HTTP/TLSv1.2`.
    pub protocol: String,
    /// The best catalog row's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Every matching catalog row, best first.
    pub catalog: Vec<CatalogHit>,
    /// Whether a catalog lists the destination.
    pub listed: bool,
    /// Addresses reached.
    pub addresses: Vec<IpAddr>,
    /// Server ports, such as `tcp/443`.
    pub ports: Vec<String>,
    /// TLS versions, such as `TLSv1.2`.
    pub tls: Vec<String>,
    /// Application protocols of TLS, such as `h2`.
    pub alpn: Vec<String>,
    /// Names on the CNAME chain from the question to the address.
    pub aliases: Vec<String>,
    /// Flows to this destination.
    pub flows: u64,
    /// Those over TCP that never got an answer or were refused.
    pub failed: u64,
    /// Frames that the machine sent.
    pub packets_out: u64,
    /// Frames that it received.
    pub packets_in: u64,
    /// Frame lengths on the wire, sent. Unit: bytes.
    pub bytes_out: u64,
    /// Frame lengths on the wire, received. Unit: bytes.
    pub bytes_in: u64,
    /// Time of the first frame.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Timestamp>,
    /// Time of the last frame.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
    /// Who says that this is its name.
    pub evidence: Vec<Evidence>,
    /// Names that other claims give to the same flows, and that are not this row's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// The keys of the bounded lists that hold fewer than there were, such as `addresses`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<String>,
    /// Number of the autonomous system that announces the addresses, from the user's table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asn: Option<u32>,
    /// Who that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Whether Encrypted Client Hello hid the name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub name_hidden: bool,
    /// Whether the machine asked a proxy to reach it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub via_proxy: bool,
    /// Anything else that a reader of the row should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What the wildcard of the row stands for; `names` are its witnesses. Absent for a row of one name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folded: Option<Folded>,
}

/// How rows became one under a wildcard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folded {
    /// Rows that are folded.
    pub rows: u64,
    /// Other known names that the pattern would list too.
    pub admits: Vec<String>,
    /// The x of a pattern `*.x`, if it is known: the pattern does not list it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apex: Option<String>,
}

/// A catalog row that matches.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CatalogHit {
    /// The catalog.
    pub id: String,
    /// Its pattern, as published.
    pub pattern: String,
    /// `exact`, `glob`, `alias`, `apex` or `fragment`.
    #[serde(rename = "match")]
    pub kind: String,
}

/// One kind of proof of a row's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind of statement.
    pub source: Source,
    /// The name it states.
    pub name: String,
    /// Flows of the row for which it holds.
    pub flows: u64,
    /// Where it stands first; absent for a name record of the capture file, which stands in no frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<FramePlace>,
}

/// A claim that names the row's flows otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What kind of statement.
    pub source: Source,
    /// The other name.
    pub name: String,
    /// Flows of the row for which it is claimed.
    pub flows: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde fixes the signature")]
fn is_false(flag: &bool) -> bool {
    !flag
}
