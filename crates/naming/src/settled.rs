//! A flow that is over, in the form in which it waits for its name.

use crate::blind::Blind;
use crate::facts::{Facts, OwnClaim, Proof};
use crate::proto::text::text_of;
use crate::proto::tls::{self, Version};
use crate::proto::{Progress, http};
use crate::rank::{Service, order};
use crate::resolve::is_host_of_certificate;
use crate::told::When;
use idlewire_evidence::{Source, Timestamp};
use idlewire_flow::{ClientBy, Flow, Mac, Side, State, Sums, Via, Windows};
use idlewire_wire::Scope;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::sync::Arc;

/// One end of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct End {
    /// Its address.
    pub address: IpAddr,
    /// Its port; 0 where the transport has none.
    pub port: u16,
}

/// What DNS said about a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The name.
    pub name: Arc<str>,
    /// Fresh, stale, late, or a hint.
    pub source: Source,
    /// The answer.
    pub proof: Proof,
}

/// A flow with its direction and its own claims.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Settled {
    /// Who opened it.
    pub client: End,
    /// The other end.
    pub server: End,
    /// IANA protocol number.
    pub transport: u8,
    /// How the client was told.
    pub client_by: ClientBy,
    /// How far it got.
    pub state: State,
    /// What the client sent.
    pub sent: Sums,
    /// What the client received.
    pub received: Sums,
    /// The first frame.
    pub began: When,
    /// Time of the first frame that counts and has one.
    pub first: Option<Timestamp>,
    /// Time of the last frame that counts and has one.
    pub last: Option<Timestamp>,
    /// The client's hardware address.
    pub client_mac: Option<Mac>,
    /// The hardware address at the other end of the link: the server's, or the gateway's.
    pub server_mac: Option<Mac>,
    /// The ten-minute windows in which it was active, counted from the epoch.
    pub windows: Windows,
    /// Tunnels around it.
    pub via: Via,
    /// The process that spoke, where the recorder knew it (PKTAP). As hostile as any text from the wire.
    pub process: Option<Box<str>>,
    /// The protocol, version-exact, as Wireshark names it; `TCP`, `UDP`, `ICMP`, `SCTP` or `IP` if it is not known.
    #[serde(skip)]
    pub protocol: &'static str,
    /// Whether the protocol was recognised.
    pub is_known: bool,
    /// The TLS version that the server chose.
    pub tls: Option<Version>,
    /// The application protocol chosen, else the first offered.
    pub alpn: Option<Box<str>>,
    /// Names asked for on the flow, best source first, in the order they were asked.
    pub own: Vec<OwnClaim>,
    /// What the machine had been told about the server when the flow began; see [`Settled::recall`].
    pub told: Option<Before>,
    /// DNS names of the server's certificate.
    pub certificate: Option<(Vec<Box<str>>, Vec<Proof>)>,
    /// Whether the hello offered ECH.
    pub ech_offered: bool,
    /// Whether the client asked the server to reach somebody else for it: CONNECT, an absolute target, SOCKS.
    pub asks_proxy: bool,
    /// Whether the hello went on with an earlier session.
    pub resumes: bool,
    /// Whether the snap length cut payloads of the flow.
    pub was_cut: bool,
    /// Whether the client's opening words are in the capture in part only.
    pub has_gap: bool,
    /// The host name that the client gave itself (DHCP).
    pub host_name: Option<Box<str>>,
}

impl From<Flow<Facts>> for Settled {
    fn from(mut flow: Flow<Facts>) -> Self {
        Self::of(&mut flow)
    }
}

impl Settled {
    /// The same of a flow that stays where it is; its findings are taken out of it.
    #[must_use]
    pub fn of(flow: &mut Flow<Facts>) -> Self {
        let (client, client_by) = flow.client();
        let end = |side: Side| End { address: flow.key.address(side), port: flow.key.port(side) };
        let mac_of =
            |side: Side| flow.macs.map(|macs| if flow.first_side == side { macs.source } else { macs.destination });
        let (protocol, is_known) = protocol(flow);
        let state = flow.state(client);
        let mut own = std::mem::take(&mut flow.facts.own);
        // What the other end asks for, by a call back or in a text that quotes a request, does not name the server.
        own.iter_mut().for_each(|claim| claim.is_host &= claim.side == client);
        own.sort_by_key(|claim| order(claim.is_host, claim.source));
        Self {
            has_gap: own.is_empty() && has_gap(flow, client),
            client: end(client),
            server: end(client.other()),
            transport: flow.key.transport(),
            client_by,
            state,
            sent: flow.sums[client as usize],
            received: flow.sums[client.other() as usize],
            began: (flow.first.time, flow.first.place),
            first: flow.first_time,
            last: flow.last_time,
            client_mac: mac_of(client),
            server_mac: mac_of(client.other()),
            windows: std::mem::take(&mut flow.windows),
            via: flow.via,
            process: flow.process.as_deref().map(|name| text_of(name).into_boxed_str()),
            protocol,
            is_known,
            tls: flow.facts.tls,
            alpn: flow.facts.alpn.take(),
            own,
            told: None,
            certificate: flow.facts.certificate.take(),
            ech_offered: flow.facts.ech_offered,
            asks_proxy: flow.facts.asks_proxy,
            resumes: flow.facts.resumes,
            was_cut: flow.facts.was_cut,
            host_name: flow.facts.host_name.take(),
        }
    }
}

