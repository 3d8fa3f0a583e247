//! DNS answers as they came, noted where flows are followed and written into the book where flows are named.

use crate::book::{AnswerBook, Received};
use crate::proto::dns::{self, Message};
use idlewire_evidence::Ledger;
use std::ops::Range;

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
        for (received, place) in heard.messages.get(numbers).unwrap_or_default() {
            let message = heard.bytes.get(place.clone()).and_then(Message::parse);
            if let Some(message) = message {
                self.write(*received, &dns::answers(&message), ledger);
            }
        }
    }
}
