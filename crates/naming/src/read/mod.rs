//! From payloads to claims: what each segment of a flow says, written into the flow's facts and the book of answers.

mod opening;
mod tcp;
mod udp;

use crate::book::Received;
use crate::facts::{Facts, OwnClaim, Proof};
use crate::heard::Heard;
use crate::proto::identify::{Carrier, Found, Role, identify};
use crate::proto::tls::{ClientHello, ServerHello};
use crate::proto::{dns, host_name};
use idlewire_evidence::{Ledger, Source, Span};
use idlewire_flow::{Flow, Segment, Side};

pub use tcp::may_begin;

/// Where findings go besides the flow itself.
#[derive(Debug)]
pub struct Findings<'a> {
    /// DNS answers.
    pub heard: &'a mut Heard,
    /// Caps that were hit.
    pub ledger: &'a mut Ledger,
}

/// Reads what a segment says. The segment must not yet have been given to [`Flow::take`].
///
/// Reading is a function of the flow so far and the segment alone, so that segments kept at the edge of a piece of
/// capture can be read again when the piece before it is known.
///
/// Returns whether the payload was looked into: behind the opening of a flow it mostly is not.
pub fn read(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> bool {
    if segment.missing > 0 && flow.facts.own.is_empty() {
        flow.facts.was_cut = true;
    }
    match flow.key.transport() {
        6 => tcp::read(flow, segment, findings),
        17 => udp::read(flow, segment, findings),
        _ => false,
    }
}

/// Tells the protocol by content; sets the client if the content shows who asks.
fn identify_by_content(flow: &mut Flow<Facts>, carrier: Carrier, side: Side, bytes: &[u8]) -> Option<Found> {
    let found = identify(carrier, flow.key.port(side), flow.key.port(side.other()), bytes)?;
    flow.facts.suggest(found.token, found.fit);
    match found.role {
        Role::Client => set_client(flow, side),
        Role::Server => set_client(flow, side.other()),
        Role::Unknown => {}
    }
    Some(found)
}

/// The first sign of a client stands: a later request the other way is a call back.
fn set_client(flow: &mut Flow<Facts>, side: Side) {
    flow.client_by_content.get_or_insert(side);
}

/// A name that was asked for on the flow.
fn claim(flow: &mut Flow<Facts>, findings: &mut Findings<'_>, segment: &Segment<'_>, said: Said<'_>) {
    let host = host_name(said.text);
    let claim = OwnClaim {
        source: said.source,
        is_host: host.is_some(),
        name: host.unwrap_or_else(|| said.text.to_owned()).into_boxed_str(),
        when: (segment.moment.time, segment.moment.place),
        side: segment.side,
        proof: said.proof,
    };
    if let Some(cap) = flow.facts.claim(claim) {
        findings.ledger.hit(cap);
    }
}

/// A text that names the server.
struct Said<'a> {
    source: Source,
    text: &'a str,
    proof: Vec<Proof>,
}

/// The segment's own payload as proof.
fn whole(segment: &Segment<'_>) -> Vec<Proof> {
    vec![Proof { place: segment.moment.place, span: span(segment) }]
}

/// The segment's payload in its frame.
fn span(segment: &Segment<'_>) -> Option<Span> {
    segment.at.map(|at| Span::new(at as usize, segment.bytes.len()))
}

/// What a ClientHello says, whatever carries it.
fn take_client_hello(flow: &mut Flow<Facts>, side: Side, hello: &ClientHello) {
    set_client(flow, side);
    let facts = &mut flow.facts;
    facts.is_tls = true;
    facts.hello_read = true;
    facts.ech_offered |= hello.ech.is_some();
    facts.resumes |= hello.resumes;
    if facts.alpn.is_none() {
        facts.alpn = hello.alpn.first().map(|alpn| alpn.as_str().into());
    }
}

/// What a ServerHello says, whatever carries it.
fn take_server_hello(flow: &mut Flow<Facts>, side: Side, hello: &ServerHello) {
    set_client(flow, side.other());
    let facts = &mut flow.facts;
    facts.is_tls = true;
    facts.server_hello_read |= !hello.is_retry;
    facts.tls = Some(hello.version);
    if let Some(alpn) = &hello.alpn {
        facts.alpn = Some(alpn.as_str().into());
    }
}

/// Reads a DNS message; an answer goes into the book of the machine that received it.
///
/// Returns `false` if the bytes are no DNS message.
fn read_dns(
    flow: &mut Flow<Facts>,
    side: Side,
    segment: &Segment<'_>,
    bytes: &[u8],
    findings: &mut Findings<'_>,
) -> bool {
    let Some(message) = dns::Message::parse(bytes) else { return false };
    set_client(flow, if message.is_response() { side.other() } else { side });
    if message.is_response() {
        let received = Received {
            machine: flow.key.address(side.other()),
            when: (segment.moment.time, segment.moment.place),
            span: span(segment),
            counts: segment.moment.counts,
        };
        findings.heard.note(received, bytes);
    }
    true
}
