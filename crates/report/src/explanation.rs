//! The proof of one destination: what `idlewire explain` says.

use crate::{Conflict, FlowRow, Input, Machine, Row};
use idlewire_evidence::{FramePlace, Source, Span, Timestamp};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::net::IpAddr;

/// Everything known about one destination. Its JSON is the body of the schema `idlewire/explain/1`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Explanation<'a> {
    /// The destination that was asked about.
    pub query: String,
    /// The captures that were read.
    pub inputs: Vec<Input>,
    /// Every row that answers the question; empty if none does.
    pub found: Vec<Explained<'a>>,
    /// If no row does: the claims about that name, which was then resolved and not reached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resolved: Vec<ProvenClaim>,
}

/// One row with its flows and its proof.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Explained<'a> {
    /// The subject's heading.
    pub subject: String,
    /// Whose row it is.
    pub machine: Machine,
    /// The row as the report prints it.
    pub row: Row,
    /// Its flows.
    pub flows: Vec<FlowRow<'a>>,
    /// Every claim about these flows, best first.
    pub claims: Vec<ProvenClaim>,
}

/// A claim and the bytes that make it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProvenClaim {
    /// What kind of statement.
    pub source: Source,
    /// The name it states.
    pub name: String,
    /// The address it names, if it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// Names on the CNAME chain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Flows of the row about which it is made.
    pub flows: u64,
    /// Flows of the row that bear its name.
    pub used: u64,
    /// Where it stands; several places if the bytes came in pieces.
    pub proof: Vec<Proof>,
    /// Claims about the same flows that state another name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
}

/// Bytes of one frame.
///
/// In JSON the bytes stand twice: `hex` in lower case, and `ascii` with a dot for every byte that does not print.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// Which frame.
    pub place: FramePlace,
    /// Path of the input, as the user wrote it.
    pub path: String,
    /// When the frame was recorded.
    pub time: Option<Timestamp>,
    /// Which of its captured bytes.
    pub span: Span,
    /// Those bytes.
    pub bytes: Vec<u8>,
}

impl Proof {
    /// The bytes as lower-case hexadecimal digits.
    pub(crate) fn hex(&self) -> String {
        self.bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The bytes as ASCII, a dot for every byte that does not print.
    pub(crate) fn ascii(&self) -> String {
        self.bytes.iter().map(|&byte| if matches!(byte, b' '..=b'~') { char::from(byte) } else { '.' }).collect()
    }
}

impl Serialize for Proof {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Proof", 7)?;
        fields.serialize_field("input", &self.place.input)?;
        fields.serialize_field("frame", &self.place.frame)?;
        fields.serialize_field("path", &self.path)?;
        if let Some(time) = self.time {
            fields.serialize_field("time", &time.to_string())?;
        }
        fields.serialize_field("span", &self.span)?;
        fields.serialize_field("hex", &self.hex())?;
        fields.serialize_field("ascii", &self.ascii())?;
        fields.end()
    }
}
