//! The options at the end of a block.

use crate::byte_order::ByteOrder;

/// The options of a block: code and value. Ends at the end mark, or where the bytes do.
pub(crate) struct Options<'a> {
    order: ByteOrder,
    rest: &'a [u8],
}

impl<'a> Options<'a> {
    pub(crate) fn new(order: ByteOrder, bytes: &'a [u8]) -> Self {
        Self { order, rest: bytes }
    }
}

impl<'a> Iterator for Options<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (header, rest) = self.rest.split_first_chunk::<4>()?;
        let (code, len) = (self.order.u16_at::<0, _>(header), usize::from(self.order.u16_at::<2, _>(header)));
        if code == 0 {
            return None;
        }
        let value = rest.get(..len)?;
        // The padding of the last option may be missing.
        self.rest = rest.get(len.next_multiple_of(4)..).unwrap_or_default();
        Some((code, value))
    }
}
