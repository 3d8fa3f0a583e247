//! DNS answers as they came, noted where flows are followed and written into the book where flows are named.

use crate::book::{AnswerBook, Received};
use crate::proto::dns::{self, Message};
use idlewire_evidence::Ledger;
use std::ops::Range;

/// Messages whose addresses are looked up side by side before they are written: one after the other, each look-up would
/// wait for memory.
const SIDE_BY_SIDE: usize = 32;

/// Answers in the order in which they were received.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    bytes: Vec<u8>,
    messages: Vec<(Received, Range<usize>)>,
}

impl Heard {
    /// Notes a message.
    pub(crate) fn note(&mut self, received: Received, message: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(message);
        self.messages.push((received, start..self.bytes.len()));
    }

    /// How many messages were noted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether nothing was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Forgets all messages.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.messages.clear();
    }
}

impl AnswerBook {
    /// Writes down some of the answers that were heard, by their numbers from 0.
    pub fn hear(&mut self, heard: &Heard, numbers: Range<usize>, ledger: &mut Ledger) {
        for some in heard.messages.get(numbers).unwrap_or_default().chunks(SIDE_BY_SIDE) {
            let read = |place: &Range<usize>| Some(dns::answers(&Message::parse(heard.bytes.get(place.clone())?)?));
            let some: Vec<_> = some.iter().filter_map(|(received, place)| Some((*received, read(place)?))).collect();
            let known = some.iter().map(|(received, said)| self.touch(*received, said)).sum::<usize>();
            std::hint::black_box(known);
            some.iter().for_each(|(received, said)| self.write(*received, said, ledger));
        }
    }
}
