//! Packets inside packets.

pub(crate) mod gre;
pub(crate) mod mpls;
pub(crate) mod provider;

mod mobile;
mod overlay;
mod teredo;

use idlewire_wire::WireError;

use crate::walk::{Next, Read, Step, Walk};

/// The tunnels over UDP by their port. A port proves nothing: a payload that does not fit is no tunnel.
///
/// Source: the IANA registry "Service Name and Transport Protocol Port Number"; 8472 is Linux's old default for VXLAN.
static PORTS: &[(u16, Read)] = &[
    (1701, mobile::l2tp),
    (2152, mobile::gtp),
    (3544, teredo::teredo),
    (4341, overlay::lisp),
    (4754, gre::gre),
    (4789, overlay::vxlan),
    (4790, overlay::vxlan_gpe),
    (6081, overlay::geneve),
    (6635, mpls::mpls_in_udp),
    (8472, overlay::vxlan),
];

/// Reads the tunnel that a port announces. If the payload is none, the datagram itself is the innermost thing to tell.
#[inline]
pub(crate) fn behind_udp(walk: &mut Walk<'_>, source: u16, destination: u16) -> Step {
    match PORTS.iter().find(|(port, _)| *port == destination || *port == source) {
        Some((_, read)) => probe(walk, *read),
        None => Ok(Next::Done),
    }
}

/// Whether a port announces a tunnel.
#[inline]
pub(crate) fn may_follow_udp(source: u16, destination: u16) -> bool {
    // The ports of names and of clients lie on either side of them.
    let is_near = |port: u16| (1701..=8472).contains(&port);
    (is_near(source) || is_near(destination)) && announces(source, destination)
}

fn announces(source: u16, destination: u16) -> bool {
    PORTS.iter().any(|(port, _)| *port == destination || *port == source)
}

/// Tries a reader. What it refuses before it took a header is no tunnel; behind a header the refusal stands.
fn probe(walk: &mut Walk<'_>, read: Read) -> Step {
    let before = walk.out.layers.len();
    match read(walk) {
        Err(WireError::Malformed { .. } | WireError::Unsupported { .. }) if walk.out.layers.len() == before => {
            Ok(Next::Done)
        }
        Err(WireError::Truncated { .. }) if walk.missing() == 0 && walk.out.layers.len() == before => Ok(Next::Done),
        other => other,
    }
}
