//! Frames that lie side by side in one buffer, handed out together: they may go to another thread.

use crate::frame::{Frame, Record};
use std::sync::Arc;

/// Most frames of a block: a buffer of the smallest frames holds about as many.
pub(crate) const BLOCK_FRAMES: usize = 4096;

/// Bytes of the headers of Ethernet, IPv4 and TCP without options: how far into a frame most are looked at.
const HEADERS: usize = 54;

/// A run of frames of one input, in the order of the recording.
#[derive(Clone, Debug, Default)]
pub struct Block {
    buffer: Arc<Vec<u8>>,
    input: u32,
    /// Whether its frames lie in the period that counts.
    counts: bool,
    records: Vec<(Record, u64)>,
}

impl Block {
    /// Lets go of the frames and their buffer.
    pub(crate) fn clear(&mut self) {
        self.buffer = Arc::default();
        self.records.clear();
    }

    /// Starts anew with a buffer and the input that it belongs to; `counts` is whether the frames do.
    pub(crate) fn begin(&mut self, buffer: Arc<Vec<u8>>, input: u32, counts: bool) {
        self.clear();
        (self.buffer, self.input, self.counts) = (buffer, input, counts);
    }

    /// Whether the frames lie in the period that counts: all of a block do, or none.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.counts
    }

    /// Adds a record that lies in this block's buffer, with its number from 1.
    pub(crate) fn push(&mut self, record: Record, number: u64) {
        self.records.push((record, number));
    }

    /// Whether one more frame would be too many.
    pub(crate) fn is_full(&self) -> bool {
        self.records.len() >= BLOCK_FRAMES
    }

    /// Whether records of this buffer lie in the block's.
    pub(crate) fn lies_in(&self, buffer: &Arc<Vec<u8>>) -> bool {
        Arc::ptr_eq(&self.buffer, buffer)
    }

    /// The last record.
    pub(crate) fn last(&self) -> Option<Record> {
        self.records.last().map(|(record, _)| record.clone())
    }

    /// How many frames there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Looks at the headers of all frames, and does nothing with them: one by one, each would be waited for. Where another
    /// thread has read them they are far away.
    pub fn bring_near(&self) {
        let byte = |at: usize| self.buffer.get(at).copied().unwrap_or(0);
        let front = |(record, _): &(Record, u64)| byte(record.bytes.start) ^ byte(record.bytes.start + HEADERS);
        std::hint::black_box(self.records.iter().map(front).fold(0, |sum, byte| sum ^ byte));
    }

    /// The frames, in order.
    #[must_use]
    #[inline(always)]
    pub fn frames(&self) -> Frames<'_> {
        Frames { bytes: &self.buffer, input: self.input, counts: self.counts, records: self.records.iter() }
    }
}

/// The frames of a block, in order.
#[derive(Clone, Debug)]
pub struct Frames<'a> {
    bytes: &'a [u8],
    input: u32,
    counts: bool,
    records: std::slice::Iter<'a, (Record, u64)>,
}

impl<'a> Iterator for Frames<'a> {
    type Item = Frame<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<Frame<'a>> {
        let (record, number) = self.records.next()?;
        let bytes = self.bytes.get(record.bytes.clone()).unwrap_or_default();
        Some(record.frame(self.input, *number, bytes, self.counts))
    }
}
