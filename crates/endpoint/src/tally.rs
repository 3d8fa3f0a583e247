//! Flows that are over, summed up by what can still change about them: who, where, how, and under which claims.

use crate::limits::{MAX_OTHER_NAMES, MAX_STARTS, MAX_SUMS, MAX_WINDOWS};
use idlewire_evidence::{FramePlace, Ledger, Source, Timestamp};
use idlewire_flow::{State, Sums};
use idlewire_naming::{AnswerBook, Settled, Version, When, encrypted_dns, is_cover, is_server_name};
use foldhash::quality::RandomState;
use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

/// Flows with equal keys bear the same name, whatever is still learnt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Who opened the flows.
    pub client: IpAddr,
    /// The other end.
    pub server: IpAddr,
    /// The server's port; 0 where the transport has none.
    pub port: u16,
    /// IANA protocol number of the transport.
    pub transport: u8,
    /// The protocol as Wireshark names it.
    pub protocol: &'static str,
    /// Whether the protocol was recognised.
    pub is_known: bool,
    /// The TLS version that the server chose.
    pub tls: Option<Version>,
    /// The application protocol of TLS.
    pub alpn: Option<Arc<str>>,
    /// The best name that the flow itself states.
    pub own: Option<(Source, Arc<str>)>,
    /// What the machine had been told about the address.
    pub told: Told,
    /// The first host name of the server's certificate.
    pub certificate: Option<Arc<str>>,
    /// Whether the server was asked to reach the destination as a proxy.
    pub asks_proxy: bool,
    /// The address that the proxy was asked for, if it was asked for no name.
    pub proxied: Option<IpAddr>,
    /// Whether the hello offered ECH, so that the name that it shows may be a cover.
    pub ech_offered: bool,
    /// How the flow carries DNS unreadably, if it does: `DoT`, `DoQ` or `DoH`.
    pub encrypted_dns: Option<&'static str>,
    /// Why the flow has no name, if it gets none.
    pub unnamed_because: &'static str,
}

/// What the machine had been told about the server's address when the flow began.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Told {
    /// This name, by an answer of the same piece of capture.
    Name(Source, Arc<str>),
    /// Nothing since the piece that began then: an earlier piece or a later answer decides.
    NothingSince(When),
}

/// The sum over flows with one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Flows.
    pub flows: u64,
    /// Those that were refused or never answered.
    pub failed: u64,
    /// What the clients sent.
    pub sent: Sums,
    /// What the clients received.
    pub received: Sums,
    /// The earliest frame's time.
    pub first: Option<Timestamp>,
    /// The latest frame's time.
    pub last: Option<Timestamp>,
    /// The first frame, in the total order.
    pub began: Option<When>,
    /// The first frame that states the best own name.
    pub own_place: Option<FramePlace>,
    /// The first frame that holds the certificate.
    pub certificate_place: Option<FramePlace>,
    /// The ten-minute windows of activity, counted from the epoch; in order, each once.
    pub windows: Vec<u32>,
    /// Names that the flows state besides the best.
    pub others: BTreeSet<(Source, Arc<str>)>,
    /// When the flows began, if no answer of their piece came before them, and how many: in order, each moment once.
    pub starts: Vec<(Option<Timestamp>, u64)>,
}

/// All sums of one piece of capture, or of several. Merging is addition.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub(crate) sums: HashMap<Key, Sum, RandomState>,
}

impl Key {
    fn of(flow: &Settled, told: Told) -> Self {
        Self {
            client: flow.client.address,
            server: flow.server.address,
            port: flow.server.port,
            transport: flow.transport,
            protocol: flow.protocol,
            is_known: flow.is_known,
            tls: flow.tls,
            alpn: flow.alpn.as_deref().map(Arc::from),
            own: flow.best_own().map(|(source, name)| (source, Arc::from(name))),
            told,
            certificate: flow.certificate_name().map(Arc::from),
            asks_proxy: flow.asks_proxy,
            proxied: flow.proxied_address(),
            ech_offered: flow.ech_offered,
            encrypted_dns: encrypted_dns(flow),
            unnamed_because: flow.unnamed_because(),
        }
    }

    /// Whether the own name stands in place of another that Encrypted ClientHello hides.
    #[must_use]
    pub fn hides_name(&self, book: &AnswerBook) -> bool {
        self.ech_offered
            && self.own.as_ref().is_some_and(|(source, name)| is_server_name(*source) && is_cover(name, book))
    }
}

