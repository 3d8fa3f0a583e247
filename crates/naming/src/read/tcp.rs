//! TCP: the opening words of each side, and words that begin a new part in the middle.

use super::{Findings, Said, claim, identify_by_content, read_dns, set_client, take_client_hello, take_server_hello};
use crate::facts::{Facts, Proof};
use crate::proto::http::{self, RequestHead, Target};
use crate::proto::identify::{Carrier, Fit};
use crate::proto::socks::{self, SocksTarget};
use crate::proto::tls::{self, Version};
use crate::proto::{Progress, dns};
use idlewire_evidence::{Source, Span};
use idlewire_flow::{Flow, Segment, Side};

/// So many opening bytes that say nothing known are enough to give up. Unit: bytes.
const ENOUGH: usize = 256;

/// The port of DNS (RFC 7766) and that of multicast DNS.
const DNS_PORT: u16 = 53;

/// Takes a segment into its stream and reads as far as the stream has come.
pub(super) fn read(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) {
    let grew = flow.take(segment).unwrap_or_else(|cap| {
        findings.ledger.hit(cap);
        false
    });
    if segment.bytes.is_empty() {
        return;
    }
    if !grew && begins_anew(&flow.facts, &segment.bytes) {
        let stream = &mut flow.streams[segment.side as usize];
        stream.open_at(segment.sequence);
        if stream.push(segment.sequence, segment).is_err() {
            return;
        }
    } else if !grew {
        return;
    }
    // Each step either ends or takes bytes off the stream, so this ends.
    while let Step::Again(len) = step(flow, segment, findings) {
        let stream = &mut flow.streams[segment.side as usize];
        stream.advance(len);
        if len == 0 || stream.ready().is_empty() {
            break;
        }
    }
}

/// Whether a segment behind the opening, or behind a gap, begins a part that can be read by itself: a request on a kept
/// connection, or the hello that follows STARTTLS, CONNECT, or the like.
fn begins_anew(facts: &Facts, bytes: &[u8]) -> bool {
    match bytes {
        [0x16, 3, 0..=4, _, _, 1, ..] => !facts.hello_read,
        [0x16, 3, 0..=4, _, _, 2, ..] => !facts.server_hello_read,
        [b'A'..=b'Z', ..] => !facts.is_tls && http::looks_like_request(bytes),
        _ => false,
    }
}

/// What to do with the stream after one step of reading.
enum Step {
    /// Wait for more bytes, or stop: the stream was closed then.
    Stop,
    /// The first bytes were read; go on behind them.
    Again(usize),
}

