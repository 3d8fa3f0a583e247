//! DNS answers as they came, noted where flows are followed and written into the book where flows are named.

use crate::book::{AnswerBook, Received};
use crate::known::{Known, Outline, Reading};
use crate::proto::dns::{self, Message};
use idlewire_evidence::Ledger;
use smallvec::SmallVec;
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

    /// Takes out the messages from this number on.
    pub fn split_off(&mut self, number: usize) -> Self {
        let messages = self.messages.split_off(number.min(self.messages.len()));
        let start = messages.first().map_or(self.bytes.len(), |(_, place)| place.start);
        let bytes = self.bytes.split_off(start);
        let messages = messages.into_iter().map(|(received, at)| (received, at.start - start..at.end - start));
        Self { bytes, messages: messages.collect() }
    }

    /// Adds messages behind the others.
    pub fn append(&mut self, other: &Self) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&other.bytes);
        let others = other.messages.iter();
        self.messages.extend(others.map(|(received, at)| (*received, at.start + start..at.end + start)));
    }

    /// Puts messages into the order in which they were received.
    pub fn put_in_order(&mut self) {
        self.messages.sort_by_key(|(received, _)| received.when);
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
        if numbers.is_empty() {
            return;
        }
        let mut known = std::mem::take(&mut self.known);
        for some in heard.messages.get(numbers).unwrap_or_default().chunks(SIDE_BY_SIDE) {
            let bytes = |place: &Range<usize>| heard.bytes.get(place.clone()).unwrap_or_default();
            let outlines: SmallVec<[Option<Outline>; SIDE_BY_SIDE]> =
                some.iter().map(|(received, place)| known.outline(received.machine, bytes(place))).collect();
            self.bring_near(&outlines, &known);
            for ((received, place), outline) in some.iter().zip(&outlines) {
                self.hear_one(*received, bytes(place), outline.as_ref(), &mut known, ledger);
            }
        }
        self.known = known;
    }

    /// Looks at what answers are known to say, one thing of all after the other, and does nothing with it: what is waited for in
    /// one loop is there in the next.
    fn bring_near(&self, outlines: &[Option<Outline>], known: &Known) {
        let readings: SmallVec<[&Reading; SIDE_BY_SIDE]> =
            outlines.iter().flatten().filter_map(|outline| known.find(outline.prints)).collect();
        std::hint::black_box(readings.iter().map(|reading| self.touch(reading)).sum::<usize>());
        std::hint::black_box(readings.iter().map(|reading| self.touch_name(reading)).sum::<usize>());
    }

    /// Writes down an answer, from what is known of one like it, else by reading it.
    fn hear_one(
        &mut self,
        received: Received,
        bytes: &[u8],
        outline: Option<&Outline>,
        known: &mut Known,
        ledger: &mut Ledger,
    ) {
        let reading = outline.and_then(|outline| Some((known.find(outline.prints)?, outline)));
        let is_written = reading.is_some_and(|(reading, it)| self.write_again(received, reading, &it.ttls, ledger));
        if !is_written && let Some(message) = Message::parse(bytes) {
            let reading = self.enter(received, &dns::answers(&message), ledger);
            if let Some((reading, outline)) = reading.zip(outline)
                && known.find(outline.prints).is_none()
                && dns::stands_alone(&message, reading.links.into())
            {
                known.keep(outline.prints, reading);
            }
        }
        if self.keep_limits(ledger) {
            known.forget();
        }
    }
}
