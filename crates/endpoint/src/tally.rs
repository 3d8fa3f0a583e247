//! Flows that are over, summed up by what can still change about them: who, where, how, and under which claims.

use crate::limits::{MAX_OTHER_NAMES, MAX_SUMS, MAX_WINDOWS};
use crate::start::Start;
use foldhash::quality::RandomState;
use idlewire_evidence::{Ledger, Source, Timestamp};
use idlewire_flow::{State, Sums};
use idlewire_naming::{Blind, Proof, Service, Settled, Version, When, encrypted_dns};
use indexmap::IndexMap;
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::net::IpAddr;
use std::sync::Arc;

/// Flows with equal keys bear the same name, whatever is still learnt, but for what [`Told::NothingSince`] leaves open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// The process that spoke, where the recorder knew it.
    pub process: Option<Arc<str>>,
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
    /// Whether the server was asked to reach somebody else.
    pub asks_proxy: bool,
    /// Whether that is outside, so that the flow is egress whatever the server's address.
    pub via_proxy: bool,
    /// The address that the proxy was asked for, if it was asked for no name.
    pub proxied: Option<IpAddr>,
    /// Whether the hello offered ECH, so that the name that it shows may be a cover.
    pub ech_offered: bool,
    /// How the flow carries DNS unreadably, if it does: `DoT`, `DoQ` or `DoH`.
    pub encrypted_dns: Option<&'static str>,
    /// Why the flow has no name, if it gets none, as far as the flow itself tells.
    pub blind: Blind,
}

/// What the machine had been told about the server's address when the flow began.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// This name, by an answer of the same piece of capture.
    Name(Source, Arc<str>),
    /// Nothing that still held since the piece that began then, as far as was known: an earlier piece, an older answer, or one that
    /// was heard later decides.
    NothingSince(When),
}

/// The sum over flows with one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Flows.
    pub flows: u64,
    /// Those over TCP that were refused or never answered.
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
    /// The first bytes that state the best own name.
    pub own_proof: Option<Proof>,
    /// The first answer that states what the machine had been told.
    pub told_proof: Option<Proof>,
    /// The first certificate.
    pub certificate_proof: Option<Proof>,
    /// The ten-minute windows of activity, counted from the epoch; in order, each once.
    pub windows: SmallVec<[u32; 2]>,
    /// Names that the flows state besides the best, and how many do.
    pub others: BTreeMap<(Source, Arc<str>), u64>,
    /// The flows by when they began, if no answer of their piece held then: in order, each moment once.
    pub(crate) starts: Vec<Start>,
}

/// All sums of one piece of capture, or of several. Merging is addition.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub(crate) sums: IndexMap<Key, Sum, RandomState>,
}

/// By what mostly tells keys apart; the rest follows from it, or nearly.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let number = |address: IpAddr| match address {
            IpAddr::V4(v4) => u128::from(v4.to_bits()),
            IpAddr::V6(v6) => v6.to_bits(),
        };
        state.write_u128(number(self.client));
        state.write_u128(number(self.server));
        state.write_u32(u32::from(self.port) << 8 | u32::from(self.transport));
        let told = if let Told::Name(_, name) = &self.told { Some(name) } else { None };
        for name in [self.own.as_ref().map(|(_, name)| name), told].into_iter().flatten() {
            state.write(name.as_bytes());
        }
    }
}

impl Key {
    fn of(flow: &Settled, piece: When) -> Self {
        Self {
            client: flow.client.address,
            server: flow.server.address,
            port: flow.server.port,
            transport: flow.transport,
            protocol: flow.protocol,
            is_known: flow.is_known,
            process: flow.process.as_deref().map(Arc::from),
            tls: flow.tls,
            alpn: flow.alpn.as_deref().map(Arc::from),
            own: flow.best_own().map(|(source, name)| (source, Arc::from(name))),
            told: match &flow.told {
                Some(told) => Told::Name(told.source, told.name.clone()),
                None => Told::NothingSince(piece),
            },
            certificate: flow.certificate_name().map(Arc::from),
            asks_proxy: flow.asks_proxy,
            via_proxy: flow.is_via_proxy(),
            proxied: flow.proxied_address(),
            ech_offered: flow.ech_offered,
            encrypted_dns: encrypted_dns(flow),
            blind: flow.blind(),
        }
    }

    /// Between whom the flows were.
    #[must_use]
    pub fn service(&self) -> Service {
        Service { client: self.client, server: self.server, port: self.port, transport: self.transport }
    }
}