/// The version-exact name of the flow's protocol, and whether it is more than that of its transport.
fn protocol(flow: &Flow<Facts>) -> (&'static str, bool) {
    let facts = &flow.facts;
    let by_content = facts.protocol.map(|(token, _)| token);
    // What is said before the hello, such as STUN, is surer by content and not what carries the flow.
    let by_content =
        if facts.is_tls && facts.quic.is_some() && by_content != Some("GQUIC") { Some("QUIC") } else { by_content };
    if facts.is_tls && !matches!(by_content, Some("QUIC" | "GQUIC")) {
        let any_version = if flow.key.transport() == 17 { "DTLS" } else { "TLS" };
        return (facts.tls.and_then(Version::token).unwrap_or(any_version), true);
    }
    match (by_content, flow.key.transport()) {
        (Some(token), _) => (token, true),
        (None, 6) => ("TCP", false),
        (None, 17) => ("UDP", false),
        (None, 132) => ("SCTP", false),
        (None, 1) => ("ICMP", true),
        (None, 58) => ("ICMPv6", true),
        (None, _) => ("IP", false),
    }
}

/// Whether the client's hello or request began and did not become whole.
fn has_gap(flow: &Flow<Facts>, client: Side) -> bool {
    if let Some(connection) = &flow.facts.quic {
        return connection.client().is_some()
            && connection.client_hello().is_none()
            && connection.server_name().is_none();
    }
    let stream = &flow.streams[client as usize];
    match stream.ready() {
        _ if stream.has_gap() => true,
        [] => false,
        hello @ [0x16, ..] => matches!(tls::client_hello(hello), Progress::More),
        words => http::looks_like_request(words) && http::request_head(words).is_more(),
    }
}

impl Settled {
    /// The transport's word: `tcp`, `udp`, `sctp`, `icmp` or `ip/N`.
    #[must_use]
    pub fn transport_token(&self) -> std::borrow::Cow<'static, str> {
        match self.transport {
            6 => "tcp".into(),
            17 => "udp".into(),
            132 => "sctp".into(),
            1 | 58 => "icmp".into(),
            other => format!("ip/{other}").into(),
        }
    }

    /// The address that a proxy was asked to reach, if it was asked for an address and for no name.
    #[must_use]
    pub fn proxied_address(&self) -> Option<IpAddr> {
        let asked = self.own.first().filter(|claim| self.asks_proxy && !claim.is_host)?;
        let text = &*asked.name;
        let socket = || text.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip());
        socket().or_else(|| text.trim_matches(['[', ']']).parse().ok())
    }

    /// Whether it has a packet in the period that counts; else it only tells who is who.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.sent.packets > 0 || self.received.packets > 0
    }

    /// Between whom it was.
    #[must_use]
    pub fn service(&self) -> Service {
        let (client, server, port) = (self.client.address, self.server.address, self.server.port);
        Service { client, server, port, transport: self.transport }
    }

    /// The first host name of the server's certificate that is no wildcard.
    #[must_use]
    pub fn certificate_name(&self) -> Option<&str> {
        let (names, _) = self.certificate.as_ref()?;
        names.iter().map(|name| &**name).find(|name| is_host_of_certificate(name))
    }

    /// Whether a proxy was asked for a name, or for a public address. `localhost` (RFC 6761 section 6.3) is the proxy itself.
    #[must_use]
    pub fn is_via_proxy(&self) -> bool {
        let is_outside = |name: &str| name != "localhost" && !name.ends_with(".localhost");
        let mut names = self.own.iter().filter(|own| own.is_host).peekable();
        let asks_for_name = names.peek().is_some();
        self.asks_proxy
            && (names.any(|own| is_outside(&own.name))
                || !asks_for_name && self.proxied_address().is_some_and(|address| Scope::of(address) == Scope::Public))
    }

    /// Why the flow has no name, in case it gets none, as far as the flow itself tells.
    #[must_use]
    pub fn blind(&self) -> Blind {
        let destination = self.proxied_address().unwrap_or(self.server.address);
        if Scope::of(destination) != Scope::Public {
            Blind::NotPublic
        } else if self.was_cut {
            Blind::Cut
        } else if self.state == State::Middle {
            Blind::Middle
        } else if self.resumes {
            Blind::Resumed
        } else if self.has_gap {
            Blind::Gap
        } else {
            Blind::BareAddress
        }
    }

    /// The best name that the flow itself states.
    #[must_use]
    pub fn best_own(&self) -> Option<(Source, &str)> {
        self.own.first().filter(|claim| claim.is_host).map(|claim| (claim.source, &*claim.name))
    }
}

/// A flow of which nothing is known but who talked to whom.
#[cfg(test)]
pub(crate) fn bare(client: &str, server: &str, port: u16, transport: u8) -> Settled {
    let end = |address: &str, port| End { address: address.parse().unwrap(), port };
    Settled {
        client: end(client, 50_000),
        server: end(server, port),
        transport,
        client_by: ClientBy::Syn,
        state: State::Connected,
        sent: Sums::default(),
        received: Sums::default(),
        began: (None, idlewire_evidence::FramePlace { input: 0, frame: 9 }),
        first: None,
        last: None,
        client_mac: None,
        server_mac: None,
        windows: Windows::default(),
        via: Via::default(),
        process: None,
        protocol: "TCP",
        is_known: false,
        tls: None,
        alpn: None,
        own: Vec::new(),
        told: None,
        certificate: None,
        ech_offered: false,
        asks_proxy: false,
        resumes: false,
        was_cut: false,
        has_gap: false,
        host_name: None,
    }
}
