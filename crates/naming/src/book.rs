//! What each machine was told about names: DNS answers, kept so that flows can be joined to them in any order.

use crate::hosts::Kin;
use crate::limits::{GRACE_NANOS, MAX_ALIASES, MAX_QUESTIONS, MAX_TOLD};
use crate::proto::dns::{self, kind};
use hashbrown::HashMap;
use idlewire_evidence::{FramePlace, Ledger, Source, Span, Timestamp};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

type Map<K, V> = HashMap<K, V, foldhash::quality::RandomState>;

/// Names that reverse look-ups of one address gave, and when.
type Reversed = Vec<(Arc<str>, When)>;

/// A moment in the total order of frames: time, then place. Frames without a time come first.
pub type When = (Option<Timestamp>, FramePlace);

/// A name that a machine was told for an address, over a time in which it could be reused without a break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The question, not the alias at the end of the chain.
    pub name: Arc<str>,
    /// The first answer of the time.
    pub from: When,
    /// The last answer of the time.
    pub last: When,
    /// When TTL and grace of the answers are over; `None` if no time is known.
    pub until: Option<Timestamp>,
    /// Whether an address hint of a service binding said so, not an address record.
    pub is_hint: bool,
    /// The answering message in its frame; `None` if the frame was put together from several.
    pub span: Option<Span>,
}

/// A question that was answered with at least one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The first answer.
    pub first: When,
    /// That message in its frame; `None` if the frame was put together from several.
    pub span: Option<Span>,
    /// Names on the chains from the question to the addresses.
    pub aliases: BTreeSet<Arc<str>>,
    /// The addresses; as many as [`MAX_TOLD`] allows, the smallest kept.
    pub addresses: BTreeSet<IpAddr>,
}

/// What the book says about an address at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing<'a> {
    /// The last address record before the moment, and whether it was still within TTL and grace.
    pub before: Option<(&'a Told, bool)>,
    /// The first address record after it.
    pub after: Option<&'a Told>,
    /// The last address hint before it, else the first after it.
    pub hint: Option<&'a Told>,
}

impl<'a> Standing<'a> {
    /// The claim that the last address record before the moment makes.
    #[must_use]
    pub fn claim_before(self) -> Option<(&'a Told, Source)> {
        self.before.map(|(told, is_fresh)| (told, if is_fresh { Source::Dns } else { Source::DnsStale }))
    }

    /// The best claim that the answers make.
    #[must_use]
    pub fn claim(self) -> Option<(&'a Told, Source)> {
        let after = self.after.map(|told| (told, Source::DnsLate));
        self.claim_before().or(after).or(self.hint.map(|told| (told, Source::SvcbHint)))
    }
}

/// The answers of one piece of capture, or of several.
#[derive(Clone, Debug, Default)]
pub struct AnswerBook {
    told: Map<(IpAddr, IpAddr), Vec<Told>>,
    asked: Map<(IpAddr, Arc<str>), Asked>,
    /// Names that reverse look-ups gave: machine and address to name and time.
    reversed: Map<(IpAddr, IpAddr), Reversed>,
    names: hashbrown::HashSet<Arc<str>, foldhash::quality::RandomState>,
    /// Names that ClientHellos show in place of the true one (ECH), from service bindings.
    public_names: BTreeSet<Arc<str>>,
    /// Names that the capture file itself gives to addresses (pcapng name resolution blocks).
    records: Map<IpAddr, BTreeSet<Arc<str>>>,
}

/// The circumstances of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// Who received it.
    pub machine: IpAddr,
    /// When and where.
    pub when: When,
    /// The message in its frame.
    pub span: Option<Span>,
}

