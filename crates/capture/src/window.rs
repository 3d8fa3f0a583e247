//! A block buffer over a byte stream: the part of a capture that is looked at.

use idlewire_evidence::Cap;
use std::io::{ErrorKind, Read};
use std::ops::Range;
use std::sync::Arc;

/// Longest record that is read, and so the largest that a window grows.
pub(crate) const RECORD_BYTES: Cap = Cap {
    name: "capture-record-bytes",
    unit: "bytes",
    default: 16 << 20,
    reason: "a frame of an offloading machine reaches 512 KiB (Linux BIG TCP), one of USB a few MiB; a longer one is damage",
    outcome: "the input is read up to there, and an error names the place; pcap looks for the next record first",
};

/// Size of a block, and bytes unpacked at a time. It stays in a second-level cache while the records in it are read.
const BLOCK_BYTES: usize = 256 << 10;

/// Buffers kept to be used again once the blocks that hold them are dropped.
const SPARE_BUFFERS: usize = 16;

/// Largest buffer that is kept when its records are behind: many inputs would else keep their largest record each.
const KEPT_BYTES: usize = 4 * BLOCK_BYTES;

/// Why the next record cannot be had.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The stream ends inside something that was begun.
    Cut,
    /// The bytes break a rule of the format.
    Damaged(&'static str),
    /// Reading failed.
    Failed(std::io::Error),
}

/// The bytes of a stream from the current place on, as many as were asked for.
pub(crate) struct Window {
    source: Box<dyn Read + Send>,
    /// Shared with the blocks of frames that were handed out of it: then it is not written to any more.
    buffer: Arc<Vec<u8>>,
    /// Earlier buffers, the oldest first.
    lent: Vec<Arc<Vec<u8>>>,
    /// The current place and the end of what was read, both as indices into `buffer`.
    start: usize,
    end: usize,
    /// Offset within the stream of the first byte of `buffer`.
    base: u64,
    /// Nothing more comes from the source.
    ended: bool,
    /// The source was compressed and broke off.
    broken_off: bool,
    /// Why nothing more comes: told when what came before is used up.
    failed: Option<std::io::Error>,
    /// Whether as much is read as there is room for. A stream must not be waited for longer than it takes.
    ahead: bool,
}

impl Window {
    /// A window on bytes that are all there already (`ahead`), or on a stream.
    pub(crate) fn new(source: Box<dyn Read + Send>, ahead: bool) -> Self {
        Self {
            source,
            ahead,
            buffer: Arc::default(),
            lent: Vec::new(),
            start: 0,
            end: 0,
            base: 0,
            ended: false,
            broken_off: false,
            failed: None,
        }
    }

    /// Offset of the current place within the (unpacked) stream.
    pub(crate) fn offset(&self) -> u64 {
        self.base + self.start as u64
    }