impl Tally {
    /// Adds a flow of the piece of capture that began with `began`. What it was told must have been recalled.
    pub fn add(&mut self, flow: &Settled, began: When, ledger: &mut Ledger) {
        let key = Key::of(flow, began);
        if let Some(sum) = self.sums.get_mut(&key) {
            sum.add(flow, ledger);
        } else if self.sums.len() < MAX_SUMS.default as usize {
            let mut sum = Sum::default();
            sum.add(flow, ledger);
            self.sums.insert(key, sum);
        } else {
            ledger.hit(&MAX_SUMS);
        }
    }

    /// Adds the sums of another piece. Past the cap those stay that began first.
    pub fn merge(&mut self, other: Self, ledger: &mut Ledger) {
        for (key, sum) in other.sums {
            self.sums.entry(key).or_default().merge(sum, ledger);
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

impl Sum {
    /// Adds a flow.
    fn add(&mut self, flow: &Settled, ledger: &mut Ledger) {
        self.flows += 1;
        self.failed += u64::from(is_failed(flow));
        self.sent = self.sent.plus(flow.sent);
        self.received = self.received.plus(flow.received);
        self.first = least(self.first, flow.first);
        self.last = self.last.max(flow.last);
        self.began = least(self.began, Some(flow.began));
        if let Some(proof) = flow.own.first().and_then(|claim| claim.proof.first()) {
            self.own_proof = least(self.own_proof, Some(*proof));
        }
        if let Some(told) = &flow.told {
            self.told_proof = least(self.told_proof, Some(told.proof));
        }
        if let Some(proof) = flow.certificate.as_ref().and_then(|(_, proof)| proof.first()) {
            self.certificate_proof = least(self.certificate_proof, Some(*proof));
        }
        flow.windows.iter().for_each(|window| self.window(window, ledger));
        for own in flow.own.iter().skip(1).filter(|own| own.is_host) {
            self.other((own.source, Arc::from(&*own.name)), 1, ledger);
        }
        if flow.told.is_none() {
            self.start(Start::of(flow), ledger);
        }
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: Self, ledger: &mut Ledger) {
        self.merge_but_starts(&other, ledger);
        other.starts.into_iter().for_each(|start| self.start(start, ledger));
    }

    /// The same without when the flows began: where they have their names, that is not needed any more.
    pub(crate) fn merge_but_starts(&mut self, other: &Self, ledger: &mut Ledger) {
        self.flows += other.flows;
        self.failed += other.failed;
        self.sent = self.sent.plus(other.sent);
        self.received = self.received.plus(other.received);
        self.first = least(self.first, other.first);
        self.last = self.last.max(other.last);
        self.began = least(self.began, other.began);
        self.own_proof = least(self.own_proof, other.own_proof);
        self.told_proof = least(self.told_proof, other.told_proof);
        self.certificate_proof = least(self.certificate_proof, other.certificate_proof);
        other.windows.iter().for_each(|window| self.window(*window, ledger));
        other.others.iter().for_each(|(name, flows)| self.other(name.clone(), *flows, ledger));
    }

    fn other(&mut self, name: (Source, Arc<str>), flows: u64, ledger: &mut Ledger) {
        *self.others.entry(name).or_default() += flows;
        if self.others.len() > MAX_OTHER_NAMES.default as usize {
            self.others.pop_last();
            ledger.hit(&MAX_OTHER_NAMES);
        }
    }

    pub(crate) fn window(&mut self, window: u32, ledger: &mut Ledger) {
        if !keep_window(&mut self.windows, window) {
            ledger.hit(&MAX_WINDOWS);
        }
    }
}

/// Adds a window to some in order. Returns `false` if the last of them had to go: [`MAX_WINDOWS`].
///
/// Flows mostly end in order, so that the window is mostly the last one.
pub(crate) fn keep_window(windows: &mut SmallVec<[u32; 2]>, window: u32) -> bool {
    if windows.last() != Some(&window)
        && let Err(at) = windows.binary_search(&window)
    {
        windows.insert(at, window);
        if windows.len() > MAX_WINDOWS.default as usize {
            windows.pop();
            return false;
        }
    }
    true
}

/// Whether nobody answered, or somebody refused.
pub(crate) fn is_failed(flow: &Settled) -> bool {
    matches!(flow.state, State::Attempted | State::Refused) && flow.transport == 6
}

#[inline]
fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
