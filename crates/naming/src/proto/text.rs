//! Bytes from the wire as text that loses nothing.

/// UTF-8 as it stands; other bytes as escapes of three decimal digits, as RFC 1035 section 5.1 writes them.
///
/// The text is as hostile as the bytes: every output form escapes it for its own readers.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().fold(String::with_capacity(bytes.len()), |mut text, &byte| {
            push_byte(&mut text, byte);
            text
        }),
    }
}

/// Appends one byte: printable ASCII as it stands, anything else as `\DDD`.
pub(crate) fn push_byte(text: &mut String, byte: u8) {
    if byte == b' ' || byte.is_ascii_graphic() {
        text.push(byte.into());
    } else {
        text.push('\\');
        for digit in [byte / 100, byte / 10 % 10, byte % 10] {
            text.push((b'0' + digit).into());
        }
    }
}
