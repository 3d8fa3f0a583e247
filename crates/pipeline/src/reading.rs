//! All stages for one frame after the other.

use crate::following::{Following, Gleaned};
use crate::options::Keep;
use crate::partial::Partial;
use idlewire_capture::{Frame, NameRecord};
use idlewire_flow::Edge;

/// A piece of capture that is being read, frame by frame: the plain way, which [`crate::read`] must equal.
#[derive(Debug)]
pub struct Reading {
    following: Following,
    gleaned: Gleaned,
    partial: Partial,
}

impl Reading {
    /// Starts to read a piece; `edge` says whether an earlier piece may exist.
    #[must_use]
    pub fn new(edge: Edge, keep: Keep) -> Self {
        let following = Following::new(edge);
        Self { following, gleaned: Gleaned::default(), partial: Partial::empty(keep) }
    }

    /// Reads a frame.
    pub fn frame(&mut self, frame: &Frame<'_>) {
        self.following.frame(frame, &mut self.gleaned);
        self.partial.take(&mut self.gleaned);
    }

    /// Takes the names that the capture files give to addresses.
    pub fn names(&mut self, records: &[NameRecord]) {
        self.partial.names(records);
    }

    /// Ends the piece. What is open at its edges stays open until [`Partial::finish`].
    #[must_use]
    pub fn finish(mut self) -> Partial {
        self.partial.end(self.following);
        self.partial
    }
}
