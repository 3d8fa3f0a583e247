//! UDP: DNS in every datagram, QUIC and DTLS handshakes, and the protocol by the first datagrams.

use super::{Findings, Said, claim, identify_by_content, read_dns, take_client_hello, take_server_hello, whole};
use crate::facts::Facts;
use crate::limits::MAX_LOOKS;
use crate::proto::identify::{Carrier, Fit, identify};
use crate::proto::quic::{self, Connection};
use crate::proto::{dhcp, dns};
use idlewire_evidence::Source;
use idlewire_flow::{Flow, Segment, Side};

/// Reads a datagram.
///
/// Returns whether it was looked into.
pub(super) fn read(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> bool {
    if flow.facts.protocol.is_some_and(|(token, _)| token != "DNS") && is_dns_on_its_port(flow, segment) {
        return read_dns(flow, segment.side, segment, &segment.bytes, findings);
    }
    if flow.facts.quic.is_some() {
        return read_quic(flow, segment, findings);
    }
    if flow.facts.dtls.is_some() {
        read_dtls(flow, segment, findings);
        return true;
    }
    if flow.facts.protocol.is_some_and(|(token, _)| token == "DNS") {
        read_dns(flow, segment.side, segment, &segment.bytes, findings);
        return true;
    }
    if u64::from(flow.facts.looks) >= MAX_LOOKS.default && !begins_dtls(&segment.bytes) {
        return is_dns_on_its_port(flow, segment) && read_dns(flow, segment.side, segment, &segment.bytes, findings);
    }
    flow.facts.looks = flow.facts.looks.saturating_add(1);
    let found = identify_by_content(flow, Carrier::Udp, segment.side, &segment.bytes);
    match found.map(|found| found.token) {
        Some("DNS") => {
            read_dns(flow, segment.side, segment, &segment.bytes, findings);
        }
        Some("QUIC" | "GQUIC") => {
            flow.facts.quic = Some(Box::default());
            read_quic(flow, segment, findings);
        }
        Some(token) if token.starts_with("DTLS") => {
            flow.facts.dtls = Some(Box::default());
            read_dtls(flow, segment, findings);
        }
        Some("DHCP") => name_client(flow, dhcp::host_name_v4(&segment.bytes)),
        Some("DHCPv6") => name_client(flow, dhcp::host_name_v6(&segment.bytes)),
        None => read_rtp(flow, segment),
        _ => {}
    }
    true
}

/// Whether the datagram is a hello of DTLS: peers may exchange any number of STUN messages before it (RFC 5764 section 5.1.2).
fn begins_dtls(bytes: &[u8]) -> bool {
    matches!(bytes, [22, 0xfe, 0xff | 0xfd, 0, 0, _, _, _, _, _, _, _, _, 1 | 2, ..])
}

/// Whether the datagram is DNS on the port of DNS: an answer counts there whatever the flow was taken for.
fn is_dns_on_its_port(flow: &Flow<Facts>, segment: &Segment<'_>) -> bool {
    let ports = [flow.key.port(segment.side), flow.key.port(segment.side.other())];
    ports.contains(&dns::PORT)
        && identify(Carrier::Udp, ports[0], ports[1], &segment.bytes).is_some_and(|found| found.token == "DNS")
}

/// The first name stands.
fn name_client(flow: &mut Flow<Facts>, name: Option<String>) {
    if flow.facts.host_name.is_none() {
        flow.facts.host_name = name.map(String::into_boxed_str);
    }
}

fn read_rtp(flow: &mut Flow<Facts>, segment: &Segment<'_>) {
    let has_version = segment.bytes.first().is_some_and(|first| first >> 6 == 2);
    if !has_version && flow.facts.rtp.is_none() {
        return;
    }
    let senders = flow.facts.rtp.get_or_insert_default();
    if senders[segment.side as usize].datagram(&segment.bytes) {
        flow.facts.suggest("RTP", Fit::Sure);
        flow.facts.rtp = None;
    }
}

fn read_quic(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> bool {
    let Some(mut connection) = flow.facts.quic.take() else { return false };
    let is_read = !connection.is_done();
    if is_read {
        connection.datagram(end(segment.side), &segment.bytes);
        take_quic(flow, segment, findings, &connection);
    }
    flow.facts.quic = Some(connection);
    is_read
}

fn take_quic(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>, connection: &Connection) {
    if let Some(side) = connection.client() {
        super::set_client(flow, if side == end(Side::Low) { Side::Low } else { Side::High });
    }
    let client = flow.client_by_content.unwrap_or(Side::Low);
    if let Some(hello) = connection.client_hello().filter(|_| !flow.facts.hello_read) {
        take_client_hello(flow, client, hello);
    }
    if let Some(text) = connection.server_name().filter(|_| flow.facts.own.is_empty()) {
        claim(flow, findings, segment, Said { source: Source::QuicSni, text, proof: whole(segment) });
    }
    if let Some(hello) = connection.server_hello().filter(|_| !flow.facts.server_hello_read) {
        take_server_hello(flow, client.other(), hello);
    }
}

/// The same end, as the reader of QUIC calls it.
fn end(side: Side) -> quic::Side {
    match side {
        Side::Low => quic::Side::A,
        Side::High => quic::Side::B,
    }
}

fn read_dtls(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) {
    let Some(mut handshake) = flow.facts.dtls.take() else { return };
    handshake.datagram(&segment.bytes);
    if let Some(hello) = handshake.client_hello().filter(|_| !flow.facts.hello_read) {
        take_client_hello(flow, segment.side, hello);
        if let Some(name) = &hello.server_name {
            claim(flow, findings, segment, Said { source: Source::TlsSni, text: &name.name, proof: whole(segment) });
        }
    }
    if let Some(hello) = handshake.server_hello().filter(|_| !flow.facts.server_hello_read) {
        take_server_hello(flow, segment.side, hello);
    }
    flow.facts.dtls = Some(handshake);
}
