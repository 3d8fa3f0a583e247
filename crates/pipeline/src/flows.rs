//! Named flows as rows of the list.

use crate::partial::Finished;
use idlewire_naming::{Claim, Cohosts, Settled, Version, claims};
use idlewire_report::{Also, FlowRow};
use idlewire_wire::Scope;

/// All flows in the order of their first frames, private ones too.
pub fn flows(finished: &Finished) -> impl Iterator<Item = FlowRow<'_>> {
    let cohosts = finished.cohosts();
    finished.flows.iter().map(move |flow| row(finished, flow, &cohosts))
}

/// One flow with its names.
pub(crate) fn row<'a>(finished: &Finished, flow: &'a Settled, cohosts: &Cohosts) -> FlowRow<'a> {
    let mut claims = claims(flow, &finished.book, &finished.kin, cohosts);
    let best = claims.first().is_some_and(|claim| claim.is_host).then(|| claims.remove(0));
    let port = |port: u16| matches!(flow.transport, 6 | 17 | 132).then_some(port);
    FlowRow {
        client: Some(flow.client.address),
        client_port: port(flow.client.port),
        server: Some(flow.server.address),
        server_port: port(flow.server.port),
        transport: flow.transport_token(),
        state: flow.state.token().into(),
        scope: Scope::of(flow.server.address).token().into(),
        protocol: flow.protocol.into(),
        alpn: flow.alpn.as_deref().map(Into::into),
        tls_version: flow.tls.and_then(Version::token).map(Into::into),
        name: best.as_ref().map(|claim| claim.name.to_string().into()),
        source: best.as_ref().map(|claim| claim.source),
        also: best.iter().filter(|claim| !claim.aliases.is_empty()).chain(&claims).map(also).collect(),
        first: flow.first,
        last: flow.last,
        packets_out: flow.sent.packets,
        packets_in: flow.received.packets,
        bytes_out: flow.sent.bytes,
        bytes_in: flow.received.bytes,
        notes: notes(flow),
    }
}

fn also(claim: &Claim) -> Also<'static> {
    Also {
        name: claim.name.to_string().into(),
        source: claim.source,
        aliases: claim.aliases.iter().map(|alias| alias.to_string().into()).collect(),
    }
}

fn notes(flow: &Settled) -> Vec<std::borrow::Cow<'static, str>> {
    let ech = flow.ech_offered.then(|| "ech: offered".into());
    let via = flow.via.iter().map(|tunnel| format!("via: {}", tunnel.token()).into());
    ech.into_iter().chain(via).collect()
}
