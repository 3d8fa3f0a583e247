//! Who opened flows: the candidates for the machine under test.

use crate::limits::MAX_CLIENTS;
use crate::settled::Settled;
use idlewire_evidence::Ledger;
use idlewire_flow::Mac;
use idlewire_wire::Scope;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

/// Hardware addresses kept of one client: more means that a router forwards for it.
const MAX_MACS: usize = 4;

/// Everybody who opened a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    /// By address.
    pub clients: BTreeMap<IpAddr, Client>,
    /// Hardware addresses behind which public servers are: routers.
    pub gateways: BTreeSet<Mac>,
    /// Host names that machines gave themselves (DHCP).
    pub names: BTreeMap<Mac, String>,
}

/// One client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// Flows opened to public addresses.
    pub public: u64,
    /// Flows opened to any other address.
    pub other: u64,
    /// Its hardware addresses, the smallest few.
    pub macs: BTreeSet<Mac>,
}

impl Hosts {
    /// Takes note of a flow's client.
    pub fn add(&mut self, flow: &Settled, ledger: &mut Ledger) {
        let is_public = Scope::of(flow.server.address) == Scope::Public;
        if let (true, Some(mac)) = (is_public, flow.server_mac) {
            self.gateways.insert(mac);
            while self.gateways.len() > MAX_CLIENTS.default as usize {
                self.gateways.pop_last();
            }
        }
        if let (Some(mac), Some(name)) = (flow.client_mac, &flow.host_name) {
            self.names.entry(mac).or_insert_with(|| name.to_string());
        }
        let address = flow.client.address;
        if self.clients.len() >= MAX_CLIENTS.default as usize && !self.clients.contains_key(&address) {
            ledger.hit(&MAX_CLIENTS);
            return;
        }
        let client = Client {
            public: u64::from(is_public),
            other: u64::from(!is_public),
            macs: flow.client_mac.into_iter().collect(),
        };
        self.clients.entry(address).or_default().merge(client);
    }

    /// Adds the clients of another piece.
    pub fn merge(&mut self, other: Self) {
        for (address, client) in other.clients {
            self.clients.entry(address).or_default().merge(client);
        }
        self.gateways.extend(other.gateways);
        for (mac, name) in other.names {
            let mine = self.names.entry(mac).or_insert_with(|| name.clone());
            if name < *mine {
                *mine = name;
            }
        }
    }
}

/// Which addresses belong to one machine.
#[derive(Clone, Debug, Default)]
pub struct Kin(HashMap<IpAddr, Vec<IpAddr>>);

impl Kin {
    /// The other addresses of the machine that has this one.
    #[must_use]
    pub fn of(&self, address: IpAddr) -> &[IpAddr] {
        self.0.get(&address).map_or(&[], Vec::as_slice)
    }
}

impl Hosts {
    /// Addresses that share one hardware address are one machine's, unless that is a router's. Where frames carry no
    /// hardware addresses, one client of each family alone in the capture are the two addresses of one machine.
    #[must_use]
    pub fn kin(&self) -> Kin {
        let mut groups: BTreeMap<Option<Mac>, Vec<IpAddr>> = BTreeMap::new();
        for (address, client) in &self.clients {
            let mac = client.macs.first().copied();
            let forwarded = client.macs.len() > 1 || mac.is_some_and(|mac| self.gateways.contains(&mac));
            if !forwarded && !address.is_unspecified() {
                groups.entry(mac).or_default().push(*address);
            }
        }
        let one_of_each =
            |group: &Vec<IpAddr>| group.len() == 2 && group.iter().filter(|address| address.is_ipv4()).count() == 1;
        groups.retain(|mac, group| group.len() > 1 && (mac.is_some() || one_of_each(group)));
        let others =
            |group: &Vec<IpAddr>, own: IpAddr| group.iter().copied().filter(|address| *address != own).collect();
        Kin(groups.values().flat_map(|group| group.iter().map(|own| (*own, others(group, *own)))).collect())
    }
}

impl Client {
    fn merge(&mut self, other: Self) {
        self.public += other.public;
        self.other += other.other;
        self.macs.extend(other.macs);
        while self.macs.len() > MAX_MACS {
            self.macs.pop_last();
        }
    }
}
