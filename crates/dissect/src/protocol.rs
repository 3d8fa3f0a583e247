//! What a protocol number of IP announces: a transport, a tunnel, or a leaf.

use idlewire_wire::{Layer, WireError};

use crate::walk::{Next, Read, Step, Walk};
use crate::{Notes, Packet, Transport, Tunnel, ip, transport, tunnel};

/// Protocols that carry packets or frames. Source: the IANA registry "Protocol Numbers".
static PROTOCOLS: &[(u8, Read)] =
    &[(4, ip::ip), (41, ip::ipv6), (47, tunnel::gre::gre), (97, tunnel::provider::ether_ip), (137, tunnel::mpls::mpls)];

const ESP: u8 = 50;

/// Reads what stands behind IP and its extension headers. `next` is what follows, which for a fragment may be another
/// number than `packet.protocol`.
#[inline]
pub(crate) fn upper<'a>(walk: &mut Walk<'a>, packet: &mut Packet<'a>, next: u8) -> Step {
    packet.transport_at = ip::to_u32(walk.at());
    packet.payload_at = packet.transport_at;
    if packet.fragment.is_some_and(|fragment| fragment.offset > 0) {
        packet.transport = Transport::Later;
        return leaf(walk, packet);
    }
    if transport::is_one(next) {
        return transport::behind_ip(walk, packet, next);
    }
    let inside = PROTOCOLS.iter().find(|(number, _)| *number == next);
    match inside {
        // A first fragment is left to reassembly, behind which the tunnel is read whole.
        Some((_, read)) if packet.fragment.is_none() => {
            let tunnel = ip_tunnel(packet, next, walk.rest());
            leaf(walk, packet)?;
            if let Some((layer, tunnel)) = tunnel {
                walk.enter(layer, tunnel)?;
            }
            Ok(Next::Read(*read))
        }
        _ => {
            if next == ESP {
                walk.out.notes.set(Notes::ENCRYPTED);
            }
            leaf(walk, packet)
        }
    }
}

/// The packet itself is the innermost thing to tell.
fn leaf<'a>(walk: &mut Walk<'a>, packet: &mut Packet<'a>) -> Result<Next, WireError> {
    packet.payload = walk.rest();
    packet.payload_missing = ip::to_u32(walk.missing());
    walk.commit(packet);
    Ok(Next::Done)
}

/// The name of a tunnel of IP directly in IP; other tunnels have a header that names them.
fn ip_tunnel(packet: &Packet<'_>, next: u8, inside: &[u8]) -> Option<(Layer, Tunnel)> {
    // Addresses of 2002::/16 hold the IPv4 address of their router (RFC 3056 section 2).
    let six_to_four = || [8, 24].iter().any(|at| inside.get(*at..*at + 2) == Some(&[0x20, 0x02]));
    match (packet.source.is_ipv4(), next) {
        (true, 4) => Some((Layer::Ipv4, Tunnel::Ipip)),
        (true, 41) if six_to_four() => Some((Layer::Ipv4, Tunnel::SixToFour)),
        (true, 41) => Some((Layer::Ipv4, Tunnel::SixInFour)),
        (false, 4) => Some((Layer::Ipv6, Tunnel::FourInSix)),
        (false, 41) => Some((Layer::Ipv6, Tunnel::SixInSix)),
        _ => None,
    }
}
