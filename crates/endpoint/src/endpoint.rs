//! Endpoints: the flows of one machine to one destination.

use crate::limits::MAX_ADDRESSES;
use crate::machine::Machine;
use crate::protocol::column;
use crate::tally::{Key, Sum, Tally, Told};
use idlewire_evidence::{FramePlace, Source};
use idlewire_naming::{AnswerBook, Kin, Version, is_cover, is_server_name};
use idlewire_wire::Scope;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

/// A name, or an address without one. Names sort first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// A host name.
    Name(Arc<str>),
    /// A bare address.
    Address(IpAddr),
}

impl Destination {
    /// Whether this is the name.
    fn is(&self, name: &str) -> bool {
        matches!(self, Self::Name(own) if **own == *name)
    }
}

impl std::fmt::Display for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(address) => address.fmt(f),
        }
    }
}

/// One kind of proof: how many flows it names, and where it stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proven {
    /// Flows.
    pub flows: u64,
    /// The first place.
    pub first: FramePlace,
}

/// The flows of one machine to one destination.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The name, or the address.
    pub destination: Destination,
    /// As published lists write it.
    pub protocol: String,
    /// Addresses reached, as many as the cap allows.
    pub addresses: BTreeSet<IpAddr>,
    /// Whether addresses were left out.
    pub has_more_addresses: bool,
    /// Server ports, such as `tcp/443`.
    pub ports: BTreeSet<String>,
    /// TLS versions.
    pub tls: BTreeSet<&'static str>,
    /// Application protocols of TLS.
    pub alpn: BTreeSet<Arc<str>>,
    /// Names on the chains from the name to its addresses.
    pub aliases: BTreeSet<Arc<str>>,
    /// All counts.
    pub sum: Sum,
    /// Who says that this is the name.
    pub evidence: BTreeMap<(Source, Arc<str>), Proven>,
    /// Other names that claims give to the same flows, with the number of flows.
    pub conflicts: BTreeMap<(Source, Arc<str>), u64>,
    /// Whether a proxy was asked for it.
    pub via_proxy: bool,
    /// Whether Encrypted ClientHello hid the name that was asked for.
    pub name_hidden: bool,
    /// How flows carry DNS unreadably, so that names may be missing.
    pub encrypted_dns: BTreeSet<&'static str>,
}

/// What the machine did besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Flows to private, link-local and special addresses.
    pub private: u64,
    /// Flows to groups.
    pub multicast: u64,
    /// Flows that others opened toward the machine.
    pub inbound: u64,
    /// Names that were resolved to a public address and never reached.
    pub resolved_only: BTreeSet<Arc<str>>,
}

/// The endpoints of a machine, by destination, and what it did besides.
#[must_use]
pub fn endpoints(tally: &Tally, book: &AnswerBook, kin: &Kin, machine: &Machine) -> (Vec<Endpoint>, Outside) {
    let sums = tally.sorted();
    let cohosts = Cohosts::of(&sums);
    let mut found: BTreeMap<Destination, Builder<'_>> = BTreeMap::new();
    let mut outside = Outside::default();
    for (key, sum) in sums {
        if !machine.addresses.contains(&key.client) {
            outside.inbound += if machine.addresses.contains(&key.server) { sum.flows } else { 0 };
            continue;
        }
        // A request to a proxy names its destination, whatever the proxy's own address.
        let via_proxy = key.asks_proxy && leads_outside(key);
        match Scope::of(key.server) {
            _ if via_proxy => {}
            Scope::Public => {}
            Scope::Multicast => {
                outside.multicast += sum.flows;
                continue;
            }
            _ => {
                outside.private += sum.flows;
                continue;
            }
        }
        let names = Names::of(key, sum, book, kin, &cohosts);
        let builder = found.entry(names.destination(key)).or_default();
        builder.add(key, sum, names, via_proxy);
    }
    let reached: BTreeSet<Arc<str>> =
        found.iter().flat_map(|(destination, builder)| builder.reached(destination)).collect();
    outside.resolved_only = resolved_only(book, machine, &reached);
    let endpoints = found.into_iter().map(|(destination, builder)| builder.build(destination, book, machine)).collect();
    (endpoints, outside)
}

