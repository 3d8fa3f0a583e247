//! The Internet checksum.

/// Adds bytes as 16-bit numbers in network order, with the carry folded in; an odd last byte is padded with zero.
///
/// Range: 16 bits, so sums of parts can be added.
///
/// Source: RFC 1071 section 1.
#[must_use]
#[inline]
pub fn sum(bytes: &[u8]) -> u64 {
    // As little-endian numbers: the sum is the same but for the order of its own two bytes. Eight bytes at a time and the
    // carries at the end (RFC 1071 section 2).
    let (words, rest) = bytes.as_chunks::<8>();
    let last = rest.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte));
    let total = words.iter().map(|word| u128::from(u64::from_le_bytes(*word))).sum::<u128>() + last;
    let (carries, low) = ((total >> 64) as u64, (total & u128::from(u64::MAX)) as u64);
    u64::from(fold((low & 0xffff_ffff) + (low >> 32) + carries).swap_bytes())
}

/// Folds a sum to 16 bits; 0xffff over bytes that hold a right checksum.
#[must_use]
#[inline]
pub fn fold(sum: u64) -> u16 {
    // Each step halves the bits, but for a carry: 64, 33, 18, 17, 16.
    let sum = (sum & 0xffff_ffff) + (sum >> 32);
    let sum = (sum & 0xffff) + (sum >> 16);
    let sum = (sum & 0xffff) + (sum >> 16);
    let sum = (sum & 0xffff) + (sum >> 16);
    (sum & 0xffff) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_1071_section_3_adds_up() {
        assert_eq!(fold(sum(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7])), 0xddf2);
    }

    proptest::proptest! {
        /// RFC 1071 section 1, word by word, each carry added at once.
        #[test]
        fn any_bytes_add_up_as_word_by_word(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..100)) {
            let word_by_word = bytes.chunks(2).fold(0u16, |sum, word| {
                let word = u16::from_be_bytes([word[0], word.get(1).copied().unwrap_or(0)]);
                let (sum, carry) = sum.overflowing_add(word);
                sum + u16::from(carry)
            });
            proptest::prop_assert_eq!(sum(&bytes), u64::from(word_by_word));
        }
    }
}
