//! Flows that wait on disk: sorted runs in temporary files, merged when they are read back.

use crate::partial::Flows;
use idlewire_naming::{Settled, When};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::sync::Arc;

/// Flows in the order of their first frames, in a file that is gone when nobody holds it any more, or the process ends.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    file: Arc<File>,
    /// The names of protocols; the flows in the file tell theirs by its number here.
    protocols: Arc<Vec<&'static str>>,
}

impl Run {
    /// Writes the flows to a file and takes them out of memory. Where no file can be written they stay.
    pub(crate) fn write(flows: &mut Flows) -> Option<Self> {
        flows.sort_by_cached_key(|flow| flow.began);
        let run = Self::try_write(flows).ok()?;
        flows.clear();
        Some(run)
    }

    fn try_write(flows: &[Box<Settled>]) -> io::Result<Self> {
        let file = tempfile::tempfile()?;
        let mut out = BufWriter::new(&file);
        let (mut protocols, mut bytes) = (Vec::new(), Vec::new());
        for flow in flows {
            let known = protocols.iter().position(|known| *known == flow.protocol);
            let protocol = known.unwrap_or(protocols.len());
            if known.is_none() {
                protocols.push(flow.protocol);
            }
            bytes.clear();
            bytes = postcard::to_extend(&(protocol, flow), bytes).map_err(io::Error::other)?;
            out.write_all(&u32::try_from(bytes.len()).map_err(io::Error::other)?.to_le_bytes())?;
            out.write_all(&bytes)?;
        }
        out.flush()?;
        drop(out);
        Ok(Self { file: Arc::new(file), protocols: Arc::new(protocols) })
    }

    /// The flows, from the first on. One reader at a time.
    fn read(&self) -> io::Result<impl Iterator<Item = io::Result<Settled>> + Send + use<>> {
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        let (mut input, mut bytes, protocols) = (BufReader::new(file), Vec::new(), self.protocols.clone());
        Ok(std::iter::from_fn(move || {
            let mut len = [0; 4];
            match input.read_exact(&mut len) {
                Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => return None,
                Err(error) => return Some(Err(error)),
                Ok(()) => bytes.resize(u32::from_le_bytes(len) as usize, 0),
            }
            Some(input.read_exact(&mut bytes).and_then(|()| {
                let (protocol, flow): (usize, Settled) = postcard::from_bytes(&bytes).map_err(io::Error::other)?;
                let protocol = protocols.get(protocol).copied().ok_or(io::ErrorKind::InvalidData)?;
                Ok(Settled { protocol, ..flow })
            }))
        }))
    }
}

/// The flows of all runs and those in memory, which are in order, in the order of their first frames.
pub(crate) fn merged<'f>(
    runs: &[Run],
    flows: &'f [Box<Settled>],
) -> io::Result<impl Iterator<Item = io::Result<Settled>> + Send + use<'f>> {
    type Source<'f> = Box<dyn Iterator<Item = io::Result<Settled>> + Send + 'f>;
    let mut sources: Vec<Source<'f>> = vec![Box::new(flows.iter().map(|flow| Ok(Settled::clone(flow))))];
    for run in runs {
        sources.push(Box::new(run.read()?));
    }
    let mut heads: Vec<Option<Settled>> = Vec::new();
    let mut turns: BinaryHeap<Reverse<(When, usize)>> = BinaryHeap::new();
    for (at, source) in sources.iter_mut().enumerate() {
        let head = source.next().transpose()?;
        turns.extend(head.as_ref().map(|head| Reverse((head.began, at))));
        heads.push(head);
    }
    Ok(std::iter::from_fn(move || {
        let Reverse((_, at)) = turns.pop()?;
        let next = match sources.get_mut(at)?.next().transpose() {
            Ok(next) => next,
            Err(error) => return Some(Err(error)),
        };
        turns.extend(next.as_ref().map(|next| Reverse((next.began, at))));
        std::mem::replace(heads.get_mut(at)?, next).map(Ok)
    }))
}
