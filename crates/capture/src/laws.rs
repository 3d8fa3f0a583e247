//! What holds for any bytes: the laws that the fuzz target and the tests assert.

use crate::{Damage, Recording, Selection};
use idlewire_evidence::Timestamp;

/// Reads `bytes` as a capture, and once more without its end.
///
/// # Panics
/// If a law is broken: reading ends; an input gives at most one error; it has no more frames than its bytes have room
/// for; cutting the end off changes no frame before the cut, unless the search behind a damaged record has to guess, or packing
/// is damaged.
pub fn any_bytes(bytes: &[u8]) {
    let whole = read(bytes);
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

fn read(bytes: &[u8]) -> Read {
    let (mut recording, refused) =
        Recording::from_bytes(vec![("any".to_owned(), bytes.to_vec())], Selection::default());
    let mut read = Read { frames: Vec::new(), errors: refused.len(), damage: Damage::default() };
    while let Some(frame) = recording.next_frame() {
        match frame {
            Ok(frame) => read.frames.push((frame.time, frame.place.frame, frame.wire_len, frame.bytes.to_vec())),
            Err(_) => read.errors += 1,
        }
    }
    read.damage = recording.inputs().first().map(|input| input.damage).unwrap_or_default();
    read
}
