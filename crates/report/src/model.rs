//! The document: what was read, and one table per machine or subject.

use crate::{CatalogHit, Row, stamp};
use idlewire_evidence::{Ledger, Timestamp};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use std::net::IpAddr;

/// Everything that `idlewire report` says. Its JSON is the body of the schema `idlewire/report/1`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The captures that were read; a [`FramePlace`](idlewire_evidence::FramePlace) counts into this list.
    pub inputs: Vec<Input>,
    /// One table each.
    pub subjects: Vec<Subject>,
    /// What was read, understood and not understood on the way.
    pub ledger: Ledger,
}

/// One capture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// As the user wrote it; `-` is standard input.
    pub path: String,
    /// Such as `pcapng` or `pcap+gzip`.
    pub format: String,
    /// Size as stored. Unit: bytes.
    pub bytes: u64,
    /// Frames read.
    pub frames: u64,
    /// Time of the earliest frame.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub first: Option<Timestamp>,
    /// Time of the latest frame.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub last: Option<Timestamp>,
    /// Frames that the recorder says it lost; absent if it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<u64>,
    /// Whether the file ends in the middle of a record.
    pub cut: bool,
}

/// One table: a machine, or a system under the name that the user gave it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// The heading.
    pub name: String,
    /// Whose traffic it is.
    pub machine: Machine,
    /// What it reached.
    pub endpoints: Vec<Row>,
    /// What it did besides.
    pub outside: Outside,
    /// How far the names can be relied on.
    #[serde(default)]
    pub blind_spots: BlindSpots,
}

/// How much of what a machine reached has no name, or none but a weak one, and why.
///
/// A name is weak if neither the flow itself states it nor an answer of DNS that came before and still held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlindSpots {
    /// All flows of the rows.
    pub flows: u64,
    /// Their bytes on the wire, both ways.
    pub bytes: u64,
    /// Of these, what has no good name.
    pub reasons: Vec<BlindSpot>,
    /// Flows that asked for one name at an address that DNS gave the machine under others only.
    pub disagreements: u64,
}

/// One reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlindSpot {
    /// Such as `seen from the middle`; docs/naming.md lists them.
    pub reason: String,
    /// Flows without a good name for this reason.
    pub flows: u64,
    /// Those of them without any name.
    pub unnamed: u64,
    /// Bytes on the wire of these flows, both ways.
    pub bytes: u64,
    /// Which change to the capture would give the names.
    pub help: String,
}

/// The machine under test.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Its addresses; empty if they are left out of the output.
    pub addresses: Vec<IpAddr>,
    /// Its hardware addresses, such as `00:0c:29:aa:bb:cc`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub macs: Vec<String>,
    /// The name it gave itself (DHCP).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// Why this machine and no other, such as `private source`.
    pub chosen_by: String,
    /// Whether no machine was found. Not written: the addresses are missing then, as they are where they are left out.
    #[serde(skip)]
    pub is_absent: bool,
    /// How many machines these are, as far as can be told, if more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
}

/// What is not a row: traffic that is no egress, and names that were asked for only.
///
/// In JSON the names stand twice: `resolved_only` lists them bare, `resolved` with what the catalogs say.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Outside {
    /// Flows to private addresses.
    pub private: u64,
    /// Flows to multicast and broadcast addresses.
    pub multicast: u64,
    /// Flows that the other side opened.
    pub inbound: u64,
    /// Names that were resolved and, as far as the capture shows, never reached.
    #[serde(default, rename = "resolved")]
    pub resolved_only: Vec<Resolved>,
}

/// A name that the machine asked for and did not reach.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resolved {
    /// The question.
    pub name: String,
    /// The best catalog row's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether a catalog lists it.
    pub listed: bool,
    /// Every matching catalog row, best first.
    pub catalog: Vec<CatalogHit>,
}

impl Serialize for Outside {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let bare: Vec<&str> = self.resolved_only.iter().map(|it| it.name.as_str()).collect();
        let mut fields = to.serialize_struct("Outside", 5)?;
        fields.serialize_field("private", &self.private)?;
        fields.serialize_field("multicast", &self.multicast)?;
        fields.serialize_field("inbound", &self.inbound)?;
        fields.serialize_field("resolved_only", &bare)?;
        fields.serialize_field("resolved", &self.resolved_only)?;
        fields.end()
    }
}