impl Tally {
    /// For each kind of flow: whether it has a name, how many flows it counts, and why they have none if they have none.
    #[must_use]
    pub fn named(&self, book: &AnswerBook, kin: &Kin) -> Vec<(bool, u64, &'static str)> {
        let sums = self.sorted();
        let cohosts = Cohosts::of(&sums);
        let is_named = |key, sum| !Names::of(key, sum, book, kin, &cohosts).0.is_empty();
        sums.iter().map(|&(key, sum)| (is_named(key, sum), sum.flows, key.unnamed_because)).collect()
    }
}

/// Whether a proxy was asked for a name, or for a public address. `localhost` (RFC 6761 section 6.3) is the proxy itself.
fn leads_outside(key: &Key) -> bool {
    match &key.own {
        Some((_, name)) => **name != *"localhost" && !name.ends_with(".localhost"),
        None => key.proxied.is_some_and(|address| Scope::of(address) == Scope::Public),
    }
}

fn resolved_only(book: &AnswerBook, machine: &Machine, reached: &BTreeSet<Arc<str>>) -> BTreeSet<Arc<str>> {
    book.questions()
        .filter(|(asker, name, asked)| {
            machine.addresses.contains(asker) && asked.is_public && !reached.contains(*name)
        })
        .map(|(_, name, _)| name.clone())
        .collect()
}

/// Client, server, the server's port, and the transport.
type Service = (IpAddr, IpAddr, u16, u8);

/// Own names by service, with their first places.
struct Cohosts<'a>(HashMap<Service, BTreeMap<&'a Arc<str>, FramePlace>>);

impl<'a> Cohosts<'a> {
    fn of(sums: &[(&'a Key, &'a Sum)]) -> Self {
        let mut names: HashMap<_, BTreeMap<_, FramePlace>> = HashMap::new();
        for (key, sum) in sums {
            // A proxy's address says nothing about the destinations behind it.
            let (Some((_, name)), Some(began), false) = (&key.own, sum.began, key.asks_proxy) else { continue };
            let known = names.entry((key.client, key.server, key.port, key.transport)).or_default();
            let place = known.entry(name).or_insert(began.1);
            *place = (*place).min(began.1);
        }
        Self(names)
    }

    fn only(&self, key: &Key) -> Option<(&'a Arc<str>, FramePlace)> {
        let names = self.0.get(&(key.client, key.server, key.port, key.transport))?;
        let (name, place) = names.first_key_value()?;
        (names.len() == 1).then_some((*name, *place))
    }
}

/// Every name of the flows of one key, best first: source, name, flows, first place.
struct Names(Vec<(Source, Arc<str>, u64, FramePlace)>);

impl Names {
    fn of(key: &Key, sum: &Sum, book: &AnswerBook, kin: &Kin, cohosts: &Cohosts<'_>) -> Self {
        if key.proxied.is_some() {
            // What is known of the proxy's own address says nothing about the address behind it.
            return Self(Vec::new());
        }
        let began = sum.began.map_or(FramePlace { input: 0, frame: 0 }, |when| when.1);
        let mut names = Vec::new();
        if let Some((source, name)) = &key.own {
            names.push((*source, name.clone(), sum.flows, sum.own_place.unwrap_or(began)));
        }
        names.extend(told(key, sum, book, kin, began));
        names.extend(book.records(key.server).map(|name| (Source::NameRecord, name.clone(), sum.flows, began)));
        if key.own.is_none() && !key.asks_proxy {
            let other = cohosts.only(key).filter(|(name, _)| !is_cover(name, book));
            names.extend(other.map(|(name, place)| (Source::Cohost, name.clone(), sum.flows, place)));
        }
        names.extend(
            key.certificate
                .iter()
                .map(|name| (Source::Certificate, name.clone(), sum.flows, sum.certificate_place.unwrap_or(began))),
        );
        // What stands in place of a hidden name is the last resort.
        let hides = key.hides_name(book);
        names.sort_by_key(|(source, ..)| (hides && is_server_name(*source), *source));
        Self(names)
    }

    fn destination(&self, key: &Key) -> Destination {
        self.0.first().map_or(Destination::Address(key.proxied.unwrap_or(key.server)), |(_, name, ..)| {
            Destination::Name(name.clone())
        })
    }
}

