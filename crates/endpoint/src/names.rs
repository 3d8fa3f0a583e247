//! The names of alike flows: what is known of them, for the order of trust.

use crate::start::Start;
use crate::tally::{Key, Sum, Told};
use idlewire_evidence::{Ledger, Source};
use idlewire_naming::{
    AnswerBook, Before, Blind, Claim, Cohosts, EncryptedDnsUsers, Kin, Proof, Ranked, Statements, blind_spot, told_at,
};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the flows of a tally say about each other.
#[derive(Debug, Default)]
pub(crate) struct Context {
    cohosts: Cohosts,
    encrypted_dns: EncryptedDnsUsers,
}

impl Context {
    pub(crate) fn of(sums: &[(&Key, &Sum)], ledger: &mut Ledger) -> Self {
        let mut context = Self::default();
        for (key, sum) in sums {
            if let (Some((_, name)), Some(proof), false) = (&key.own, sum.own_proof, key.asks_proxy) {
                context.cohosts.add(key.service(), name, proof, ledger);
            }
            if key.encrypted_dns.is_some() {
                context.encrypted_dns.add(key.client);
            }
        }
        context
    }

    /// Every claim about flows of a key, best first.
    pub(crate) fn ranked<'a>(&'a self, key: &Key, flows: &'a Alike<'_>, book: &AnswerBook) -> Ranked<'a> {
        let sum = &flows.sum;
        let claim = |name: &Arc<str>, source, proof: &'a [Proof]| Claim {
            name: name.clone(),
            source,
            is_host: true,
            flows: sum.flows,
            proof: Cow::Borrowed(proof),
        };
        let mut claims = Vec::with_capacity(4);
        claims.extend(key.own.as_ref().map(|(source, name)| claim(name, *source, sum.own_proof.as_slice())));
        claims
            .extend(flows.told.as_ref().map(|told| claim(&told.name, told.source, std::slice::from_ref(&told.proof))));
        claims.extend(
            key.certificate.iter().map(|name| claim(name, Source::Certificate, sum.certificate_proof.as_slice())),
        );
        let statements = Statements {
            service: key.service(),
            flows: sum.flows,
            claims,
            asks_proxy: key.asks_proxy,
            is_proxied_address: key.proxied.is_some(),
            ech_offered: key.ech_offered,
        };
        statements.ranked(book, &self.cohosts)
    }

    /// Why the flows of a key have no name, or a weak one; `None` if they have a good one.
    pub(crate) fn blind_spot(&self, key: &Key, ranked: &Ranked<'_>, kin: &Kin) -> Option<Blind> {
        blind_spot(ranked, key.blind, self.encrypted_dns.has(key.client, kin))
    }
}

/// Flows of one key that were told the same about their server, and so bear the same name.
pub(crate) struct Alike<'a> {
    pub sum: Cow<'a, Sum>,
    told: Option<Before>,
}

/// Flows of one sum that were told the same, and the first answer that said so.
#[derive(Default)]
struct Group<'s> {
    proof: Option<Proof>,
    starts: Vec<&'s Start>,
}

/// The flows of a key by what they were told.
pub(crate) fn alike<'a>(key: &Key, sum: &'a Sum, book: &AnswerBook, kin: &Kin, ledger: &mut Ledger) -> Vec<Alike<'a>> {
    let whole = |told| vec![Alike { sum: Cow::Borrowed(sum), told }];
    if let Told::Name(source, name) = &key.told {
        return whole(sum.told_proof.map(|proof| Before { name: name.clone(), source: *source, proof }));
    }
    if !book.says_anything_of(key.client, kin, key.server) {
        return whole(None);
    }
    let mut by_name: BTreeMap<Option<(Source, Arc<str>)>, Group<'_>> = BTreeMap::new();
    for start in &sum.starts {
        let at = sum.began.map(|(_, place)| (start.at, place));
        let before = at.and_then(|at| told_at(&key.service(), at, book, kin));
        let (name, proof) = before.map(|before| ((before.source, before.name), before.proof)).unzip();
        let group = by_name.entry(name).or_default();
        group.proof = group.proof.into_iter().chain(proof).min();
        group.starts.push(start);
    }
    let told = |name: Option<(Source, Arc<str>)>, proof: Option<Proof>| {
        name.zip(proof).map(|((source, name), proof)| Before { name, source, proof })
    };
    if by_name.len() < 2 {
        return whole(by_name.pop_first().and_then(|(name, group)| told(name, group.proof)));
    }
    let mut alike: Vec<Alike<'a>> = Vec::with_capacity(by_name.len());
    for (name, group) in by_name {
        alike.push(Alike { sum: Cow::Owned(sum.part(&group.starts, ledger)), told: told(name, group.proof) });
    }
    // How many flows state other names is known of all together only.
    if let Some(first) = alike.first_mut() {
        first.sum.to_mut().others.clone_from(&sum.others);
    }
    alike
}
