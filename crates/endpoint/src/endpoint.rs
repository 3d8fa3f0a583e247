//! Endpoints: the flows of one machine to one destination.

use crate::blind_spots::BlindSpots;
use crate::builder::Builder;
use crate::machine::Machine;
use crate::names::{Context, alike};
use crate::owners::Owners;
use crate::tally::{Key, Sum, Tally};
use idlewire_evidence::{FramePlace, Ledger, Source};
use idlewire_naming::{AnswerBook, Asked, Kin, Ranked};
use idlewire_wire::Scope;
use std::collections::{BTreeMap, BTreeSet};
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
    /// Of flows to this address, under the best of these names.
    #[must_use]
    pub fn of(address: IpAddr, ranked: &Ranked<'_>) -> Self {
        ranked.best().map_or(Self::Address(address), |best| Self::Name(best.name.clone()))
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
    /// The first place; `None` if it stands in no frame.
    pub first: Option<FramePlace>,
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
    /// The processes that spoke, where the recorder knew them.
    pub processes: BTreeSet<Arc<str>>,
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
    /// How much of what it reached has no good name, and why.
    pub blind_spots: BlindSpots,
}

/// The endpoints of each machine, by destination, and what it did besides.
///
/// The ledger takes count of which flows have a name, those of no machine too, and of the caps that were hit.
#[must_use]
pub fn endpoints(
    tally: &Tally,
    book: &AnswerBook,
    kin: &Kin,
    machines: &[Machine],
    ledger: &mut Ledger,
) -> Vec<(Vec<Endpoint>, Outside)> {
    let sums = tally.sorted();
    let context = Context::of(&sums, ledger);
    let owners = Owners::of(machines);
    let mut tables: Vec<Table<'_>> = machines.iter().map(|_| Table::default()).collect();
    for (key, sum) in sums {
        let (clients, servers) = (owners.at(key.client), owners.at(key.server));
        // Once for all machines: most of the work is to find the names.
        for flows in alike(key, sum, book, kin, ledger) {
            let (sum, ranked) = (&flows.sum, context.ranked(key, &flows, book));
            let why = context.blind_spot(key, &ranked, kin);
            let disagrees = ranked.disagrees(&key.service(), book, kin);
            ledger.count_named(ranked.best().is_some(), sum.flows, why.unwrap_or(key.blind).token());
            for &at in clients {
                let Some(table) = tables.get_mut(at) else { continue };
                if is_egress(key, sum, &mut table.outside) {
                    table.outside.blind_spots.add(sum, &ranked, why, disagrees);
                    let destination = Destination::of(key.proxied.unwrap_or(key.server), &ranked);
                    table.found.entry(destination).or_default().add(key, sum, &ranked, disagrees, book, ledger);
                }
            }
            for at in servers.iter().filter(|at| !clients.contains(at)) {
                tables.get_mut(*at).into_iter().for_each(|table| table.outside.inbound += sum.flows);
            }
        }
    }
    hear(book, &owners, &mut tables);
    tables.into_iter().map(|table| table.finish(ledger)).collect()
}

/// Tells each table what came of the questions of its machine, when all its flows are there.
fn hear(book: &AnswerBook, owners: &Owners, tables: &mut [Table<'_>]) {
    tables.iter_mut().for_each(Table::list_reached);
    for (asker, name, asked) in book.questions() {
        for &at in owners.at(asker) {
            tables.get_mut(at).into_iter().for_each(|table| table.hear(name, asked));
        }
    }
}

/// The endpoints of one machine in the making.
#[derive(Default)]
struct Table<'a> {
    found: BTreeMap<Destination, Builder<'a>>,
    outside: Outside,
    /// The names under which anything was reached.
    reached: BTreeSet<Arc<str>>,
}

impl Table<'_> {
    fn list_reached(&mut self) {
        self.reached = self.found.iter().flat_map(|(destination, builder)| builder.reached(destination)).collect();
    }

    fn hear(&mut self, name: &Arc<str>, asked: &Asked) {
        if asked.is_public && asked.counts && !self.reached.contains(name) {
            self.outside.resolved_only.insert(name.clone());
        }
        if !asked.aliases.is_empty()
            && let Some(builder) = self.found.get_mut(&Destination::Name(name.clone()))
        {
            builder.aliases.extend(asked.aliases.iter().cloned());
        }
    }

    fn finish(self, ledger: &mut Ledger) -> (Vec<Endpoint>, Outside) {
        let found = self.found.into_iter();
        (found.map(|(destination, builder)| builder.build(destination, ledger)).collect(), self.outside)
    }
}

/// Whether flows that the machine opened go to a public address or through a proxy; if not, they are counted.
fn is_egress(key: &Key, sum: &Sum, outside: &mut Outside) -> bool {
    let kept_apart = match Scope::of(key.server) {
        _ if key.via_proxy => return true,
        Scope::Public => return true,
        Scope::Multicast => &mut outside.multicast,
        _ => &mut outside.private,
    };
    *kept_apart += sum.flows;
    false
}