/// What DNS said. Flows that began before any answer of their piece are divided by the answer of an earlier piece.
fn told(
    key: &Key,
    sum: &Sum,
    book: &AnswerBook,
    kin: &Kin,
    began: FramePlace,
) -> Vec<(Source, Arc<str>, u64, FramePlace)> {
    match &key.told {
        Told::Name(source, name) => {
            let place = book.first_told(key.client, key.server, name).unwrap_or(began);
            vec![(*source, name.clone(), sum.flows, place)]
        }
        Told::NothingSince(piece) => {
            let mut by_source: BTreeMap<Source, (Arc<str>, u64, FramePlace)> = BTreeMap::new();
            for &(start, flows) in &sum.starts {
                let at = (start, sum.began.map_or(piece.1, |began| began.1));
                let standing = book.standing_of(key.client, kin, key.server, at);
                let Some((told, source)) = standing.claim() else { continue };
                by_source.entry(source).or_insert_with(|| (told.name.clone(), 0, told.from.1)).1 += flows;
            }
            by_source.into_iter().map(|(source, (name, flows, place))| (source, name, flows, place)).collect()
        }
    }
}

#[derive(Default)]
struct Builder<'a> {
    keys: Vec<&'a Key>,
    sum: Sum,
    names: Vec<(Source, Arc<str>, u64, FramePlace)>,
    via_proxy: bool,
}

impl<'a> Builder<'a> {
    fn add(&mut self, key: &'a Key, sum: &Sum, names: Names, via_proxy: bool) {
        self.keys.push(key);
        self.sum.merge(sum.clone());
        self.names.extend(names.0);
        self.via_proxy |= via_proxy;
    }

    /// The names under which flows reached the destination: its own, and what else they asked for themselves.
    fn reached(&self, destination: &Destination) -> Vec<Arc<str>> {
        let own = if let Destination::Name(name) = destination { Some(name.clone()) } else { None };
        own.into_iter().chain(self.sum.others.iter().map(|(_, name)| name.clone())).collect()
    }

    fn build(self, destination: Destination, book: &AnswerBook, machine: &Machine) -> Endpoint {
        let mut endpoint = Endpoint {
            protocol: column(self.keys.iter().copied()),
            addresses: self.keys.iter().map(|key| key.server).collect(),
            has_more_addresses: false,
            ports: self.keys.iter().filter_map(|key| port(key)).collect(),
            tls: self.keys.iter().filter_map(|key| key.tls.and_then(Version::token)).collect(),
            alpn: self.keys.iter().filter_map(|key| key.alpn.clone()).collect(),
            aliases: BTreeSet::new(),
            evidence: BTreeMap::new(),
            conflicts: self
                .sum
                .others
                .iter()
                .filter(|(_, name)| !destination.is(name))
                .map(|other| (other.clone(), self.sum.flows))
                .collect(),
            via_proxy: self.via_proxy,
            name_hidden: self.keys.iter().any(|key| key.hides_name(book)),
            encrypted_dns: self.keys.iter().filter_map(|key| key.encrypted_dns).collect(),
            sum: self.sum,
            destination,
        };
        for (source, name, flows, place) in self.names {
            endpoint.take(source, name, flows, place);
        }
        if let Destination::Name(name) = &endpoint.destination {
            let asked = machine.addresses.iter().filter_map(|address| book.asked(*address, name));
            endpoint.aliases = asked.flat_map(|asked| asked.aliases.iter().cloned()).collect();
        }
        while endpoint.addresses.len() > MAX_ADDRESSES.default as usize {
            endpoint.addresses.pop_last();
            endpoint.has_more_addresses = true;
        }
        endpoint
    }
}

impl Endpoint {
    /// Sorts a claim into evidence, if it states the destination, or conflicts.
    fn take(&mut self, source: Source, name: Arc<str>, flows: u64, place: FramePlace) {
        if !self.destination.is(&name) {
            // A certificate lists many names, and cohosts are other flows' names: neither contradicts this one.
            if matches!(source, Source::Certificate | Source::Cohost) {
                return;
            }
            *self.conflicts.entry((source, name)).or_default() += flows;
            return;
        }
        let proven = self.evidence.entry((source, name)).or_insert(Proven { flows: 0, first: place });
        proven.flows += flows;
        proven.first = proven.first.min(place);
    }
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
