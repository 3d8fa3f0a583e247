//! Who opened flows: the candidates for the machine under test.

use crate::limits::MAX_CLIENTS;
use crate::scope::Scope;
use idlewire_evidence::Ledger;
use idlewire_flow::Mac;
use idlewire_naming::Settled;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// Hardware addresses kept of one client: more means that a router forwards for it.
const MAX_MACS: usize = 4;

/// Everybody who opened a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    pub(crate) clients: BTreeMap<IpAddr, Client>,
    /// Hardware addresses behind which public servers are: routers.
    pub(crate) gateways: BTreeSet<Mac>,
    /// Host names that machines gave themselves (DHCP).
    pub(crate) names: BTreeMap<Mac, String>,
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