impl AnswerBook {
    /// Writes down an answer that a machine received.
    pub fn write(&mut self, received: Received, said: &dns::Answers, ledger: &mut Ledger) {
        let Some(question) = said.question.as_ref().filter(|_| said.is_response) else { return };
        if said.question_kind == Some(kind::PTR) {
            self.write_reverse(received, said);
            return;
        }
        for service in &said.services {
            if let Some(name) = service.public_name.as_deref() {
                let name = self.intern(name);
                self.public_names.insert(name);
            }
        }
        // An address spelt as a name would pass for a bare address: it names nothing, whoever answers for it.
        if question.as_str().parse::<IpAddr>().is_ok() {
            return;
        }
        let name = self.intern(question.as_str());
        let hints = said.services.iter().flat_map(|s| s.hints.iter().map(|&hint| (hint, s.ttl, true)));
        let addresses = said.addresses.iter().map(|a| (a.address, a.ttl, false)).chain(hints);
        let mut useful = Vec::new();
        for (address, ttl, is_hint) in addresses.filter(|(address, ..)| !is_sinkhole(*address)) {
            useful.push(address);
            let until = received.when.0.map(|time| time.plus_nanos(i64::from(ttl) * 1_000_000_000 + GRACE_NANOS));
            let (from, span) = (received.when, received.span);
            let told = Told { name: name.clone(), from, last: from, until, is_hint, span };
            if add(self.told.entry((received.machine, address)).or_default(), told) {
                ledger.hit(&MAX_TOLD);
            }
        }
        if !useful.is_empty() {
            self.write_question(received, name, said, useful, ledger);
        }
    }

    fn write_question(
        &mut self,
        received: Received,
        name: Arc<str>,
        said: &dns::Answers,
        addresses: Vec<IpAddr>,
        ledger: &mut Ledger,
    ) {
        let key = (received.machine, name);
        if !self.asked.contains_key(&key) && self.asked.len() >= MAX_QUESTIONS.default as usize {
            ledger.hit(&MAX_QUESTIONS);
            return;
        }
        let aliases: Vec<_> = said.chain.iter().map(|alias| self.intern(alias.target.as_str())).collect();
        let asked = self.asked.entry(key).or_insert_with(|| Asked {
            first: received.when,
            span: received.span,
            aliases: BTreeSet::new(),
            addresses: BTreeSet::new(),
        });
        asked.merge(&Asked {
            first: received.when,
            span: received.span,
            aliases: aliases.into_iter().collect(),
            addresses: addresses.into_iter().collect(),
        });
    }

    fn write_reverse(&mut self, received: Received, said: &dns::Answers) {
        let Some(address) = said.question.as_ref().and_then(dns::reverse_address) else { return };
        for pointer in &said.pointers {
            let name = self.intern(pointer.as_str());
            let names = self.reversed.entry((received.machine, address)).or_default();
            if names.len() < MAX_ALIASES.default as usize && !names.iter().any(|(known, _)| *known == name) {
                names.push((name, received.when));
            }
        }
    }

