//! What each machine was told about names: DNS answers, kept so that flows can be joined to them in any order.

use crate::asked::{Asked, Question, QuestionRef};
use crate::histories::{Histories, Map};
use crate::history::Added;
use crate::hosts::Kin;
use crate::known::{Known, Reading};
use crate::limits::{MAX_ALIASES, MAX_ANSWERS, MAX_PUBLIC_NAMES, MAX_QUESTIONS, MAX_RECORDS, MAX_TOLD};
use crate::proto::dns::{self, Answers, NameRef, kind};
use crate::told::{Standing, Told, When};
use hashbrown::HashSet;
use idlewire_evidence::{FramePlace, Ledger, Span};
use idlewire_wire::Scope;
use smallvec::SmallVec;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

/// Fewer names are not worth a look for those that nobody bears.
const SWEEP_NAMES: usize = 1 << 16;

/// The answers of one piece of capture, or of several.
#[derive(Clone, Debug, Default)]
pub struct AnswerBook {
    /// By machine and address.
    histories: Histories,
    asked: Map<Question, Asked>,
    names: HashSet<Arc<str>, foldhash::quality::RandomState>,
    /// How many names make a look worth while for those that nobody bears any more: twice those that the last one left.
    sweep_at: usize,
    /// Names that ClientHellos show in place of the true one (ECH), from service bindings.
    public_names: BTreeSet<Arc<str>>,
    /// Names that the capture file itself gives to addresses (pcapng name resolution blocks).
    records: Map<IpAddr, BTreeSet<Arc<str>>>,
    /// Where the text of a name is put together.
    text: Vec<u8>,
    /// Messages that were read, and where what they say stands.
    pub(crate) known: Known,
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
    /// Whether it lies in the period that counts.
    pub counts: bool,
}

impl AnswerBook {
    /// Writes down an answer that a machine received.
    pub fn write(&mut self, received: Received, said: &Answers<'_>, ledger: &mut Ledger) {
        self.enter(received, said, ledger);
        if self.keep_limits(ledger) {
            self.known.forget();
        }
    }

    /// The same without a look at the limits of the whole book. Returns where it stands, if a message that says the same can
    /// be written down by that alone.
    pub(crate) fn enter(&mut self, received: Received, said: &Answers<'_>, ledger: &mut Ledger) -> Option<Reading> {
        let mut buffer = std::mem::take(&mut self.text);
        let question = said.question.filter(|_| said.is_response).and_then(|question| question.text(&mut buffer));
        let question = question.and_then(|question| dns::host_of_service(question, &said.services));
        let reading = match question {
            None => None,
            Some(question) if said.question_kind == Some(kind::PTR) => {
                self.write_reverse(received, question, said, ledger);
                None
            }
            Some(question) => self.write_forward(received, question, said, ledger),
        };
        self.text = buffer;
        said.caps().for_each(|cap| ledger.hit(cap));
        let is_plain = said.services.is_empty() && !said.is_cut && said.caps().next().is_none();
        reading.filter(|_| is_plain)
    }

    /// Makes room where there is too much. Returns whether what stays has other places then.
    pub(crate) fn keep_limits(&mut self, ledger: &mut Ledger) -> bool {
        let mut have_moved = false;
        while self.histories.are_too_many() {
            ledger.hit(&MAX_ANSWERS);
            have_moved |= self.histories.forget_oldest();
        }
        if self.names.len() > self.sweep_at.max(SWEEP_NAMES) {
            self.sweep_names();
        }
        have_moved
    }

    /// Looks at a message's question and at what its addresses were known for, and changes nothing: soon they are looked up to
    /// be changed.
    pub(crate) fn touch(&self, reading: &Reading) -> usize {
        let histories = reading.histories.iter().map(|&place| self.histories.len_at(place as usize));
        histories.sum::<usize>() + self.question(reading).map_or(0, |(_, asked)| asked.aliases.len())
    }

    /// The same for the name of the question.
    pub(crate) fn touch_name(&self, reading: &Reading) -> usize {
        self.question(reading).map_or(0, |(question, _)| Arc::strong_count(&question.name))
    }

