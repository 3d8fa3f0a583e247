//! Patterns that are open at the end, by four bytes that every name they match must hold.

use std::collections::HashMap;

use foldhash::quality::RandomState;

/// How many bytes of fixed text stand for a pattern.
const GRAM: usize = 4;

/// Bits of the first filter; 65,536 keep ten thousand patterns mostly apart in 8 KiB.
const FILTER_BITS: u32 = 16;

/// An index from four bytes of a pattern's text to the pattern.
#[derive(Debug)]
pub(super) struct Grams {
    filter: Vec<u64>,
    patterns: HashMap<[u8; GRAM], Vec<u32>, RandomState>,
}

impl Default for Grams {
    fn default() -> Self {
        Self { filter: vec![0; 1 << (FILTER_BITS - 6)], patterns: HashMap::default() }
    }
}

impl Grams {
    /// Adds a pattern by a text that every name it matches holds. False if the text is too short for it.
    ///
    /// Of the text's pieces, the one that fewest patterns use yet is taken: `.com` would be offered for every name.
    pub(super) fn add(&mut self, text: &str, id: u32) -> bool {
        let uses = |gram: &[u8; GRAM]| {
            let dots = gram.iter().filter(|byte| **byte == b'.').count();
            (dots, self.patterns.get(gram).map_or(0, Vec::len))
        };
        let best = grams(text.as_bytes()).min_by_key(uses);
        let Some(gram) = best else { return false };
        let (word, bit) = place(gram);
        if let Some(word) = self.filter.get_mut(word) {
            *word |= bit;
        }
        self.patterns.entry(gram).or_default().push(id);
        true
    }

    /// Calls back with every pattern whose four bytes the name holds; once each.
    pub(super) fn candidates(&self, name: &str, found: &mut impl FnMut(u32)) {
        if self.patterns.is_empty() {
            return;
        }
        let bytes = name.as_bytes();
        for (at, gram) in grams(bytes).enumerate() {
            let (word, bit) = place(gram);
            if self.filter.get(word).is_none_or(|word| word & bit == 0) {
                continue;
            }
            let seen_before = grams(bytes).take(at).any(|earlier| earlier == gram);
            if !seen_before {
                self.patterns.get(&gram).into_iter().flatten().copied().for_each(&mut *found);
            }
        }
    }
}

fn grams(bytes: &[u8]) -> impl Iterator<Item = [u8; GRAM]> {
    bytes.windows(GRAM).filter_map(|window| window.try_into().ok())
}

/// The filter's word and bit for four bytes: the top bits of a multiplication by the golden ratio spread them.
fn place(gram: [u8; GRAM]) -> (usize, u64) {
    let hash = u32::from_le_bytes(gram).wrapping_mul(0x9e37_79b1) >> (32 - FILTER_BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}
