//! Blind spots: why a flow has no name, or none that can be relied on, and what would have helped.

use crate::encrypted_dns::encrypted_dns;
use crate::hosts::Kin;
use crate::rank::{Ranked, is_told};
use crate::settled::Settled;
use hashbrown::HashSet;
use idlewire_evidence::Source;
use std::net::IpAddr;

/// Why a flow has no name, or a weak one. In order: of several reasons the first counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Blind {
    /// The other side is not public: such servers seldom have public names.
    NotPublic,
    /// Encrypted ClientHello hid the name.
    Hidden,
    /// The snap length cut payloads before the flow was named.
    Cut,
    /// The capture holds no beginning of the flow.
    Middle,
    /// The hello states no name, and goes on with a session whose certificate is not in the capture.
    Resumed,
    /// Bytes of the opening are missing in the capture.
    Gap,
    /// The answer came after the flow began.
    LateAnswer,
    /// The answer was older than its TTL plus grace.
    OldAnswer,
    /// The machine asks for names over an encrypted connection, and no answer gives this address.
    EncryptedDns,
    /// The flow is whole and states no name, and no answer gives its address.
    BareAddress,
}

impl Blind {
    /// The words used in output and in JSON.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::NotPublic => "not public",
            Self::Hidden => "name hidden (ECH)",
            Self::Cut => "cut by snap length",
            Self::Middle => "seen from the middle",
            Self::Resumed => "session resumed",
            Self::Gap => "gap in the capture",
            Self::LateAnswer => "late answer",
            Self::OldAnswer => "old answer",
            Self::EncryptedDns => "encrypted DNS",
            Self::BareAddress => "bare address",
        }
    }

    /// Which change to the capture would give the name.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::NotPublic => "log names at the local resolver",
            Self::Hidden | Self::EncryptedDns => "turn encrypted DNS off, or log at the resolver",
            Self::Cut => "capture whole frames (no snap length)",
            Self::Middle | Self::Resumed | Self::LateAnswer => "start the capture before the machine starts",
            Self::Gap => "capture without losing frames (larger buffer, or on the machine itself)",
            Self::OldAnswer => "none: the machine used the address for longer than the answer allows",
            Self::BareAddress => {
                "start the capture before the machine starts; none if the program has the address built in"
            }
        }
    }
}

/// A source that names the address at another time, or for others, and not this flow.
#[must_use]
pub fn is_weak(source: Source) -> bool {
    !source.is_own() && source != Source::Dns
}

/// Who asks for names over encrypted connections.
#[derive(Clone, Debug, Default)]
pub struct EncryptedDnsUsers(HashSet<IpAddr, foldhash::quality::RandomState>);

impl EncryptedDnsUsers {
    /// Adds those of another piece.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Takes note of a client that does.
    pub fn add(&mut self, client: IpAddr) {
        self.0.insert(client);
    }

    /// Takes note of a flow.
    pub fn look_at(&mut self, flow: &Settled) {
        if encrypted_dns(flow).is_some() {
            self.add(flow.client.address);
        }
    }

    /// Whether the machine with this address does, under any of its addresses.
    #[must_use]
    pub fn has(&self, client: IpAddr, kin: &Kin) -> bool {
        !self.0.is_empty() && (self.0.contains(&client) || kin.of(client).iter().any(|other| self.0.contains(other)))
    }
}

/// Why the flow has no name, or only a weak one; `None` if it has a good one.
///
/// `alone` is what the flow itself tells: [`Settled::blind`].
#[must_use]
pub fn blind_spot(ranked: &Ranked<'_>, alone: Blind, uses_encrypted_dns: bool) -> Option<Blind> {
    let best = ranked.best().map(|best| best.source);
    let is_cover = ranked.hides_name && best.is_some_and(Source::is_own);
    if best.is_some_and(|source| !is_weak(source)) && !is_cover {
        return None;
    }
    let is_answered = ranked.claims.iter().any(|claim| is_told(claim.source));
    Some(match (alone, best) {
        (Blind::NotPublic, _) => Blind::NotPublic,
        _ if ranked.hides_name => Blind::Hidden,
        (Blind::BareAddress, Some(Source::DnsLate)) => Blind::LateAnswer,
        (Blind::BareAddress, Some(Source::DnsStale)) => Blind::OldAnswer,
        (Blind::BareAddress, _) if uses_encrypted_dns && !is_answered => Blind::EncryptedDns,
        (alone, _) => alone,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::AnswerBook;
    use crate::facts::{OwnClaim, Proof};
    use crate::rank::Cohosts;
    use crate::resolve::claims;
    use crate::settled::{Before, bare};
    use idlewire_evidence::FramePlace;
    use idlewire_flow::{Side, State};

    const PLACE: FramePlace = FramePlace { input: 0, frame: 1 };

    fn flow() -> Settled {
        bare("192.168.1.2", "20.42.65.84", 443, 6)
    }

    fn told(source: Source) -> Option<Before> {
        Some(Before { name: "a.example".into(), source, proof: Proof { place: PLACE, span: None } })
    }

    fn asking(name: &str) -> Settled {
        let own = OwnClaim {
            source: Source::TlsSni,
            name: name.into(),
            is_host: true,
            when: (None, PLACE),
            side: Side::Low,
            proof: Vec::new(),
        };
        Settled { own: vec![own], ..flow() }
    }

    fn reason(flow: &Settled, uses_encrypted_dns: bool) -> Option<Blind> {
        let (book, cohosts) = (AnswerBook::default(), Cohosts::default());
        blind_spot(&claims(flow, &book, &Kin::default(), &cohosts), flow.blind(), uses_encrypted_dns)
    }

    #[test]
    fn every_unnamed_or_weakly_named_flow_has_a_reason() {
        for (flow, without, with) in [
            (flow(), Some(Blind::BareAddress), Some(Blind::EncryptedDns)),
            (Settled { state: State::Middle, ..flow() }, Some(Blind::Middle), Some(Blind::Middle)),
            (Settled { was_cut: true, ..flow() }, Some(Blind::Cut), Some(Blind::Cut)),
            (Settled { resumes: true, ..flow() }, Some(Blind::Resumed), Some(Blind::Resumed)),
            (Settled { has_gap: true, ..flow() }, Some(Blind::Gap), Some(Blind::Gap)),
            (Settled { told: told(Source::DnsStale), ..flow() }, Some(Blind::OldAnswer), Some(Blind::OldAnswer)),
            (Settled { told: told(Source::DnsLate), ..flow() }, Some(Blind::LateAnswer), Some(Blind::LateAnswer)),
            (Settled { told: told(Source::Dns), ..flow() }, None, None),
            (asking("a.example"), None, None),
            (Settled { ech_offered: true, ..asking("a.example") }, None, None),
            (Settled { ech_offered: true, ..asking("cloudflare-ech.com") }, Some(Blind::Hidden), Some(Blind::Hidden)),
            (Settled { ech_offered: true, told: told(Source::Dns), ..asking("cloudflare-ech.com") }, None, None),
            (bare("192.168.1.2", "192.168.1.1", 443, 6), Some(Blind::NotPublic), Some(Blind::NotPublic)),
        ] {
            assert_eq!((reason(&flow, false), reason(&flow, true)), (without, with), "{flow:?}");
        }
    }

    #[test]
    fn sources_are_weak_below_a_dns_answer() {
        let strong: Vec<Source> = Source::ALL.into_iter().filter(|source| !is_weak(*source)).collect();
        assert_eq!(strong, [Source::HttpHost, Source::Connect, Source::TlsSni, Source::QuicSni, Source::Dns]);
    }
}