/// Reads what stands at the front of the stream.
fn step(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Step {
    let side = segment.side;
    let ports = (flow.key.port(Side::Low), flow.key.port(Side::High));
    if ports.0 == DNS_PORT || ports.1 == DNS_PORT {
        return read_dns_stream(flow, segment, findings);
    }
    for reader in [client_hello, server_hello, request, other_names] {
        match reader(flow, segment, findings) {
            Progress::Done(Step::Again(len)) => return Step::Again(len),
            Progress::Done(Step::Stop) => {
                flow.streams[side as usize].close();
                return Step::Stop;
            }
            Progress::More => return Step::Stop,
            Progress::No => {}
        }
    }
    let stream = std::mem::take(&mut flow.streams[side as usize]);
    let known = identify_by_content(flow, Carrier::Tcp, side, stream.ready());
    if known.is_none() && stream.ready().len() < ENOUGH {
        flow.streams[side as usize] = stream;
    } else {
        flow.streams[side as usize].close();
    }
    Step::Stop
}

fn client_hello(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Progress<Step> {
    if flow.facts.hello_read {
        return Progress::No;
    }
    let stream = &flow.streams[segment.side as usize];
    tls::client_hello(stream.ready()).map(|hello| {
        let named = hello.server_name.as_ref().map(|name| (name.name.clone(), proof(flow, segment.side, name.span)));
        take_client_hello(flow, segment.side, &hello);
        if let Some((text, proof)) = named {
            claim(flow, findings, segment, Said { source: Source::TlsSni, text: &text, proof });
        }
        Step::Stop
    })
}

fn server_hello(flow: &mut Flow<Facts>, segment: &Segment<'_>, _: &mut Findings<'_>) -> Progress<Step> {
    let stream = &flow.streams[segment.side as usize];
    if flow.facts.server_hello_read && flow.facts.certificate.is_some() {
        return Progress::No;
    }
    match tls::server_hello(stream.ready()) {
        Progress::Done(hello) => {
            let wants_certificate = hello.version.0 < Version::TLS_1_3.0 && !hello.is_retry;
            let names = if wants_certificate { tls::certificate_names(stream.ready()) } else { Progress::No };
            take_server_hello(flow, segment.side, &hello);
            match names {
                Progress::More => Progress::More,
                Progress::No => Progress::Done(Step::Stop),
                Progress::Done(names) => {
                    let proof = proof(flow, segment.side, names.span);
                    flow.facts.certificate = Some((names.dns.into_iter().map(String::into_boxed_str).collect(), proof));
                    Progress::Done(Step::Stop)
                }
            }
        }
        Progress::More => Progress::More,
        Progress::No => Progress::No,
    }
}

fn request(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Progress<Step> {
    let ready = flow.streams[segment.side as usize].ready();
    match http::request_head(ready) {
        Progress::Done(head) => {
            take_request(flow, segment, findings, &head);
            // Behind CONNECT comes the tunnel's own opening; behind other heads a body that is not read.
            let tunnels = matches!(head.target, Target::Authority(_));
            Progress::Done(if tunnels { Step::Again(head.len) } else { Step::Stop })
        }
        Progress::More => Progress::More,
        Progress::No => http::response_head(ready).map(|_| {
            flow.facts.suggest("HTTP", Fit::Sure);
            set_client(flow, segment.side.other());
            Step::Stop
        }),
    }
}

fn take_request(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>, head: &RequestHead) {
    flow.facts.suggest("HTTP", Fit::Sure);
    set_client(flow, segment.side);
    let source = if matches!(head.target, Target::Authority(_)) { Source::Connect } else { Source::HttpHost };
    let stated = [head.named().map(|host| (source, host)), head.host.as_ref().map(|host| (Source::HttpHost, host))];
    for (source, host) in stated.into_iter().flatten().filter(|(_, host)| !host.value.is_empty()) {
        let proof = proof(flow, segment.side, host.span);
        claim(flow, findings, segment, Said { source, text: &host.value, proof });
    }
}

/// HTTP/2 without TLS, and SOCKS.
fn other_names(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Progress<Step> {
    let ready = flow.streams[segment.side as usize].ready();
    match http::http2_request(ready) {
        Progress::Done(request) => {
            flow.facts.suggest("HTTP2", Fit::Sure);
            set_client(flow, segment.side);
            if let Some(text) = request.authority {
                claim(
                    flow,
                    findings,
                    segment,
                    Said { source: Source::HttpHost, text: &text, proof: super::whole(segment) },
                );
            }
            Progress::Done(Step::Stop)
        }
        Progress::More => Progress::More,
        Progress::No => socks_request(flow, segment, findings),
    }
}

/// What a SOCKS client asks for; behind it comes the opening of the connection that it asked for.
fn socks_request(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Progress<Step> {
    let ready = flow.streams[segment.side as usize].ready();
    socks::socks_request(ready).map(|request| {
        flow.facts.suggest("Socks", Fit::Sure);
        set_client(flow, segment.side);
        if let SocksTarget::Name(text) = &request.target {
            let proof = proof(flow, segment.side, request.span);
            claim(flow, findings, segment, Said { source: Source::Connect, text, proof });
        }
        Step::Again(request.len)
    })
}

fn read_dns_stream(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Step {
    let side = segment.side as usize;
    let stream = std::mem::take(&mut flow.streams[side]);
    let mut messages = dns::tcp_messages(stream.ready());
    let mut is_dns = false;
    for message in messages.by_ref() {
        is_dns |= read_dns(flow, segment.side, segment, message, findings);
    }
    if is_dns {
        flow.facts.suggest("DNS", Fit::Sure);
    }
    let len = messages.consumed();
    flow.streams[side] = stream;
    if len == 0 { Step::Stop } else { Step::Again(len) }
}

/// Where a span of the stream was captured.
fn proof(flow: &Flow<Facts>, side: Side, span: Span) -> Vec<Proof> {
    let places = flow.streams[side as usize].locate(span);
    places.into_iter().map(|(place, span)| Proof { place, span }).collect()
}
