//! The proof of a destination: its row, its flows, and the bytes that name them.

use crate::flows::row_of;
use crate::options::Options;
use crate::partial::Finished;
use crate::report::{heading, input, machine_of, machines, row};
use idlewire_capture::{InputSummary, Recording};
use idlewire_catalog::Matcher;
use idlewire_endpoint::{Destination, Endpoint, Machine, Owners, endpoints};
use idlewire_evidence::{FramePlace, Ledger, Source};
use idlewire_naming::{Asked, Claim, Proof, Ranked, Settled, aliases};
use idlewire_report::{Conflict, Explained, Explanation, FlowRow, ProvenClaim};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Proofs shown of one claim; the others are counted.
const MAX_PROOFS: usize = 8;

/// Explains every row whose destination, name or address is `query`. The flows must have been kept.
///
/// `again` is the same recording, opened anew: the proving frames are cut out of it.
#[must_use]
pub fn explain<'a>(
    finished: &'a Finished,
    inputs: &[InputSummary],
    options: &Options,
    matcher: &Matcher<'_>,
    query: &str,
    again: &mut Recording,
) -> Explanation<'a> {
    let tally = finished.tally_of_flows();
    let machines = machines(finished, inputs, options);
    let name = name_of(query);
    let tables = endpoints(&tally, &finished.book, &finished.kin, &machines, &mut Ledger::default());
    let mut wanted = Wanted::new();
    for (at, (endpoints, _)) in tables.iter().enumerate() {
        let answering = endpoints.iter().filter(|endpoint| answers(endpoint, &name));
        wanted.extend(answering.map(|endpoint| ((at, endpoint.destination.clone()), (endpoint, Testimony::default()))));
    }
    gather(finished, &Owners::of(&machines), &mut wanted);
    let mut found = Vec::new();
    for ((at, _), (endpoint, told)) in wanted {
        let Some(machine) = machines.get(at) else { continue };
        found.push(Explained {
            subject: heading(machine, options),
            machine: machine_of(machine),
            row: row(endpoint, matcher),
            flows: told.flows,
            claims: told.by_claim.into_iter().map(|((_, source, name), all)| all.proven(source, &name)).collect(),
        });
    }
    let resolved = if found.is_empty() { resolved(finished, &name, &machines) } else { Vec::new() };
    let inputs_read = inputs.iter().map(input).collect();
    let mut explanation = Explanation { query: query.to_owned(), inputs: inputs_read, found, resolved };
    cut_out(&mut explanation, inputs, again);
    explanation
}

/// What was asked for, as names are kept: in lower case, without the dot of the root. A dot behind a backslash is a byte of a
/// label (RFC 1035 section 5.1).
fn name_of(query: &str) -> String {
    let name = query.strip_suffix('.').filter(|name| !name.ends_with('\\')).unwrap_or(query);
    name.to_ascii_lowercase()
}

/// Whether the row is asked for. A name that flows asked for themselves was reached, though they count under another: a further
/// host of a kept connection.
fn answers(endpoint: &Endpoint, name: &str) -> bool {
    endpoint.destination.to_string() == name
        || endpoint.aliases.iter().any(|alias| **alias == *name)
        || endpoint.conflicts.keys().any(|(source, other)| source.is_own() && **other == *name)
        || name.parse().is_ok_and(|address| endpoint.addresses.contains(&address))
}

/// Rows that are asked for, by the place of their machine and their destination, with what their flows tell.
type Wanted<'a, 'e> = BTreeMap<(usize, Destination), (&'e Endpoint, Testimony<'a>)>;

/// What the flows of one row tell.
#[derive(Default)]
struct Testimony<'a> {
    flows: Vec<FlowRow<'a>>,
    by_claim: BTreeMap<(bool, Source, Arc<str>), Gathered>,
}

/// Goes through the flows once, however many rows are wanted: most of the work is to find their names.
fn gather<'a>(finished: &'a Finished, owners: &Owners, wanted: &mut Wanted<'a, '_>) {
    if wanted.is_empty() {
        return;
    }
    for flow in &finished.flows {
        let machines = owners.at(flow.client.address);
        if machines.is_empty() {
            continue;
        }
        let ranked = finished.names(flow);
        let destination = Destination::of(flow.proxied_address().unwrap_or(flow.server.address), &ranked);
        for &at in machines {
            if let Some((_, told)) = wanted.get_mut(&(at, destination.clone())) {
                told.add(finished, flow, &ranked);
            }
        }
    }
}