    /// What is there from the current place on, without reading.
    pub(crate) fn available(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// The current place in [`Self::buffer`].
    pub(crate) fn place(&self) -> usize {
        self.start
    }

    /// Makes sure that `len` bytes are there.
    #[inline]
    pub(crate) fn want(&mut self, len: usize) -> Result<(), Stop> {
        if self.end - self.start >= len || self.fill(len)? { Ok(()) } else { Err(Stop::Cut) }
    }

    /// A copy of the next `N` bytes.
    #[inline]
    pub(crate) fn header<const N: usize>(&mut self) -> Result<[u8; N], Stop> {
        self.want(N)?;
        self.available().first_chunk().copied().ok_or(Stop::Cut)
    }

    /// Moves on by `len` bytes that are there, and tells where they lie.
    #[inline]
    pub(crate) fn take(&mut self, len: usize) -> Range<usize> {
        let from = self.start;
        self.start = (from + len).min(self.end);
        from..self.start
    }

    /// The bytes at a place that [`Self::take`] told, until more is asked for.
    #[inline]
    pub(crate) fn bytes(&self, place: Range<usize>) -> &[u8] {
        self.buffer.get(place).unwrap_or_default()
    }

    /// The buffer that holds [`Self::bytes`], to keep it as it is.
    pub(crate) fn buffer(&self) -> &Arc<Vec<u8>> {
        &self.buffer
    }

    /// Moves on by `len` bytes without keeping them.
    pub(crate) fn skip(&mut self, mut len: u64) -> Result<(), Stop> {
        loop {
            let step = usize::try_from(len).unwrap_or(usize::MAX).min(self.end - self.start);
            self.take(step);
            len -= step as u64;
            if len == 0 {
                return Ok(());
            }
            self.want(1)?;
        }
    }

    /// Whether the stream ends exactly here.
    pub(crate) fn is_at_end(&mut self) -> Result<bool, Stop> {
        if self.start < self.end || self.fill(1)? {
            return Ok(false);
        }
        if self.broken_off { Err(Stop::Cut) } else { Ok(true) }
    }

    /// Whether nothing comes behind [`Self::available`].
    pub(crate) fn has_ended(&self) -> bool {
        self.ended && self.failed.is_none()
    }

    /// Whether the source was compressed and broke off before it gave anything.
    pub(crate) fn broke_off_at_once(&self) -> bool {
        self.broken_off && self.end == 0
    }

    /// Reads until `len` bytes are there, or the stream ends: then `false`.
    #[cold]
    pub(crate) fn fill(&mut self, len: usize) -> Result<bool, Stop> {
        if !self.ended {
            self.read(len);
        }
        let is_there = self.end - self.start >= len;
        self.failed.take_if(|_| !is_there).map_or(Ok(is_there), |error| Err(Stop::Failed(error)))
    }

    fn read(&mut self, len: usize) {
        self.begin_at_front(len.max(BLOCK_BYTES));
        let Some(buffer) = Arc::get_mut(&mut self.buffer) else { return };
        let enough = if self.ahead { buffer.len() } else { len };
        while self.end < enough && !self.ended {
            let Some(free) = buffer.get_mut(self.end..) else { break };
            match self.source.read(free) {
                Ok(0) => self.ended = true,
                Ok(more) => self.end += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // This is how decompressors say that their input breaks off.
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => (self.ended, self.broken_off) = (true, true),
                Err(error) => (self.ended, self.failed) = (true, Some(error)),
            }
        }
        if self.ended {
            // Many inputs may stand open side by side: one that was read to its end keeps no descriptor, no decompressor and no more
            // memory than its bytes need.
            self.source = Box::new(std::io::empty());
            buffer.truncate(self.end);
            buffer.shrink_to_fit();
        }
    }

    /// Brings what is there to the front of a buffer of its own with room for `room` bytes.
    fn begin_at_front(&mut self, room: usize) {
        let (start, end) = (self.start, self.end);
        let room = room.max(end - start);
        if let Some(own) = Arc::get_mut(&mut self.buffer) {
            own.copy_within(start..end, 0);
            if own.len() > room.max(KEPT_BYTES) {
                own.truncate(room);
                own.shrink_to_fit();
            }
            own.resize(room.max(own.len()), 0);
        } else {
            let mut next = self.spare();
            if let Some(own) = Arc::get_mut(&mut next) {
                own.resize(room.max(own.len()), 0);
                if let (Some(front), Some(rest)) = (own.get_mut(..end - start), self.buffer.get(start..end)) {
                    front.copy_from_slice(rest);
                }
            }
            let last = std::mem::replace(&mut self.buffer, next);
            if last.len() <= KEPT_BYTES {
                self.lent.push(last);
            }
        }
        self.base += start as u64;
        (self.start, self.end) = (0, end - start);
    }

    /// A buffer that nobody holds: one that came back, else a new one.
    fn spare(&mut self) -> Arc<Vec<u8>> {
        let free = self.lent.iter_mut().position(|buffer| Arc::get_mut(buffer).is_some());
        if free.is_none() && self.lent.len() >= SPARE_BUFFERS {
            // Held for long: whoever holds it keeps it alive.
            self.lent.remove(0);
        }
        free.map(|at| self.lent.remove(at)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, as a slow pipe may.
    struct Drip(std::vec::IntoIter<u8>);

    impl Read for Drip {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let (Some(slot), Some(byte)) = (into.first_mut(), self.0.next()) else { return Ok(0) };
            *slot = byte;
            Ok(1)
        }
    }

    /// Gives zeros, and tells whether it is still held.
    fn zeros(len: u64) -> (Window, Arc<()>) {
        struct Held(std::io::Take<std::io::Repeat>, #[allow(dead_code, reason = "counted")] Arc<()>);
        impl Read for Held {
            fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
                self.0.read(into)
            }
        }
        let held = Arc::new(());
        (Window::new(Box::new(Held(std::io::repeat(0).take(len), held.clone())), true), held)
    }

    #[test]
    fn a_small_file_is_let_go_at_once_and_holds_its_bytes_alone() {
        let (mut window, held) = zeros(100);
        window.want(1).unwrap();
        assert_eq!((Arc::strong_count(&held), window.buffer.len()), (1, 100));
        assert!(window.buffer.capacity() < 4096);
    }

    #[test]
    fn the_room_of_a_large_record_is_given_back_whether_it_was_lent_or_not() {
        let large = RECORD_BYTES.default as usize;
        for is_lent in [false, true] {
            let (mut window, _) = zeros(3 * RECORD_BYTES.default);
            window.want(large).unwrap();
            let lent = is_lent.then(|| window.buffer().clone());
            window.take(large);
            window.want(1).unwrap();
            drop(lent);
            let kept = window.buffer.capacity() + window.lent.iter().map(|buffer| buffer.capacity()).sum::<usize>();
            assert!(kept <= KEPT_BYTES, "{kept}");
        }
    }

    #[test]
    fn offsets_count_what_was_taken_and_skipped() {
        let mut window = Window::new(Box::new(Drip((0..100).collect::<Vec<u8>>().into_iter())), false);
        assert_eq!(window.header::<3>().unwrap(), [0, 1, 2]);
        assert_eq!(window.offset(), 0);
        let place = window.take(3);
        assert_eq!(window.bytes(place), [0, 1, 2]);
        window.skip(90).unwrap();
        assert_eq!(window.offset(), 93);
        assert_eq!(window.header::<7>().unwrap(), [93, 94, 95, 96, 97, 98, 99]);
        assert!(matches!(window.want(8), Err(Stop::Cut)));
        assert!(!window.is_at_end().unwrap());
        window.take(7);
        assert!(window.is_at_end().unwrap());
    }
}
