//! Endpoints with their catalog rows, as the document that is written down.

use crate::options::Options;
use crate::partial::Finished;
use idlewire_capture::InputSummary;
use idlewire_catalog::{Hit, Matcher, doubtful_glob};
use idlewire_endpoint::{BlindSpot, BlindSpots, Chosen, Destination, Endpoint, Machine, choose, split};
use idlewire_naming::Blind;
use idlewire_report::{CatalogHit, Conflict, Evidence, Input, Outside, Report, Resolved, Row, Subject};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// The report on a recording, described by the catalogs in `matcher`.
#[must_use]
pub fn report(finished: &Finished, inputs: &[InputSummary], options: &Options, matcher: &Matcher<'_>) -> Report {
    let machines = machines(finished, inputs, options);
    let (tables, ledger) = finished.endpoints(&machines);
    let subjects = machines
        .iter()
        .zip(tables)
        .map(|(machine, (endpoints, outside))| subject(machine, &endpoints, &outside, options, matcher));
    Report { inputs: inputs.iter().map(input).collect(), subjects: subjects.collect(), ledger }
}

/// The machines that the report is about: one, or each of its side with `per_machine`.
#[must_use]
pub fn machines(finished: &Finished, inputs: &[InputSummary], options: &Options) -> Vec<Machine> {
    let interfaces: BTreeSet<IpAddr> = inputs
        .iter()
        .flat_map(|input| &input.interfaces)
        .flat_map(|interface| interface.addresses.iter().copied())
        .collect();
    let machine = choose(&finished.hosts, &options.machine, &interfaces);
    if options.per_machine { split(&finished.hosts, &machine) } else { vec![machine] }
}

/// The table of one machine.
fn subject(
    machine: &Machine,
    endpoints: &[Endpoint],
    outside: &idlewire_endpoint::Outside,
    options: &Options,
    matcher: &Matcher<'_>,
) -> Subject {
    Subject {
        name: heading(machine, options),
        machine: machine_of(machine),
        blind_spots: blind_spots(endpoints, &outside.blind_spots),
        endpoints: endpoints.iter().map(|endpoint| row(endpoint, matcher)).collect(),
        outside: Outside {
            private: outside.private,
            multicast: outside.multicast,
            inbound: outside.inbound,
            resolved_only: resolved_rows(&outside.resolved_only, matcher),
        },
    }
}

/// The machine as the document has it.
pub(crate) fn machine_of(machine: &Machine) -> idlewire_report::Machine {
    idlewire_report::Machine {
        addresses: machine.addresses.iter().copied().collect(),
        macs: machine.macs.iter().map(|mac| Chosen::Mac(*mac).to_string()).collect(),
        host_name: machine.host_name.clone(),
        chosen_by: machine.chosen_by.to_owned(),
        is_absent: machine.addresses.is_empty(),
        count: Some(machine.count).filter(|count| *count > 1),
    }
}

/// How much of what was reached has no good name.
fn blind_spots(endpoints: &[Endpoint], found: &BlindSpots) -> idlewire_report::BlindSpots {
    let bytes = |endpoint: &Endpoint| endpoint.sum.sent.plus(endpoint.sum.received).bytes;
    let spot = |(blind, spot): (&Blind, &BlindSpot)| idlewire_report::BlindSpot {
        reason: blind.token().to_owned(),
        flows: spot.flows,
        unnamed: spot.unnamed,
        bytes: spot.bytes,
        help: blind.help().to_owned(),
    };
    idlewire_report::BlindSpots {
        flows: endpoints.iter().map(|endpoint| endpoint.sum.flows).sum(),
        bytes: endpoints.iter().map(bytes).sum(),
        reasons: found.by_reason.iter().map(spot).collect(),
        disagreements: found.disagreements,
    }
}

/// The user's word; else the machine's own name; else its address.
pub(crate) fn heading(machine: &Machine, options: &Options) -> String {
    let own = || machine.host_name.clone().filter(|_| options.per_machine || options.subject.is_none());
    let address = || match machine.count {
        // Under a loopback address nobody else knows it.
        0 | 1 => machine.addresses.iter().min_by_key(|address| address.is_loopback()).map(ToString::to_string),
        many => Some(format!("{many} machines")),
    };
    match (&options.subject, options.per_machine) {
        (Some(subject), false) => subject.clone(),
        (Some(subject), true) => format!("{subject}: {}", own().or_else(address).unwrap_or_default()),
        (None, _) => own().or_else(address).unwrap_or_else(|| "no machine found".to_owned()),
    }
}

