//! Who opened flows: the candidates for the machine under test.

use crate::limits::{MAX_CLIENTS, MAX_KIN};
use crate::settled::Settled;
use hashbrown::HashMap;
use idlewire_evidence::Ledger;
use idlewire_flow::Mac;
use idlewire_wire::Scope;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

/// Hardware addresses kept of one client: more means that a router forwards for it.
const MAX_MACS: usize = 4;

/// Servers kept of those behind one hardware address: a router has several, and a machine that is a server itself has its own.
const MAX_BEHIND: usize = 4;

/// Everybody who opened a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    /// By address.
    pub clients: BTreeMap<IpAddr, Client>,
    /// Hardware addresses behind which public servers are, routers, and the smallest few of these servers.
    pub gateways: BTreeMap<Mac, BTreeSet<IpAddr>>,
    /// Host names that machines gave themselves (DHCP).
    pub names: BTreeMap<Mac, String>,
}

/// One client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// Flows opened to public addresses, or through a proxy.
    pub public: u64,
    /// Flows opened to any other address.
    pub other: u64,
    /// Its hardware addresses, the smallest few.
    pub macs: BTreeSet<Mac>,
}

impl Hosts {
    /// Takes note of a flow's client.
    pub fn add(&mut self, flow: &Settled, ledger: &mut Ledger) {
        // What a proxy was asked for is outside, wherever the proxy is.
        let is_public = Scope::of(flow.server.address) == Scope::Public || flow.is_via_proxy();
        if let Some(client) = self.meet(flow, ledger) {
            client.public += u64::from(is_public);
            client.other += u64::from(!is_public);
        }
    }

    /// Takes note of who is who in a flow, which need not count. `None` if there was no room for its client.
    pub fn meet(&mut self, flow: &Settled, ledger: &mut Ledger) -> Option<&mut Client> {
        let is_public = Scope::of(flow.server.address) == Scope::Public;
        if let (true, Some(mac)) = (is_public, flow.server_mac) {
            self.gateway(mac, [flow.server.address]);
            self.trim(ledger);
        }
        if let (Some(mac), Some(name)) = (flow.client_mac, &flow.host_name) {
            self.name(mac, name.to_string());
            self.trim(ledger);
        }
        let is_full = self.clients.len() >= MAX_CLIENTS.default as usize;
        let client = match self.clients.entry(flow.client.address) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(_) if is_full => {
                ledger.hit(&MAX_CLIENTS);
                return None;
            }
            Entry::Vacant(new) => new.insert(Client::default()),
        };
        if let Some(mac) = flow.client_mac.filter(|mac| !client.macs.contains(mac)) {
            client.at([mac]);
        }
        Some(client)
    }

    /// Adds the clients of another piece.
    pub fn merge(&mut self, other: Self, ledger: &mut Ledger) {
        for (address, client) in other.clients {
            self.clients.entry(address).or_default().merge(client);
        }
        other.gateways.into_iter().for_each(|(mac, servers)| self.gateway(mac, servers));
        other.names.into_iter().for_each(|(mac, name)| self.name(mac, name));
        self.trim(ledger);
    }

    fn gateway(&mut self, mac: Mac, servers: impl IntoIterator<Item = IpAddr>) {
        let known = self.gateways.entry(mac).or_default();
        for server in servers {
            // Mostly there are enough, and this is none of the least.
            let is_beyond = known.len() >= MAX_BEHIND && known.last().is_some_and(|last| *last <= server);
            if !is_beyond {
                known.insert(server);
            }
        }
        while known.len() > MAX_BEHIND {
            known.pop_last();
        }
    }

    /// Of several names of one machine the least is kept: it does not depend on the order.
    fn name(&mut self, mac: Mac, name: String) {
        let known = self.names.entry(mac).or_insert_with(|| name.clone());
        if name < *known {
            *known = name;
        }
    }

    fn trim(&mut self, ledger: &mut Ledger) {
        let max = MAX_CLIENTS.default as usize;
        while self.clients.len() > max {
            self.clients.pop_last();
            ledger.hit(&MAX_CLIENTS);
        }
        while self.gateways.len() > max {
            self.gateways.pop_last();
            ledger.hit(&MAX_CLIENTS);
        }
        while self.names.len() > max {
            self.names.pop_last();
            ledger.hit(&MAX_CLIENTS);
        }
    }
}

