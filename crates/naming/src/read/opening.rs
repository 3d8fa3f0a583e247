//! What can stand at the front of a TCP stream, read part by part.

use super::tcp::MAX_BODY;
use super::{Findings, Said, claim, read_dns, set_client, take_client_hello, take_server_hello, whole};
use crate::facts::{Facts, Proof};
use crate::proto::http::{self, RequestHead, Target};
use crate::proto::identify::Fit;
use crate::proto::proxy::proxy_header;
use crate::proto::socks::{self, SocksTarget};
use crate::proto::tls::{self, ClientHello, Version};
use crate::proto::{Progress, dns, host_name, tds};
use idlewire_evidence::{Source, Span};
use idlewire_flow::{Flow, Segment, Side};

/// What to do with the stream after one step of reading.
pub(super) enum Step {
    /// Nothing more is wanted for now.
    Stop,
    /// The first bytes were read; go on behind them.
    Again(usize),
    /// The bytes say nothing known.
    Unknown,
}

/// Reads the front of the segment's stream.
type Reader = fn(&mut Flow<Facts>, &Segment<'_>, &mut Findings<'_>) -> Progress<Step>;

/// In the order of trying. `Done(Stop)` closes the stream, `More` waits for its next bytes.
pub(super) const READERS: [Reader; 9] =
    [client_hello, server_hello, alert, request, proxy, prelogin, dns_messages, http2_request, socks_request];

fn ready<'a>(flow: &'a Flow<Facts>, segment: &Segment<'_>) -> &'a [u8] {
    flow.streams[segment.side as usize].ready()
}

