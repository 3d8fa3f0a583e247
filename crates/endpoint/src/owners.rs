//! Whose an address is.

use crate::machine::Machine;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The machines by address: to ask each of them, for each flow, takes too long where there are many.
#[derive(Clone, Debug)]
pub struct Owners {
    machines: BTreeMap<IpAddr, Vec<usize>>,
}

impl Owners {
    /// Of these machines.
    #[must_use]
    pub fn of(machines: &[Machine]) -> Self {
        let mut owners: BTreeMap<IpAddr, Vec<usize>> = BTreeMap::new();
        for (at, machine) in machines.iter().enumerate() {
            machine.addresses.iter().for_each(|address| owners.entry(*address).or_default().push(at));
        }
        Self { machines: owners }
    }

    /// The places of those that have the address, in order.
    #[must_use]
    pub fn at(&self, address: IpAddr) -> &[usize] {
        self.machines.get(&address).map_or(&[], Vec::as_slice)
    }
}
