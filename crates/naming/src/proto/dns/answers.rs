//! What a message answers: the chain from the question, the addresses at its end, and the rest apart.

use super::message::{Message, Question, Record, Section};
use super::name::NameRef;
use super::svcb::{Service, service};
use super::{MAX_CHAIN, MAX_RECORDS, kind};
use idlewire_evidence::Cap;
use smallvec::SmallVec;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// As many as most messages hold take no heap.
type Few<T> = SmallVec<[T; 4]>;

/// The statements of one message. Names stay in it until their text is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers<'a> {
    /// The number that answer and question share.
    pub id: u16,
    /// Whether this is an answer, not a question.
    pub is_response: bool,
    /// The outcome; 0 is success.
    pub rcode: u8,
    /// Whether the sender cut the message to fit (TC).
    pub is_truncated: bool,
    /// Whether records are missing that the header declares: the capture cut the frame, or a cap was hit.
    pub is_cut: bool,
    /// Whether records are missing because [`MAX_RECORDS`] was hit.
    pub is_capped: bool,
    /// The name asked about. Absent in most of mDNS.
    pub question: Option<NameRef<'a>>,
    /// The record type asked for.
    pub question_kind: Option<u16>,
    /// The aliases that the question leads to, in order.
    pub chain: Few<Alias<'a>>,
    /// Addresses of the last name of the chain.
    pub addresses: Few<Address>,
    /// Service bindings of the last name of the chain.
    pub services: Vec<Service>,
    /// Names that PTR records of the last name of the chain state.
    pub pointers: Vec<NameRef<'a>>,
    /// Addresses of names that the question does not lead to. They name that owner, never the question.
    pub strays: Vec<Stray<'a>>,
}

/// One link of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alias<'a> {
    /// The name that the link leads to.
    pub target: NameRef<'a>,
    /// Seconds that the link may be reused.
    pub ttl: u32,
}

/// An address of the last name of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// The address.
    pub address: IpAddr,
    /// Seconds for which the question leads to the address: the least TTL of the record and of the chain before it.
    pub ttl: u32,
}

/// An address record of another owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray<'a> {
    /// The name that the record belongs to.
    pub owner: NameRef<'a>,
    /// The address.
    pub address: IpAddr,
    /// Seconds that the record may be reused.
    pub ttl: u32,
}

/// Reads the statements of a message. One that is no standard query (an update, a notification) answers nothing.
///
/// A DNAME needs no reading: the server adds the CNAME that follows from it (RFC 6672 section 3.1).
#[must_use]
pub fn answers<'a>(message: &Message<'a>) -> Answers<'a> {
    let question = message.question().filter(|_| message.opcode() == 0);
    let end = question.map(|question| End::of(question.name, u32::MAX));
    let mut said = Answers::empty(message, question);
    if said.read_in_order(message, end) {
        return said;
    }
    let mut said = Answers::empty(message, question);
    let end = question.map(|question| follow(message, question.name, &mut said.chain));
    let mut records = message.records();
    records.by_ref().filter(|record| record.class == 1).for_each(|record| said.take(&record, end));
    (said.is_cut, said.is_capped) = (records.is_cut(), records.is_capped());
    said
}

fn is_link(record: &Record<'_>) -> bool {
    record.section == Section::Answer && record.kind == kind::CNAME && record.class == 1
}

/// The end of the alias chain: its last name, and the least TTL on the way.
#[derive(Clone, Copy)]
struct End<'a> {
    name: NameRef<'a>,
    /// Where the name stands, if it is sound.
    place: Option<usize>,
    ttl: u32,
}

impl<'a> End<'a> {
    fn of(name: NameRef<'a>, ttl: u32) -> Self {
        Self { name, place: name.is_sound().then(|| name.place()), ttl }
    }

    /// Whether a record belongs to the name.
    fn owns(&self, record: &Record<'_>) -> bool {
        self.place == Some(record.owner.place()) || record.owner.is(self.name)
    }
}

