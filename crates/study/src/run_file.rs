//! `run.toml`: what a person and the recorder say about a run.

use idlewire_evidence::Timestamp;
use serde::{Deserialize, Serialize};

use crate::conditions::{Declared, Subject};
use crate::form::{self, FormError};
use crate::stamp;

/// The file `run.toml` of a run folder. What can be measured is no part of it: that is read from the captures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunFile {
    /// Which of the runs of its subject this is, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicate: Option<u32>,
    /// Where the traffic was recorded, such as `mirror port of the switch`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_point: Option<String>,
    /// The system under test.
    #[serde(default)]
    pub subject: Subject,
    /// What a person states about the run.
    #[serde(default)]
    pub declared: Declared,
    /// Which part of the captures the run is. Nothing means all.
    #[serde(default, skip_serializing_if = "Selected::is_empty")]
    pub selected: Selected,
    /// What the recorder counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorder: Option<Recorder>,
    /// The captures, in any order. None means all in the folder.
    #[serde(default, rename = "file", skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<CaptureFile>,
}

/// A capture of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptureFile {
    /// Path from the run folder, with `/`. It may lead out of the folder.
    pub path: String,
    /// SHA-256 of the file as stored, in lower-case hexadecimal.
    pub sha256: String,
}

/// Which part of the captures a run is: a choice of the person who analyses.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selected {
    /// The machine under test: addresses, networks, hardware addresses. None means that it is found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machine: Vec<String>,
    /// Frames before this time are left out.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Frames from this time on are left out.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// So much of the beginning is left out: the set-up. Unit: seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_seconds: Option<u64>,
    /// Whether a machine was picked whose addresses are left out here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub picked: bool,
}

impl Selected {
    /// Whether all is taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Leaves out the addresses of the machine.
    pub fn redact(&mut self) {
        self.picked |= !self.machine.is_empty();
        self.machine.clear();
    }

    /// The same choice gives the same text: it tells runs of the same captures apart.
    #[must_use]
    pub fn key(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let mut sorted = self.clone();
        sorted.machine.sort_unstable();
        // Texts, numbers and lists of them have no value that JSON cannot hold.
        serde_json::to_string(&sorted).unwrap_or_default()
    }
}

/// What the recorder says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorder {
    /// Name and version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it began.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// When it ended.
    #[serde(default, with = "stamp", skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Timestamp>,
    /// Frames it wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frames: Option<u64>,
    /// Frames it lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<u64>,
}

impl RunFile {
    /// Reads the text of the file; `file` is its name for messages.
    ///
    /// # Errors
    /// [`FormError`] with the line and what to do.
    pub fn read(text: &str, file: &str) -> Result<Self, FormError> {
        let run: Self = form::read(text, file)?;
        run.check(text, file)?;
        Ok(run)
    }

    /// The text of the file. Reading it gives the same.
    #[must_use]
    pub fn write(&self) -> String {
        // Texts, numbers and lists of tables have no value that TOML cannot hold.
        toml::to_string(self).unwrap_or_default()
    }

    fn check(&self, text: &str, file: &str) -> Result<(), FormError> {
        let line = |needle: &str| text.find(needle).map(|at| form::line_of(text, at));
        if self.replicate == Some(0) {
            return Err(FormError::new(file, line("replicate"), "replicate is 0", "count replicates from 1"));
        }
        for capture in &self.files {
            let path = &capture.path;
            if path.trim().is_empty() {
                let remedy = "write a path from the run folder, with /";
                return Err(FormError::new(file, line("path"), "the path of a capture is empty", remedy));
            }
            let is_hash =
                capture.sha256.len() == 64 && capture.sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            if !is_hash {
                let what = format!("the sha256 of {path:?} is not 64 lower-case hexadecimal digits");
                return Err(FormError::new(file, line(&capture.sha256), what, "write what sha256sum prints"));
            }
        }
        let times = self.recorder.as_ref().and_then(|it| it.started.zip(it.stopped));
        if times.is_some_and(|(started, stopped)| stopped < started) {
            return Err(FormError::new(
                file,
                line("stopped"),
                "the recorder stopped before it started",
                "exchange the times",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = r#"replicate = 2
capture_point = "mirror port"

[subject]
system = "Windows 10"
edition = "Home"

[declared]
account = "local"
notes = ["two screens"]

[recorder]
started = "2020-06-09T00:00:00Z"
dropped = 0

[[file]]
path = "capture/1.pcapng.zst"
sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"#;

    #[test]
    fn what_is_written_reads_the_same() {
        let run = RunFile::read(TEXT, "run.toml").unwrap();
        assert_eq!((run.replicate, run.subject.edition.as_deref(), run.files.len()), (Some(2), Some("Home"), 1));
        assert_eq!(RunFile::read(&run.write(), "run.toml"), Ok(run));
        assert_eq!(RunFile::read("", "run.toml"), Ok(RunFile::default()));
    }

    #[test]
    fn a_message_says_file_line_and_what_to_do() {
        for (from, to, said) in [
            ("account =", "acount =", "run.toml, line 9: unknown field `acount`"),
            ("[declared]", "[measured]", "leave it out: what can be measured is read from the captures each time"),
            ("replicate = 2", "replicate = 0", "run.toml, line 1: replicate is 0; count replicates from 1"),
            ("replicate = 2", "replicate = \"two\"", "run.toml, line 1: invalid type"),
            ("capture/1.pcapng.zst", " ", "run.toml, line 17: the path of a capture is empty"),
            ("e3b0", "E3B0", "line 18: the sha256 of"),
            ("2020-06-09T00:00:00Z", "noon", "line 13: \"noon\" is not a time"),
        ] {
            let error = RunFile::read(&TEXT.replacen(from, to, 1), "run.toml").unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(\\[{0,2}[a-z]{0,9}\\]{0,2}|[a-z_]{1,9} ?= ?[\"\\[0-9a-z]{0,9}|\n){0,9}") {
            let _ = RunFile::read(&text, "run.toml");
        }
    }
}