/// Which addresses belong to one machine.
#[derive(Clone, Debug, Default)]
pub struct Kin(HashMap<IpAddr, Arc<[IpAddr]>, foldhash::quality::RandomState>);

impl Kin {
    /// The addresses of the machine that has this one and others; empty if it has no other, as far as is known.
    #[must_use]
    pub fn of(&self, address: IpAddr) -> &[IpAddr] {
        self.0.get(&address).map_or(&[], |machine| &**machine)
    }
}

impl Hosts {
    /// The clients by machine: addresses that share one hardware address are one machine's, unless that is a router's.
    ///
    /// Where frames carry no hardware addresses, one client of each family alone in the capture are the two addresses of one
    /// machine. Loopback addresses are those of the one machine that opened flows to public servers. Any other address is a machine
    /// of its own; so is one that was seen with several hardware addresses, and each of more than [`MAX_KIN`].
    #[must_use]
    pub fn machines(&self) -> Vec<BTreeSet<IpAddr>> {
        let (groups, mut alone) = self.groups();
        let (mut machines, crowds): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.len() <= MAX_KIN.default as usize);
        alone.extend(crowds.into_iter().flatten());
        machines.extend(alone.into_iter().map(|address| BTreeSet::from([address])));
        machines
    }

    /// Which addresses belong to one machine: of those that have several, as [`Hosts::machines`] has them.
    #[must_use]
    pub fn kin(&self, ledger: &mut Ledger) -> Kin {
        let (machines, _) = self.groups();
        let mut kin = Kin::default();
        for machine in machines.into_iter().filter(|machine| machine.len() > 1) {
            if machine.len() > MAX_KIN.default as usize {
                ledger.hit(&MAX_KIN);
                continue;
            }
            let all: Arc<[IpAddr]> = machine.into_iter().collect();
            kin.0.extend(all.iter().map(|address| (*address, all.clone())));
        }
        kin
    }

    /// Machines by what their addresses share, of any size; and the addresses that stand alone.
    fn groups(&self) -> (Vec<BTreeSet<IpAddr>>, Vec<IpAddr>) {
        let mut by_mac: BTreeMap<Option<Mac>, BTreeSet<IpAddr>> = BTreeMap::new();
        let mut alone = Vec::new();
        for (address, client) in self.clients.iter().filter(|(address, _)| !address.is_loopback()) {
            let mac = client.macs.first().copied();
            let is_forwarded = client.macs.len() > 1 || mac.is_some_and(|mac| self.gateways.contains_key(&mac));
            if is_forwarded || address.is_unspecified() {
                alone.push(*address);
            } else {
                by_mac.entry(mac).or_default().insert(*address);
            }
        }
        let unknown = by_mac.remove(&None).unwrap_or_default();
        let mut machines: Vec<_> = by_mac.into_values().collect();
        if unknown.len() == 2 && unknown.iter().filter(|address| address.is_ipv4()).count() == 1 {
            machines.push(unknown);
        } else {
            alone.extend(unknown);
        }
        self.add_loopback(&mut machines, &mut alone);
        (machines, alone)
    }

    /// Adds the loopback addresses to the machine that they are of: that which recorded, and so the one that reached public servers, if
    /// only one did. Its resolver may listen there.
    fn add_loopback(&self, machines: &mut Vec<BTreeSet<IpAddr>>, alone: &mut Vec<IpAddr>) {
        let loopback: BTreeSet<IpAddr> = self.clients.keys().copied().filter(IpAddr::is_loopback).collect();
        if loopback.is_empty() {
            return;
        }
        let reaches_out = |address: &IpAddr| self.clients.get(address).is_some_and(|client| client.public > 0);
        let mut groups = machines.iter_mut().filter(|machine| machine.iter().any(reaches_out));
        let mut singles = (0..alone.len()).filter(|&at| alone.get(at).is_some_and(reaches_out));
        match (groups.next(), groups.next(), singles.next(), singles.next()) {
            (Some(machine), None, None, _) => machine.extend(loopback),
            (None, _, Some(at), None) => {
                machines.push([alone.swap_remove(at)].into_iter().chain(loopback).collect());
            }
            _ => alone.extend(loopback),
        }
    }
}

