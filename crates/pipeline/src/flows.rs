//! Named flows as rows of the list.

use crate::options::Threads;
use crate::partial::Finished;
use crate::relay::QUEUE;
use crate::run::merged;
use idlewire_naming::{Claim, Ranked, Settled, Version, aliases};
use idlewire_report::{Also, FlowRow};
use idlewire_wire::Scope;
use std::borrow::Cow;
use std::io;
use std::sync::mpsc::sync_channel;

/// All flows in the order of their first frames, private ones too.
pub fn flows(finished: &Finished) -> impl Iterator<Item = FlowRow<'_>> {
    finished.flows.iter().map(|flow| row(finished, flow))
}

/// Flows whose text is made at a time.
const LIST: usize = 256;

/// Room for the text of a flow, mostly enough. Unit: bytes.
const LINE: usize = 400;

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
    let make = |flows: Cow<'_, [Box<Settled>]>| {
        let mut made = Vec::with_capacity(flows.len() * LINE);
        text(&mut flows.iter().map(|flow| row(finished, flow)), &mut made).map(|()| made)
    };
    let mut lists = lists(finished)?;
    if threads == Threads::One {
        return lists.try_for_each(|list| out.write_all(&make(list?)?));
    }
    std::thread::scope(|scope| {
        let (mut makers, mut made) = (Vec::new(), Vec::new());
        for _ in 0..MAKERS {
            let (give, given) = sync_channel::<io::Result<Cow<'_, [Box<Settled>]>>>(QUEUE);
            let (send, receive) = sync_channel(QUEUE);
            let make = &make;
            // Where nobody receives any more, writing has failed.
            scope.spawn(move || given.into_iter().all(|list| send.send(list.and_then(make)).is_ok()));
            makers.push(give);
            made.push(receive);
        }
        scope.spawn(move || lists.zip(makers.iter().cycle()).all(|(list, maker)| maker.send(list).is_ok()));
        // Lists are given in turn, and so received; where the next is missing, all are there.
        made.iter().cycle().map_while(|made| made.recv().ok()).try_for_each(|made| out.write_all(&made?))
    })
}

/// Lists of flows in the order of their first frames.
type Lists<'f> = Box<dyn Iterator<Item = io::Result<Cow<'f, [Box<Settled>]>>> + Send + 'f>;

fn lists(finished: &Finished) -> io::Result<Lists<'_>> {
    if finished.runs.is_empty() {
        return Ok(Box::new(finished.flows.chunks(LIST).map(|list| Ok(list.into()))));
    }
    let mut flows = merged(&finished.runs, &finished.flows)?;
    let mut list = move || flows.by_ref().take(LIST).map(|flow| flow.map(Box::new)).collect::<io::Result<Vec<_>>>();
    let lists = std::iter::from_fn(move || Some(list()).filter(|list| !list.as_ref().is_ok_and(Vec::is_empty)));
    Ok(Box::new(lists.map(|list| list.map(Cow::Owned))))
}

/// One flow with its names.
pub(crate) fn row<'a>(finished: &'a Finished, flow: &'a Settled) -> FlowRow<'a> {
    let ranked = finished.names(flow);
    row_of(finished, flow, &ranked, &finished.names_too(flow, &ranked))
}

/// The same with the names that were found, and those beside them.
pub(crate) fn row_of<'a>(
    finished: &Finished,
    flow: &'a Settled,
    ranked: &Ranked<'_>,
    too: &[Claim<'_>],
) -> FlowRow<'a> {
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
        also: all
            .filter(|(claim, is_best)| has_more(claim, *is_best))
            .map(|(claim, _)| claim)
            .chain(too.iter().map(|claim| also(finished, flow, claim)))
            .collect(),
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
    let process = flow.process.iter().map(|name| format!("process: {name}").into());
    ech.into_iter().chain(proxy).chain(via).chain(process).collect()
}
