//! What one run reduces to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use idlewire_evidence::{Source, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::completeness::Period;
use crate::conditions::{Declared, Measured, Subject};
use crate::few::Few;
use crate::limits::WINDOWS_SPAN;
use crate::run_file::{CaptureFile, Selected};
use crate::stamp;
use crate::windows::{WINDOW_SECS, Windows};

/// Identifies a run by its content: SHA-256, in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(String);

/// One machine recorded once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The system under test.
    #[serde(default)]
    pub subject: Subject,
    /// Which of the runs of its subject it is, as declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicate: Option<u32>,
    /// Where the traffic was recorded, as declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_point: Option<String>,
    /// Which part of the captures it is.
    #[serde(default, skip_serializing_if = "Selected::is_empty")]
    pub selected: Selected,
    /// Conditions that a person states.
    #[serde(default)]
    pub declared: Declared,
    /// Conditions that were read from the captures.
    #[serde(default)]
    pub measured: Measured,
    /// The captures, as `run.toml` lists them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<CaptureFile>,
    /// Whose traffic it is. Absent unless it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<Machine>,
    /// What the machine reached, by destination.
    pub endpoints: Vec<Seen>,
    /// What it did besides.
    #[serde(default)]
    pub outside: Outside,
    /// Whether summaries of the same captures said different things; the one that sorts first is kept.
    #[serde(default, skip_serializing_if = "is_false")]
    pub contested: bool,
}

/// The machine under test, for those who ask for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Its addresses.
    pub addresses: BTreeSet<std::net::IpAddr>,
    /// Its hardware addresses.
    #[serde(default)]
    pub macs: BTreeSet<String>,
    /// The name it gave itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
}

/// An endpoint of one run: no payload, no address of the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The name, or the bare address.
    pub destination: String,
    /// As published lists write it, such as `HTTP/TLSv1.2`.
    pub protocol: String,
    /// Server ports, such as `tcp/443`.
    #[serde(default)]
    pub ports: BTreeSet<String>,
    /// Who says that this is its name, best first, and for how many flows. Empty for a bare address.
    #[serde(default)]
    pub sources: BTreeMap<Source, u64>,
    /// Flows.
    pub flows: u64,
    /// Those over TCP that were refused or never answered.
    #[serde(default)]
    pub failed: u64,
    /// Frame lengths on the wire, sent. Unit: bytes.
    #[serde(default)]
    pub bytes_out: u64,
    /// Frame lengths on the wire, received. Unit: bytes.
    #[serde(default)]
    pub bytes_in: u64,
    /// Time of the first frame.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Timestamp>,
    /// Time of the last frame.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
    /// When it was active.
    pub windows: Windows,
    /// Names on the chains from the name to its addresses.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub aliases: Few,
    /// Whether a proxy was asked for it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub via_proxy: bool,
    /// Whether Encrypted ClientHello hid the name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub name_hidden: bool,
}

/// What the machine did besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Flows to private addresses.
    #[serde(default)]
    pub private: u64,
    /// Flows to groups.
    #[serde(default)]
    pub multicast: u64,
    /// Flows that others opened.
    #[serde(default)]
    pub inbound: u64,
    /// Names that were resolved and never reached.
    #[serde(default, skip_serializing_if = "Few::is_empty")]
    pub resolved_only: Few,
}

/// SHA-256 of all that a reader gives, in lower-case hexadecimal; what a capture is known by.
///
/// # Errors
/// Those of the reader.
pub fn sha256(reader: &mut dyn std::io::Read) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(RunId::from(hash).0),
            Ok(read) => hash.update(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl RunId {
    /// The run of one machine in these captures, given by their SHA-256, in any order. `machine` tells several machines in the same
    /// captures apart; only its hash is kept.
    pub fn of<'a>(captures: impl IntoIterator<Item = &'a str>, machine: &str) -> Self {
        let sorted: BTreeSet<&str> = captures.into_iter().collect();
        let mut hash = Sha256::new();
        for text in sorted.into_iter().chain([machine]) {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        Self::from(hash)
    }

    /// A run whose captures are not known: identified by what its summary says.
    #[must_use]
    pub fn of_content(run: &Run) -> Self {
        Self::from(Sha256::new().chain_update(run.content()))
    }

    fn from(hash: Sha256) -> Self {
        let mut text = String::with_capacity(64);
        for byte in hash.finalize() {
            // Writing into a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// The hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has the form.
    pub(crate) fn is_well_formed(&self) -> bool {
        self.0.len() == 64 && self.0.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    }
}

impl Run {
    /// The windows of the run: those of its frames, else those of its endpoints. Absent if there are none, or too many
    /// (`study-windows-span`).
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        let window =
            |time: Timestamp| u32::try_from(time.as_nanos().div_euclid(1_000_000_000 * i64::from(WINDOW_SECS))).ok();
        let frames = self.measured.first.and_then(window).zip(self.measured.last.and_then(window));
        let firsts = self.endpoints.iter().filter_map(|seen| seen.windows.first());
        let lasts = self.endpoints.iter().filter_map(|seen| seen.windows.last());
        let (first, last) = frames.or(firsts.min().zip(lasts.max()))?;
        let period = Period { begin: first, end: last.checked_add(1)? };
        (!period.is_empty() && u64::from(period.len()) <= WINDOWS_SPAN.default).then_some(period)
    }

    /// Puts the endpoints in order and the bounded sets within their bounds, so that equal runs have equal bytes.
    pub(crate) fn settle(&mut self) {
        self.endpoints.sort_by(|a, b| a.destination.cmp(&b.destination));
        self.endpoints.iter_mut().for_each(|seen| seen.aliases.bound());
        self.outside.resolved_only.bound();
        self.measured.encrypted_dns.values_mut().for_each(Few::bound);
    }

    /// What is compared: everything but the mark that there was a comparison.
    fn content(&self) -> String {
        // Texts, numbers and sets of them have no value that JSON cannot hold.
        serde_json::to_string(&Self { contested: false, ..self.clone() }).unwrap_or_default()
    }

    /// The one of two summaries of the same captures that is kept.
    pub(crate) fn either(self, other: Self) -> Self {
        let contested = self.contested || other.contested;
        let (mine, theirs) = (self.content(), other.content());
        let kept = if mine <= theirs { self } else { other };
        Self { contested: contested || mine != theirs, ..kept }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde fixes the signature")]
fn is_false(flag: &bool) -> bool {
    !flag
}