/// Follows the aliases in the answer section, whatever their order there.
fn follow<'a>(message: &Message<'a>, start: NameRef<'a>, chain: &mut Few<Alias<'a>>) -> End<'a> {
    let mut end = End::of(start, u32::MAX);
    while (chain.len() as u64) < MAX_CHAIN.default {
        let Some(link) = message.records().find(|r| is_link(r) && end.owns(r)) else { break };
        let target = link.name_at(0);
        if !target.is_sound() {
            break;
        }
        chain.push(Alias { target, ttl: link.ttl });
        end = End::of(target, end.ttl.min(link.ttl));
    }
    end
}

impl<'a> Answers<'a> {
    /// The limits that reading the message came to.
    pub(crate) fn caps(&self) -> impl Iterator<Item = &'static Cap> + use<> {
        let records = self.is_capped.then_some(&MAX_RECORDS);
        let chain = (self.chain.len() as u64 >= MAX_CHAIN.default).then_some(&MAX_CHAIN);
        records.into_iter().chain(chain)
    }

    fn empty(message: &Message<'a>, question: Option<Question<'a>>) -> Self {
        Self {
            id: message.id(),
            is_response: message.is_response(),
            rcode: message.rcode(),
            is_truncated: message.is_truncated(),
            is_cut: false,
            is_capped: false,
            question: question.map(|question| question.name),
            question_kind: question.map(|question| question.kind),
            chain: Few::new(),
            addresses: Few::new(),
            services: Vec::new(),
            pointers: Vec::new(),
            strays: Vec::new(),
        }
    }

    /// Reads the records in one go, as they mostly stand: the aliases in their order, before all else. Returns `false` if
    /// they do not; what was read is of no use then.
    fn read_in_order(&mut self, message: &Message<'a>, mut end: Option<End<'a>>) -> bool {
        let mut records = message.records();
        let mut is_chain = true;
        for record in records.by_ref() {
            if record.class != 1 {
                continue;
            }
            if is_link(&record) {
                let target = record.name_at(0);
                // An alias that leads to a name before it makes the chain go round.
                let mut before = self.question.into_iter().chain(self.chain.iter().map(|alias| alias.target));
                let is_next = is_chain && target.is_sound() && !before.any(|name| name.is(target));
                let owner = end.filter(|end| is_next && end.owns(&record));
                let Some(owner) = owner.filter(|_| (self.chain.len() as u64) < MAX_CHAIN.default) else { return false };
                self.chain.push(Alias { target, ttl: record.ttl });
                end = Some(End::of(target, owner.ttl.min(record.ttl)));
            } else {
                is_chain = false;
                self.take(&record, end);
            }
        }
        (self.is_cut, self.is_capped) = (records.is_cut(), records.is_capped());
        true
    }

    fn take(&mut self, record: &Record<'a>, end: Option<End<'_>>) {
        let end = end.filter(|end| record.section == Section::Answer && end.owns(record));
        match (record.kind, end) {
            (kind::A | kind::AAAA, end) => self.take_address(record, end),
            (kind::HTTPS | kind::SVCB, Some(_)) => self.services.extend(service(record)),
            (kind::PTR, Some(_)) => self.pointers.push(record.name_at(0)),
            _ => {}
        }
    }

    fn take_address(&mut self, record: &Record<'a>, end: Option<End<'_>>) {
        let Some(address) = address(record.kind, record.data) else { return };
        if let Some(end) = end {
            self.addresses.push(Address { address, ttl: record.ttl.min(end.ttl) });
        } else if record.owner.is_sound() {
            self.strays.push(Stray { owner: record.owner, address, ttl: record.ttl });
        }
    }
}

