//! What a recording reduces to in a study: no payload, and no address of the machine beside the one place for it.

use crate::options::Options;
use crate::partial::Finished;
use crate::report::machines;
use crate::timeline::Timeline;
use idlewire_capture::InputSummary;
use idlewire_endpoint::{Chosen, Endpoint, Machine};
use idlewire_evidence::Ledger;
use idlewire_study::{Few, Measured, Outside, Run, Seen, Windows};
use idlewire_wire::Scope;
use std::collections::{BTreeMap, BTreeSet};

/// The run that a recording is: what its machine reached, and what was measured on the way. What a person declares, the files
/// and their hashes are for the caller to fill in. Beside it stands how many machines these are.
#[must_use]
pub fn summary(finished: &Finished, inputs: &[InputSummary], timeline: &Timeline, options: &Options) -> (Run, usize) {
    // A run is one machine: with several the caller has asked for a table of all.
    let options = Options { per_machine: false, ..options.clone() };
    let Some(machine) = machines(finished, inputs, &options).into_iter().next() else {
        return (Run::default(), 0);
    };
    let (mut tables, ledger) = finished.endpoints(std::slice::from_ref(&machine));
    let (endpoints, outside) = tables.pop().unwrap_or_default();
    let measured = measured(finished, inputs, timeline, &machine, &endpoints, ledger);
    let run = Run {
        measured,
        endpoints: endpoints.iter().map(seen).collect(),
        outside: Outside {
            private: outside.private,
            multicast: outside.multicast,
            inbound: outside.inbound,
            resolved_only: few(outside.resolved_only.iter()),
        },
        machine: Some(idlewire_study::Machine {
            addresses: machine.addresses.clone(),
            macs: machine.macs.iter().map(|mac| Chosen::Mac(*mac).to_string()).collect(),
            host_name: machine.host_name.clone(),
        }),
        ..Run::default()
    };
    (run, machine.count)
}

fn measured(
    finished: &Finished,
    inputs: &[InputSummary],
    timeline: &Timeline,
    machine: &Machine,
    endpoints: &[Endpoint],
    ledger: Ledger,
) -> Measured {
    let dropped: Vec<u64> = inputs.iter().filter_map(|input| input.dropped).collect();
    let silences =
        timeline.silences.iter().map(|(begin, nanos)| (begin.to_string(), nanos.unsigned_abs() / 1_000_000_000));
    Measured {
        first: timeline.first,
        last: timeline.last,
        families: families(finished, machine),
        dropped: (!dropped.is_empty()).then(|| dropped.iter().sum()),
        cut: inputs.iter().filter(|input| input.cut).count() as u64,
        gaps: Some(silences.collect()),
        clock_steps: Some(timeline.clock_steps),
        encrypted_dns: encrypted_dns(endpoints),
        ledger,
    }
}

/// The address families in which the machine spoke to public addresses.
fn families(finished: &Finished, machine: &Machine) -> BTreeSet<String> {
    let sums = finished.tally.sorted();
    let public = sums
        .iter()
        .map(|(key, _)| key)
        .filter(|key| machine.addresses.contains(&key.client) && Scope::of(key.server) == Scope::Public);
    public.map(|key| if key.server.is_ipv4() { "IPv4" } else { "IPv6" }.to_owned()).collect()
}

/// How DNS was carried unreadably, with the names of the resolvers.
fn encrypted_dns(endpoints: &[Endpoint]) -> BTreeMap<String, Few> {
    let mut resolvers: BTreeMap<String, Few> = BTreeMap::new();
    for endpoint in endpoints {
        for how in &endpoint.encrypted_dns {
            resolvers.entry((*how).to_owned()).or_default().add(endpoint.destination.to_string());
        }
    }
    resolvers
}

fn seen(endpoint: &Endpoint) -> Seen {
    let sum = &endpoint.sum;
    let mut sources = BTreeMap::new();
    for ((source, _), proven) in &endpoint.evidence {
        *sources.entry(*source).or_default() += proven.flows;
    }
    Seen {
        destination: endpoint.destination.to_string(),
        protocol: endpoint.protocol.clone(),
        ports: endpoint.ports.clone(),
        sources,
        flows: sum.flows,
        failed: sum.failed,
        bytes_out: sum.sent.bytes,
        bytes_in: sum.received.bytes,
        first_seen: sum.first,
        last_seen: sum.last,
        // Windows too far apart for one set are those of a broken clock: then the endpoint has none.
        windows: Windows::new(sum.windows.iter().copied()).unwrap_or_default(),
        aliases: few(endpoint.aliases.iter()),
        via_proxy: endpoint.via_proxy,
        name_hidden: endpoint.name_hidden,
    }
}

fn few<'a>(names: impl Iterator<Item = &'a std::sync::Arc<str>>) -> Few {
    Few::new(names.map(ToString::to_string))
}
