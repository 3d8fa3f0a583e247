//! Who opened the flow, and how far it got.

use crate::flow::Flow;
use crate::key::Side;
use idlewire_wire::Scope;
use serde::{Deserialize, Serialize};

/// How the client was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ClientBy {
    /// It sent the SYN.
    Syn,
    /// The other side sent the SYN/ACK.
    SynAck,
    /// The other side is a group or broadcast address.
    Group,
    /// It sent a hello or a request.
    Content,
    /// Another flow between the same ports began with its SYN.
    Kin,
    /// The other side's port is a service's.
    Port,
    /// The other side is public and it is not.
    Scope,
    /// It sent the first packet that was seen: a guess.
    First,
}

/// How far a flow got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// Only the client was heard, and nothing that it sent shows an answer.
    Attempted,
    /// The server answered with a reset, and nothing else.
    Refused,
    /// Both sides were heard, or over TCP the client took an answer that was not recorded; from the beginning as far as the transport shows one.
    Connected,
    /// A TCP flow without its handshake: the capture began later, or lost it.
    Middle,
}

impl State {
    /// The word used in output.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Attempted => "attempted",
            Self::Refused => "refused",
            Self::Connected => "connected",
            Self::Middle => "middle",
        }
    }
}

impl<T> Flow<T> {
    /// The side that opened the flow, by the best sign there is.
    #[must_use]
    pub fn client(&self) -> (Side, ClientBy) {
        let which = |wanted: fn(&crate::flow::Deeds) -> bool| {
            [Side::Low, Side::High].into_iter().find(|&side| wanted(&self.deeds[side as usize]))
        };
        which(|deeds| deeds.sent_syn)
            .map(|side| (side, ClientBy::Syn))
            .or_else(|| which(|deeds| deeds.sent_syn_ack).map(|side| (side.other(), ClientBy::SynAck)))
            .or_else(|| self.client_by_group().map(|side| (side, ClientBy::Group)))
            .or_else(|| self.client_by_content.map(|side| (side, ClientBy::Content)))
            .or_else(|| self.kin_before.or(self.kin_behind).map(|side| (side, ClientBy::Kin)))
            .or_else(|| self.client_by_port().map(|side| (side, ClientBy::Port)))
            .or_else(|| self.client_by_scope().map(|side| (side, ClientBy::Scope)))
            .unwrap_or((self.first_side, ClientBy::First))
    }

    /// Nobody sends from a group address, so the other side is the client.
    fn client_by_group(&self) -> Option<Side> {
        let is_group = |side: Side| match self.key.address(side) {
            std::net::IpAddr::V4(v4) => v4.is_multicast() || v4.is_broadcast(),
            std::net::IpAddr::V6(v6) => v6.is_multicast(),
        };
        [Side::Low, Side::High].into_iter().find(|side| is_group(side.other()))
    }

    /// Services live below port 1024 (RFC 6335 section 6); clients take theirs from above.
    fn client_by_port(&self) -> Option<Side> {
        let is_service = |side: Side| (1..1024).contains(&self.key.port(side));
        match (is_service(Side::Low), is_service(Side::High)) {
            (true, false) => Some(Side::High),
            (false, true) => Some(Side::Low),
            _ => None,
        }
    }

    /// Machines behind a gateway open flows to the outside; the other way is rare.
    fn client_by_scope(&self) -> Option<Side> {
        let is_public = |side: Side| Scope::of(self.key.address(side)) == Scope::Public;
        match (is_public(Side::Low), is_public(Side::High)) {
            (true, false) => Some(Side::High),
            (false, true) => Some(Side::Low),
            _ => None,
        }
    }

    /// How far the flow got, seen from its client.
    #[must_use]
    pub fn state(&self, client: Side) -> State {
        let (mine, theirs) = (&self.deeds[client as usize], &self.deeds[client.other() as usize]);
        let heard = self.is_heard(client.other());
        if self.key.transport() != 6 {
            return if heard { State::Connected } else { State::Attempted };
        }
        if theirs.sent_syn_ack || (theirs.sent_data || mine.sent_ack) && mine.sent_syn {
            State::Connected
        } else if !mine.sent_syn {
            State::Middle
        } else if theirs.sent_rst {
            State::Refused
        } else {
            State::Attempted
        }
    }
}
