//! The join: every claim about a flow, in order of trust.

use crate::book::AnswerBook;
use crate::told::{Told, When};
use crate::ech;
use crate::facts::{OwnClaim, Proof};
use crate::hosts::Kin;
use crate::settled::Settled;
use hashbrown::HashMap;
use idlewire_evidence::Source;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

/// A name for a flow, with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The name.
    pub name: Arc<str>,
    /// What kind of statement.
    pub source: Source,
    /// Names on the chain from the question to the address, for DNS.
    pub aliases: Vec<Arc<str>>,
    /// When the statement was made; `None` if it is the capture file's own.
    pub when: Option<When>,
    /// Where it stands.
    pub proof: Vec<Proof>,
    /// Whether it may name the flow: host names only.
    pub is_host: bool,
}

/// Client, server, the server's port, and the transport.
type Service = (IpAddr, IpAddr, u16, u8);

/// Names that flows to one address and port of one machine state themselves.
#[derive(Clone, Debug, Default)]
pub struct Cohosts {
    names: HashMap<Service, BTreeMap<Arc<str>, When>, foldhash::quality::RandomState>,
}

impl Cohosts {
    /// Takes note of what a flow states itself.
    pub fn add(&mut self, flow: &Settled) {
        // A proxy's address says nothing about the destinations behind it.
        let Some((_, name)) = flow.best_own().filter(|_| !flow.asks_proxy) else { return };
        let names = self.names.entry(key(flow)).or_default();
        let when = names.entry(name.into()).or_insert(flow.began);
        *when = (*when).min(flow.began);
    }

    /// The one name that other flows to the same address and port state; `None` if they state several.
    #[must_use]
    pub fn only(&self, flow: &Settled) -> Option<(&Arc<str>, When)> {
        let names = self.names.get(&key(flow)).filter(|_| !flow.asks_proxy)?;
        let (name, when) = names.first_key_value()?;
        (names.len() == 1).then_some((name, *when))
    }
}

fn key(flow: &Settled) -> Service {
    (flow.client.address, flow.server.address, flow.server.port, flow.transport)
}

/// All claims about a flow, best first; the first that may be used is its name.
#[must_use]
pub fn claims(flow: &Settled, book: &AnswerBook, kin: &Kin, cohosts: &Cohosts) -> Vec<Claim> {
    let mut claims: Vec<Claim> = flow.own.iter().map(own_claim).collect();
    if flow.proxied_address().is_some() {
        // What is known of the proxy's own address says nothing about the address behind it.
        return claims;
    }
    let standing = book.standing_of(flow.client.address, kin, flow.server.address, flow.began);
    claims.extend(standing.claim().map(|(told, source)| told_claim(flow, book, kin, told, source)));
    claims.extend(book.records(flow.server.address).map(|name| plain(name.clone(), Source::NameRecord)));
    if flow.best_own().is_none() {
        let other = cohosts.only(flow).filter(|(name, _)| !ech::is_cover(name, book));
        claims.extend(other.map(|(name, when)| Claim { when: Some(when), ..plain(name.clone(), Source::Cohost) }));
    }
    if let Some((names, proof)) = &flow.certificate {
        claims.extend(names.iter().map(|name| Claim {
            proof: proof.clone(),
            is_host: !name.contains('*'),
            ..plain(Arc::from(&**name), Source::Certificate)
        }));
    }
    // What stands in place of a hidden name is the last resort.
    let hides = ech::hides_name(flow, book);
    let is_cover = |claim: &Claim| hides && ech::is_server_name(claim.source);
    // What a proxy was asked for goes before the Host header of that request (RFC 9112 section 3.2.2).
    claims.sort_by_key(|claim| (!claim.is_host, is_cover(claim), claim.source != Source::Connect, claim.source));
    claims
}

fn plain(name: Arc<str>, source: Source) -> Claim {
    Claim { name, source, aliases: Vec::new(), when: None, proof: Vec::new(), is_host: true }
}

fn own_claim(own: &OwnClaim) -> Claim {
    Claim {
        when: Some(own.when),
        proof: own.proof.clone(),
        is_host: own.is_host,
        ..plain(Arc::from(&*own.name), own.source)
    }
}

fn told_claim(flow: &Settled, book: &AnswerBook, kin: &Kin, told: &Told, source: Source) -> Claim {
    let machine = [flow.client.address].into_iter().chain(kin.of(flow.client.address).iter().copied());
    let asked = machine.filter_map(|address| book.asked(address, &told.name)).next();
    let aliases = asked.map(|asked| asked.aliases.iter().cloned().collect());
    Claim {
        aliases: aliases.unwrap_or_default(),
        when: Some(told.from),
        proof: vec![Proof { place: told.from.1, span: told.span }],
        ..plain(told.name.clone(), source)
    }
}
