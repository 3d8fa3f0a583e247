//! One row in the making: sums of flows that bear one name.

use crate::endpoint::{Destination, Endpoint, Proven};
use crate::limits::MAX_ADDRESSES;
use crate::protocol::column;
use crate::tally::{Key, Sum};
use idlewire_evidence::{FramePlace, Ledger, Source};
use idlewire_naming::{AnswerBook, Claim, Ranked, Version, is_cover};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Default)]
pub(crate) struct Builder<'a> {
    keys: Vec<&'a Key>,
    sum: Sum,
    evidence: BTreeMap<(Source, Arc<str>), Proven>,
    conflicts: BTreeMap<(Source, Arc<str>), u64>,
    name_hidden: bool,
    /// Names on the chains from the name to its addresses, as the machine was told.
    pub(crate) aliases: BTreeSet<Arc<str>>,
}

impl<'a> Builder<'a> {
    /// Adds the flows of a key, which bear the best of these names.
    pub(crate) fn add(
        &mut self,
        key: &'a Key,
        sum: &Sum,
        ranked: &Ranked<'_>,
        disagrees: bool,
        book: &AnswerBook,
        ledger: &mut Ledger,
    ) {
        self.keys.push(key);
        self.name_hidden |= ranked.hides_name;
        let own = ranked.best().map(|best| best.name.clone());
        ranked.claims.iter().filter(|claim| own.as_ref() == Some(&claim.name)).for_each(|claim| self.prove(claim));
        ranked.conflicts(disagrees).for_each(|claim| self.contradict(claim.source, claim.name.clone(), claim.flows));
        for ((source, name), flows) in &sum.others {
            // What a hello shows in place of the name that a proxy was asked for is no name.
            let is_cover = key.ech_offered && source.is_server_name() && is_cover(name, book);
            if own.as_ref() != Some(name) && !is_cover {
                self.contradict(*source, name.clone(), *flows);
            }
        }
        self.sum.merge_but_starts(sum, ledger);
    }

    fn prove(&mut self, claim: &Claim<'_>) {
        let place = claim.place();
        let proven =
            self.evidence.entry((claim.source, claim.name.clone())).or_insert(Proven { flows: 0, first: place });
        proven.flows += claim.flows;
        proven.first = earlier(proven.first, place);
    }

    fn contradict(&mut self, source: Source, name: Arc<str>, flows: u64) {
        *self.conflicts.entry((source, name)).or_default() += flows;
    }

    /// The names under which flows reached the destination: its own, and what else they asked for themselves.
    pub(crate) fn reached(&self, destination: &Destination) -> Vec<Arc<str>> {
        let own = if let Destination::Name(name) = destination { Some(name.clone()) } else { None };
        own.into_iter().chain(self.sum.others.keys().map(|(_, name)| name.clone())).collect()
    }

    pub(crate) fn build(self, destination: Destination, ledger: &mut Ledger) -> Endpoint {
        let mut endpoint = Endpoint {
            protocol: column(self.keys.iter().copied()),
            addresses: self.keys.iter().map(|key| key.server).collect(),
            has_more_addresses: false,
            ports: self.keys.iter().filter_map(|key| port(key)).collect(),
            tls: self.keys.iter().filter_map(|key| key.tls.and_then(Version::token)).collect(),
            alpn: self.keys.iter().filter_map(|key| key.alpn.clone()).collect(),
            processes: self.keys.iter().filter_map(|key| key.process.clone()).collect(),
            aliases: self.aliases,
            evidence: self.evidence,
            conflicts: self.conflicts,
            via_proxy: self.keys.iter().any(|key| key.via_proxy),
            name_hidden: self.name_hidden,
            encrypted_dns: self.keys.iter().filter_map(|key| key.encrypted_dns).collect(),
            sum: self.sum,
            destination,
        };
        while endpoint.addresses.len() > MAX_ADDRESSES.default as usize {
            endpoint.addresses.pop_last();
            endpoint.has_more_addresses = true;
            ledger.hit(&MAX_ADDRESSES);
        }
        endpoint
    }
}

fn earlier(a: Option<FramePlace>, b: Option<FramePlace>) -> Option<FramePlace> {
    a.into_iter().chain(b).min()
}

fn port(key: &Key) -> Option<String> {
    let transport = match key.transport {
        6 => "tcp",
        17 => "udp",
        132 => "sctp",
        _ => return None,
    };
    Some(format!("{transport}/{}", key.port))
}
