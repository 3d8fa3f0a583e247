//! Leaving out whose machine it is, so that the output can be shared.
//!
//! Addresses, hardware addresses and host names of machines go, and the folders in which captures lay. What was reached stays: names,
//! addresses of public servers, counts and times. A machine is `machine-1`, `machine-2`, in the order of the document.

use crate::{Explanation, FlowRow, Input, Report};
use std::collections::BTreeSet;
use std::net::IpAddr;

impl Report {
    /// Leaves out whose machines they are. `subject` is the heading that the user gave, which stays.
    pub fn redact(&mut self, subject: Option<&str>) {
        redact_inputs(&mut self.inputs);
        let alone = self.subjects.len() == 1;
        for (place, it) in (1..).zip(&mut self.subjects) {
            it.machine.addresses.clear();
            it.machine.macs.clear();
            it.machine.host_name = None;
            it.name = heading(subject, place, alone);
        }
    }
}

impl Explanation<'_> {
    /// The same for the proof of a row.
    pub fn redact(&mut self, subject: Option<&str>) {
        redact_inputs(&mut self.inputs);
        let alone = self.found.len() == 1;
        for (place, it) in (1..).zip(&mut self.found) {
            let machines: BTreeSet<IpAddr> = it.machine.addresses.iter().copied().collect();
            it.machine.addresses.clear();
            it.machine.macs.clear();
            it.machine.host_name = None;
            it.subject = heading(subject, place, alone);
            it.flows.iter_mut().for_each(|flow| flow.redact(&machines));
        }
        let found = self.found.iter_mut().flat_map(|it| &mut it.claims);
        for proof in found.chain(&mut self.resolved).flat_map(|claim| &mut claim.proof) {
            proof.path = file_name(&proof.path);
        }
    }
}

impl FlowRow<'_> {
    /// Leaves out the client, and the server unless it is public or a group and none of these machines.
    pub fn redact(&mut self, machines: &BTreeSet<IpAddr>) {
        self.client = None;
        let is_outside = matches!(self.scope.as_ref(), "public" | "multicast");
        self.server = self.server.filter(|server| is_outside && !machines.contains(server));
        if self.server.is_none() && self.scope != "public" {
            // Within the network names are host names; what a proxy was asked for is none.
            let is_asked = self.source.is_some_and(idlewire_evidence::Source::is_own);
            if !is_asked {
                (self.name, self.source) = (None, None);
            }
            self.also.clear();
        }
    }
}

fn heading(subject: Option<&str>, place: usize, alone: bool) -> String {
    match subject {
        Some(subject) if alone => subject.to_owned(),
        Some(subject) => format!("{subject}: machine-{place}"),
        None => format!("machine-{place}"),
    }
}

fn redact_inputs(inputs: &mut [Input]) {
    inputs.iter_mut().for_each(|input| input.path = file_name(&input.path));
}

fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}
