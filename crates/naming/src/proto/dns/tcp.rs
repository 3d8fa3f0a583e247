//! DNS over TCP: each message behind its length. Source: RFC 1035 section 4.2.2.

use crate::proto::cursor::Cursor;

/// The complete messages at the front of a stream.
#[must_use]
pub fn tcp_messages(stream: &[u8]) -> TcpMessages<'_> {
    TcpMessages { cursor: Cursor::new(stream) }
}

/// Iterator over messages; the bytes of each, without the length.
#[derive(Clone, Debug)]
pub struct TcpMessages<'a> {
    cursor: Cursor<'a>,
}

impl<'a> TcpMessages<'a> {
    /// Bytes of the stream that were taken so far, lengths included.
    #[must_use]
    pub fn consumed(&self) -> usize {
        self.cursor.place()
    }

    /// What is there of the message that is not yet complete; empty if its length is not.
    #[must_use]
    pub fn incomplete(&self) -> &'a [u8] {
        self.cursor.rest().get(2..).unwrap_or_default()
    }
}

impl<'a> Iterator for TcpMessages<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let mut ahead = self.cursor;
        let message = ahead.vec16()?;
        self.cursor = ahead;
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_complete_messages_are_taken() {
        let mut messages = tcp_messages(b"\0\x02ab\0\0\0\x05cd");
        assert_eq!(messages.by_ref().collect::<Vec<_>>(), [&b"ab"[..], b""]);
        assert_eq!((messages.consumed(), messages.incomplete()), (6, &b"cd"[..]));
    }
}
