//! RTP, told by its going on: one datagram of it may be anything, three in a row may not.
//!
//! Source: RFC 3550 section 5.1 and appendix A.1.

use super::cursor::Cursor;

/// So many datagrams of one sender in a row, each the next of the one before, are RTP.
const ENOUGH: u8 = 3;

/// Most that the sequence number goes on between two datagrams: some may be lost.
const MAX_STEP: u16 = 16;

/// Most that the media clock goes on between two datagrams: ten seconds of the fastest usual one, 90 kHz.
const MAX_TICKS: u32 = 900_000;

/// What one sender's datagrams have in common so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rtp {
    last: Option<Header>,
    run: u8,
}

#[derive(Clone, Copy, Debug)]
struct Header {
    kind: u8,
    sequence: u16,
    time: u32,
    source: u32,
}

impl Rtp {
    /// Takes the sender's next datagram. Returns whether the last ones are RTP.
    pub fn datagram(&mut self, bytes: &[u8]) -> bool {
        let header = header(bytes);
        let goes_on = header.zip(self.last).is_some_and(|(header, last)| header.follows(last));
        self.run = if goes_on { self.run.saturating_add(1) } else { u8::from(header.is_some()) };
        self.last = header;
        self.run >= ENOUGH
    }
}

impl Header {
    fn follows(self, last: Self) -> bool {
        let step = self.sequence.wrapping_sub(last.sequence);
        (self.kind, self.source) == (last.kind, last.source)
            && (1..=MAX_STEP).contains(&step)
            && self.time.wrapping_sub(last.time) <= MAX_TICKS
    }
}

/// The header, if the datagram could have one. The types that would be RTCP's are nobody's (RFC 5761 section 4).
fn header(bytes: &[u8]) -> Option<Header> {
    let mut cursor = Cursor::new(bytes);
    let (first, kind) = (cursor.u8()?, cursor.u8()? & 0x7f);
    let (sequence, time, source) = (cursor.u16()?, cursor.u32()?, cursor.u32()?);
    let is_possible = first >> 6 == 2 && !(64..=95).contains(&kind) && bytes.len() > 12 + 4 * usize::from(first & 0x0f);
    is_possible.then_some(Header { kind, sequence, time, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn datagram(sequence: u16, time: u32, source: u32) -> Vec<u8> {
        [&[0x80, 0][..], &sequence.to_be_bytes(), &time.to_be_bytes(), &source.to_be_bytes(), &[0xd5; 160]].concat()
    }

    #[test]
    fn three_datagrams_that_go_on_are_rtp() {
        let mut rtp = Rtp::default();
        assert!(!rtp.datagram(&datagram(65_535, 0, 7)));
        assert!(!rtp.datagram(&datagram(0, 160, 7)));
        assert!(rtp.datagram(&datagram(2, 480, 7)));
    }

    #[test]
    fn another_source_a_jump_or_a_repetition_is_none() {
        for last in [datagram(3, 320, 8), datagram(30, 320, 7), datagram(2, 160, 7), datagram(3, 2_000_000, 7)] {
            let mut rtp = Rtp::default();
            assert!(!rtp.datagram(&datagram(1, 0, 7)) && !rtp.datagram(&datagram(2, 160, 7)) && !rtp.datagram(&last));
        }
        let mut rtp = Rtp::default();
        assert!((0..20).all(|_| !rtp.datagram(&[0x80; 12])) && (0..20).all(|_| !rtp.datagram(b"short")));
    }
}
