//! An answer without what differs each time that it is given.

use super::message::Message;
use super::name::{NameRef, skip};
use super::{MAX_RECORDS, kind};
use smallvec::SmallVec;
use std::ops::Range;

/// Type, class, TTL and length of data, which follow the owner of a record (RFC 1035 section 4.1.3). Unit: bytes.
const RECORD_LEN: usize = 10;

/// Copies a message into `blank` with zeros in place of its number and its TTLs, and adds the TTLs of the answer section,
/// in seconds, to `ttls`; one with the top bit set is 0 (RFC 2181 section 8).
///
/// `None` if it is no answer to one question of which every record is there: then what was written means nothing.
pub(crate) fn blank_out<A: smallvec::Array<Item = u32>>(
    message: &[u8],
    blank: &mut Vec<u8>,
    ttls: &mut SmallVec<A>,
) -> Option<()> {
    let header: &[u8; 12] = message.first_chunk()?;
    let count = |at: usize| u64::from(u16::from_be_bytes([header[at], header[at + 1]]));
    let (answers, records) = (count(6), count(6) + count(8) + count(10));
    if header[2] & 0x80 == 0 || count(4) != 1 || records > MAX_RECORDS.default {
        return None;
    }
    blank.clear();
    blank.extend_from_slice(message);
    blank.get_mut(..2)?.fill(0);
    let mut at = skip(message, header.len())? + 4;
    for number in 0..records {
        at = skip(message, at)?;
        let [.., high, _, _, _, long, short] = message.get(at..)?.first_chunk::<RECORD_LEN>()?;
        let ttl = blank.get_mut(at + 4..at + 8)?;
        if number < answers {
            let seconds = u32::from_be_bytes((&*ttl).try_into().ok()?);
            ttls.push(if *high & 0x80 == 0 { seconds } else { 0 });
        }
        ttl.fill(0);
        at += RECORD_LEN + usize::from(u16::from_be_bytes([*long, *short]));
    }
    (at <= message.len()).then_some(())
}

/// Whether the names that an answer is read by have no byte in its number or in a TTL, as hostile pointers may lead them
/// there; and whether its first `links` records are aliases. Only then do messages that are alike when blanked out say the
/// same, and is it known which time is whose.
pub(crate) fn stands_alone(message: &Message<'_>, links: usize) -> bool {
    if !message.records().take(links).all(|it| it.kind == kind::CNAME) {
        return false;
    }
    let Some(question) = message.question() else { return false };
    // Whole names are read already where a pointer leads to the beginning of one.
    let mut starts: SmallVec<[usize; 8]> = SmallVec::from_slice(&[question.name.start()]);
    let mut names: SmallVec<[NameRef<'_>; 8]> = SmallVec::from_slice(&[question.name]);
    for record in message.records() {
        if !record.owner.leads_to().is_some_and(|start| starts.contains(&start)) {
            names.push(record.owner);
        }
        if record.kind == kind::CNAME {
            starts.push(record.data_at);
            names.push(record.name_at(0));
        }
    }
    let reads: SmallVec<[Range<usize>; 16]> = names.into_iter().flat_map(NameRef::ranges).collect();
    // The TTL's four bytes and the two of the length stand before the data.
    let times = message.records().map(|it| it.data_at.saturating_sub(6)..it.data_at.saturating_sub(2));
    std::iter::once(0..2).chain(times).all(|it| reads.iter().all(|read| read.end <= it.start || it.end <= read.start))
}

#[cfg(test)]
mod tests {
    use super::super::answers;
    use super::*;
    use proptest::prelude::*;

    /// An answer for a.example: an alias to b.example and its address.
    const ANSWER: &[u8] = b"\x12\x34\x81\x80\0\x01\0\x02\0\0\0\0\x01a\x07example\0\0\x01\0\x01\
        \xc0\x0c\0\x05\0\x01\0\0\0\x3c\0\x04\x01b\xc0\x0e\xc0\x27\0\x01\0\x01\x80\0\0\x3c\0\x04\xc0\0\x02\x07";

    fn blanked(message: &[u8]) -> Option<(Vec<u8>, Vec<u32>)> {
        let (mut blank, mut ttls) = (Vec::new(), SmallVec::<[u32; 4]>::new());
        blank_out(message, &mut blank, &mut ttls)?;
        Some((blank, ttls.to_vec()))
    }

    #[test]
    fn number_and_times_are_taken_out_and_nothing_else() {
        let (blank, ttls) = blanked(ANSWER).unwrap();
        assert_eq!(ttls, [60, 0]);
        let changed: Vec<usize> = (0..ANSWER.len()).filter(|&at| blank[at] != ANSWER[at]).collect();
        assert_eq!(changed, [0, 1, 36, 49, 52]);
    }

    #[test]
    fn questions_and_cut_answers_have_no_outline() {
        let question = [&ANSWER[..2], &[1, 0, 0, 1, 0, 0, 0, 0, 0, 0], &ANSWER[12..27]].concat();
        assert_eq!(blanked(&question), None);
        for len in 0..ANSWER.len() {
            assert_eq!(blanked(&ANSWER[..len]), None, "{len}");
        }
    }

    #[test]
    fn a_name_that_leads_into_a_time_does_not_stand_alone() {
        let stands = |bytes: &[u8]| stands_alone(&Message::parse(bytes).unwrap(), 1);
        assert!(stands(ANSWER));
        // The owner of the second record is a pointer to the number, then to the TTL of the first record.
        for target in [1, 35] {
            let mut hostile = ANSWER.to_vec();
            hostile[44] = target;
            assert!(!stands(&hostile), "{target}");
        }
    }

    proptest! {
        #[test]
        fn messages_with_one_outline_say_the_same_but_for_times(at in 12..ANSWER.len(), byte: u8, ttl: [u8; 4], id: [u8; 2]) {
            let mut one = ANSWER.to_vec();
            one[at] = byte;
            let mut two = one.clone();
            two[..2].copy_from_slice(&id);
            two[33..37].copy_from_slice(&ttl);
            if let (Some((blank, _)), Some((same, _))) = (blanked(&one), blanked(&two)) && blank == same
                && stands_alone(&Message::parse(&one).unwrap(), 0)
            {
                let said = |bytes: &[u8]| {
                    let said = answers(&Message::parse(bytes).unwrap());
                    let chain: Vec<_> = said.chain.iter().map(|alias| alias.target.name()).collect();
                    let addresses: Vec<_> = said.addresses.iter().map(|it| it.address).collect();
                    (said.question.map(NameRef::name), said.question_kind, chain, addresses, said.is_cut)
                };
                prop_assert_eq!(said(&one), said(&two));
            }
        }
    }
}
