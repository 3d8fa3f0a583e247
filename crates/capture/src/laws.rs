//! What holds for any bytes: the laws that the fuzz target and the tests assert.

use crate::{Block, Damage, Frame, Recording, Selection};
use idlewire_evidence::Timestamp;

/// Reads `bytes` as a capture, and once more without its end.
///
/// # Panics
/// If a law is broken: reading ends; an input gives at most one error; it has no more frames than its bytes have room
/// for; cutting the end off changes no frame before the cut, unless the search behind a damaged record has to guess, or packing
/// is damaged; frames by blocks are the frames one by one.
pub fn any_bytes(bytes: &[u8]) {
    let whole = read(bytes);
    let blocks = read_blocks(bytes);
    assert!(whole.frames == blocks.frames, "blocks hold other frames than come one by one");
    assert_eq!((whole.errors, whole.damage), (blocks.errors, blocks.damage), "blocks end otherwise");
    let packed = bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    assert!(packed || whole.frames.len() <= bytes.len() / SHORTEST_RECORD, "more frames than records have room");
    assert!(whole.errors <= 1, "an input ends with its error");

    let half = read(bytes.get(..bytes.len() / 2).unwrap_or_default());
    // A decompressor that fails keeps what it had unpacked in that step to itself.
    let guessed = whole.damage.resyncs > 0 || half.damage.resyncs > 0 || packed && whole.errors > 0;
    assert!(guessed || whole.frames.starts_with(&half.frames), "a cut changed what stands before it");
}

/// A simple packet block without a byte of its packet has 16 bytes, as the record header of pcap.
const SHORTEST_RECORD: usize = 16;

struct Read {
    frames: Vec<(Option<Timestamp>, u64, u32, Vec<u8>)>,
    errors: usize,
    damage: Damage,
}

impl Read {
    fn open(bytes: &[u8]) -> (Recording, Self) {
        let captures = vec![("any".to_owned(), bytes.to_vec())];
        let (recording, refused) = Recording::from_bytes(captures, Selection::default());
        (recording, Self { frames: Vec::new(), errors: refused.len(), damage: Damage::default() })
    }

    fn take(&mut self, frame: &Frame<'_>) {
        self.frames.push((frame.time, frame.place.frame, frame.wire_len, frame.bytes.to_vec()));
    }

    fn end(mut self, recording: &Recording) -> Self {
        self.damage = recording.inputs().first().map(|input| input.damage).unwrap_or_default();
        self
    }
}

fn read(bytes: &[u8]) -> Read {
    let (mut recording, mut read) = Read::open(bytes);
    while let Some(frame) = recording.next_frame() {
        match frame {
            Ok(frame) => read.take(&frame),
            Err(_) => read.errors += 1,
        }
    }
    read.end(&recording)
}

fn read_blocks(bytes: &[u8]) -> Read {
    let (mut recording, mut read) = Read::open(bytes);
    // Held for a while, so that buffers are in use when the next ones are filled.
    let mut held: [Block; 3] = Default::default();
    while let Some(block) = recording.next_block(&mut held[0]) {
        match block {
            Ok(()) => held[0].frames().for_each(|frame| read.take(&frame)),
            Err(_) => read.errors += 1,
        }
        held.rotate_right(1);
    }
    read.end(&recording)
}
