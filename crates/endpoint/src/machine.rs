//! The machine under test: which of the addresses in a capture are its own.

use idlewire_flow::Mac;
use idlewire_naming::{Client, Hosts};
use idlewire_wire::Scope;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// How the user names a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// By a prefix: address and length in bits.
    Network(IpAddr, u8),
    /// By its hardware address.
    Mac(Mac),
}

/// A machine and how it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its addresses.
    pub addresses: BTreeSet<IpAddr>,
    /// Its hardware addresses.
    pub macs: BTreeSet<Mac>,
    /// The name it gave itself; `None` if they are several.
    pub host_name: Option<String>,
    /// How many machines these are, as far as [`split`] can tell them apart.
    pub count: usize,
    /// How it was chosen, in words.
    pub chosen_by: &'static str,
}

/// As the user may write it.
impl std::fmt::Display for Chosen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Network(address, _) if *self == Self::address(*address) => write!(f, "{address}"),
            Self::Network(address, len) => write!(f, "{address}/{len}"),
            Self::Mac(mac) => f.write_str(&mac.map(|byte| format!("{byte:02x}")).join(":")),
        }
    }
}

impl Chosen {
    /// By one address.
    #[must_use]
    pub fn address(address: IpAddr) -> Self {
        Self::Network(address, bits_of(address))
    }

    /// By a prefix; `None` if that is longer than the address.
    #[must_use]
    pub fn network(address: IpAddr, len: u8) -> Option<Self> {
        (len <= bits_of(address)).then_some(Self::Network(address, len))
    }

    /// Whether a client with this address and these hardware addresses is meant.
    #[must_use]
    pub fn covers(&self, address: IpAddr, macs: &BTreeSet<Mac>) -> bool {
        let bits = |address: IpAddr| match address {
            IpAddr::V4(v4) => (u128::from(u32::from(v4)) << 96, 32),
            IpAddr::V6(v6) => (u128::from(v6), 128),
        };
        match *self {
            Self::Mac(mac) => macs.contains(&mac),
            Self::Network(network, len) => {
                let ((a, width), (b, other)) = (bits(address), bits(network));
                let differ = (a ^ b).checked_shr(128 - u32::from(len.min(width))).unwrap_or_default();
                width == other && differ == 0
            }
        }
    }
}

