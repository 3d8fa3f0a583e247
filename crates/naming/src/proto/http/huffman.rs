//! The Huffman code of HPACK. Source: RFC 7541 section 5.2 and appendix B.

use std::sync::LazyLock;

/// Length of each symbol's code in bits; symbol 256 ends a string. The code is canonical: among codes of one length
/// the symbols ascend, and shorter codes come first, so that the lengths say everything.
const LENGTHS: [u8; 257] = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
    28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12,
    10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6,
    5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22,
    22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20,
    22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28,
    27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28,
    27, 27, 27, 27, 27, 26, 30,
];

/// Longest code, in bits.
const MAX_LEN: usize = 30;

/// Codes of one length.
#[derive(Clone, Copy, Default)]
struct Row {
    /// The first code of this length.
    first: u32,
    /// How many there are.
    count: u32,
    /// Where their symbols begin in the sorted list.
    start: u32,
}

struct Code {
    rows: [Row; MAX_LEN + 1],
    /// The symbols by length, then by number.
    symbols: Vec<u16>,
}

static CODE: LazyLock<Code> = LazyLock::new(|| {
    let mut code = Code { rows: [Row::default(); MAX_LEN + 1], symbols: Vec::with_capacity(LENGTHS.len()) };
    let mut next = 0;
    for (len, row) in (0_u8..).zip(&mut code.rows) {
        next <<= 1;
        let start = code.symbols.len();
        code.symbols.extend((0_u16..).zip(LENGTHS).filter(|(_, l)| *l == len).map(|(symbol, _)| symbol));
        let count = code.symbols.len() - start;
        *row = Row { first: next, count: count as u32, start: start as u32 };
        next += row.count;
    }
    code
});

/// Decodes a string. `None` for the end symbol, or for padding that is 8 bits or longer or not all ones.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(bytes.len() * 8 / 5);
    let (mut bits, mut len) = (0_u32, 0_usize);
    for byte in bytes {
        for shift in (0..8).rev() {
            bits = bits << 1 | u32::from(byte >> shift & 1);
            len += 1;
            let row = CODE.rows.get(len)?;
            if let Some(at) = bits.checked_sub(row.first).filter(|at| *at < row.count) {
                let symbol = *CODE.symbols.get((row.start + at) as usize)?;
                text.push(u8::try_from(symbol).ok()?);
                (bits, len) = (0, 0);
            }
        }
    }
    (len < 8 && bits.count_ones() as usize == len).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strings_of_rfc_7541_appendix_c() {
        let host = [0xf1, 0xe3, 0xc2, 0xe5, 0xf2, 0x3a, 0x6b, 0xa0, 0xab, 0x90, 0xf4, 0xff];
        assert_eq!(decode(&host).unwrap(), b"www.example.com");
        assert_eq!(decode(&[0xa8, 0xeb, 0x10, 0x64, 0x9c, 0xbf]).unwrap(), b"no-cache");
        let date = [
            0xd0, 0x7a, 0xbe, 0x94, 0x10, 0x54, 0xd4, 0x44, 0xa8, 0x20, 0x05, 0x95, 0x04, 0x0b, 0x81, 0x66, 0xe0, 0x82,
            0xa6, 0x2d, 0x1b, 0xff,
        ];
        assert_eq!(decode(&date).unwrap(), b"Mon, 21 Oct 2013 20:13:21 GMT");
    }

    #[test]
    fn the_code_is_complete() {
        // Kraft's equality: the codes fill the space of 30 bits.
        assert_eq!(LENGTHS.iter().map(|len| 1_u64 << (MAX_LEN - usize::from(*len))).sum::<u64>(), 1 << MAX_LEN);
    }

    #[test]
    fn wrong_padding_and_the_end_symbol_are_refused() {
        assert_eq!(decode(&[0xff, 0xff, 0xff, 0xff]), None);
        assert_eq!(decode(&[0x1f, 0xff]), None);
        assert_eq!(decode(&[0x18]), None);
        assert_eq!(decode(&[]), Some(Vec::new()));
    }
}
