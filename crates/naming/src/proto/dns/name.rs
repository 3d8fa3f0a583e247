//! Domain names: a place in a message, and the text of it.

use smallvec::SmallVec;
use std::fmt;
use std::ops::Range;

/// Longest name on the wire, in bytes with all length bytes. Source: RFC 1035 section 2.3.4.
const MAX_WIRE_LEN: usize = 255;

/// A domain name as text: lower case, no trailing dot, `.` for the root.
///
/// A dot or backslash inside a label is `\.` or `\\`; a byte that is no printable ASCII is `\DDD`
/// (RFC 1035 section 5.1). Range: 1 to 1,016 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Box<str>);

impl Name {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0.into()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A name where it stands in a message. Reading it costs nothing until the text is asked for.
#[derive(Clone, Copy)]
pub struct NameRef<'a> {
    message: &'a [u8],
    at: usize,
}

impl<'a> NameRef<'a> {
    /// The name at offset `at` of `message`; nothing is checked yet.
    pub(in crate::proto) fn new(message: &'a [u8], at: usize) -> Self {
        Self { message, at }
    }

    /// The labels from left to right, without the root. `Err` as soon as the name is broken.
    fn labels(self) -> Labels<'a> {
        Labels { message: self.message, at: self.at, run: self.at, len: 1, ended: false }
    }

    /// The text. `None` if the message ends inside the name, if a pointer does not point back, or if the
    /// name is longer than 255 bytes.
    #[must_use]
    pub fn name(self) -> Option<Name> {
        let mut buffer = Vec::with_capacity(64);
        self.text(&mut buffer).map(|text| Name(text.into()))
    }

    /// The text of [`Self::name`], written into a buffer of the caller's in place of what that held.
    pub fn text(self, buffer: &mut Vec<u8>) -> Option<&str> {
        buffer.clear();
        // Room for a usual name as it stands: no longer than on the wire.
        let mut plain = [0; MAX_WIRE_LEN];
        let mut len = 0;
        let mut is_plain = true;
        for label in self.labels() {
            let label = label.ok()?;
            let (text, dot) = plain.get_mut(len..=len + label.len())?.split_at_mut(label.len());
            for (lower, &byte) in text.iter_mut().zip(label) {
                *lower = PLAIN[usize::from(byte)];
                is_plain &= *lower != 0;
            }
            dot.fill(b'.');
            len += label.len() + 1;
        }
        if !is_plain {
            return self.escaped(buffer);
        }
        match len.checked_sub(1) {
            // Without the dot behind the last label.
            Some(len) => buffer.extend_from_slice(plain.get(..len)?),
            None => buffer.push(b'.'),
        }
        std::str::from_utf8(buffer).ok()
    }

    /// The text with bytes that are not usual in names escaped.
    #[cold]
    fn escaped(self, buffer: &mut Vec<u8>) -> Option<&str> {
        for label in self.labels() {
            let label = label.ok()?;
            if !buffer.is_empty() {
                buffer.push(b'.');
            }
            label.iter().for_each(|&byte| push_escaped(buffer, byte));
        }
        // Every byte that is not ASCII was escaped.
        std::str::from_utf8(buffer).ok()
    }

    /// Whether [`Self::name`] has a text.
    #[must_use]
    pub fn is_sound(self) -> bool {
        self.labels().all(|label| label.is_ok())
    }

    /// Where the text stands: behind a pointer that stands first.
    ///
    /// The owner of most records is a pointer to the question: names of one message at one place are the same name.
    pub(super) fn place(self) -> usize {
        self.labels().resolve()
    }

    /// Where the name begins.
    pub(super) fn start(self) -> usize {
        self.at
    }

    /// Where the whole name stands, if it is a pointer back and nothing else.
    pub(super) fn leads_to(self) -> Option<usize> {
        let mut labels = self.labels();
        Some(labels.resolve()).filter(|at| *at < self.at)
    }

    /// The bytes that the name is read from, with its lengths and pointers, up to where it ends or turns out to be broken.
    pub(super) fn ranges(self) -> SmallVec<[Range<usize>; 4]> {
        let (mut at, mut run, mut ranges) = (self.at, self.at, SmallVec::new());
        loop {
            let first = self.message.get(at).copied().unwrap_or_default();
            match first >> 6 {
                0 if first > 0 => at += 1 + usize::from(first),
                3 => {
                    ranges.push(run..at + 2);
                    let low = self.message.get(at + 1).copied().unwrap_or_default();
                    let target = usize::from(first & 0x3f) << 8 | usize::from(low);
                    if target >= run {
                        return ranges;
                    }
                    (at, run) = (target, target);
                }
                _ => {
                    ranges.push(run..at + 1);
                    return ranges;
                }
            }
        }
    }

    /// Whether both are sound and the same name, without regard to case (RFC 4343 section 3).
    #[must_use]
    pub fn is(self, other: Self) -> bool {
        let (mut mine, mut theirs) = (self.labels(), other.labels());
        loop {
            match (mine.next(), theirs.next()) {
                (None, None) => return true,
                (Some(Ok(a)), Some(Ok(b))) if a.eq_ignore_ascii_case(b) => {}
                _ => return false,
            }
        }
    }
}

/// Two are equal if they have the same text, or neither has one.
impl PartialEq for NameRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for NameRef<'_> {}

impl fmt::Debug for NameRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.name(), f)
    }
}