    fn question(&self, reading: &Reading) -> Option<(&Question, &Asked)> {
        self.asked.get_index(reading.question? as usize)
    }

    /// Writes down a message like one that was read before, with its own TTLs. Returns `false` if it must be read.
    pub(crate) fn write_again(
        &mut self,
        received: Received,
        reading: &Reading,
        ttls: &[u32],
        ledger: &mut Ledger,
    ) -> bool {
        let Some(at) = reading.question else { return true };
        let Some((question, asked)) = self.asked.get_index_mut(at as usize) else { return false };
        // Names beyond the limit are counted each time that they are read.
        let Some((links, ttls)) = ttls.split_at_checked(reading.links.into()) else { return false };
        if asked.aliases.len() >= MAX_ALIASES.default as usize || ttls.len() != reading.histories.len() {
            return false;
        }
        asked.told_at(received);
        let least = links.iter().copied().min().unwrap_or(u32::MAX);
        for (&place, ttl) in reading.histories.iter().zip(ttls) {
            let told = told(&question.name, received, (*ttl).min(least), false);
            if self.histories.add(place as usize, told) == Added::InPlaceOfOldest {
                ledger.hit(&MAX_TOLD);
            }
        }
        true
    }

    fn write_forward(
        &mut self,
        received: Received,
        question: &str,
        said: &Answers<'_>,
        ledger: &mut Ledger,
    ) -> Option<Reading> {
        for public_name in said.services.iter().filter_map(|service| service.public_name.as_deref()) {
            self.write_public_name(public_name, ledger);
        }
        let hints = said.services.iter().flat_map(|s| s.hints.iter().map(|&hint| (hint, s.ttl, true)));
        let addresses = said.addresses.iter().map(|a| (a.address, a.ttl, false)).chain(hints);
        let mut useful = addresses.filter(|(address, ..)| !is_sinkhole(*address)).peekable();
        // An address spelt as a name would pass for a bare address: it names nothing, whoever answers for it. Nor does the root.
        if useful.peek().is_none() || question == "." || question.parse::<IpAddr>().is_ok() {
            return Some(Reading::default());
        }
        let known = self.asked.get_full(&QuestionRef { machine: received.machine, name: question });
        let (at, name) = match known {
            Some((at, known, _)) => (Some(at), known.name.clone()),
            None => (None, self.intern(question)),
        };
        let (mut histories, mut is_public) = (SmallVec::new(), false);
        for (address, ttl, is_hint) in useful {
            let place = self.histories.place(received.machine, address);
            histories.extend(u32::try_from(place));
            is_public |= Scope::of(address) == Scope::Public;
            if self.histories.add(place, told(&name, received, ttl, is_hint)) == Added::InPlaceOfOldest {
                ledger.hit(&MAX_TOLD);
            }
        }
        let at = self.write_question(received, at, name, is_public, ledger)?;
        self.write_aliases(at, said, ledger);
        let (question, links) = (u32::try_from(at).ok(), u8::try_from(said.chain.len()).ok()?);
        // Records that are neither links nor useful addresses would stand between the times.
        let is_all = histories.len() == said.addresses.len();
        is_all.then_some(Reading { question, links, histories })
    }

    /// Takes note of an answer to a question, which stands `at` this place if it is known; `is_public` is whether it gave a public
    /// address. Returns its place, if there was one.
    fn write_question(
        &mut self,
        received: Received,
        at: Option<usize>,
        name: Arc<str>,
        is_public: bool,
        ledger: &mut Ledger,
    ) -> Option<usize> {
        if let Some((_, known)) = at.and_then(|at| self.asked.get_index_mut(at)) {
            known.is_public |= is_public;
            known.told_at(received);
            at
        } else if self.asked.len() >= MAX_QUESTIONS.default as usize {
            ledger.hit(&MAX_QUESTIONS);
            None
        } else {
            let (first, span) = (received.when, received.span);
            let question = Question { machine: received.machine, name };
            let asked = Asked { first, span, aliases: BTreeSet::new(), is_public, counts: received.counts };
            Some(self.asked.insert_full(question, asked).0)
        }
    }

