//! An input that is open: what it is, and its records.

use crate::error::{CaptureError, Format};
use crate::format::{Reader, Refusal};
use crate::frame::Record;
use crate::looks;
use crate::stream::{self, Packing, Source};
use crate::window::{Stop, Window};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// An input that is open, read up to some record.
pub(crate) struct Opened {
    pub(crate) format: Format,
    pub(crate) packing: Packing,
    pub(crate) reader: Reader,
    pub(crate) window: Window,
}

/// What comes next in an input.
pub(crate) enum Next {
    Record(Record),
    End,
    /// The input ends in mid-record; the offset is that of its last good byte or before.
    Cut {
        at: u64,
    },
    Failed(CaptureError),
}

impl Opened {
    /// Opens an input and reads its file header. `count` follows the bytes read, as stored.
    pub(crate) fn open(path: &Path, source: &Source, count: Arc<AtomicU64>) -> Result<Self, CaptureError> {
        let unopened = |source| CaptureError::Open { path: path.to_owned(), source };
        let raw = source.open(count).map_err(unopened)?;
        let (bytes, packing) = stream::unpack(raw).map_err(unopened)?;
        let mut window = Window::new(bytes, source.reopens());
        let format = recognise(path, &mut window, packing)?;
        match Reader::begin(format, &mut window) {
            Ok(reader) => Ok(Self { format, packing, reader, window }),
            Err(Refusal::Unsupported { what, value }) => {
                Err(CaptureError::Unsupported { path: path.to_owned(), what, value })
            }
            Err(Refusal::Stop(stop)) => Err(error(path, &window, format, stop)),
        }
    }

    /// The next record.
    #[inline]
    pub(crate) fn next(&mut self, path: &Path) -> Next {
        match self.reader.next(&mut self.window) {
            Ok(Some(record)) => Next::Record(record),
            Ok(None) => Next::End,
            Err(Stop::Cut) => Next::Cut { at: self.window.offset() },
            Err(stop) => Next::Failed(error(path, &self.window, self.format, stop)),
        }
    }
}

/// The format by the first bytes, or what else they look like.
fn recognise(path: &Path, window: &mut Window, packing: Packing) -> Result<Format, CaptureError> {
    let failed = |offset, stop| match stop {
        Stop::Failed(source) => CaptureError::Read { path: path.to_owned(), offset, source },
        Stop::Cut | Stop::Damaged(_) => not_a_capture(path, &[], packing),
    };
    for len in [8, looks::FIRST_BYTES] {
        window.fill(len).map_err(|stop| failed(0, stop))?;
        if let Some(format) = looks::format(window.available()) {
            return Ok(format);
        }
    }
    if window.broke_off_at_once() {
        return Err(CaptureError::NotACapture { path: path.to_owned(), looks: looks::NOTHING_UNPACKED });
    }
    Err(not_a_capture(path, window.available(), packing))
}

fn not_a_capture(path: &Path, first: &[u8], packing: Packing) -> CaptureError {
    let first = first.get(..looks::FIRST_BYTES).unwrap_or(first);
    CaptureError::NotACapture { path: path.to_owned(), looks: looks::describe(first, packing) }
}

fn error(path: &Path, window: &Window, format: Format, stop: Stop) -> CaptureError {
    let (path, offset) = (path.to_owned(), window.offset());
    match stop {
        Stop::Failed(source) => CaptureError::Read { path, offset, source },
        Stop::Damaged(rule) => CaptureError::Damaged { path, format, offset, rule },
        Stop::Cut => CaptureError::Damaged { path, format, offset, rule: "a file holds a whole file header" },
    }
}
