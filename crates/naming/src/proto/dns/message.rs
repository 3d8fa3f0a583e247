//! The form of a message: header, questions, records. Walks the bytes in place.

use super::MAX_RECORDS;
use super::name::{NameRef, skip};
use crate::proto::cursor::Cursor;

/// A message, read as far as its bytes are there.
///
/// Source: RFC 1035 section 4.1.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    header: &'a [u8; 12],
    bytes: &'a [u8],
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The name asked about.
    pub name: NameRef<'a>,
    /// The record type wanted.
    pub kind: u16,
    /// The class, without the top bit that mDNS uses (RFC 6762 section 5.4).
    pub class: u16,
}

/// The section that a record stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Answers to the question.
    Answer,
    /// Name servers that know more.
    Authority,
    /// Anything that may help.
    Additional,
}

/// A resource record.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Where it stands.
    pub section: Section,
    /// The name it belongs to.
    pub owner: NameRef<'a>,
    /// Its type.
    pub kind: u16,
    /// Its class, without the top bit that mDNS uses to flush caches (RFC 6762 section 10.2).
    pub class: u16,
    /// How long it may be reused, in seconds. Range: 0 to 2^31 - 1; a value with the top bit set is read as 0.
    ///
    /// Source: RFC 2181 section 8.
    pub ttl: u32,
    /// Its data.
    pub data: &'a [u8],
    /// Offset of `data` in the message.
    pub data_at: usize,
    message: &'a [u8],
}

impl<'a> Record<'a> {
    /// The name at offset `at` of the data, where a record type holds one.
    #[must_use]
    pub fn name_at(&self, at: usize) -> NameRef<'a> {
        NameRef::new(self.message, self.data_at.saturating_add(at))
    }
}

impl<'a> Message<'a> {
    /// Reads the header. `None` if it is cut: any twelve bytes are a header, and only the port tells whether they were
    /// meant as one.
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        Some(Self { header: bytes.first_chunk::<12>()?, bytes })
    }

    /// The number that answer and question share.
    #[must_use]
    pub fn id(&self) -> u16 {
        self.word(0)
    }

    /// Whether this is an answer.
    #[must_use]
    pub fn is_response(&self) -> bool {
        self.header[2] & 0x80 != 0
    }

    /// The kind of request; 0 is a standard query.
    #[must_use]
    pub fn opcode(&self) -> u8 {
        self.header[2] >> 3 & 0x0f
    }

    /// Whether the sender cut the message to fit (TC).
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.header[2] & 0x02 != 0
    }

    /// The outcome; 0 is success, 3 is a name that does not exist.
    #[must_use]
    pub fn rcode(&self) -> u8 {
        self.header[3] & 0x0f
    }

    /// Whether every part that the header declares is there, and nothing behind it: one question of the Internet class,
    /// asked or answered in a standard way.
    ///
    /// Bytes that were not meant as DNS pass this about never, so it tells DNS on any port.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        // The one bit that is still reserved: RFC 1035 section 4.1.1 has three of them, RFC 4035 section 3 uses two.
        let reserved = self.header[3] & 0x40;
        let [questions, answers, authorities, _] = self.counts();
        let is_standard = self.opcode() == 0 && reserved == 0 && questions == 1;
        let is_bare = self.is_response() || (answers == 0 && authorities == 0 && self.rcode() == 0);
        if !is_standard || !is_bare {
            return false;
        }
        let Some((_, behind)) = question_at(self.bytes, 12).filter(|(question, _)| question.class == 1) else {
            return false;
        };
        let mut records = self.records_from(Some(behind));
        let mut end = records.at;
        while records.next().is_some() {
            end = records.at;
        }
        !records.is_cut() && end == Some(self.bytes.len())
    }

    /// Number of questions, and of records in the three sections, as declared.
    #[must_use]
    pub fn counts(&self) -> [u16; 4] {
        [self.word(2), self.word(3), self.word(4), self.word(5)]
    }

    /// The first question, which is the only one in practice (RFC 9619 section 4).
    #[must_use]
    pub fn question(&self) -> Option<Question<'a>> {
        if self.word(2) == 0 {
            return None;
        }
        question_at(self.bytes, 12).map(|(question, _)| question)
    }

    /// The records, in order, as far as the bytes are there.
    #[must_use]
    pub fn records(&self) -> Records<'a> {
        let mut questions = 0..self.counts()[0];
        self.records_from(questions.try_fold(12, |at, _| question_at(self.bytes, at).map(|(_, end)| end)))
    }

    /// The records, the first of which stands at this place, behind the questions.
    fn records_from(&self, at: Option<usize>) -> Records<'a> {
        let [_, left @ ..] = self.counts();
        Records { bytes: self.bytes, at, left, budget: MAX_RECORDS.default }
    }

    fn word(&self, index: usize) -> u16 {
        self.header.as_chunks::<2>().0.get(index).map_or(0, |b| u16::from_be_bytes(*b))
    }
}

