//! Named flows as rows of the list.

use crate::options::Threads;
use crate::partial::{Context, Finished};
use crate::relay::QUEUE;
use idlewire_naming::{Claim, Settled, Version, aliases};
use idlewire_report::{Also, FlowRow};
use idlewire_wire::Scope;
use std::borrow::Cow;
use std::io;
use std::sync::mpsc::sync_channel;

/// All flows in the order of their first frames, private ones too.
pub fn flows(finished: &Finished) -> impl Iterator<Item = FlowRow<'_>> {
    let context = finished.context();
    finished.flows.iter().map(move |flow| row(finished, flow, &context))
}

/// Flows whose text is made at a time.
const LIST: usize = 512;

/// Threads that make text. A third one writes it, and mostly waits.
const MAKERS: usize = 2;

/// Writes all flows in the order of [`flows`], as the text that `text` makes of a list of them. With several threads lists are
/// made beside each other; what is written is the same.
///
/// # Errors
/// The first of `text` or of the writer.
pub fn write_flows(
    finished: &Finished,
    threads: Threads,
    text: impl Fn(&mut dyn Iterator<Item = FlowRow<'_>>, &mut Vec<u8>) -> io::Result<()> + Sync,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let context = finished.context();
    let make = |flows: &[Settled]| {
        let mut made = Vec::new();
        text(&mut flows.iter().map(|flow| row(finished, flow, &context)), &mut made).map(|()| made)
    };
    let lists = || finished.flows.chunks(LIST);
    if threads == Threads::One {
        return lists().try_for_each(|list| out.write_all(&make(list)?));
    }
    std::thread::scope(|scope| {
        let makers: Vec<_> = (0..MAKERS)
            .map(|maker| {
                let (send, receive) = sync_channel(QUEUE);
                let make = &make;
                // Where nobody receives any more, writing has failed.
                scope.spawn(move || lists().skip(maker).step_by(MAKERS).all(|list| send.send(make(list)).is_ok()));
                receive
            })
            .collect();
        // Each maker makes every second list, so that they are received in turn.
        let made = makers.iter().cycle().take(lists().len()).map_while(|maker| maker.recv().ok());
        made.into_iter().try_for_each(|made| out.write_all(&made?))
    })
}

/// One flow with its names.
pub(crate) fn row<'a>(finished: &Finished, flow: &'a Settled, context: &Context) -> FlowRow<'a> {
    let ranked = finished.names(flow, context);
    let best = ranked.best();
    let has_more = |claim: &Also<'_>, is_best: bool| !is_best || !claim.aliases.is_empty();
    let all =
        ranked.claims.iter().enumerate().map(|(at, claim)| (also(finished, flow, claim), at == 0 && best.is_some()));
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
        name: best.map(|claim| claim.name.to_string().into()),
        source: best.map(|claim| claim.source),
        also: all.filter(|(claim, is_best)| has_more(claim, *is_best)).map(|(claim, _)| claim).collect(),
        first: flow.first,
        last: flow.last,
        packets_out: flow.sent.packets,
        packets_in: flow.received.packets,
        bytes_out: flow.sent.bytes,
        bytes_in: flow.received.bytes,
        notes: notes(flow),
    }
}

fn also(finished: &Finished, flow: &Settled, claim: &Claim<'_>) -> Also<'static> {
    let aliases = aliases(claim, &flow.service(), &finished.book, &finished.kin);
    Also {
        name: claim.name.to_string().into(),
        source: claim.source,
        aliases: aliases.iter().map(|alias| alias.to_string().into()).collect(),
    }
}

fn notes(flow: &Settled) -> Vec<Cow<'static, str>> {
    let ech = flow.ech_offered.then(|| "ech: offered".into());
    let proxy = flow.is_via_proxy().then(|| "via: proxy".into());
    let via = flow.via.iter().map(|tunnel| format!("via: {}", tunnel.token()).into());
    ech.into_iter().chain(proxy).chain(via).collect()
}