/// Bits of an address.
fn bits_of(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// Finds the machine.
///
/// In this order: what the user chose; the addresses of the recording interface; the private side; else the address that opened most
/// flows. Always with the other addresses of the same machines, such as its IPv6 ones: a gate for one of its addresses must not open
/// for what it reached from another.
/// Which these are, [`Hosts::machines`] says. `interfaces` are the interface addresses that the capture states.
#[must_use]
pub fn choose(hosts: &Hosts, chosen: &[Chosen], interfaces: &BTreeSet<IpAddr>) -> Machine {
    let clients = |keep: &dyn Fn(IpAddr, &BTreeSet<Mac>) -> bool| -> BTreeSet<IpAddr> {
        hosts
            .clients
            .iter()
            .filter(|(address, client)| client.is_active() && keep(**address, &client.macs))
            .map(|(address, _)| *address)
            .collect()
    };
    if !chosen.is_empty() {
        let addresses = clients(&|address, macs| chosen.iter().any(|one| one.covers(address, macs)));
        return describe(hosts, with_kin(hosts, addresses), "option");
    }
    let stated = clients(&|address, _| interfaces.contains(&address));
    if !stated.is_empty() {
        return describe(hosts, with_kin(hosts, stated), "capture interface");
    }
    let private = private_side(hosts);
    if !private.is_empty() {
        return describe(hosts, with_kin(hosts, private), "private source");
    }
    let most = most_opened(hosts).into_iter().collect();
    describe(hosts, with_kin(hosts, most), "most flows opened")
}

/// The address that opened most flows. Who only came in from outside is no machine under test: he opened flows to private addresses
/// alone, or is behind a router, as other servers are.
fn most_opened(hosts: &Hosts) -> Option<IpAddr> {
    let comes_in = |address: IpAddr, client: &Client| Scope::of(address) == Scope::Public && client.public == 0;
    let behind = |client: &Client| {
        let servers = client.macs.iter().filter_map(|mac| hosts.gateways.get(mac));
        servers.map(BTreeSet::len).max().unwrap_or_default()
    };
    let is_candidate = |(address, client): &(&IpAddr, &Client)| client.is_active() && !comes_in(**address, client);
    let candidates = hosts.clients.iter().filter(is_candidate);
    let most = candidates
        .max_by_key(|(address, client)| (Reverse(behind(client)), client.public, client.other, Reverse(**address)));
    most.map(|(address, _)| *address)
}

/// Private addresses that opened flows to public ones; if there are none, all private addresses that opened any.
fn private_side(hosts: &Hosts) -> BTreeSet<IpAddr> {
    let is_private = |address: &IpAddr| matches!(Scope::of(*address), Scope::Private | Scope::LinkLocal);
    let private = || hosts.clients.iter().filter(|(address, client)| client.is_active() && is_private(address));
    let egress: BTreeSet<IpAddr> =
        private().filter(|(_, client)| client.public > 0).map(|(address, _)| *address).collect();
    let has_public_client = hosts.clients.iter().any(|(address, client)| !is_private(address) && client.public > 0);
    if egress.is_empty() && !has_public_client { private().map(|(address, _)| *address).collect() } else { egress }
}

/// The addresses together with those that share a hardware address with them, routers apart, or are otherwise known to be the same
/// machine's.
fn with_kin(hosts: &Hosts, mut addresses: BTreeSet<IpAddr>) -> BTreeSet<IpAddr> {
    let macs: BTreeSet<Mac> = addresses
        .iter()
        .filter_map(|address| hosts.clients.get(address))
        .flat_map(|client| client.macs.iter().copied())
        .filter(|mac| !hosts.gateways.contains_key(mac))
        .collect();
    let kin = hosts.clients.iter().filter(|(_, client)| client.macs.iter().any(|mac| macs.contains(mac)));
    let machines = hosts.machines().into_iter().filter(|machine| !machine.is_disjoint(&addresses)).flatten();
    let all: Vec<IpAddr> = kin.map(|(address, _)| *address).chain(machines).collect();
    addresses.extend(all.into_iter().filter(|address| is_host(*address)));
    addresses
}

fn is_host(address: IpAddr) -> bool {
    !address.is_unspecified() && Scope::of(address) != Scope::Multicast
}

fn describe(hosts: &Hosts, addresses: BTreeSet<IpAddr>, chosen_by: &'static str) -> Machine {
    let count = groups(hosts, &addresses).len();
    of_one_or_several(hosts, addresses, chosen_by, count)
}

fn of_one_or_several(hosts: &Hosts, addresses: BTreeSet<IpAddr>, chosen_by: &'static str, count: usize) -> Machine {
    let clients = addresses.iter().filter_map(|address| hosts.clients.get(address));
    let macs: BTreeSet<Mac> = clients.flat_map(|client| client.macs.iter().copied()).collect();
    let names: BTreeSet<&String> = macs.iter().filter_map(|mac| hosts.names.get(mac)).collect();
    // Several machines under one heading have no name in common, nor has one that gave itself several.
    let host_name = names.first().filter(|_| count == 1 && names.len() == 1).map(|name| (*name).clone());
    Machine { addresses, macs, host_name, count, chosen_by }
}

/// The machines behind one side of a network, told apart as [`Hosts::machines`] does.
#[must_use]
pub fn split(hosts: &Hosts, whole: &Machine) -> Vec<Machine> {
    let groups = groups(hosts, &whole.addresses).into_iter();
    let mut machines: Vec<_> =
        groups.map(|addresses| of_one_or_several(hosts, addresses, whole.chosen_by, 1)).collect();
    machines.sort_by_key(|machine| machine.addresses.first().copied());
    machines
}

fn groups(hosts: &Hosts, addresses: &BTreeSet<IpAddr>) -> Vec<BTreeSet<IpAddr>> {
    let machines = hosts.machines().into_iter();
    let kept = machines.map(|machine| machine.intersection(addresses).copied().collect::<BTreeSet<_>>());
    kept.filter(|addresses| !addresses.is_empty()).collect()
}
