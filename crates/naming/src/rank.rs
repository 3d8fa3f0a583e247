//! The order of trust: which of the names that are stated counts. The one place where it is decided.

use crate::book::AnswerBook;
use crate::ech::is_cover;
use crate::facts::Proof;
use crate::histories::Map;
use crate::hosts::Kin;
use crate::limits::MAX_SERVICES;
use idlewire_evidence::{FramePlace, Ledger, Source};
use indexmap::map::Entry;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

/// A name for one flow, or for several that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The name.
    pub name: Arc<str>,
    /// What kind of statement.
    pub source: Source,
    /// Whether it may name the flow: host names only.
    pub is_host: bool,
    /// How many of the flows it is about.
    pub flows: u64,
    /// Where it stands; empty if it is the capture file's own, which stands in no frame.
    pub proof: Cow<'a, [Proof]>,
}

impl Claim<'_> {
    /// The first frame that states it.
    #[must_use]
    pub fn place(&self) -> Option<FramePlace> {
        self.proof.iter().map(|proof| proof.place).min()
    }

    /// Whether it says that a flow under this name bears another one.
    ///
    /// A certificate lists many names, names by other flows are theirs, and a capture file knows some of the names of an address: none of
    /// them contradicts.
    #[must_use]
    pub fn contradicts(&self, name: &str) -> bool {
        *self.name != *name && !matches!(self.source, Source::Certificate | Source::Cohost | Source::NameRecord)
    }
}

/// A server of one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Service {
    /// The client.
    pub client: IpAddr,
    /// The server.
    pub server: IpAddr,
    /// The server's port; 0 where the transport has none.
    pub port: u16,
    /// IANA protocol number of the transport.
    pub transport: u8,
}

/// Names that flows state, and where they stand first. Two at the most: that there are more than one is all that counts then.
type Stated = SmallVec<[(Arc<str>, Proof); 1]>;

/// Names that flows of one client to one service state themselves.
#[derive(Clone, Debug, Default)]
pub struct Cohosts {
    names: Map<Service, Stated>,
}

impl Cohosts {
    /// Takes note of what a flow states itself. Not for a flow that asks a proxy: the proxy's address says nothing about
    /// the destinations behind it.
    pub fn add(&mut self, service: Service, name: &str, proof: Proof, ledger: &mut Ledger) {
        let is_full = self.names.len() >= MAX_SERVICES.default as usize;
        let names = match self.names.entry(service) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(_) if is_full => return ledger.hit(&MAX_SERVICES),
            Entry::Vacant(new) => new.insert(SmallVec::new()),
        };
        if let Some((_, first)) = names.iter_mut().find(|(known, _)| **known == *name) {
            *first = proof.min(*first);
        } else if names.len() < 2 {
            names.push((name.into(), proof));
        }
    }

    /// Adds what another piece knows.
    pub fn merge(&mut self, other: Self, ledger: &mut Ledger) {
        for (service, names) in other.names {
            names.into_iter().for_each(|(name, proof)| self.add(service, &name, proof, ledger));
        }
    }

    /// The one name that flows to the service state; `None` if they state several.
    fn only(&self, service: &Service) -> Option<(&Arc<str>, &Proof)> {
        let [(name, proof)] = self.names.get(service)?.as_slice() else { return None };
        Some((name, proof))
    }
}

/// What flows and answers say about one flow, or about several that are alike; not yet in order.
#[derive(Clone, Debug)]
pub struct Statements<'a> {
    /// Between whom.
    pub service: Service,
    /// How many flows.
    pub flows: u64,
    /// What the flows state themselves, what the machine was told about the address, and the certificate.
    pub claims: Vec<Claim<'a>>,
    /// Whether the server was asked to reach somebody else.
    pub asks_proxy: bool,
    /// Whether it was asked for an address.
    pub is_proxied_address: bool,
    /// Whether the hello offered ECH.
    pub ech_offered: bool,
}

/// Every claim about a flow, best first.
#[derive(Clone, Debug)]
pub struct Ranked<'a> {
    /// Those that may be used, then the others.
    pub claims: Vec<Claim<'a>>,
    /// Whether the server name in view stands for another that Encrypted ClientHello hides.
    pub hides_name: bool,
}