impl<'a> Testimony<'a> {
    fn add(&mut self, finished: &'a Finished, flow: &'a Settled, ranked: &Ranked<'_>) {
        let too = finished.names_too(flow, ranked);
        self.flows.push(row_of(finished, flow, ranked, &too));
        let disagrees = ranked.disagrees(&flow.service(), &finished.book, &finished.kin);
        for (at, claim) in ranked.claims.iter().enumerate() {
            let gathered = self.by_claim.entry((!claim.is_host, claim.source, claim.name.clone())).or_default();
            gathered.add(claim, at == 0, ranked, disagrees);
            gathered.aliases.extend(aliases(claim, &flow.service(), &finished.book, &finished.kin));
        }
        for claim in &too {
            let gathered = self.by_claim.entry((false, claim.source, claim.name.clone())).or_default();
            gathered.flows += 1;
            gathered.proof.extend(claim.proof.iter());
            gathered.aliases.extend(aliases(claim, &flow.service(), &finished.book, &finished.kin));
        }
    }
}

/// The first answer to a question about a name that was never reached.
fn resolved(finished: &Finished, name: &str, machines: &[Machine]) -> Vec<ProvenClaim> {
    let askers = machines.iter().flat_map(|machine| &machine.addresses);
    let answers = askers.filter_map(|asker| finished.book.asked(*asker, name)).filter(|asked| asked.counts);
    answers.map(|asked| Gathered::of(asked).proven(Source::Dns, name)).collect()
}

/// What several flows say in one claim.
#[derive(Default)]
struct Gathered {
    flows: u64,
    used: u64,
    aliases: BTreeSet<Arc<str>>,
    proof: BTreeSet<Proof>,
    conflicts: BTreeMap<(Source, Arc<str>), u64>,
}

impl Gathered {
    /// A name that was resolved, about no flow.
    fn of(asked: &Asked) -> Self {
        let proof = Proof { place: asked.first.1, span: asked.span };
        Self { aliases: asked.aliases.clone(), proof: BTreeSet::from([proof]), ..Self::default() }
    }

    fn add(&mut self, claim: &Claim<'_>, is_first: bool, all: &Ranked<'_>, disagrees: bool) {
        self.flows += 1;
        self.used += u64::from(is_first && claim.is_host);
        self.proof.extend(claim.proof.iter());
        // What contradicts nobody is not contradicted either.
        let conflicts = || all.conflicts(disagrees);
        let is_best = all.best().is_some_and(|best| best.name == claim.name);
        let is_party = claim.contradicts("") && (is_best || conflicts().any(|other| other.name == claim.name));
        let others = all.best().into_iter().chain(conflicts());
        for other in others.filter(|other| is_party && other.contradicts(&claim.name)) {
            *self.conflicts.entry((other.source, other.name.clone())).or_default() += 1;
        }
    }

    fn proven(self, source: Source, name: &str) -> ProvenClaim {
        let proof = self.proof.into_iter().take(MAX_PROOFS).map(|proof| idlewire_report::Proof {
            place: proof.place,
            path: String::new(),
            time: None,
            span: proof.span.unwrap_or_default(),
            bytes: Vec::new(),
        });
        let conflicts = self.conflicts.into_iter();
        ProvenClaim {
            source,
            name: name.to_owned(),
            address: None,
            aliases: self.aliases.iter().map(ToString::to_string).collect(),
            flows: self.flows,
            used: self.used,
            proof: proof.collect(),
            conflicts: conflicts
                .map(|((source, name), flows)| Conflict { source, name: name.to_string(), flows })
                .collect(),
        }
    }
}

/// Reads the recording once more and fills in the bytes of every proof.
fn cut_out(explanation: &mut Explanation<'_>, inputs: &[InputSummary], again: &mut Recording) {
    let mut wanted: BTreeMap<FramePlace, Vec<&mut idlewire_report::Proof>> = BTreeMap::new();
    let claims =
        explanation.found.iter_mut().flat_map(|explained| &mut explained.claims).chain(&mut explanation.resolved);
    for proof in claims.flat_map(|claim| &mut claim.proof) {
        if let Some(input) = inputs.get(proof.place.input as usize) {
            proof.path = input.path.display().to_string();
        }
        wanted.entry(proof.place).or_default().push(proof);
    }
    while let Some(frame) = again.next_frame() {
        let Ok(frame) = frame else { continue };
        for proof in wanted.get_mut(&frame.place).into_iter().flatten() {
            proof.time = frame.time;
            proof.bytes =
                frame.bytes.get(proof.span.start as usize..proof.span.end as usize).unwrap_or_default().to_vec();
        }
    }
}
