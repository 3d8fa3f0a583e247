//! The order of inputs: by the time of their first frame and by their content, never by their paths.

use crate::input::Input;
use idlewire_evidence::Timestamp;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::sync::Arc;

/// How much of two inputs that begin at the same time is compared first.
const PREFIX_BYTES: usize = 64 << 10;

/// What an input is told apart by, the cheap things first. Only inputs that begin at the same time are hashed.
#[derive(Default, PartialEq, Eq, PartialOrd, Ord)]
struct Identity {
    first: Option<Timestamp>,
    prefix: Content,
    whole: Content,
}

/// A part of an input, as stored. Streams, which cannot be read twice, come last.
#[derive(Default, PartialEq, Eq, PartialOrd, Ord)]
enum Content {
    #[default]
    NotNeeded,
    Hash {
        size: u64,
        sha256: [u8; 32],
    },
    Stream,
}

/// Sorts inputs whose first records are known.
///
/// Streams that begin at the same time stay as given. Files of equal content are ordered by path: that changes nothing but
/// which path is named first.
pub(crate) fn sort(inputs: Vec<Input>) -> Vec<Input> {
    let identify = |input: Input| (Identity { first: input.latest(), ..Identity::default() }, input);
    let mut known: Vec<(Identity, Input)> = inputs.into_iter().map(identify).collect();
    known.sort_by(|one, two| one.0.cmp(&two.0));
    refine(&mut known, |identity, input| identity.prefix = content(input, PREFIX_BYTES as u64));
    refine(&mut known, |identity, input| identity.whole = content(input, u64::MAX));
    for same in known.chunk_by_mut(|one, two| one.0 == two.0) {
        if same.iter().all(|(_, input)| input.source.reopens()) {
            same.sort_by(|one, two| one.1.path.cmp(&two.1.path));
        }
    }
    known.into_iter().map(|(_, input)| input).collect()
}

/// Finds out more about inputs that are not told apart so far.
fn refine(known: &mut [(Identity, Input)], find_out: impl Fn(&mut Identity, &Input)) {
    for tied in known.chunk_by_mut(|one, two| one.0 == two.0).filter(|tied| tied.len() > 1) {
        for (identity, input) in &mut *tied {
            find_out(identity, input);
        }
        tied.sort_by(|one, two| one.0.cmp(&two.0));
    }
}

/// One that cannot be read any more counts as a stream: reading it will tell why.
fn content(input: &Input, limit: u64) -> Content {
    let Some(size) = input.stored_bytes.filter(|_| input.source.reopens()) else { return Content::Stream };
    let hash = input.source.open(Arc::default()).and_then(|bytes| sha256(&mut bytes.take(limit)));
    hash.map_or(Content::Stream, |sha256| Content::Hash { size, sha256 })
}

fn sha256(bytes: &mut dyn Read) -> std::io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut block = vec![0; PREFIX_BYTES];
    loop {
        match bytes.read(&mut block)? {
            0 => return Ok(hash.finalize().into()),
            len => hash.update(block.get(..len).unwrap_or_default()),
        }
    }
}