    fn write_aliases(&mut self, at: usize, said: &Answers<'_>, ledger: &mut Ledger) {
        let Some((_, asked)) = self.asked.get_index_mut(at).filter(|_| !said.chain.is_empty()) else { return };
        let mut buffer = Vec::new();
        for alias in &said.chain {
            let Some(text) = alias.target.text(&mut buffer).filter(|text| !asked.aliases.contains(*text)) else {
                continue;
            };
            asked.aliases.insert(self.names.get_or_insert_with(text, |name| Arc::from(name)).clone());
        }
        asked.trim(ledger);
    }

    fn write_reverse(&mut self, received: Received, question: &str, said: &Answers<'_>, ledger: &mut Ledger) {
        let Some(address) = dns::reverse_address(question) else { return };
        for name in said.pointers.iter().filter_map(|pointer: &NameRef<'_>| pointer.name()) {
            let name = self.intern(name.as_str());
            if let Err(cap) = self.histories.reverse(received.machine, address, name, received.when) {
                ledger.hit(cap);
            }
        }
    }

    fn write_public_name(&mut self, name: &str, ledger: &mut Ledger) {
        if !self.public_names.contains(name) {
            let name = self.intern(name);
            self.public_names.insert(name);
            if self.public_names.len() > MAX_PUBLIC_NAMES.default as usize {
                self.public_names.pop_last();
                ledger.hit(&MAX_PUBLIC_NAMES);
            }
        }
    }

    /// Forgets names that nobody bears any more.
    fn sweep_names(&mut self) {
        self.names.retain(|name| Arc::strong_count(name) > 1);
        // Not twice as many: names that were given back would take as much room as the others.
        self.sweep_at = self.names.len() / 4 * 5;
    }

