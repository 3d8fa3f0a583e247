//! A decompressor on a thread of its own.

use crate::window::BLOCK_BYTES;
use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

/// Blocks that wait to be read.
const QUEUE: usize = 4;

/// Bytes that are read ahead on another thread. It ends when the bytes do, or when nobody reads on.
pub(crate) struct Ahead {
    blocks: Receiver<io::Result<Vec<u8>>>,
    give_back: Sender<Vec<u8>>,
    /// What is read from, and how far it was read. Empty at the end.
    block: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Ahead {
    /// Starts to read. Without a thread to be had, the bytes come back.
    pub(crate) fn start(bytes: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        let ((send, blocks), (give_back, spare)) = (sync_channel(QUEUE), channel());
        // The bytes go to the thread once it runs: a refused one drops what it was given.
        let (hand_over, take_over) = sync_channel::<Box<dyn Read + Send>>(1);
        let name = thread::Builder::new().name("unpack".to_owned());
        let started = name.spawn(move || take_over.recv().into_iter().for_each(|bytes| run(bytes, &send, &spare)));
        match started {
            Ok(_) => match hand_over.send(bytes) {
                Ok(()) => Box::new(Self { blocks, give_back, block: Vec::new(), at: 0, ended: false }),
                Err(back) => back.0,
            },
            Err(_) => bytes,
        }
    }

    /// The next block, empty at the end.
    fn next(&mut self) -> io::Result<()> {
        // Nobody takes it back once the bytes have ended.
        drop(self.give_back.send(std::mem::take(&mut self.block)));
        self.at = 0;
        let gone = || io::Error::other("the decompressor stopped");
        self.block = self.blocks.recv().map_err(|_| gone())??;
        self.ended = self.block.is_empty();
        Ok(())
    }
}

impl Read for Ahead {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len() && !self.ended {
            self.next().inspect_err(|_| self.ended = true)?;
        }
        let len = self.block.get(self.at..).unwrap_or_default().read(into)?;
        self.at += len;
        Ok(len)
    }
}

fn run(mut bytes: Box<dyn Read + Send>, send: &SyncSender<io::Result<Vec<u8>>>, spare: &Receiver<Vec<u8>>) {
    loop {
        let mut block = spare.try_recv().unwrap_or_default();
        block.resize(BLOCK_BYTES, 0);
        let (len, failed) = fill(&mut bytes, &mut block);
        block.truncate(len);
        let ends = len == 0 || failed.is_some();
        // What was unpacked before the error counts. An empty block is the end.
        if (len > 0 || failed.is_none()) && send.send(Ok(block)).is_err() {
            return;
        }
        if let Some(error) = failed {
            drop(send.send(Err(error)));
        }
        if ends {
            return;
        }
    }
}

/// Reads until the block is full or the bytes end; an error comes with what was read before it.
fn fill(bytes: &mut impl Read, block: &mut [u8]) -> (usize, Option<io::Error>) {
    let mut len = 0;
    while let Some(free) = block.get_mut(len..).filter(|free| !free.is_empty()) {
        match bytes.read(free) {
            Ok(0) => break,
            Ok(more) => len += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return (len, Some(error)),
        }
    }
    (len, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives some bytes and then an error.
    struct Broken(&'static [u8]);

    impl Read for Broken {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() { Err(ErrorKind::UnexpectedEof.into()) } else { self.0.read(into) }
        }
    }

    #[test]
    fn all_bytes_come_in_order_and_then_the_end() {
        let sent: Vec<u8> = (0..3 * BLOCK_BYTES + 17).map(|n| (n % 251) as u8).collect();
        let mut got = Vec::new();
        Ahead::start(Box::new(io::Cursor::new(sent.clone()))).read_to_end(&mut got).unwrap();
        assert_eq!(got, sent);
    }

    #[test]
    fn an_error_comes_behind_the_bytes_before_it_and_ends() {
        let mut ahead = Ahead::start(Box::new(Broken(b"abc")));
        let mut got = [0; 8];
        assert_eq!((ahead.read(&mut got).unwrap(), &got[..3]), (3, &b"abc"[..]));
        assert_eq!(ahead.read(&mut got).unwrap_err().kind(), ErrorKind::UnexpectedEof);
        assert_eq!(ahead.read(&mut got).unwrap(), 0);
    }

    #[test]
    fn nobody_has_to_read_to_the_end() {
        drop(Ahead::start(Box::new(io::repeat(7))));
    }
}