/// Bytes that stand in names as they are, in lower case; 0 for all others.
const PLAIN: [u8; 256] = {
    let (mut table, mut byte) = ([0; 256], 0);
    while byte < 256 {
        if matches!(byte as u8, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_') {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

fn push_escaped(text: &mut Vec<u8>, byte: u8) {
    match byte {
        b'.' | b'\\' => text.extend([b'\\', byte]),
        _ if byte.is_ascii_graphic() => text.push(byte.to_ascii_lowercase()),
        _ => text.extend([b'\\', b'0' + byte / 100, b'0' + byte / 10 % 10, b'0' + byte % 10]),
    }
}

/// A name is broken or cut.
struct Broken;

/// Walks labels. Every pointer leads to before the run of labels that holds it, so the walk ends.
struct Labels<'a> {
    message: &'a [u8],
    at: usize,
    /// Where the present run of labels began.
    run: usize,
    /// Bytes of the name so far, with the root's.
    len: usize,
    ended: bool,
}

impl<'a> Labels<'a> {
    /// Follows a pointer that stands first. Returns where the walk is then.
    fn resolve(&mut self) -> usize {
        if let Some([first, low]) = self.message.get(self.at..self.at.saturating_add(2))
            && first >> 6 == 3
        {
            let target = usize::from(first & 0x3f) << 8 | usize::from(*low);
            if target < self.run {
                (self.at, self.run) = (target, target);
            }
        }
        self.at
    }

    fn step(&mut self) -> Result<Option<&'a [u8]>, Broken> {
        loop {
            let first = *self.message.get(self.at).ok_or(Broken)?;
            let len = usize::from(first);
            match first >> 6 {
                0 if len == 0 => return Ok(None),
                0 => {
                    let start = self.at + 1;
                    self.at = start + len;
                    self.len += 1 + len;
                    let label = self.message.get(start..self.at).ok_or(Broken)?;
                    return if self.len > MAX_WIRE_LEN { Err(Broken) } else { Ok(Some(label)) };
                }
                3 => {
                    let low = *self.message.get(self.at + 1).ok_or(Broken)?;
                    let target = (len & 0x3f) << 8 | usize::from(low);
                    if target >= self.run {
                        return Err(Broken);
                    }
                    (self.at, self.run) = (target, target);
                }
                // 01 and 10 are reserved (RFC 6891 section 5, RFC 1035 section 4.1.4).
                _ => return Err(Broken),
            }
        }
    }
}

impl<'a> Iterator for Labels<'a> {
    type Item = Result<&'a [u8], Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let step = self.step();
        self.ended = !matches!(step, Ok(Some(_)));
        step.transpose()
    }
}

/// The offset behind the name at `at`, as its record sees it: behind the first pointer or the root.
///
/// `None` if the message ends first or a label has a reserved type.
pub(super) fn skip(message: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let first = *message.get(at)?;
        match first >> 6 {
            0 if first == 0 => return Some(at + 1),
            0 => at += 1 + usize::from(first),
            3 => return (at + 2 <= message.len()).then_some(at + 2),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(message: &[u8], at: usize) -> Option<String> {
        NameRef::new(message, at).name().map(Name::into_string)
    }

    #[test]
    fn the_message_of_rfc_1035_section_4_1_4() {
        // F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40, ARPA at 64, the root at 92, as the RFC draws them.
        let mut message = vec![0; 93];
        message[20..32].copy_from_slice(b"\x01F\x03ISI\x04ARPA\x00");
        message[40..46].copy_from_slice(b"\x03FOO\xc0\x14");
        message[64..66].copy_from_slice(b"\xc0\x1a");
        assert_eq!(text(&message, 20).as_deref(), Some("f.isi.arpa"));
        assert_eq!(text(&message, 40).as_deref(), Some("foo.f.isi.arpa"));
        assert_eq!(text(&message, 64).as_deref(), Some("arpa"));
        assert_eq!(text(&message, 92).as_deref(), Some("."));
        assert_eq!((skip(&message, 20), skip(&message, 40), skip(&message, 92)), (Some(32), Some(46), Some(93)));
        assert!(NameRef::new(&message, 20).is(NameRef::new(b"\x01f\x03isi\x04arpa\x00", 0)));
        assert!(!NameRef::new(&message, 20).is(NameRef::new(&message, 40)));
    }

    #[test]
    fn bytes_that_are_no_host_characters_are_escaped() {
        assert_eq!(text(b"\x05a.b\\ \x02\x00\xff\x00", 0).as_deref(), Some(r"a\.b\\\032.\000\255"));
    }

    #[test]
    fn loops_forward_pointers_and_reserved_labels_are_refused() {
        for bad in [&b"\xc0\x00"[..], b"\x01a\xc0\x00", b"\xc0\x02\x00", b"\x40", b"\x80", b"\x03ab", b"\xc0", b""] {
            assert_eq!(text(bad, 0), None, "{bad:?}");
        }
        let long = [b"\x3f".to_vec(), vec![b'a'; 63]].concat().repeat(4);
        assert_eq!(text(&[long, vec![0]].concat(), 0), None, "257 bytes");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic_and_in_bounds(bytes: Vec<u8>, at in 0_usize..64) {
            if let Some(name) = text(&bytes, at) {
                prop_assert!(name.len() <= 4 * 254);
                prop_assert!(name.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase()));
            }
            prop_assert!(skip(&bytes, at).is_none_or(|end| end <= bytes.len()));
        }
    }
}