/// Names that were resolved and not reached, described.
fn resolved_rows(names: &BTreeSet<std::sync::Arc<str>>, matcher: &Matcher<'_>) -> Vec<Resolved> {
    names
        .iter()
        .map(|name| {
            let Described { catalog, description, listed, .. } = described(name, matcher);
            Resolved { name: name.to_string(), description, listed, catalog }
        })
        .collect()
}

/// What the catalogs say about a destination.
struct Described {
    /// Every matching row, best first.
    catalog: Vec<CatalogHit>,
    /// The words of the best row that lists it.
    description: Option<String>,
    listed: bool,
    /// Why the answer is to be doubted.
    note: Option<String>,
}

fn described(name: &str, matcher: &Matcher<'_>) -> Described {
    let hits = matcher.matches(name);
    let listing = hits.iter().find(|hit| hit.matched.listed());
    let rows = hits.iter().map(|hit| CatalogHit {
        id: hit.catalog.id.clone(),
        pattern: hit.entry.destination.clone(),
        kind: hit.matched.as_str().to_owned(),
    });
    Described {
        description: listing.map(|hit| hit.entry.description.clone()).filter(|text| !text.is_empty()),
        listed: listing.is_some(),
        note: doubt(&hits),
        catalog: rows.collect(),
    }
}

/// A name that only a glob over several owners lists is hardly listed; one that is a glob's apex is nearly.
fn doubt(hits: &[Hit<'_>]) -> Option<String> {
    let (listing, apexes): (Vec<_>, Vec<_>) = hits.iter().partition(|hit| hit.matched.listed());
    match (listing.first(), apexes.first()) {
        (Some(first), _) => {
            let is_doubtful =
                |hit: &&Hit<'_>| hit.entry.compile().is_ok_and(|pattern| doubtful_glob(&pattern).is_some());
            listing
                .iter()
                .all(is_doubtful)
                .then(|| format!("listed only by the wide pattern {}", first.entry.destination))
        }
        (None, Some(apex)) => Some(format!("not listed: {} stands for names below it", apex.entry.destination)),
        (None, None) => None,
    }
}

/// One endpoint as a row.
pub(crate) fn row(endpoint: &Endpoint, matcher: &Matcher<'_>) -> Row {
    let destination = endpoint.destination.to_string();
    let Described { catalog, description, listed, note } = described(&destination, matcher);
    let sum = &endpoint.sum;
    Row {
        names: match &endpoint.destination {
            Destination::Name(name) => vec![name.to_string()],
            Destination::Address(_) => Vec::new(),
        },
        protocol: endpoint.protocol.clone(),
        description,
        catalog,
        listed,
        addresses: endpoint.addresses.iter().copied().collect(),
        ports: endpoint.ports.iter().cloned().collect(),
        tls: endpoint.tls.iter().map(ToString::to_string).collect(),
        alpn: endpoint.alpn.iter().map(ToString::to_string).collect(),
        aliases: endpoint.aliases.iter().map(ToString::to_string).collect(),
        flows: sum.flows,
        failed: sum.failed,
        packets_out: sum.sent.packets,
        packets_in: sum.received.packets,
        bytes_out: sum.sent.bytes,
        bytes_in: sum.received.bytes,
        first_seen: sum.first,
        last_seen: sum.last,
        evidence: evidence(endpoint),
        conflicts: conflicts(endpoint),
        more: endpoint.has_more_addresses.then(|| "addresses".to_owned()).into_iter().collect(),
        via_proxy: endpoint.via_proxy,
        name_hidden: endpoint.name_hidden,
        notes: note
            .into_iter()
            .chain(endpoint.encrypted_dns.iter().map(encrypted))
            .chain(endpoint.processes.iter().map(|name| format!("process: {name}")))
            .collect(),
        destination,
        ..Row::default()
    }
}

fn encrypted(how: &&'static str) -> String {
    format!("encrypted DNS ({how}): names may be missing")
}

fn evidence(endpoint: &Endpoint) -> Vec<Evidence> {
    let proven = endpoint.evidence.iter();
    proven
        .map(|((source, name), proven)| Evidence {
            source: *source,
            name: name.to_string(),
            flows: proven.flows,
            first: proven.first,
        })
        .collect()
}

fn conflicts(endpoint: &Endpoint) -> Vec<Conflict> {
    let others = endpoint.conflicts.iter();
    others.map(|((source, name), flows)| Conflict { source: *source, name: name.to_string(), flows: *flows }).collect()
}

pub(crate) fn input(input: &InputSummary) -> Input {
    Input {
        path: input.path.display().to_string(),
        format: input.format.clone(),
        bytes: input.bytes,
        frames: input.frames,
        first: input.first,
        last: input.last,
        dropped: input.dropped,
        cut: input.cut,
    }
}
