//! The Internet checksum.

/// Adds bytes as 16-bit numbers in network order, with the carry folded in; an odd last byte is padded with zero.
///
/// Range: 16 bits, so sums of parts can be added.
///
/// Source: RFC 1071 section 1.
#[must_use]
#[inline]
pub fn sum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<4>();
    let last = match *rest {
        [a, b, c] => [a, b, c, 0],
        [a, b] => [a, b, 0, 0],
        [a] => [a, 0, 0, 0],
        _ => [0; 4],
    };
    // In the order of the machine: the sum is the same but for the order of its own two bytes. Four bytes at a time and the
    // carries at the end (RFC 1071 section 2): so the additions do not wait for each other.
    let total: u64 = words.iter().map(|word| u64::from(u32::from_ne_bytes(*word))).sum();
    u64::from(u16::from_be(fold(total + u64::from(u32::from_ne_bytes(last)))))
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
}
