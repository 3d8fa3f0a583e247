//! Header compression of HTTP/2. Source: RFC 7541.

use super::{MAX_HEADER_TABLE, MAX_HEADERS, huffman};
use crate::proto::cursor::Cursor;
use std::collections::VecDeque;

/// A field's name and value.
pub(super) type Field = (Vec<u8>, Vec<u8>);

/// The fields that both ends know from the start. Source: RFC 7541 appendix A.
const STATIC: [(&str, &str); 61] = [
    (":authority", ""),
    (":method", "GET"),
    (":method", "POST"),
    (":path", "/"),
    (":path", "/index.html"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "200"),
    (":status", "204"),
    (":status", "206"),
    (":status", "304"),
    (":status", "400"),
    (":status", "404"),
    (":status", "500"),
    ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    ("accept-language", ""),
    ("accept-ranges", ""),
    ("accept", ""),
    ("access-control-allow-origin", ""),
    ("age", ""),
    ("allow", ""),
    ("authorization", ""),
    ("cache-control", ""),
    ("content-disposition", ""),
    ("content-encoding", ""),
    ("content-language", ""),
    ("content-length", ""),
    ("content-location", ""),
    ("content-range", ""),
    ("content-type", ""),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("expect", ""),
    ("expires", ""),
    ("from", ""),
    ("host", ""),
    ("if-match", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("if-range", ""),
    ("if-unmodified-since", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("max-forwards", ""),
    ("proxy-authenticate", ""),
    ("proxy-authorization", ""),
    ("range", ""),
    ("referer", ""),
    ("refresh", ""),
    ("retry-after", ""),
    ("server", ""),
    ("set-cookie", ""),
    ("strict-transport-security", ""),
    ("transfer-encoding", ""),
    ("user-agent", ""),
    ("vary", ""),
    ("via", ""),
    ("www-authenticate", ""),
];

/// One direction's decoder.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoder {
    /// The newest field first.
    table: VecDeque<Field>,
    /// Size of the table: names, values, and 32 for each field (RFC 7541 section 4.1).
    size: usize,
}

impl Decoder {
    /// Decodes a header block. `None` if it is broken, or holds more than [`MAX_HEADERS`] fields.
    pub(super) fn block(&mut self, bytes: &[u8]) -> Option<Vec<Field>> {
        let mut cursor = Cursor::new(bytes);
        let mut fields = Vec::new();
        while !cursor.is_empty() {
            if fields.len() as u64 >= MAX_HEADERS.default {
                return None;
            }
            fields.extend(self.field(&mut cursor)?);
        }
        Some(fields)
    }

    /// The next field; `Some(None)` for a change of the table's size. Source: RFC 7541 section 6.
    fn field(&mut self, cursor: &mut Cursor<'_>) -> Option<Option<Field>> {
        let first = cursor.u8()?;
        if first & 0x80 != 0 {
            let index = integer(cursor, first, 7)?;
            return self.get(index).map(Some);
        }
        if first & 0xe0 == 0x20 {
            let size = integer(cursor, first, 5)?;
            self.shrink(usize::try_from(size).ok().filter(|n| *n as u64 <= MAX_HEADER_TABLE.default)?);
            return Some(None);
        }
        let is_kept = first & 0x40 != 0;
        let index = integer(cursor, first, if is_kept { 6 } else { 4 })?;
        let name = if index == 0 { string(cursor)? } else { self.get(index)?.0 };
        let field = (name, string(cursor)?);
        if is_kept {
            self.insert(field.clone());
        }
        Some(Some(field))
    }

    fn get(&self, index: u64) -> Option<Field> {
        let at = usize::try_from(index).ok()?.checked_sub(1)?;
        match STATIC.get(at) {
            Some((name, value)) => Some((name.as_bytes().to_vec(), value.as_bytes().to_vec())),
            None => self.table.get(at - STATIC.len()).cloned(),
        }
    }

    fn insert(&mut self, field: Field) {
        let limit = usize::try_from(MAX_HEADER_TABLE.default).unwrap_or(usize::MAX);
        let size = size_of(&field);
        // A field larger than the table empties it (RFC 7541 section 4.4).
        self.shrink(limit.saturating_sub(size));
        if size <= limit {
            self.size += size;
            self.table.push_front(field);
        }
    }

    fn shrink(&mut self, size: usize) {
        while self.size > size {
            let Some(oldest) = self.table.pop_back() else { return };
            self.size -= size_of(&oldest);
        }
    }
}

fn size_of((name, value): &Field) -> usize {
    name.len() + value.len() + 32
}

/// An integer whose first `prefix` bits are in `first`. `None` above 2^28. Source: RFC 7541 section 5.1.
fn integer(cursor: &mut Cursor<'_>, first: u8, prefix: u32) -> Option<u64> {
    let mask = (1_u64 << prefix) - 1;
    let mut value = u64::from(first) & mask;
    if value < mask {
        return Some(value);
    }
    for shift in [0, 7, 14, 21] {
        let byte = u64::from(cursor.u8()?);
        value += (byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// A string, plain or Huffman-coded. Source: RFC 7541 section 5.2.
fn string(cursor: &mut Cursor<'_>) -> Option<Vec<u8>> {
    let first = cursor.u8()?;
    let len = usize::try_from(integer(cursor, first, 7)?).ok()?;
    let bytes = cursor.take(len)?;
    if first & 0x80 != 0 { huffman::decode(bytes) } else { Some(bytes.to_vec()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The three requests of RFC 7541 appendix C.4, on one connection.
    #[test]
    fn the_requests_of_rfc_7541_appendix_c_4() {
        let mut decoder = Decoder::default();
        let blocks: [&[u8]; 3] = [
            b"\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff",
            b"\x82\x86\x84\xbe\x58\x86\xa8\xeb\x10\x64\x9c\xbf",
            b"\x82\x87\x85\xbf\x40\x88\x25\xa8\x49\xe9\x5b\xa9\x7d\x7f\x89\x25\xa8\x49\xe9\x5b\xb8\xe8\xb4\xbf",
        ];
        let last = [(":authority", "www.example.com"), ("cache-control", "no-cache"), ("custom-key", "custom-value")];
        for (block, (name, value)) in blocks.into_iter().zip(last) {
            let fields = decoder.block(block).unwrap();
            assert!(fields.contains(&(b":authority".to_vec(), b"www.example.com".to_vec())));
            assert_eq!(fields.last().unwrap(), &(name.into(), value.into()));
        }
        assert_eq!(decoder.size, 164);
    }

    proptest! {
        #[test]
        fn the_table_stays_within_its_cap(blocks: Vec<Vec<u8>>) {
            let mut decoder = Decoder::default();
            for block in blocks {
                decoder.block(&block);
                prop_assert!(decoder.size as u64 <= MAX_HEADER_TABLE.default);
                prop_assert_eq!(decoder.size, decoder.table.iter().map(size_of).sum::<usize>());
            }
        }
    }
}
