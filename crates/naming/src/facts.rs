//! What the payloads of one flow said.

use crate::heard::Heard;
use crate::limits::MAX_OWN_NAMES;
use crate::proto::identify::Fit;
use crate::proto::quic::Connection;
use crate::proto::rtp::Rtp;
use crate::proto::tls::{DtlsHandshake, Version};
use crate::told::When;
use idlewire_evidence::{Cap, FramePlace, Source, Span};
use idlewire_flow::Side;
use serde::{Deserialize, Serialize};

/// Bytes that prove a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Proof {
    /// The frame.
    pub place: FramePlace,
    /// The bytes in it; `None` if they were put together from IP fragments.
    pub span: Option<Span>,
}

/// A name that the client asked for on the flow itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnClaim {
    /// What kind of statement.
    pub source: Source,
    /// A host name in lower case; or, if `is_host` is false, the text as it was sent.
    pub name: Box<str>,
    /// Whether the text is a host name. If not, the claim is shown and not used.
    pub is_host: bool,
    /// When it was made.
    pub when: When,
    /// Who made it.
    pub side: Side,
    /// Where it stands: several places if the bytes came in pieces.
    pub proof: Vec<Proof>,
}

/// The findings of one flow.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The protocol by content, as Wireshark's Protocol column names it, and how sure that is.
    pub protocol: Option<(&'static str, Fit)>,
    /// The version that the server chose.
    pub tls: Option<Version>,
    /// Whether a TLS or DTLS hello, or a record of TLS, was seen on the flow.
    pub is_tls: bool,
    /// The application protocol that the server chose in clear, else the first that the client offered.
    pub alpn: Option<Box<str>>,
    /// Whether the hello offered ECH (or looked as if).
    pub ech_offered: bool,
    /// Whether the client asked the server to reach somebody else for it: CONNECT, an absolute target, SOCKS.
    pub asks_proxy: bool,
    /// Whether the hello went on with an earlier session.
    pub resumes: bool,
    /// Names asked for on this flow, in the order they were asked.
    pub own: Vec<OwnClaim>,
    /// DNS names of the server's certificate, and where it stands.
    pub certificate: Option<(Vec<Box<str>>, Vec<Proof>)>,
    /// The host name that the client gave itself (DHCP option 12, RFC 2132 section 3.14).
    pub host_name: Option<Box<str>>,
    /// A payload was cut by the snap length before the flow was named.
    pub was_cut: bool,
    /// Answers in segments that are read again when the piece before is known.
    pub held: Option<Box<Heard>>,
    /// The sequence number behind the body of the last request of each side: what stands before it is no request.
    pub(crate) body_until: [Option<u32>; 2],
    pub(crate) hello_read: bool,
    pub(crate) server_hello_read: bool,
    pub(crate) looks: u8,
    pub(crate) quic: Option<Box<Connection>>,
    pub(crate) rtp: Option<Box<[Rtp; 2]>>,
    pub(crate) dtls: Option<Box<DtlsHandshake>>,
}

impl Facts {
    /// The best name that the flow itself states: by source, then the first one asked for.
    #[must_use]
    pub fn best_own(&self) -> Option<&OwnClaim> {
        self.own.iter().filter(|claim| claim.is_host).min_by_key(|claim| claim.source)
    }

    /// Whether the name, as it is kept, is known from the source.
    pub(crate) fn has_claimed(&self, source: Source, side: Side, name: &str) -> bool {
        self.own.iter().any(|known| (known.source, known.side) == (source, side) && *known.name == *name)
    }

    /// Keeps a name; a name that is known from the same source is kept once, with its first proof.
    pub(crate) fn claim(&mut self, claim: OwnClaim) -> Option<&'static Cap> {
        if self.has_claimed(claim.source, claim.side, &claim.name) {
            return None;
        }
        if self.own.len() >= MAX_OWN_NAMES.default as usize {
            return Some(&MAX_OWN_NAMES);
        }
        self.own.push(claim);
        None
    }

    /// Whether a request of HTTP may come next, as far as the protocol tells: within a mail it is a text.
    pub(crate) fn may_request(&self) -> bool {
        let is_other = |token, fit| !matches!(token, "HTTP" | "Socks") && fit > Fit::Port;
        !self.is_tls && self.protocol.is_none_or(|(token, fit)| !is_other(token, fit))
    }

    /// Holds answers back.
    pub fn hold(&mut self, answers: &Heard) {
        if !answers.is_empty() {
            self.held.get_or_insert_default().append(answers);
        }
    }

    /// Takes the protocol if it is surer than the one known.
    pub(crate) fn suggest(&mut self, token: &'static str, fit: Fit) {
        if self.protocol.is_none_or(|(_, known)| fit > known) {
            self.protocol = Some((token, fit));
        }
    }

    /// Adds what a later part of the flow said that does not depend on its beginning.
    pub fn absorb(&mut self, later: Self) {
        // What only the opening of a flow may say was no opening, since there is an earlier part.
        let opening = later.protocol.and_then(|(token, _)| match token {
            "Socks" => Some(Source::Connect),
            "HTTP2" => Some(Source::HttpHost),
            _ => None,
        });
        let anywhere = |source| matches!(source, Source::HttpHost | Source::Connect) && Some(source) != opening;
        if self.may_request() {
            for claim in later.own.into_iter().filter(|claim| anywhere(claim.source)) {
                self.claim(claim);
            }
        }
        self.host_name = self.host_name.take().or(later.host_name);
    }
}
