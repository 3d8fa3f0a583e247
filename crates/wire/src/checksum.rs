//! The Internet checksum.

/// Adds bytes as 16-bit numbers in network order; an odd last byte is padded with zero.
///
/// Range: below 2^63 for any slice that fits in memory, so sums of parts can be added.
///
/// Source: RFC 1071 section 1.
#[must_use]
pub fn sum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<4>();
    // Four bytes at a time: the carry between the halves is folded in at the end (RFC 1071 section 2).
    let total: u64 = words.iter().map(|word| u64::from(u32::from_be_bytes(*word))).sum();
    let mut last = [0; 4];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    total + u64::from(u32::from_be_bytes(last))
}

/// Folds a sum to 16 bits; 0xffff over bytes that hold a right checksum.
#[must_use]
pub fn fold(mut sum: u64) -> u16 {
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    // The loop left no more than 16 bits.
    (sum & 0xffff) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_1071_section_3_adds_up() {
        assert_eq!(fold(sum(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7])), 0xddf2);
    }
}