fn client_hello(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Progress<Step> {
    if flow.facts.hello_read {
        return Progress::No;
    }
    tls::client_hello(ready(flow, segment)).map(|hello| {
        take_hello(flow, segment, findings, &hello);
        Step::Stop
    })
}

fn take_hello(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>, hello: &ClientHello) {
    let named = hello.server_name.as_ref().map(|name| (name.name.as_str(), proof(flow, segment.side, name.span)));
    take_client_hello(flow, segment.side, hello);
    if let Some((text, proof)) = named {
        claim(flow, findings, segment, Said { source: Source::TlsSni, text, proof });
    }
}

/// What a hello or a request says of which the snap length took the rest: what stands before the cut is as good as whole.
///
/// Returns whether it was one.
pub(super) fn cut(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> bool {
    let hello = if flow.facts.hello_read { None } else { tls::client_hello_cut(ready(flow, segment)) };
    if let Some(hello) = hello {
        take_hello(flow, segment, findings, &hello);
        return true;
    }
    let Some(head) = http::request_head_cut(ready(flow, segment)) else { return false };
    take_request(flow, segment, findings, &head);
    true
}

fn server_hello(flow: &mut Flow<Facts>, segment: &Segment<'_>, _: &mut Findings<'_>) -> Progress<Step> {
    if flow.facts.server_hello_read && flow.facts.certificate.is_some() {
        return Progress::No;
    }
    let ready = ready(flow, segment);
    let hello = match tls::server_hello(ready) {
        Progress::Done(hello) => hello,
        Progress::More => return Progress::More,
        Progress::No => return Progress::No,
    };
    let wants_certificate = hello.version.0 < Version::TLS_1_3.0 && !hello.is_retry;
    let names = if wants_certificate { tls::certificate_names(ready) } else { Progress::No };
    take_server_hello(flow, segment.side, &hello);
    match names {
        Progress::More => Progress::More,
        Progress::No => Progress::Done(Step::Stop),
        Progress::Done(names) => {
            let proof = proof(flow, segment.side, names.span);
            flow.facts.certificate =
                Some((names.hosts().map(|name| name.to_ascii_lowercase().into_boxed_str()).collect(), proof));
            Progress::Done(Step::Stop)
        }
    }
}

/// A warning before the server's hello.
fn alert(flow: &mut Flow<Facts>, segment: &Segment<'_>, _: &mut Findings<'_>) -> Progress<Step> {
    if flow.facts.server_hello_read {
        return Progress::No;
    }
    tls::alert(ready(flow, segment)).map(|len| {
        flow.facts.is_tls = true;
        Step::Again(len)
    })
}

fn request(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Progress<Step> {
    if !flow.facts.may_request() {
        return Progress::No;
    }
    match http::request_head(ready(flow, segment)) {
        Progress::Done(head) => {
            take_request(flow, segment, findings, &head);
            // Behind CONNECT comes the tunnel's own opening; behind a head without body, the next request.
            let tunnels = matches!(head.target, Target::Authority(_));
            let side = segment.side as usize;
            flow.facts.body_until[side] = head.body_len.filter(|_| !tunnels).and_then(|len| {
                let behind = flow.streams[side].anchor()?.wrapping_add(u32::try_from(head.len).ok()?);
                Some(behind.wrapping_add(u32::try_from(len).unwrap_or(MAX_BODY).min(MAX_BODY)))
            });
            Progress::Done(if head.has_body && !tunnels { Step::Stop } else { Step::Again(head.len) })
        }
        Progress::More => Progress::More,
        Progress::No => http::response_head(ready(flow, segment)).map(|_| {
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
    flow.facts.asks_proxy |= matches!(head.target, Target::Authority(_) | Target::Absolute(_));
    // A Host header that says the same as the target is no second claim.
    let says_else = |host: &&http::Host| {
        let differs =
            |named: &http::Host| named.value != host.value && host_name(&named.value) != host_name(&host.value);
        head.named().is_none_or(differs)
    };
    let header = head.host.as_ref().filter(says_else);
    let stated = [head.named().map(|host| (source, host)), header.map(|host| (Source::HttpHost, host))];
    for (source, host) in stated.into_iter().flatten().filter(|(_, host)| !host.value.is_empty()) {
        // On a kept connection every request says it again.
        if flow.facts.has_claimed(source, segment.side, &host.value) {
            continue;
        }
        let proof = proof(flow, segment.side, host.span);
        claim(flow, findings, segment, Said { source, text: &host.value, proof });
    }
}

/// What a load balancer put before the connection says nothing about the name.
fn proxy(flow: &mut Flow<Facts>, segment: &Segment<'_>, _: &mut Findings<'_>) -> Progress<Step> {
    proxy_header(ready(flow, segment)).map(Step::Again)
}

/// SQL Server speaks TLS within packets of its own.
fn prelogin(flow: &mut Flow<Facts>, segment: &Segment<'_>, _: &mut Findings<'_>) -> Progress<Step> {
    let len = tds::prelogin(ready(flow, segment));
    if let Progress::Done(_) = len {
        flow.facts.suggest("TDS", Fit::Sure);
    }
    len.map(Step::Again)
}

/// DNS on its port, and where the first message leaves no doubt.
fn dns_messages(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Progress<Step> {
    let ports = [flow.key.port(Side::Low), flow.key.port(Side::High)];
    // The same form, and neighbours answer: no word of a resolver.
    if ports.contains(&dns::LLMNR_PORT) {
        return Progress::No;
    }
    let is_likely = ports.contains(&dns::PORT) || flow.facts.protocol.is_some_and(|(token, _)| token == "DNS");
    if !dns::begins_with_message(ready(flow, segment), is_likely) {
        return Progress::No;
    }
    let stream = std::mem::take(&mut flow.streams[segment.side as usize]);
    let mut messages = dns::tcp_messages(stream.ready());
    for message in messages.by_ref() {
        if read_dns(flow, segment.side, segment, message, findings) {
            flow.facts.suggest("DNS", Fit::Sure);
        }
    }
    let len = messages.consumed();
    flow.streams[segment.side as usize] = stream;
    if len == 0 { Progress::More } else { Progress::Done(Step::Again(len)) }
}

/// HTTP/2 without TLS.
fn http2_request(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Progress<Step> {
    http::http2_request(ready(flow, segment)).map(|request| {
        flow.facts.suggest("HTTP2", Fit::Sure);
        set_client(flow, segment.side);
        if let Some(text) = request.authority {
            let said = Said { source: Source::HttpHost, text: &text, proof: whole(segment) };
            claim(flow, findings, segment, said);
        }
        Step::Stop
    })
}

/// What a SOCKS client asks for; behind it comes the opening of the connection that it asked for.
fn socks_request(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Progress<Step> {
    socks::socks_request(ready(flow, segment)).map(|request| {
        flow.facts.suggest("Socks", Fit::Sure);
        flow.facts.asks_proxy = true;
        set_client(flow, segment.side);
        if let SocksTarget::Name(text) = &request.target {
            let proof = proof(flow, segment.side, request.span);
            claim(flow, findings, segment, Said { source: Source::Connect, text, proof });
        }
        Step::Again(request.len)
    })
}

/// Where a span of the stream was captured.
fn proof(flow: &Flow<Facts>, side: Side, span: Span) -> Vec<Proof> {
    let places = flow.streams[side as usize].locate(span);
    places.into_iter().map(|(place, span)| Proof { place, span }).collect()
}
