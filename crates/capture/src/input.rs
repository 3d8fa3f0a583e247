//! One input: its records in file order, and what is told about it.

use crate::block::Block;
use crate::error::CaptureError;
use crate::frame::Record;
use crate::interface::Interface;
use crate::opened::{Next, Opened};
use crate::stream::Source;
use crate::summary::{Damage, InputSummary};
use idlewire_evidence::Timestamp;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One input of a recording. It holds a buffer and a descriptor only while it is being read.
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    pub(crate) source: Source,
    pub(crate) stored_bytes: Option<u64>,
    bytes_read: Arc<AtomicU64>,
    state: State,
    /// The record at which the input stands.
    head: Option<Record>,
    /// The number of the head, from 1.
    number: u64,
    /// What went wrong behind the file header at the first look; told when the record is asked for.
    pending: Option<CaptureError>,
    /// Latest time of the frames so far, whether or not they count.
    latest: Option<Timestamp>,
    told: Told,
}

enum State {
    /// Not begun, or closed again after the first look.
    Waiting,
    Open(Box<Opened>),
    Ended,
}

/// What is known so far.
#[derive(Clone, Default)]
struct Told {
    format: String,
    /// Those that count, as do the times.
    frames: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    cut_at: Option<u64>,
    dropped: Option<u64>,
    damage: Damage,
    interfaces: Vec<Interface>,
    names: Vec<(IpAddr, String)>,
}

impl Input {
    /// An input that was not looked at yet. The size as stored is absent for a stream.
    pub(crate) fn new(path: PathBuf, source: Source, stored_bytes: Option<u64>) -> Self {
        Self {
            path,
            source,
            stored_bytes,
            bytes_read: Arc::default(),
            state: State::Waiting,
            head: None,
            number: 0,
            pending: None,
            latest: None,
            told: Told::default(),
        }
    }

    /// Reads up to the first record.
    ///
    /// # Errors
    /// What keeps the input from being a capture at all. Damage behind the file header is told by [`Self::advance`].
    pub(crate) fn look(&mut self) -> Result<(), CaptureError> {
        self.begin()?;
        self.pending = self.advance().err();
        Ok(())
    }

    /// Gives buffer and descriptor back until [`Self::advance`], if the bytes can be had again. Its first time and its
    /// interfaces stay known.
    pub(crate) fn close(&mut self) {
        if self.source.reopens() {
            self.state = State::Waiting;
            self.head = None;
            self.pending = None;
            self.number = 0;
            self.bytes_read.store(0, Ordering::Relaxed);
        }
    }

    fn begin(&mut self) -> Result<(), CaptureError> {
        let opened = Opened::open(&self.path, &self.source, self.bytes_read.clone())?;
        self.told.format = format!("{}{}", opened.format, opened.packing.suffix());
        self.state = State::Open(Box::new(opened));
        Ok(())
    }

    /// Moves on to the next record; `false` at the end. After an error comes the end.
    #[inline]
    pub(crate) fn advance(&mut self) -> Result<bool, CaptureError> {
        let State::Open(opened) = &mut self.state else { return self.resume() };
        match opened.next(&self.path) {
            Next::Record(record) => {
                self.number += 1 + u64::from(record.numbered_before);
                self.latest = self.latest.max(record.time);
                self.head = Some(record);
                Ok(true)
            }
            end => self.end(end),
        }
    }

    /// Counts the head.
    #[inline]
    pub(crate) fn count(&mut self) {
        self.told.count(self.head.as_ref().and_then(|head| head.time));
    }

    /// Moves on over records of the same buffer, as long as `wants` does with the time of the latest so far, and puts them
    /// into the block.
    pub(crate) fn run(&mut self, block: &mut Block, wants: impl Fn(&Record, Option<Timestamp>) -> bool) {
        let State::Open(opened) = &mut self.state else { return };
        let (told, number, latest_so_far) = (&mut self.told, &mut self.number, &mut self.latest);
        opened.reader.run(&mut opened.window, |record| {
            let latest = (*latest_so_far).max(record.time);
            if block.is_full() || !wants(&record, latest) {
                return false;
            }
            *latest_so_far = latest;
            if block.counts() {
                told.count(record.time);
            }
            *number += 1 + u64::from(record.numbered_before);
            block.push(record, *number);
            true
        });
        self.head = block.last().or(self.head.take());
    }

    /// Opens an input whose time has come, or tells what the first look found.
    #[cold]
    fn resume(&mut self) -> Result<bool, CaptureError> {
        if let Some(error) = self.pending.take() {
            return Err(error);
        }
        if matches!(self.state, State::Ended) {
            return Ok(false);
        }
        if let Err(error) = self.begin() {
            self.state = State::Ended;
            return Err(error);
        }
        self.advance()
    }

    #[cold]
    fn end(&mut self, end: Next) -> Result<bool, CaptureError> {
        self.told = self.told_now();
        self.state = State::Ended;
        self.head = None;
        match end {
            Next::Failed(error) => Err(error),
            Next::Cut { at } => {
                self.told.cut_at = Some(at);
                Ok(false)
            }
            Next::End | Next::Record(_) => Ok(false),
        }
    }

    /// What is known, with what the open reader knows.
    fn told_now(&self) -> Told {
        let mut told = self.told.clone();
        if let State::Open(opened) = &self.state {
            told.dropped = opened.reader.dropped();
            told.damage = opened.reader.damage();
            told.interfaces = opened.reader.interfaces();
            told.names = opened.reader.names();
        }
        told
    }

    /// The record at which the input stands, its bytes and its number from 1.
    #[inline]
    pub(crate) fn head(&self) -> Option<(&Record, &[u8], u64)> {
        let (State::Open(opened), Some(head)) = (&self.state, &self.head) else { return None };
        Some((head, opened.window.bytes(head.bytes.clone()), self.number))
    }

    /// The buffer in which the head lies.
    #[inline]
    pub(crate) fn buffer(&self) -> Option<&Arc<Vec<u8>>> {
        match &self.state {
            State::Open(opened) => Some(opened.window.buffer()),
            State::Waiting | State::Ended => None,
        }
    }

    /// Where the head belongs in the recording: a frame stays behind the one before it, whatever its time.
    #[inline]
    pub(crate) fn latest(&self) -> Option<Timestamp> {
        self.latest
    }

    /// Bytes read so far, as stored.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// Names of a pcapng input; complete at its end.
    pub(crate) fn names(&self) -> &[(IpAddr, String)] {
        &self.told.names
    }

    pub(crate) fn summary(&self) -> InputSummary {
        let told = self.told_now();
        InputSummary {
            path: self.path.clone(),
            format: told.format,
            bytes: self.stored_bytes.unwrap_or_else(|| self.bytes_read()),
            frames: told.frames,
            first: told.first,
            last: told.last,
            dropped: told.dropped,
            cut: told.cut_at.is_some(),
            cut_at: told.cut_at,
            damage: told.damage,
            interfaces: told.interfaces,
        }
    }
}

impl Told {
    #[inline]
    fn count(&mut self, time: Option<Timestamp>) {
        self.frames += 1;
        self.first = earliest(self.first, time);
        self.last = self.last.max(time);
    }
}

/// The earlier of two times, as far as there are any.
#[inline]
fn earliest(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    a.zip(b).map_or(a.or(b), |(a, b)| Some(a.min(b)))
}
