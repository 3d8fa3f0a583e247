//! Pieces of a byte stream put in order, within bounds.

use idlewire_evidence::Cap;
use std::collections::BTreeMap;

/// Most pieces of one stream that wait for what comes before them.
pub const MAX_PIECES: Cap = Cap {
    name: "handshake-pieces",
    unit: "pieces",
    default: 64,
    reason: "a hello takes 1 to 4 datagrams; browsers cut it into up to 20 shuffled pieces",
    outcome: "later pieces are not kept; if they are needed, the flow counts as one that states no name",
};

/// The front of a stream that arrives in any order. The first to bring a byte wins.
#[derive(Clone, Debug)]
pub(crate) struct Pieces {
    front: Vec<u8>,
    waiting: BTreeMap<usize, Box<[u8]>>,
    /// Bytes in `waiting`, at most `max_bytes`.
    waiting_bytes: usize,
    max_bytes: usize,
}

impl Pieces {
    /// Keeps bytes at offsets below `max_bytes`.
    pub(crate) fn new(max_bytes: u64) -> Self {
        let max_bytes = usize::try_from(max_bytes).unwrap_or(usize::MAX);
        Self { front: Vec::new(), waiting: BTreeMap::new(), waiting_bytes: 0, max_bytes }
    }

    /// The bytes from offset 0 up to the first that is missing.
    pub(crate) fn front(&self) -> &[u8] {
        &self.front
    }

    /// Adds the bytes at `offset`. `false` if some were refused by a cap.
    pub(crate) fn insert(&mut self, offset: u64, bytes: &[u8]) -> bool {
        let Some(at) = usize::try_from(offset).ok().filter(|at| *at < self.max_bytes) else { return bytes.is_empty() };
        let kept = bytes.get(..self.max_bytes - at).unwrap_or(bytes);
        if at <= self.front.len() {
            self.extend(at, kept);
            self.settle();
        } else {
            return self.wait(at, kept) && kept.len() == bytes.len();
        }
        kept.len() == bytes.len()
    }

    /// Keeps a piece for later, unless a longer one waits at the same place. `false` if there is no room.
    fn wait(&mut self, at: usize, bytes: &[u8]) -> bool {
        let known = self.waiting.get(&at).map(|piece| piece.len());
        if known.is_some_and(|len| len >= bytes.len()) {
            return true;
        }
        let waiting_bytes = self.waiting_bytes - known.unwrap_or(0) + bytes.len();
        let is_full = known.is_none() && self.waiting.len() as u64 >= MAX_PIECES.default;
        if is_full || waiting_bytes > self.max_bytes {
            return false;
        }
        self.waiting_bytes = waiting_bytes;
        self.waiting.insert(at, bytes.into());
        true
    }

    fn extend(&mut self, at: usize, bytes: &[u8]) {
        let known = self.front.len() - at;
        self.front.extend_from_slice(bytes.get(known..).unwrap_or_default());
    }

    fn settle(&mut self) {
        while let Some(entry) = self.waiting.first_entry().filter(|e| *e.key() <= self.front.len()) {
            let (at, bytes) = entry.remove_entry();
            self.waiting_bytes -= bytes.len();
            self.extend(at, &bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_order_of_pieces_gives_the_whole(
            whole in proptest::collection::vec(any::<u8>(), 0..200),
            cuts in proptest::collection::vec((0_usize..200, 0_usize..50), 0..30),
        ) {
            let mut pieces = Pieces::new(1000);
            for (at, len) in cuts {
                let end = (at + len).min(whole.len());
                prop_assert!(pieces.insert(at as u64, whole.get(at..end).unwrap_or_default()));
                prop_assert!(whole.starts_with(pieces.front()));
            }
            pieces.insert(0, &whole);
            prop_assert_eq!(pieces.front(), whole);
        }
    }

    #[test]
    fn memory_is_bounded() {
        let mut pieces = Pieces::new(10);
        assert!(!pieces.insert(8, b"abc") && !pieces.insert(10, b"d") && !pieces.insert(u64::MAX, b"e"));
        assert!(!pieces.insert(0, &[0; 12]));
        assert_eq!(pieces.front().len(), 10);
        let mut pieces = Pieces::new(1000);
        assert!((0..MAX_PIECES.default).all(|at| pieces.insert(2 * at + 1, b"x")));
        assert!(!pieces.insert(500, b"x"));
        let mut pieces = Pieces::new(10);
        assert!(pieces.insert(1, &[1; 9]) && !pieces.insert(2, &[2; 8]));
    }
}
