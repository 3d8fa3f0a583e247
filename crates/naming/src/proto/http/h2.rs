//! HTTP/2 with prior knowledge: the authority of the first request. Source: RFC 9113.

use super::MAX_HEAD;
use super::hpack::{Decoder, Field};
use crate::proto::Progress;
use crate::proto::cursor::Cursor;
use crate::proto::text::text_of;

/// What a client sends first. Source: RFC 9113 section 3.4.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The first request of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http2Request {
    /// The method, as sent.
    pub method: Option<String>,
    /// The pseudo-header `:authority`, else the header `host`. Not yet known to be a host name.
    pub authority: Option<String>,
}

/// Reads the first request from the front of a client's stream: preface, then frames up to a whole header block.
#[must_use]
pub fn http2_request(stream: &[u8]) -> Progress<Http2Request> {
    let preface = stream.get(..PREFACE.len()).unwrap_or(stream);
    if !PREFACE.starts_with(preface) {
        return Progress::No;
    }
    let cap = usize::try_from(MAX_HEAD.default).unwrap_or(usize::MAX);
    let frames = stream.get(PREFACE.len()..).unwrap_or_default();
    match header_block(frames.get(..cap).unwrap_or(frames)) {
        Progress::Done(block) => request(&block).map_or(Progress::No, Progress::Done),
        Progress::More if frames.len() < cap => Progress::More,
        _ => Progress::No,
    }
}

/// A frame's head. Source: RFC 9113 section 4.1.
struct Frame<'a> {
    kind: u8,
    flags: u8,
    payload: &'a [u8],
}

const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;
const PADDED: u8 = 8;
const PRIORITY: u8 = 32;

/// The bytes of the first header block, over HEADERS and CONTINUATION frames.
fn header_block(frames: &[u8]) -> Progress<Vec<u8>> {
    let mut cursor = Cursor::new(frames);
    let mut block: Option<Vec<u8>> = None;
    while let Some(frame) = frame(&mut cursor) {
        let part = match (frame.kind, &block) {
            (HEADERS, None) => headers_part(&frame),
            (CONTINUATION, Some(_)) => Some(frame.payload),
            (_, None) => continue,
            // Nothing else may come before the block ends (RFC 9113 section 4.3).
            (_, Some(_)) => None,
        };
        let Some(part) = part else { return Progress::No };
        let mut whole = block.take().unwrap_or_default();
        whole.extend_from_slice(part);
        if frame.flags & END_HEADERS != 0 {
            return Progress::Done(whole);
        }
        block = Some(whole);
    }
    Progress::More
}

fn frame<'a>(cursor: &mut Cursor<'a>) -> Option<Frame<'a>> {
    let (len, kind, flags) = (cursor.u24()?, cursor.u8()?, cursor.u8()?);
    cursor.u32()?;
    Some(Frame { kind, flags, payload: cursor.take(len)? })
}

/// The part of a HEADERS frame that belongs to the block. Source: RFC 9113 section 6.2.
fn headers_part<'a>(frame: &Frame<'a>) -> Option<&'a [u8]> {
    let mut cursor = Cursor::new(frame.payload);
    let padding = if frame.flags & PADDED != 0 { cursor.u8()? } else { 0 };
    if frame.flags & PRIORITY != 0 {
        cursor.array::<5>()?;
    }
    let rest = cursor.rest();
    rest.get(..rest.len().checked_sub(padding.into())?)
}

fn request(block: &[u8]) -> Option<Http2Request> {
    let fields = Decoder::default().block(block)?;
    let value = |name: &[u8]| fields.iter().find(|(n, _): &&Field| n == name).map(|(_, value)| text_of(value));
    Some(Http2Request { method: value(b":method"), authority: value(b":authority").or_else(|| value(b"host")) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::assert_prefix_law;
    use proptest::prelude::*;

    /// The block of RFC 7541 appendix C.4.1: GET http://www.example.com/.
    const BLOCK: &[u8] = b"\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff";

    fn frame(kind: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
        [&[0, 0, payload.len() as u8, kind, flags, 0, 0, 0, 1][..], payload].concat()
    }

    fn opening(frames: &[Vec<u8>]) -> Vec<u8> {
        [PREFACE.to_vec(), frame(4, 0, &[]), frames.concat()].concat()
    }

    #[test]
    fn the_authority_is_read_from_one_frame_or_several() {
        let padded = [&[3, 0, 0, 0, 0, 16][..], BLOCK, &[0; 3]].concat();
        for frames in [
            vec![frame(HEADERS, END_HEADERS, BLOCK)],
            vec![frame(HEADERS, END_HEADERS | PADDED | PRIORITY, &padded)],
            vec![
                frame(HEADERS, 0, &BLOCK[..5]),
                frame(CONTINUATION, 0, &BLOCK[5..9]),
                frame(CONTINUATION, END_HEADERS, &BLOCK[9..]),
            ],
        ] {
            let request = http2_request(&opening(&frames)).done().unwrap();
            assert_eq!(request.authority.as_deref(), Some("www.example.com"));
            assert_eq!(request.method.as_deref(), Some("GET"));
        }
    }

    #[test]
    fn another_frame_within_a_block_and_other_openings_are_refused() {
        let broken = opening(&[frame(HEADERS, 0, BLOCK), frame(0, 0, b"data")]);
        assert_eq!(http2_request(&broken), Progress::No);
        assert_eq!(http2_request(b"PRI * HTTP/1"), Progress::No);
        assert_eq!(http2_request(&opening(&[])), Progress::More);
    }

    proptest! {
        #[test]
        fn more_bytes_never_change_the_answer(tail: Vec<u8>, at in 0_usize..59, flip: u8) {
            let mut stream = [opening(&[frame(HEADERS, END_HEADERS, BLOCK)]), tail].concat();
            stream[at] ^= flip;
            assert_prefix_law(&stream, http2_request);
        }
    }
}