fn address(kind: u16, data: &[u8]) -> Option<IpAddr> {
    match kind {
        kind::A => Some(Ipv4Addr::from(<[u8; 4]>::try_from(data).ok()?).into()),
        kind::AAAA => Some(Ipv6Addr::from(<[u8; 16]>::try_from(data).ok()?).into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A message from a question and records (section, owner, type, TTL, data), uncompressed.
    fn message(question: &str, records: &[(Section, &str, u16, u32, &[u8])]) -> Vec<u8> {
        let count = |s| u16::try_from(records.iter().filter(|r| r.0 == s).count()).unwrap();
        let mut bytes = vec![0, 1, 0x81, 0x80];
        for n in [1, count(Section::Answer), count(Section::Authority), count(Section::Additional)] {
            bytes.extend(n.to_be_bytes());
        }
        bytes.extend(wire(question));
        bytes.extend([0, 1, 0, 1]);
        for (_, owner, kind, ttl, data) in records {
            bytes.extend(wire(owner));
            bytes.extend(kind.to_be_bytes());
            bytes.extend([0, 1]);
            bytes.extend(ttl.to_be_bytes());
            bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            bytes.extend(*data);
        }
        bytes
    }

    fn wire(name: &str) -> Vec<u8> {
        let labels = name.split('.').flat_map(|l| [&[l.len() as u8], l.as_bytes()].concat()).collect::<Vec<_>>();
        [labels, vec![0]].concat()
    }

    fn read(bytes: &[u8]) -> Answers<'_> {
        answers(&Message::parse(bytes).unwrap())
    }

    #[test]
    fn the_chain_is_followed_in_any_order_of_records_and_its_least_ttl_counts() {
        use Section::{Additional, Answer};
        let bytes = message(
            "www.example",
            &[
                (Answer, "b.cdn.example", kind::A, 300, &[192, 0, 2, 2]),
                (Answer, "A.cdn.example", kind::CNAME, 20, &wire("b.cdn.example")),
                (Answer, "WWW.example", kind::CNAME, 60, &wire("a.cdn.example")),
                (Answer, "other.example", kind::A, 300, &[192, 0, 2, 3]),
                (Additional, "ns.example", kind::AAAA, 7, &[0x20; 16]),
            ],
        );
        let said = read(&bytes);
        let chain: Vec<_> = said.chain.iter().map(|a| a.target.name().unwrap().into_string()).collect();
        assert_eq!(chain, ["a.cdn.example", "b.cdn.example"]);
        assert_eq!(said.addresses[..], [Address { address: "192.0.2.2".parse().unwrap(), ttl: 20 }]);
        let strays: Vec<_> = said.strays.iter().map(|s| (s.owner.name().unwrap().into_string(), s.ttl)).collect();
        assert_eq!(strays, [("other.example".to_owned(), 300), ("ns.example".to_owned(), 7)]);
        assert!(!said.is_cut && said.question_kind == Some(kind::A));
    }

    #[test]
    fn a_loop_of_aliases_ends() {
        use Section::Answer;
        let bytes = message(
            "a.example",
            &[
                (Answer, "a.example", kind::CNAME, 1, &wire("b.example")),
                (Answer, "b.example", kind::CNAME, 1, &wire("a.example")),
            ],
        );
        let said = read(&bytes);
        assert_eq!(said.chain.len() as u64, MAX_CHAIN.default);
        assert!(said.addresses.is_empty());
    }

    #[test]
    fn an_address_of_the_wrong_length_is_no_address() {
        let bytes = message("a.example", &[(Section::Answer, "a.example", kind::A, 1, &[1, 2, 3])]);
        let said = read(&bytes);
        assert!(said.addresses.is_empty() && said.strays.is_empty());
    }

    proptest! {
        #[test]
        fn the_order_of_records_says_nothing(
            records in proptest::collection::vec((0usize..3, 0usize..5, 0usize..4, 1u32..4), 0..8),
        ) {
            let names = ["a.example", "b.example", "c.example", "A.example", "d.example"];
            let wires: Vec<Vec<u8>> = names.iter().map(|name| wire(name)).collect();
            let sections = [Section::Answer, Section::Authority, Section::Additional];
            let mut records: Vec<_> = records.into_iter().map(|(section, owner, data, ttl)| match data {
                0..3 => (sections[section], names[owner], kind::CNAME, ttl, &wires[data][..]),
                _ => (sections[section], names[owner], kind::A, ttl, &[192, 0, 2, 7][..]),
            }).collect();
            records.sort_by_key(|record| record.0);
            let bytes = message("a.example", &records);
            let parsed = Message::parse(&bytes).unwrap();
            // The long way, which the short one must equal.
            let question = parsed.question();
            let mut said = Answers::empty(&parsed, question);
            let end = question.map(|question| follow(&parsed, question.name, &mut said.chain));
            parsed.records().for_each(|record| said.take(&record, end));
            prop_assert_eq!(answers(&parsed), said);
        }
    }
}
