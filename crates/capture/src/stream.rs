//! Where bytes come from: a file, standard input or memory; gzip and zstd are recognised by content and unpacked.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where the bytes of an input are.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// Standard input: can be read once.
    Stdin,
    /// A regular file: can be opened again.
    File(PathBuf),
    /// A pipe or device: can be read once.
    Pipe(PathBuf),
    Memory(Arc<[u8]>),
}

impl Source {
    /// Whether the bytes can be had a second time.
    pub(crate) fn reopens(&self) -> bool {
        matches!(self, Self::File(_) | Self::Memory(_))
    }

    /// The bytes as they are stored. `count` is set to 0 and then follows what has been read.
    pub(crate) fn open(&self, count: Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        count.store(0, Ordering::Relaxed);
        Ok(match self {
            Self::Stdin => Box::new(Counted { bytes: io::stdin(), count }),
            Self::File(path) | Self::Pipe(path) => Box::new(Counted { bytes: File::open(path)?, count }),
            Self::Memory(bytes) => Box::new(Counted { bytes: Cursor::new(bytes.clone()), count }),
        })
    }
}

struct Counted<R> {
    bytes: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = self.bytes.read(into)?;
        self.count.fetch_add(len as u64, Ordering::Relaxed);
        Ok(len)
    }
}

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    /// What the format's name is followed by.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Gzip => "+gzip",
            Self::Zstd => "+zstd",
        }
    }

    fn of(first: &[u8]) -> Self {
        match first {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            // A skippable frame, which parallel compressors write first (RFC 8878 section 3.1.2).
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

/// Unpacks one layer, if there is one. A gzip file may have several members, a zstd file several frames.
pub(crate) fn unpack(mut raw: Box<dyn Read + Send>) -> io::Result<(Box<dyn Read + Send>, Packing)> {
    let mut first = Vec::with_capacity(4);
    raw.by_ref().take(4).read_to_end(&mut first)?;
    let packing = Packing::of(&first);
    let whole = Cursor::new(first).chain(raw);
    Ok(match packing {
        Packing::Plain => (Box::new(whole), packing),
        Packing::Gzip => (Box::new(flate2::read::MultiGzDecoder::new(whole)), packing),
        Packing::Zstd => (Box::new(zstd::stream::read::Decoder::new(whole)?), packing),
    })
}
