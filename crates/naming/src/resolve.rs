//! The join: every claim about one flow, in order of trust.

use crate::book::AnswerBook;
use crate::facts::Proof;
use crate::hosts::Kin;
use crate::rank::{Claim, Cohosts, Ranked, Service, Statements};
use crate::settled::{Before, Settled};
use crate::told::{Told, When};
use idlewire_evidence::Source;
use std::borrow::Cow;
use std::sync::Arc;

/// All claims about a flow, best first; the first that may be used is its name.
#[must_use]
pub fn claims<'a>(flow: &'a Settled, book: &AnswerBook, kin: &Kin, cohosts: &'a Cohosts) -> Ranked<'a> {
    let mut claims = Vec::with_capacity(flow.own.len() + 2);
    claims.extend(flow.own.iter().map(|own| Claim {
        is_host: own.is_host,
        proof: Cow::Borrowed(&own.proof),
        ..claim(Arc::from(&*own.name), own.source)
    }));
    claims.extend(told(flow, book, kin));
    if let Some((names, proof)) = &flow.certificate {
        claims.extend(names.iter().map(|name| Claim {
            is_host: is_host_of_certificate(name),
            proof: Cow::Borrowed(proof),
            ..claim(Arc::from(&**name), Source::Certificate)
        }));
    }
    let statements = Statements {
        service: flow.service(),
        flows: 1,
        claims,
        asks_proxy: flow.asks_proxy,
        is_proxied_address: flow.proxied_address().is_some(),
        ech_offered: flow.ech_offered,
    };
    statements.ranked(book, cohosts)
}

/// How many names are shown beside the one that counts. Unit: names of one address. Servers with more are those of large providers, where
/// the list says nothing; the others stay among the names resolved.
const MAX_TOLD_TOO: usize = 8;

/// How many answers about an address are looked at for them, the last ones: a list of flows asks once for each flow.
const TOLD_TOO_REACH: usize = 64;

/// Other names that the machine had been told for the server and that still held when the flow began, where one of them names it. Which one
/// the machine meant nobody can tell; the one told last counts. No conflicts: the address has all of them.
#[must_use]
pub fn told_too(flow: &Settled, ranked: &Ranked<'_>, book: &AnswerBook, kin: &Kin) -> Vec<Claim<'static>> {
    let mut found: Vec<Claim<'static>> = Vec::new();
    if ranked.best().is_none_or(|best| best.source != Source::Dns) {
        return found;
    }
    for told in book.holding(flow.client.address, kin, flow.server.address, flow.began, TOLD_TOO_REACH) {
        let mut known = ranked.claims.iter().chain(&found);
        if found.len() < MAX_TOLD_TOO && !known.any(|known| known.name == told.name) {
            let proof = Cow::Owned(vec![Proof { place: told.from.1, span: told.span }]);
            found.push(Claim { proof, ..claim(told.name.clone(), Source::Dns) });
        }
    }
    found
}

/// Whether a name of a certificate names one host: no wildcard, no address, nothing that no host can be called.
pub(crate) fn is_host_of_certificate(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
    };
    let is_number = |label: &str| label.bytes().all(|b| b.is_ascii_digit());
    name.len() <= 253 && name.split('.').all(is_label) && !name.rsplit('.').next().is_some_and(is_number)
}

/// Names on the chains from a name to its addresses, as the machine was told.
#[must_use]
pub fn aliases(claim: &Claim<'_>, service: &Service, book: &AnswerBook, kin: &Kin) -> Vec<Arc<str>> {
    if !crate::rank::is_told(claim.source) {
        return Vec::new();
    }
    let mut machine = [service.client].into_iter().chain(kin.of(service.client).iter().copied());
    let asked = machine.find_map(|address| book.asked(address, &claim.name));
    asked.map(|asked| asked.aliases.iter().cloned().collect()).unwrap_or_default()
}

/// What a machine with this address was told, under whichever of its addresses, seen from the moment.
#[must_use]
pub fn told_at(service: &Service, at: When, book: &AnswerBook, kin: &Kin) -> Option<Before> {
    let standing = book.standing_of(service.client, kin, service.server, at);
    standing.claim().map(|(told, source)| Before::of(told, source))
}

fn told<'a>(flow: &'a Settled, book: &AnswerBook, kin: &Kin) -> Option<Claim<'a>> {
    let (name, source, proof) = match &flow.told {
        Some(before) => (before.name.clone(), before.source, Cow::Borrowed(std::slice::from_ref(&before.proof))),
        None => {
            let told = told_at(&flow.service(), flow.began, book, kin)?;
            (told.name, told.source, Cow::Owned(vec![told.proof]))
        }
    };
    Some(Claim { proof, ..claim(name, source) })
}

fn claim<'a>(name: Arc<str>, source: Source) -> Claim<'a> {
    Claim { name, source, is_host: true, flows: 1, proof: Cow::Borrowed(&[]) }
}

impl Before {
    fn of(told: &Told, source: Source) -> Self {
        Self { name: told.name.clone(), source, proof: Proof { place: told.from.1, span: told.span } }
    }
}

impl Settled {
    /// Fixes what the machine had been told about the server when the flow began, if that still held: nothing better can be learnt then.
    ///
    /// To be called when the flow is over: the book may forget what many later answers replaced.
    pub fn recall(&mut self, book: &AnswerBook) {
        let standing = book.standing(self.client.address, self.server.address, self.began);
        let claim = standing.claim_before().filter(|(_, source)| *source == Source::Dns);
        self.told = claim.map(|(told, source)| Before::of(told, source));
    }
}
