//! One recorded packet.

use idlewire_evidence::{FramePlace, Timestamp};
use idlewire_wire::LinkType;
use std::ops::Range;

/// One recorded packet. It borrows the buffer of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// When it was recorded. Absent where the file states no time (pcapng simple packet block): none is invented.
    pub time: Option<Timestamp>,
    /// The input, by its index in [`crate::Recording::inputs`], and the number within it.
    pub place: FramePlace,
    /// Index into the input's interfaces, counted over all sections of a file, from 0.
    pub interface: u32,
    /// What the first bytes are.
    pub link: LinkType,
    /// Length on the wire, in bytes, as the recorder states it.
    pub wire_len: u32,
    /// The bytes that were kept.
    pub bytes: &'a [u8],
    /// Whether it lies in the period that counts, and not before it.
    pub counts: bool,
}

/// A record of a capture file, its bytes by their place in the window.
///
/// The place holds until the window is asked for more.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) time: Option<Timestamp>,
    /// Records just before it that are no frames and that Wireshark gives numbers all the same.
    pub(crate) numbered_before: u32,
    pub(crate) interface: u32,
    pub(crate) link: LinkType,
    pub(crate) wire_len: u32,
    pub(crate) bytes: Range<usize>,
}

impl Record {
    /// The frame that the record holds, with its bytes.
    #[inline]
    pub(crate) fn frame<'a>(&self, input: u32, number: u64, bytes: &'a [u8], counts: bool) -> Frame<'a> {
        Frame {
            time: self.time,
            place: FramePlace { input, frame: number },
            interface: self.interface,
            link: self.link,
            wire_len: self.wire_len,
            bytes,
            counts,
        }
    }
}
