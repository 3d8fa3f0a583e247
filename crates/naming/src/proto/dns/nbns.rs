//! NetBIOS names as NBNS and the datagram service write them.

use super::name::Name;

/// The NetBIOS name inside an encoded label, and its suffix byte, which tells the kind of service.
///
/// The name comes without the spaces that pad it, in the case it has on the wire: two letters `A` to `P` encode one
/// byte, so the lower-casing of [`Name`] loses nothing. `None` if the first label is not 32 such letters, or if a
/// byte is not printable ASCII.
///
/// Source: RFC 1001 section 14.1 (first-level encoding), RFC 1002 section 4.1.
#[must_use]
pub fn netbios_name(name: &Name) -> Option<(String, u8)> {
    let label = name.as_str().split('.').next()?.as_bytes();
    let (pairs, []) = label.as_chunks::<2>() else { return None };
    let mut bytes = [0_u8; 16];
    if pairs.len() != bytes.len() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    let [text @ .., suffix] = bytes;
    let text = std::str::from_utf8(&text).ok()?.trim_end_matches([' ', '\0']).to_owned();
    text.bytes().all(|b| b == b' ' || b.is_ascii_graphic()).then_some((text, suffix))
}

fn nibble(letter: u8) -> Option<u8> {
    letter.checked_sub(b'a').filter(|n| *n < 16)
}

#[cfg(test)]
mod tests {
    use super::super::NameRef;
    use super::*;

    fn read(label: &[u8]) -> Option<(String, u8)> {
        let wire = [&[label.len() as u8], label, &[0]].concat();
        netbios_name(&NameRef::new(&wire, 0).name().unwrap())
    }

    #[test]
    fn a_name_comes_without_its_padding_and_with_its_suffix() {
        assert_eq!(read(b"EGFCEFEECACACACACACACACACACACACA"), Some(("FRED".into(), 0x20)));
    }

    #[test]
    fn other_labels_are_none() {
        for label in [&b"example"[..], b"EGFCEFEECACACACACACACACACACACACAA", b"ZGFCEFEECACACACACACACACACACACACA"] {
            assert_eq!(read(label), None);
        }
    }
}
