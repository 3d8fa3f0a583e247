//! The names of alike flows: what is known of them, for the order of trust.

use crate::tally::{Key, Sum, Told};
use idlewire_evidence::Source;
use idlewire_naming::{
    AnswerBook, Blind, Claim, Cohosts, EncryptedDnsUsers, Kin, Proof, Ranked, Statements, blind_spot, told_at,
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
    pub(crate) fn of(sums: &[(&Key, &Sum)]) -> Self {
        let mut context = Self::default();
        for (key, sum) in sums {
            if let (Some((_, name)), Some(proof), false) = (&key.own, sum.own_proof, key.asks_proxy) {
                context.cohosts.add(key.service(), name, proof);
            }
            if key.encrypted_dns.is_some() {
                context.encrypted_dns.add(key.client);
            }
        }
        context
    }

    /// Every claim about the flows of a key, best first.
    pub(crate) fn ranked<'a>(&'a self, key: &Key, sum: &'a Sum, book: &AnswerBook, kin: &Kin) -> Ranked<'a> {
        let claim = |name: &Arc<str>, source, proof: &'a Option<Proof>| Claim {
            name: name.clone(),
            source,
            is_host: true,
            flows: sum.flows,
            proof: Cow::Borrowed(proof.as_slice()),
        };
        let mut claims = Vec::with_capacity(4);
        claims.extend(key.own.as_ref().map(|(source, name)| claim(name, *source, &sum.own_proof)));
        match &key.told {
            Told::Name(source, name) => claims.push(claim(name, *source, &sum.told_proof)),
            Told::NothingSince(_) => claims.extend(told_elsewhere(key, sum, book, kin)),
        }
        claims.extend(key.certificate.iter().map(|name| claim(name, Source::Certificate, &sum.certificate_proof)));
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

/// What DNS said to flows that began before any answer of their piece, or to another address of the machine.
fn told_elsewhere<'a>(key: &Key, sum: &Sum, book: &AnswerBook, kin: &Kin) -> Vec<Claim<'a>> {
    if !book.says_anything_of(key.client, kin, key.server) {
        return Vec::new();
    }
    let mut told: BTreeMap<(Source, Arc<str>), (u64, Proof)> = BTreeMap::new();
    for &(start, flows) in &sum.starts {
        let Some(place) = sum.began.map(|began| began.1) else { continue };
        let Some(before) = told_at(&key.service(), (start, place), book, kin) else { continue };
        let known = told.entry((before.source, before.name)).or_insert((0, before.proof));
        *known = (known.0 + flows, before.proof.min(known.1));
    }
    let claim =
        |((source, name), (flows, proof))| Claim { name, source, is_host: true, flows, proof: Cow::Owned(vec![proof]) };
    told.into_iter().map(claim).collect()
}