impl Tally {
    /// Adds a flow of the piece of capture that began with `began`.
    pub fn add(&mut self, flow: &Settled, book: &AnswerBook, began: When, ledger: &mut Ledger) {
        let key = Key::of(flow, told(flow, book, began));
        if let Some(sum) = self.sums.get_mut(&key) {
            sum.add(flow, &key);
        } else if self.sums.len() < MAX_SUMS.default as usize {
            let mut sum = Sum::default();
            sum.add(flow, &key);
            self.sums.insert(key, sum);
        } else {
            ledger.hit(&MAX_SUMS);
        }
    }

    /// Adds the sums of another piece. Past the cap those stay that began first.
    pub fn merge(&mut self, other: Self, ledger: &mut Ledger) {
        for (key, sum) in other.sums {
            self.sums.entry(key).or_default().merge(sum);
        }
        let surplus = self.sums.len().saturating_sub(MAX_SUMS.default as usize);
        if surplus > 0 {
            let mut began: Vec<_> = self.sums.values().map(|sum| sum.began).collect();
            began.sort_unstable();
            if let Some(first_left_out) = began.get(MAX_SUMS.default as usize) {
                self.sums.retain(|_, sum| sum.began < *first_left_out);
            }
            (0..surplus).for_each(|_| ledger.hit(&MAX_SUMS));
        }
    }

    /// All sums, in the order of their keys.
    #[must_use]
    pub fn sorted(&self) -> Vec<(&Key, &Sum)> {
        let mut sums: Vec<_> = self.sums.iter().collect();
        sums.sort_by(|a, b| a.0.cmp(b.0));
        sums
    }
}

/// What the machine had been told when the flow began, as far as this piece knows.
fn told(flow: &Settled, book: &AnswerBook, piece: When) -> Told {
    let standing = book.standing(flow.client.address, flow.server.address, flow.began);
    standing.claim_before().map_or(Told::NothingSince(piece), |(told, source)| Told::Name(source, told.name.clone()))
}

impl Sum {
    /// Adds a flow.
    fn add(&mut self, flow: &Settled, key: &Key) {
        self.flows += 1;
        self.failed += u64::from(matches!(flow.state, State::Attempted | State::Refused) && flow.transport == 6);
        self.sent = self.sent.plus(flow.sent);
        self.received = self.received.plus(flow.received);
        self.first = least(self.first, flow.first);
        self.last = self.last.max(flow.last);
        self.began = least(self.began, Some(flow.began));
        self.own_place = least(self.own_place, flow.own.first().map(|claim| claim.when.1));
        let certificate = flow.certificate.as_ref().and_then(|(_, proof)| proof.first());
        self.certificate_place = least(self.certificate_place, certificate.map(|proof| proof.place));
        flow.windows.iter().for_each(|window| self.window(window));
        let others = flow.own.iter().skip(1).filter(|own| own.is_host);
        self.others.extend(others.map(|own| (own.source, Arc::from(&*own.name))));
        self.trim_others();
        if matches!(key.told, Told::NothingSince(_)) {
            self.start(flow.began.0, 1);
        }
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: Self) {
        self.flows += other.flows;
        self.failed += other.failed;
        self.sent = self.sent.plus(other.sent);
        self.received = self.received.plus(other.received);
        self.first = least(self.first, other.first);
        self.last = self.last.max(other.last);
        self.began = least(self.began, other.began);
        self.own_place = least(self.own_place, other.own_place);
        self.certificate_place = least(self.certificate_place, other.certificate_place);
        other.windows.into_iter().for_each(|window| self.window(window));
        self.others.extend(other.others);
        self.trim_others();
        other.starts.into_iter().for_each(|(start, flows)| self.start(start, flows));
    }

    fn trim_others(&mut self) {
        while self.others.len() > MAX_OTHER_NAMES.default as usize {
            self.others.pop_last();
        }
    }

    /// Flows mostly end in order, so that the window is mostly the last one.
    fn window(&mut self, window: u32) {
        if self.windows.last() != Some(&window)
            && let Err(at) = self.windows.binary_search(&window)
        {
            self.windows.insert(at, window);
            self.windows.truncate(MAX_WINDOWS.default as usize);
        }
    }

    fn start(&mut self, start: Option<Timestamp>, flows: u64) {
        match self.starts.binary_search_by_key(&start, |(known, _)| *known) {
            Ok(at) => self.starts.get_mut(at).into_iter().for_each(|(_, count)| *count += flows),
            Err(at) if self.starts.len() < MAX_STARTS.default as usize => self.starts.insert(at, (start, flows)),
            Err(_) => self.starts.last_mut().into_iter().for_each(|(_, count)| *count += flows),
        }
    }
}

fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    a.into_iter().chain(b).min()
}
