//! What a run is about, and under which conditions it was made: declared by a person, or measured. The two are never mixed.

use std::collections::{BTreeMap, BTreeSet};

use idlewire_evidence::{Ledger, Timestamp};
use serde::{Deserialize, Serialize};

use crate::few::Few;
use crate::stamp;

/// What a table is about. An unknown part is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The system, such as `Windows 10`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The edition, such as `Home`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// The version, such as `2004`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The build, such as `19041.264`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// The language, such as `en-US`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Conditions that a person states. What is absent was not stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// The account that was signed in, such as `local`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The domain or directory that was joined, such as `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// How the system was set up, such as `default`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<String>,
    /// What was done with the system meanwhile, such as `nobody used it`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle: Option<String>,
    /// Where it stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The network it was on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Conditions that were read from the captures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Time of the first frame.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub first: Option<Timestamp>,
    /// Time of the last frame.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub last: Option<Timestamp>,
    /// Address families of the traffic to public addresses, such as `IPv4`.
    #[serde(default)]
    pub families: BTreeSet<String>,
    /// Frames that the recorder lost. Absent if no capture says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<u64>,
    /// Captures that end in the middle of a record.
    #[serde(default)]
    pub cut: u64,
    /// Times without a frame that are long for the run: begin and length in seconds. Absent if nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gaps: Option<BTreeMap<String, u64>>,
    /// How often the time of frames went back. Absent if nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_steps: Option<u64>,
    /// How flows carried DNS unreadably, such as `DoH`, with the names of the resolvers.
    #[serde(default)]
    pub encrypted_dns: BTreeMap<String, Few>,
    /// What was read, understood and not understood.
    #[serde(default)]
    pub ledger: Ledger,
}

impl Subject {
    /// `Windows 10 Home, version 2004, build 19041.264, en-US`; empty if nothing is known.
    #[must_use]
    pub fn heading(&self) -> String {
        let system: Vec<&str> = self.system.iter().chain(&self.edition).map(String::as_str).collect();
        let version = self.version.iter().map(|version| format!("version {version}"));
        let build = self.build.iter().map(|build| format!("build {build}"));
        let rest = version.chain(build).chain(self.language.clone());
        let system = Some(system.join(" ")).filter(|system| !system.is_empty());
        system.into_iter().chain(rest).collect::<Vec<_>>().join(", ")
    }

    /// Whether every part that `self` states is the same in the other.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let fits = |own: &Option<String>, other: &Option<String>| own.is_none() || own == other;
        fits(&self.system, &other.system)
            && fits(&self.edition, &other.edition)
            && fits(&self.version, &other.version)
            && fits(&self.build, &other.build)
            && fits(&self.language, &other.language)
    }

    /// Whether nothing is stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Declared {
    /// What is stated, as pairs of the key in `run.toml` and the words, in the order of this type.
    pub fn stated(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let one = [
            ("account", &self.account),
            ("domain", &self.domain),
            ("settings", &self.settings),
            ("idle", &self.idle),
            ("location", &self.location),
            ("network", &self.network),
        ];
        let one = one.into_iter().filter_map(|(key, words)| Some((key, words.as_deref()?)));
        one.chain(self.notes.iter().map(|note| ("notes", note.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_what_is_known() {
        let text = |text: &str| Some(text.to_owned());
        let home =
            Subject { system: text("Windows 10"), edition: text("Home"), version: text("2004"), ..Subject::default() };
        assert_eq!(home.heading(), "Windows 10 Home, version 2004");
        assert_eq!(Subject { build: text("1"), ..Subject::default() }.heading(), "build 1");
        assert_eq!(Subject::default().heading(), "");
        let any = Subject { edition: text("Home"), ..Subject::default() };
        assert!(any.covers(&home) && !home.covers(&any));
    }
}
