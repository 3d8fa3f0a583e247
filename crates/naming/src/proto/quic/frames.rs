//! The frames that Initial packets may hold. Source: RFC 9000 section 12.4 and 19.

use crate::proto::cursor::Cursor;

/// Calls `take` with offset and bytes of each CRYPTO frame; stops at a frame that has no place here.
///
/// `is_google`: `T050` and `T051` also number CRYPTO as 8.
pub(super) fn crypto_frames<'a>(frames: &'a [u8], is_google: bool, mut take: impl FnMut(u64, &'a [u8])) {
    let mut cursor = Cursor::new(frames);
    while let Some(frame) = next(&mut cursor, is_google) {
        if let Frame::Crypto(offset, bytes) = frame {
            take(offset, bytes);
        }
    }
}

enum Frame<'a> {
    Crypto(u64, &'a [u8]),
    Other,
}

fn next<'a>(cursor: &mut Cursor<'a>, is_google: bool) -> Option<Frame<'a>> {
    // PADDING fills up whole datagrams.
    cursor.skip_zeros();
    match cursor.varint()? {
        // PADDING and PING have no content.
        0 | 1 => {}
        kind @ (2 | 3) => acknowledgement(cursor, kind == 3)?,
        kind if kind == 6 || kind == 8 && is_google => {
            let offset = cursor.varint()?;
            let len = usize::try_from(cursor.varint()?).ok()?;
            return Some(Frame::Crypto(offset, cursor.take(len)?));
        }
        0x1c => {
            cursor.varint()?;
            cursor.varint()?;
            let reason = usize::try_from(cursor.varint()?).ok()?;
            cursor.take(reason)?;
        }
        _ => return None,
    }
    Some(Frame::Other)
}

/// Skips the fields of an ACK frame. Source: RFC 9000 section 19.3.
fn acknowledgement(cursor: &mut Cursor<'_>, has_ecn: bool) -> Option<()> {
    cursor.varint()?;
    cursor.varint()?;
    let ranges = cursor.varint()?;
    cursor.varint()?;
    // Each number takes a byte or more, so that the end of the packet ends the loop.
    for _ in 0..ranges {
        cursor.varint()?;
        cursor.varint()?;
    }
    if has_ecn {
        cursor.varint()?;
        cursor.varint()?;
        cursor.varint()?;
    }
    Some(())
}