fn question_at(bytes: &[u8], at: usize) -> Option<(Question<'_>, usize)> {
    let mut cursor = Cursor::at(bytes, skip(bytes, at)?);
    let question = Question { name: NameRef::new(bytes, at), kind: cursor.u16()?, class: cursor.u16()? & 0x7fff };
    Some((question, cursor.place()))
}

/// The records of a message. Ends where the bytes end, or at [`MAX_RECORDS`].
#[derive(Clone, Debug)]
pub struct Records<'a> {
    bytes: &'a [u8],
    /// `None` once reading has stopped early.
    at: Option<usize>,
    left: [u16; 3],
    budget: u64,
}

impl Records<'_> {
    /// Whether records are missing that the header declares. Of use at the end of the iteration.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.left != [0; 3]
    }

    /// Whether reading stopped at [`MAX_RECORDS`].
    #[must_use]
    pub fn is_capped(&self) -> bool {
        self.budget == 0 && self.is_cut()
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let at = self.at.take()?;
        let section = self.left.iter().position(|&n| n > 0)?;
        self.budget = self.budget.checked_sub(1)?;
        let (record, end) = record_at(self.bytes, at, section)?;
        if let Some(left) = self.left.get_mut(section) {
            *left -= 1;
        }
        self.at = Some(end);
        Some(record)
    }
}

fn record_at(bytes: &[u8], at: usize, section: usize) -> Option<(Record<'_>, usize)> {
    let mut cursor = Cursor::at(bytes, skip(bytes, at)?);
    let (kind, class, ttl) = (cursor.u16()?, cursor.u16()?, cursor.u32()?);
    let data = cursor.vec16()?;
    let record = Record {
        section: [Section::Answer, Section::Authority, Section::Additional].get(section).copied()?,
        owner: NameRef::new(bytes, at),
        kind,
        class: class & 0x7fff,
        ttl: if ttl >> 31 == 1 { 0 } else { ttl },
        data,
        data_at: cursor.place() - data.len(),
        message: bytes,
    };
    Some((record, cursor.place()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An answer for a.example: one A record whose TTL has the top bit set, then one cut in its data.
    const ANSWER: &[u8] = b"\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00\x01a\x07example\x00\x00\x01\x00\x01\
        \xc0\x0c\x00\x01\x80\x01\x80\x00\x00\x3c\x00\x04\xc0\x00\x02\x07\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0";

    #[test]
    fn only_a_message_with_all_it_declares_and_nothing_more_is_exact() {
        let exact = |bytes: &[u8]| Message::parse(bytes).is_some_and(|message| message.is_exact());
        let whole = [ANSWER, &[0, 2, 8]].concat();
        assert!(exact(&whole) && !exact(ANSWER) && !exact(&[&whole[..], &[0]].concat()));
        for (at, value) in [(2, 0x29), (3, 0xc0), (5, 2), (7, 3), (25, 9)] {
            let mut changed = whole.clone();
            changed[at] = value;
            assert!(!exact(&changed), "{at}");
        }
    }

    #[test]
    fn header_question_and_whole_records_are_read_and_the_cut_one_is_not() {
        let message = Message::parse(ANSWER).unwrap();
        assert_eq!((message.id(), message.is_response(), message.rcode()), (0x1234, true, 0));
        assert_eq!(message.question().unwrap().name.name().unwrap().as_str(), "a.example");
        let mut records = message.records();
        let first = records.next().unwrap();
        assert_eq!((first.ttl, first.class, first.data), (0, 1, &[192, 0, 2, 7][..]));
        assert!(first.owner.is(message.question().unwrap().name));
        assert!(records.next().is_none() && records.is_cut() && !records.is_capped());
    }

    proptest! {
        #[test]
        fn what_a_cut_message_says_stands_at_the_front_of_the_whole(bytes: Vec<u8>, cut in 0_usize..200) {
            let input = [ANSWER, &bytes].concat();
            let read = |bytes: &[u8]| Message::parse(bytes).map(|m| m.records().map(|r| (r.data_at, r.data.to_vec())).collect::<Vec<_>>());
            let cut = read(input.get(..cut).unwrap_or(&input)).unwrap_or_default();
            prop_assert!(read(&input).unwrap().starts_with(&cut));
        }

        #[test]
        fn reading_ends(bytes: Vec<u8>) {
            if let Some(message) = Message::parse(&bytes) {
                prop_assert!(message.records().count() as u64 <= MAX_RECORDS.default);
            }
        }
    }
}
