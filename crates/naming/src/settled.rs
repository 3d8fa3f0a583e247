//! A flow that is over, in the form in which it waits for its name.

use crate::told::When;
use crate::facts::{Facts, OwnClaim, Proof};
use crate::proto::tls::Version;

use idlewire_evidence::{Source, Timestamp};
use idlewire_flow::{ClientBy, Flow, Mac, Side, State, Sums, Via, Windows};
use idlewire_wire::Scope;
use std::net::IpAddr;

/// One end of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct End {
    /// Its address.
    pub address: IpAddr,
    /// Its port; 0 where the transport has none.
    pub port: u16,
}

/// A flow with its direction and its own claims.
#[derive(Clone, Debug)]
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
    /// Time of the first frame that has one.
    pub first: Option<Timestamp>,
    /// Time of the last frame that has one.
    pub last: Option<Timestamp>,
    /// The client's hardware address.
    pub client_mac: Option<Mac>,
    /// The hardware address at the other end of the link: the server's, or the gateway's.
    pub server_mac: Option<Mac>,
    /// The ten-minute windows in which it was active, counted from the epoch.
    pub windows: Windows,
    /// Tunnels around it.
    pub via: Via,
    /// The protocol, version-exact, as Wireshark names it; `TCP`, `UDP`, `ICMP`, `SCTP` or `IP` if it is not known.
    pub protocol: &'static str,
    /// Whether the protocol was recognised.
    pub is_known: bool,
    /// The TLS version that the server chose.
    pub tls: Option<Version>,
    /// The application protocol chosen, else the first offered.
    pub alpn: Option<Box<str>>,
    /// Names asked for on the flow, best source first, in the order they were asked.
    pub own: Vec<OwnClaim>,
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
    /// The host name that the client gave itself (DHCP).
    pub host_name: Option<Box<str>>,
}

impl From<Flow<Facts>> for Settled {
    fn from(mut flow: Flow<Facts>) -> Self {
        let (client, client_by) = flow.client();
        let end = |side: Side| End { address: flow.key.address(side), port: flow.key.port(side) };
        let mac_of =
            |side: Side| flow.macs.map(|macs| if flow.first_side == side { macs.source } else { macs.destination });
        let (protocol, is_known) = protocol(&flow);
        let state = flow.state(client);
        let mut own = std::mem::take(&mut flow.facts.own);
        // What the other end asks for, by a call back or in a text that quotes a request, does not name the server.
        own.iter_mut().for_each(|claim| claim.is_host &= claim.side == client);
        own.sort_by_key(|claim| (!claim.is_host, claim.source != Source::Connect, claim.source));
        Self {
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
            windows: flow.windows,
            via: flow.via,
            protocol,
            is_known,
            tls: flow.facts.tls,
            alpn: flow.facts.alpn,
            own,
            certificate: flow.facts.certificate,
            ech_offered: flow.facts.ech_offered,
            asks_proxy: flow.facts.asks_proxy,
            resumes: flow.facts.resumes,
            was_cut: flow.facts.was_cut,
            host_name: flow.facts.host_name,
        }
    }
}

/// The version-exact name of the flow's protocol, and whether it is more than that of its transport.
fn protocol(flow: &Flow<Facts>) -> (&'static str, bool) {
    let facts = &flow.facts;
    let by_content = facts.protocol.map(|(token, _)| token);
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

    /// The first host name of the server's certificate that is no wildcard.
    #[must_use]
    pub fn certificate_name(&self) -> Option<&str> {
        let (names, _) = self.certificate.as_ref()?;
        names.iter().map(|name| &**name).find(|name| !name.contains('*'))
    }

    /// Why the flow has no name, in case it gets none.
    #[must_use]
    pub fn unnamed_because(&self) -> &'static str {
        if Scope::of(self.server.address) != Scope::Public {
            "not public"
        } else if self.was_cut {
            "cut by snap length"
        } else if self.state == State::Middle {
            "seen from the middle"
        } else {
            "bare address"
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
        protocol: "TCP",
        is_known: false,
        tls: None,
        alpn: None,
        own: Vec::new(),
        certificate: None,
        ech_offered: false,
        asks_proxy: false,
        resumes: false,
        was_cut: false,
        host_name: None,
    }
}