    /// What the machine had been told about the address at a moment, and what it was told next.
    #[must_use]
    pub fn standing(&self, machine: IpAddr, address: IpAddr, at: When) -> Standing<'_> {
        self.histories.standing(machine, address, at)
    }

    /// The same, where the machine has further addresses: what it was told under one of them counts if it was told
    /// nothing under the one it used, or nothing that still holds.
    #[must_use]
    pub fn standing_of(&self, machine: IpAddr, kin: &Kin, address: IpAddr, at: When) -> Standing<'_> {
        let own = self.standing(machine, address, at);
        if own.is_fresh() {
            return own;
        }
        let others = kin.of(machine).iter().filter(|other| **other != machine);
        let others: SmallVec<[Standing<'_>; 4]> = others.map(|other| self.standing(*other, address, at)).collect();
        let others = || others.iter();
        let before = others().filter_map(|standing| standing.before).max_by_key(|(told, holds)| (*holds, told.from));
        let before = own.before.filter(|_| !before.is_some_and(|(_, holds)| holds)).or(before);
        let after =
            own.after.into_iter().chain(others().filter_map(|standing| standing.after)).min_by_key(|told| told.from);
        let hint = own.hint.or_else(|| others().filter_map(|standing| standing.hint).max_by_key(|told| told.from));
        Standing { before, after, hint }
    }

    /// Whether the machine was told anything about the address, under whichever of its own.
    #[must_use]
    pub fn says_anything_of(&self, machine: IpAddr, kin: &Kin, address: IpAddr) -> bool {
        let mut own = [machine].into_iter().chain(kin.of(machine).iter().copied());
        own.any(|machine| self.histories.has(machine, address))
    }

    /// Address records that the machine was told before a moment, under whichever of its addresses, and that still held then; of each of
    /// its addresses the last first. `reach` is how many answers are looked at for each.
    pub(crate) fn holding<'a>(
        &'a self,
        machine: IpAddr,
        kin: &'a Kin,
        address: IpAddr,
        at: When,
        reach: usize,
    ) -> impl Iterator<Item = &'a Told> {
        let machines = [machine].into_iter().chain(kin.of(machine).iter().copied());
        let told = machines.flat_map(move |machine| self.histories.naming(machine, address).take(reach));
        told.filter(move |told| !told.is_hint && told.from <= at && told.holds_at(at.0))
    }

    /// The first answer that gave the machine this name for the address.
    #[must_use]
    pub fn first_told(&self, machine: IpAddr, address: IpAddr, name: &str) -> Option<FramePlace> {
        let told = self.histories.told(machine, address).filter(|told| &*told.name == name).last();
        told.map(|told| told.from.1)
    }

    /// Writes down a name that the capture file gives to an address.
    pub fn write_record(&mut self, address: IpAddr, name: &str, ledger: &mut Ledger) {
        if let Some(name) = crate::proto::host_name(name) {
            let name = self.intern(&name);
            self.add_records(address, [name], ledger);
        }
    }

    fn add_records(&mut self, address: IpAddr, names: impl IntoIterator<Item = Arc<str>>, ledger: &mut Ledger) {
        let known = self.records.entry(address).or_default();
        known.extend(names);
        while known.len() > MAX_RECORDS.default as usize {
            known.pop_last();
            ledger.hit(&MAX_RECORDS);
        }
    }

    /// The names that the capture file gives to an address.
    pub fn records(&self, address: IpAddr) -> impl Iterator<Item = &Arc<str>> {
        self.records.get(&address).into_iter().flatten()
    }

    /// What came of a question.
    #[must_use]
    pub fn asked(&self, machine: IpAddr, name: &str) -> Option<&Asked> {
        self.asked.get(&QuestionRef { machine, name })
    }

    /// All questions that were answered with an address: machine, name, answer. In no order.
    pub fn questions(&self) -> impl Iterator<Item = (IpAddr, &Arc<str>, &Asked)> {
        self.asked.iter().map(|(question, asked)| (question.machine, &question.name, asked))
    }

    /// Whether a service binding of the capture said that hellos show this name in place of the true one.
    #[must_use]
    pub fn is_public_name(&self, name: &str) -> bool {
        self.public_names.contains(name)
    }

    /// Adds the answers of another piece. The result does not depend on which piece is added to which.
    pub fn merge(&mut self, other: Self, ledger: &mut Ledger) {
        self.known.forget();
        let hits = self.histories.merge(other.histories);
        (0..hits).for_each(|_| ledger.hit(&MAX_TOLD));
        for (question, asked) in other.asked {
            match self.asked.get_mut(&question) {
                Some(mine) => mine.merge(asked, ledger),
                None => drop(self.asked.insert(question, asked)),
            }
        }
        self.keep_first_questions(ledger);
        self.names.extend(other.names);
        self.public_names.extend(other.public_names);
        for (address, names) in other.records {
            self.add_records(address, names, ledger);
        }
        self.keep_limits(ledger);
    }

    /// Keeps the questions that were answered first, as reading from the beginning would.
    fn keep_first_questions(&mut self, ledger: &mut Ledger) {
        let surplus = self.asked.len().saturating_sub(MAX_QUESTIONS.default as usize);
        if surplus > 0 {
            let mut firsts: Vec<When> = self.asked.values().map(|asked| asked.first).collect();
            firsts.sort_unstable();
            if let Some(last) = firsts.get(MAX_QUESTIONS.default as usize) {
                self.asked.retain(|_, asked| asked.first < *last);
            }
            (0..surplus).for_each(|_| ledger.hit(&MAX_QUESTIONS));
        }
    }

    fn intern(&mut self, name: &str) -> Arc<str> {
        self.names.get_or_insert_with(name, |name| Arc::from(name)).clone()
    }
}

fn told(name: &Arc<str>, received: Received, ttl: u32, is_hint: bool) -> Told {
    let (from, span) = (received.when, received.span);
    Told { name: name.clone(), from, last: from.0, ttl, is_hint, span }
}

/// Addresses that filters answer in place of the true one, and the machine itself: they name nothing.
fn is_sinkhole(address: IpAddr) -> bool {
    address.is_unspecified() || address.is_loopback()
}
