//! The records of a recording, read ahead of all else: on a thread of their own if there is one.

use idlewire_capture::{Block, CaptureError, Recording};

/// Frames side by side.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub block: Block,
    /// Bytes of the recording that were read so far, as stored.
    pub bytes_read: u64,
}

/// The frames of a recording.
pub(crate) struct Ahead<'r> {
    recording: &'r mut Recording,
    errors: Vec<CaptureError>,
}

impl<'r> Ahead<'r> {
    pub(crate) fn new(recording: &'r mut Recording) -> Self {
        Self { recording, errors: Vec::new() }
    }

    /// Puts the next frames into the batch; returns `false` at the end, when there are none.
    pub(crate) fn fill(&mut self, batch: &mut Batch) -> bool {
        while let Some(more) = self.recording.next_block(&mut batch.block) {
            if let Err(error) = more {
                self.errors.push(error);
                continue;
            }
            batch.bytes_read = self.recording.progress().0;
            return true;
        }
        false
    }

    /// What could not be read.
    pub(crate) fn finish(self) -> Vec<CaptureError> {
        self.errors
    }
}