impl<'a> Statements<'a> {
    /// Adds what others say about the address, and puts all in order.
    #[must_use]
    pub fn ranked(mut self, book: &AnswerBook, cohosts: &'a Cohosts) -> Ranked<'a> {
        self.claims.sort_by_key(|claim| order(claim.is_host, claim.source));
        let own = self.claims.first().filter(|claim| claim.is_host && claim.source.is_own());
        let hides_name =
            self.ech_offered && own.is_some_and(|own| own.source.is_server_name() && is_cover(&own.name, book));
        let own = own.map(|own| own.name.clone());
        self.add_records(book);
        self.add_cohost(own.is_none(), book, cohosts);
        if self.asks_proxy {
            self.forget_proxy(own.as_deref());
        }
        // What stands in place of a hidden name is the last resort.
        let is_cover = |claim: &Claim<'_>| hides_name && claim.source.is_server_name();
        self.claims.sort_by_key(|claim| (!claim.is_host, is_cover(claim), order(claim.is_host, claim.source)));
        Ranked { claims: self.claims, hides_name }
    }

    fn add_records(&mut self, book: &AnswerBook) {
        let flows = self.flows;
        let records = book.records(self.service.server).map(|name| Claim {
            name: name.clone(),
            source: Source::NameRecord,
            is_host: true,
            flows,
            proof: Cow::Borrowed(&[]),
        });
        self.claims.extend(records);
    }

    fn add_cohost(&mut self, is_nameless: bool, book: &AnswerBook, cohosts: &'a Cohosts) {
        if self.asks_proxy || !is_nameless {
            return;
        }
        let other = cohosts.only(&self.service).filter(|(name, _)| !is_cover(name, book));
        self.claims.extend(other.map(|(name, proof)| Claim {
            name: name.clone(),
            source: Source::Cohost,
            is_host: true,
            flows: self.flows,
            proof: Cow::Borrowed(std::slice::from_ref(proof)),
        }));
    }

    /// What is known of the proxy's own address says nothing about what is behind it, unless it says the same.
    fn forget_proxy(&mut self, own: Option<&str>) {
        if own.is_none() && !self.is_proxied_address {
            return;
        }
        let is_about_proxy = |claim: &Claim<'_>| !claim.source.is_own() && claim.source != Source::Certificate;
        self.claims.retain(|claim| !is_about_proxy(claim) || own == Some(&*claim.name));
        if self.is_proxied_address {
            self.claims.retain(|claim| claim.source.is_own());
        }
    }
}

impl Ranked<'_> {
    /// The claim that names the flow.
    #[must_use]
    pub fn best(&self) -> Option<&Claim<'_>> {
        self.claims.first().filter(|claim| claim.is_host)
    }

    /// What the other claims say against the best: those that name the flow otherwise. DNS does only if the flow disagrees.
    pub fn conflicts(&self, disagrees: bool) -> impl Iterator<Item = &Claim<'_>> {
        let best = self.best();
        let is_moot = !disagrees && best.is_some_and(|best| best.source.is_own());
        self.claims.iter().filter(move |claim| {
            best.is_some_and(|best| claim.contradicts(&best.name)) && !(is_moot && is_told(claim.source))
        })
    }

    /// Whether the flow asked for one name, and DNS gave the machine another one, and not this one, for the address.
    ///
    /// An alias on the way to the address is no other name.
    #[must_use]
    pub fn disagrees(&self, service: &Service, book: &AnswerBook, kin: &Kin) -> bool {
        let Some(own) = self.best().filter(|best| best.source.is_own() && !self.hides_name) else { return false };
        let mut others = self.claims.iter().filter(|claim| is_told(claim.source) && claim.name != own.name);
        let machine = || [service.client].into_iter().chain(kin.of(service.client).iter().copied());
        others.any(|other| {
            let is_told = machine().any(|address| book.first_told(address, service.server, &own.name).is_some());
            let is_alias = || {
                let asked = machine().filter_map(|address| book.asked(address, &other.name));
                asked.into_iter().any(|asked| asked.aliases.contains(&own.name))
            };
            !is_told && !is_alias()
        })
    }
}

/// Whether a DNS answer says so.
#[must_use]
pub fn is_told(source: Source) -> bool {
    matches!(source, Source::Dns | Source::DnsLate | Source::DnsStale | Source::SvcbHint)
}

/// The order of trust; the least is the best.
///
/// What a proxy was asked for goes before the Host header of that request (RFC 9112 section 3.2.2).
pub(crate) fn order(is_host: bool, source: Source) -> impl Ord {
    (!is_host, source != Source::Connect, source)
}

#[cfg(test)]
mod tests;