    /// What the machine had been told about the address at a moment, and what it was told next.
    #[must_use]
    pub fn standing(&self, machine: IpAddr, address: IpAddr, at: When) -> Standing<'_> {
        let Some(told) = self.told.get(&(machine, address)) else { return Standing::default() };
        let usable = |is_hint: bool| {
            told.iter().filter(move |told| told.is_hint == is_hint && !self.is_from_reverse(machine, address, told))
        };
        let is_fresh = |told: &Told| match (told.until, at.0) {
            (Some(until), Some(now)) => now <= until,
            _ => true,
        };
        let last = usable(false).take_while(|told| told.from <= at).last();
        let hint = usable(true).take_while(|told| told.from <= at).last();
        Standing {
            before: last.map(|told| (told, is_fresh(told))),
            after: usable(false).find(|told| told.from > at),
            hint: hint.or_else(|| usable(true).next()),
        }
    }

    /// The same, where the machine has further addresses: what it was told under one of them counts if it was told
    /// nothing under the one it used.
    #[must_use]
    pub fn standing_of(&self, machine: IpAddr, kin: &Kin, address: IpAddr, at: When) -> Standing<'_> {
        let own = self.standing(machine, address, at);
        if own.before.is_some() {
            return own;
        }
        let others = || kin.of(machine).iter().map(|other| self.standing(*other, address, at));
        let before = others().filter_map(|standing| standing.before).max_by_key(|(told, _)| told.from);
        let after =
            own.after.into_iter().chain(others().filter_map(|standing| standing.after)).min_by_key(|told| told.from);
        let hint = own.hint.or_else(|| others().filter_map(|standing| standing.hint).max_by_key(|told| told.from));
        Standing { before, after, hint }
    }

    /// The first answer that gave the machine this name for the address.
    #[must_use]
    pub fn first_told(&self, machine: IpAddr, address: IpAddr, name: &str) -> Option<FramePlace> {
        let told = self.told.get(&(machine, address))?;
        told.iter().find(|told| &*told.name == name).map(|told| told.from.1)
    }

    /// A name that the machine first learnt from a reverse look-up of the address is reverse DNS by another road.
    fn is_from_reverse(&self, machine: IpAddr, address: IpAddr, told: &Told) -> bool {
        self.reversed
            .get(&(machine, address))
            .is_some_and(|names| names.iter().any(|(name, when)| *name == told.name && *when <= told.from))
    }

    /// Writes down a name that the capture file gives to an address.
    pub fn write_record(&mut self, address: IpAddr, name: &str) {
        if let Some(name) = crate::proto::host_name(name) {
            let name = self.intern(&name);
            self.records.entry(address).or_default().insert(name);
        }
    }

    /// The names that the capture file gives to an address.
    pub fn records(&self, address: IpAddr) -> impl Iterator<Item = &Arc<str>> {
        self.records.get(&address).into_iter().flatten()
    }

    /// What came of a question.
    #[must_use]
    pub fn asked(&self, machine: IpAddr, name: &str) -> Option<&Asked> {
        let name = self.names.get(name)?;
        self.asked.get(&(machine, name.clone()))
    }

    /// All questions that were answered with an address: machine, name, answer. In no order.
    pub fn questions(&self) -> impl Iterator<Item = (IpAddr, &Arc<str>, &Asked)> {
        self.asked.iter().map(|((machine, name), asked)| (*machine, name, asked))
    }

    /// Whether a service binding of the capture said that hellos show this name in place of the true one.
    #[must_use]
    pub fn is_public_name(&self, name: &str) -> bool {
        self.public_names.contains(name)
    }

    /// Adds the answers of another piece. The result does not depend on which piece is added to which.
    pub fn merge(&mut self, other: Self, ledger: &mut Ledger) {
        for (key, told) in other.told {
            let mine = self.told.entry(key).or_default();
            let mut all = std::mem::take(mine);
            all.extend(told);
            all.sort_by_key(|told| told.from);
            for told in all {
                if add(mine, told) {
                    ledger.hit(&MAX_TOLD);
                }
            }
        }
        for (key, asked) in other.asked {
            self.asked.entry(key).and_modify(|mine| mine.merge(&asked)).or_insert(asked);
        }
        for (key, names) in other.reversed {
            let mine = self.reversed.entry(key).or_default();
            mine.extend(names);
            mine.sort_by_key(|(name, when)| (*when, name.clone()));
        }
        self.names.extend(other.names);
        self.public_names.extend(other.public_names);
        for (address, names) in other.records {
            self.records.entry(address).or_default().extend(names);
        }
    }

    fn intern(&mut self, name: &str) -> Arc<str> {
        self.names.get_or_insert_with(name, |name| Arc::from(name)).clone()
    }
}

impl Asked {
    fn merge(&mut self, other: &Self) {
        if other.first < self.first {
            (self.first, self.span) = (other.first, other.span);
        }
        self.aliases.extend(other.aliases.iter().cloned());
        self.addresses.extend(&other.addresses);
        while self.aliases.len() > MAX_ALIASES.default as usize {
            self.aliases.pop_last();
        }
        while self.addresses.len() > MAX_TOLD.default as usize {
            self.addresses.pop_last();
        }
    }
}

/// Adds an answer in order of time. One that repeats the name while it is still valid prolongs it.
///
/// Returns whether the cap was hit and the oldest answer dropped.
fn add(list: &mut Vec<Told>, told: Told) -> bool {
    let at = list.partition_point(|known| known.from <= told.from);
    if let Some(known) = at.checked_sub(1).and_then(|before| list.get_mut(before)) {
        let unbroken = match (known.until, told.from.0) {
            (Some(until), Some(now)) => now <= until,
            _ => true,
        };
        if known.name == told.name && known.is_hint == told.is_hint && unbroken {
            known.last = known.last.max(told.last);
            known.until = known.until.max(told.until);
            return false;
        }
    }
    list.insert(at, told);
    if list.len() <= MAX_TOLD.default as usize {
        return false;
    }
    list.remove(0);
    true
}

