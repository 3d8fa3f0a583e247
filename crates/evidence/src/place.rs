//! A place in a capture: which input, which frame, which bytes.

use serde::{Deserialize, Serialize};

/// A frame of one of the inputs of a report.
///
/// The order of two places is the order of inputs, then of frames; it breaks ties between equal times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FramePlace {
    /// Index into the report's list of inputs, from 0.
    pub input: u32,
    /// Number of the frame within its input, from 1, as Wireshark counts.
    pub frame: u64,
}

/// A half-open range of bytes within the captured bytes of one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte, from 0.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start`, `len` bytes long; saturates at the end of the number range.
    #[must_use]
    pub fn new(start: usize, len: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(start.saturating_add(len)) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether the span covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}
