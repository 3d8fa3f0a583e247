//! Why an input, or the rest of it, could not be read.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why an input, or the rest of it, could not be read. A file that was cut is no error: see [`crate::InputSummary::cut`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// The path cannot be opened or listed. Usual cause: a wrong path, or missing rights.
    #[error("{path}: cannot be opened", path = path.display())]
    Open {
        /// The path as given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },

    /// Reading failed on the way. Usual cause: the disk, or damaged packing.
    #[error("{path}: reading failed at byte {offset}", path = path.display())]
    Read {
        /// The path as given.
        path: PathBuf,
        /// Offset into the unpacked input.
        offset: u64,
        /// What the system or the decompressor says.
        source: io::Error,
    },

    /// A folder without a capture in it.
    #[error("{folder}: no capture in this folder", folder = folder.display())]
    EmptyFolder {
        /// The folder as given.
        folder: PathBuf,
    },

    /// The input is something else.
    #[error("{path}: no capture; it {looks}", path = path.display())]
    NotACapture {
        /// The path as given.
        path: PathBuf,
        /// What it is instead.
        looks: NotACapture,
    },

    /// A capture of a kind that this version does not read.
    #[error("{path}: {what} {value} is not supported", path = path.display())]
    Unsupported {
        /// The path as given.
        path: PathBuf,
        /// What the value is.
        what: &'static str,
        /// The value itself.
        value: u32,
    },

    /// The bytes break a rule of the format, and the next record cannot be told: the frames before it were read.
    #[error("{path}: {format} damaged at byte {offset}: breaks the rule \"{rule}\"", path = path.display())]
    Damaged {
        /// The path as given.
        path: PathBuf,
        /// The format.
        format: Format,
        /// Offset into the unpacked input.
        offset: u64,
        /// The rule that is broken, said as it should be.
        rule: &'static str,
    },
}

impl CaptureError {
    /// What the user can do about it, as a sentence without a full stop.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Open { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => Some("check the path".to_owned()),
                io::ErrorKind::PermissionDenied => Some("ask for the right to read it, or copy it first".to_owned()),
                _ => None,
            },
            Self::Read { .. } => {
                Some("copy or unpack the file again; what stands before this place was read".to_owned())
            }
            Self::EmptyFolder { .. } => {
                Some("give a folder that holds pcap or pcapng files, plain or packed with gzip or zstd".to_owned())
            }
            Self::NotACapture { path, looks } => looks.hint(&path.display().to_string()),
            Self::Unsupported { path, .. } => {
                Some(format!("convert it: editcap -F pcapng {0} {0}.pcapng", path.display()))
            }
            Self::Damaged { .. } => {
                Some("what stands before this place was read; copy the file again if there is another".to_owned())
            }
        }
    }
}

/// What an input that is no capture looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACapture {
    /// What it is, as the end of a sentence that begins with "it", such as `is empty`.
    pub what: &'static str,
    /// Whether this was found inside gzip or zstd.
    pub packed: bool,
    pub(crate) advice: Advice,
}

/// What can be done with a file that is no capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advice {
    None,
    /// Said as it is.
    Say(&'static str),
    /// A command that takes the file and a name to write to, with the ending of that name.
    Convert(&'static str, &'static str),
}

impl NotACapture {
    fn hint(&self, path: &str) -> Option<String> {
        match self.advice {
            Advice::None => None,
            Advice::Say(text) => Some(text.to_owned()),
            Advice::Convert(command, ending) => {
                let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
                Some(format!("convert it with `{command} {path} {stem}{ending}`"))
            }
        }
    }
}

impl fmt::Display for NotACapture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.packed { "is packed, and what is inside " } else { "" })?;
        f.write_str(self.what)
    }
}

/// A file format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The format of libpcap and tcpdump (draft-ietf-opsawg-pcap).
    Pcap,
    /// The next generation (draft-ietf-opsawg-pcapng).
    Pcapng,
    /// The format of Solaris snoop (RFC 1761).
    Snoop,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pcap => "pcap",
            Self::Pcapng => "pcapng",
            Self::Snoop => "snoop",
        })
    }
}