/// Addresses that filters answer in place of the true one, and the machine itself: they name nothing.
fn is_sinkhole(address: IpAddr) -> bool {
    address.is_unspecified() || address.is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 168, 1, 2));
    const SERVER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(20, 42, 65, 84));

    fn at(second: i64, frame: u64) -> When {
        (Some(Timestamp::from_parts(second, 0)), FramePlace { input: 0, frame })
    }

    fn told(name: &str, second: i64, ttl: i64) -> Told {
        let from = at(second, second as u64);
        Told {
            name: name.into(),
            from,
            last: from,
            until: Some(Timestamp::from_parts(second + ttl, 0)),
            is_hint: false,
            span: None,
        }
    }

    fn book(answers: &[Told]) -> AnswerBook {
        let mut book = AnswerBook::default();
        for told in answers {
            add(book.told.entry((MACHINE, SERVER)).or_default(), told.clone());
        }
        book
    }

    #[test]
    fn the_last_answer_before_the_flow_counts() {
        let book = book(&[told("a.example", 10, 60), told("b.example", 20, 60)]);
        let standing = book.standing(MACHINE, SERVER, at(30, 30));
        assert_eq!(standing.before.map(|(told, fresh)| (&*told.name, fresh)), Some(("b.example", true)));
        assert!(standing.after.is_none());
        let standing = book.standing(MACHINE, SERVER, at(15, 15));
        assert_eq!(standing.before.map(|(told, _)| &*told.name), Some("a.example"));
        assert_eq!(standing.after.map(|told| &*told.name), Some("b.example"));
    }

    #[test]
    fn a_repeated_answer_prolongs_and_a_hole_does_not() {
        let unbroken = book(&[told("a.example", 10, 60), told("a.example", 60, 60)]);
        assert_eq!(unbroken.told[&(MACHINE, SERVER)].len(), 1);
        assert!(unbroken.standing(MACHINE, SERVER, at(110, 110)).before.unwrap().1);
        let broken = book(&[told("a.example", 10, 60), told("a.example", 200, 60)]);
        assert!(!broken.standing(MACHINE, SERVER, at(150, 150)).before.unwrap().1);
    }

    #[test]
    fn another_machine_was_told_nothing() {
        let book = book(&[told("a.example", 10, 60)]);
        let stranger = "192.168.1.3".parse().unwrap();
        assert!(book.standing(stranger, SERVER, at(30, 30)).before.is_none());
    }

    #[test]
    fn a_name_from_a_reverse_look_up_names_nothing() {
        let mut book = book(&[told("ptr.example", 20, 60)]);
        book.reversed.insert((MACHINE, SERVER), vec![("ptr.example".into(), at(10, 1))]);
        assert!(book.standing(MACHINE, SERVER, at(30, 30)).before.is_none());
    }

    proptest::proptest! {
        #[test]
        fn merging_in_any_order_gives_the_same_standing(
            answers in proptest::collection::vec((0i64..200, 0usize..3), 0..20), cut in 0usize..20, query in 0i64..300,
        ) {
            let names = ["a.example", "b.example", "c.example"];
            let mut answers: Vec<_> = answers.iter().map(|&(second, name)| told(names[name], second, 30)).collect();
            answers.sort_by_key(|told| told.from);
            answers.dedup_by_key(|told| told.from);
            let whole = book(&answers);
            let (left, right) = answers.split_at(cut.min(answers.len()));
            let view = |book: &AnswerBook| {
                let standing = book.standing(MACHINE, SERVER, at(query, u64::MAX));
                (standing.before.map(|(t, fresh)| (t.name.clone(), fresh)), standing.after.map(|t| t.name.clone()))
            };
            for (first, second) in [(left, right), (right, left)] {
                let mut merged = book(first);
                merged.merge(book(second), &mut Ledger::default());
                proptest::prop_assert_eq!(view(&merged), view(&whole));
            }
        }
    }
}
