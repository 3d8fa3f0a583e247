//! DNS over TCP: each message behind its length. Source: RFC 1035 section 4.2.2.

use super::Message;
use crate::proto::cursor::Cursor;

/// The complete messages at the front of a stream.
#[must_use]
pub fn tcp_messages(stream: &[u8]) -> TcpMessages<'_> {
    TcpMessages { cursor: Cursor::new(stream) }
}

/// The port of DNS. Source: RFC 1035 section 4.2.
pub const PORT: u16 = 53;

/// The port of LLMNR. Source: RFC 4795 section 2.
pub const LLMNR_PORT: u16 = 5355;

/// Whether DNS messages stand at the front of a stream.
///
/// Where DNS is likely, a message that makes sense so far is enough; anywhere else it must be whole and exact.
#[must_use]
pub fn begins_with_message(stream: &[u8], is_likely: bool) -> bool {
    let mut messages = tcp_messages(stream);
    let Some(first) = messages.next() else {
        return is_likely && Message::parse(messages.incomplete()).is_none_or(|message| makes_sense(&message));
    };
    let message = Message::parse(first);
    message.is_some_and(|message| message.is_exact() || is_likely && makes_sense(&message))
}

/// Whether the header is one that is in use (IANA registry "DNS OpCodes").
fn makes_sense(message: &Message<'_>) -> bool {
    let [questions, ..] = message.counts();
    matches!(message.opcode(), 0 | 1 | 2 | 4 | 5 | 6) && questions <= 1
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

    #[test]
    fn only_an_exact_message_tells_dns_away_from_its_port() {
        let query = b"\0\x1b\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\x07example\0\0\x01\0\x01";
        assert!(begins_with_message(query, false) && begins_with_message(query, true));
        assert!(!begins_with_message(&query[..20], false) && begins_with_message(&query[..20], true));
        assert!(!begins_with_message(b"\0\x0cGET / HTTP/1.1", true));
        let longer = [b"\0\x1c", &query[2..], b"x"].concat();
        assert!(!begins_with_message(&longer, false) && begins_with_message(&longer, true));
    }
}
