//! The first line of an HTTP/1 response. Source: RFC 9112 section 4.

use crate::proto::Progress;

/// What a status line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseHead {
    /// The status. Range: 100 to 999.
    pub status: u16,
    /// The minor version.
    pub minor_version: u8,
}

/// Reads `HTTP/1.x NNN` from the front of a stream.
#[must_use]
pub fn response_head(bytes: &[u8]) -> Progress<ResponseHead> {
    let fits = |(at, byte): (usize, &u8)| match at {
        ..7 => b"HTTP/1.".get(at) == Some(byte),
        7 => byte.is_ascii_digit(),
        8 => *byte == b' ',
        9 => (b'1'..=b'9').contains(byte),
        _ => byte.is_ascii_digit(),
    };
    let line = bytes.get(..12).unwrap_or(bytes);
    if !line.iter().enumerate().all(fits) {
        return Progress::No;
    }
    let Some(line) = line.first_chunk::<12>() else { return Progress::More };
    let digit = |at: usize| u16::from(line[at] - b'0');
    let status = digit(9) * 100 + digit(10) * 10 + digit(11);
    Progress::Done(ResponseHead { status, minor_version: line[7] - b'0' })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::assert_prefix_law;
    use proptest::prelude::*;

    #[test]
    fn the_status_is_read_as_soon_as_it_is_there() {
        let head = ResponseHead { status: 404, minor_version: 1 };
        assert_eq!(response_head(b"HTTP/1.1 404 Not Found\r\n"), Progress::Done(head));
        assert_eq!(response_head(b"HTTP/1.1 40"), Progress::More);
        assert_eq!(response_head(b"HTTP/2 200"), Progress::No);
    }

    proptest! {
        #[test]
        fn more_bytes_never_change_the_answer(text in "HTTP/[012]\\.[01x] [0-9]{2,4}.{0,9}", bytes: Vec<u8>) {
            assert_prefix_law(text.as_bytes(), response_head);
            assert_prefix_law(&bytes, response_head);
        }
    }
}