impl Client {
    /// Whether it opened flows that count.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.public > 0 || self.other > 0
    }

    fn merge(&mut self, other: Self) {
        self.public += other.public;
        self.other += other.other;
        self.at(other.macs);
    }

    /// Takes note of hardware addresses.
    fn at(&mut self, macs: impl IntoIterator<Item = Mac>) {
        self.macs.extend(macs);
        while self.macs.len() > MAX_MACS {
            self.macs.pop_last();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settled::bare;
    use std::net::{Ipv4Addr, Ipv6Addr};

    fn mac(n: u8) -> Option<Mac> {
        Some([0, 0, 0, 0, 0, n])
    }

    /// Hosts that opened flows from these addresses with these hardware addresses.
    fn hosts(clients: impl IntoIterator<Item = (IpAddr, Option<Mac>)>) -> (Hosts, Ledger) {
        let (mut hosts, mut ledger) = (Hosts::default(), Ledger::default());
        let mut flow = bare("0.0.0.0", "20.42.65.84", 443, 6);
        for (address, mac) in clients {
            (flow.client.address, flow.client_mac) = (address, mac);
            hosts.add(&flow, &mut ledger);
        }
        (hosts, ledger)
    }

    fn v4(n: u32) -> IpAddr {
        Ipv4Addr::from_bits(0x0a00_0000 + n).into()
    }

    fn v6(n: u128) -> IpAddr {
        Ipv6Addr::from_bits((0xfd << 120) + n).into()
    }

    #[test]
    fn a_machine_is_told_by_its_hardware_address() {
        for (clients, count) in [
            (vec![(v4(1), mac(1)), (v6(1), mac(1)), (v6(2), mac(1))], 1),
            (vec![(v4(1), mac(1)), (v4(2), mac(2))], 2),
            // It changed its hardware address.
            (vec![(v4(1), mac(1)), (v4(1), mac(2))], 1),
            // Without any, one of each family is one machine, and two of one family are not.
            (vec![(v4(1), None), (v6(1), None)], 1),
            (vec![(v4(1), None), (v4(2), None)], 2),
        ] {
            assert_eq!(hosts(clients.clone()).0.machines().len(), count, "{clients:?}");
        }
    }

    #[test]
    fn more_addresses_than_a_machine_has_are_not_one() {
        let max = MAX_KIN.default as u32;
        let (one, mut ledger) = hosts((0..max).map(|n| (v4(n), mac(1))));
        assert_eq!((one.machines().len(), one.kin(&mut ledger).of(v4(0)).len()), (1, max as usize));
        assert!(ledger.caps.is_empty());
        let (crowd, mut ledger) = hosts((0..=max).map(|n| (v4(n), mac(1))));
        assert_eq!((crowd.machines().len(), crowd.kin(&mut ledger).of(v4(0)).len()), (max as usize + 1, 0));
        assert_eq!(ledger.caps[MAX_KIN.name], 1);
    }

    #[test]
    fn later_clients_are_counted_and_not_kept() {
        let max = MAX_CLIENTS.default as u32;
        let (hosts, ledger) = hosts((0..max + 3).map(|n| (v4(n), None)));
        assert_eq!((hosts.clients.len(), ledger.caps[MAX_CLIENTS.name]), (max as usize, 3));
    }
}
