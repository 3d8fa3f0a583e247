//! Endpoints: the flows of one machine to one destination.

use crate::blind_spots::BlindSpots;
use crate::builder::Builder;
use crate::machine::Machine;
use crate::names::{Context, alike};
use crate::tally::{Key, Sum, Tally};
use idlewire_evidence::{FramePlace, Ledger, Source};
use idlewire_naming::{AnswerBook, Kin, Ranked};
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
    /// Of flows of this key, under the best of these names.
    fn of(key: &Key, ranked: &Ranked<'_>) -> Self {
        let address = || Self::Address(key.proxied.unwrap_or(key.server));
        ranked.best().map_or_else(address, |best| Self::Name(best.name.clone()))
    }

    /// Names on the chains from the name to its addresses, as the machine was told.
    pub(crate) fn aliases(&self, book: &AnswerBook, machine: &Machine) -> BTreeSet<Arc<str>> {
        let Self::Name(name) = self else { return BTreeSet::new() };
        let asked = machine.addresses.iter().filter_map(|address| book.asked(*address, name));
        asked.flat_map(|asked| asked.aliases.iter().cloned()).collect()
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
    let mut tables: Vec<Table<'_>> = machines.iter().map(Table::of).collect();
    for (key, sum) in sums {
        // Once for all machines: most of the work is to find the names.
        for flows in alike(key, sum, book, kin, ledger) {
            let (sum, ranked) = (&flows.sum, context.ranked(key, &flows, book));
            let why = context.blind_spot(key, &ranked, kin);
            let disagrees = ranked.disagrees(&key.service(), book, kin);
            ledger.count_named(ranked.best().is_some(), sum.flows, why.unwrap_or(key.blind).token());
            for table in &mut tables {
                if is_egress(key, sum, table.machine, &mut table.outside) {
                    table.outside.blind_spots.add(sum, &ranked, why, disagrees);
                    let builder = table.found.entry(Destination::of(key, &ranked)).or_default();
                    builder.add(key, sum, &ranked, disagrees, ledger);
                }
            }
        }
    }
    tables.into_iter().map(|table| table.finish(book, ledger)).collect()
}

/// The endpoints of one machine in the making.
struct Table<'a> {
    machine: &'a Machine,
    found: BTreeMap<Destination, Builder<'a>>,
    outside: Outside,
}

impl<'a> Table<'a> {
    fn of(machine: &'a Machine) -> Self {
        Self { machine, found: BTreeMap::new(), outside: Outside::default() }
    }

    fn finish(self, book: &AnswerBook, ledger: &mut Ledger) -> (Vec<Endpoint>, Outside) {
        let reached: BTreeSet<Arc<str>> =
            self.found.iter().flat_map(|(destination, builder)| builder.reached(destination)).collect();
        let outside = Outside { resolved_only: resolved_only(book, self.machine, &reached), ..self.outside };
        let build = |(destination, builder): (_, Builder<'_>)| builder.build(destination, book, self.machine, ledger);
        (self.found.into_iter().map(build).collect(), outside)
    }
}

/// Whether the machine opened the flows toward a public address or through a proxy; if not, they are counted.
fn is_egress(key: &Key, sum: &Sum, machine: &Machine, outside: &mut Outside) -> bool {
    if !machine.addresses.contains(&key.client) {
        outside.inbound += if machine.addresses.contains(&key.server) { sum.flows } else { 0 };
        return false;
    }
    let kept_apart = match Scope::of(key.server) {
        _ if key.via_proxy => return true,
        Scope::Public => return true,
        Scope::Multicast => &mut outside.multicast,
        _ => &mut outside.private,
    };
    *kept_apart += sum.flows;
    false
}

fn resolved_only(book: &AnswerBook, machine: &Machine, reached: &BTreeSet<Arc<str>>) -> BTreeSet<Arc<str>> {
    book.questions()
        .filter(|(asker, name, asked)| machine.addresses.contains(asker) && asked.is_public && !reached.contains(*name))
        .map(|(_, name, _)| name.clone())
        .collect()
}
