//! Teredo: IPv6 over UDP.

use idlewire_wire::{Layer, WireError, teredo_indications};

use crate::walk::{Next, Step, Walk};
use crate::{Tunnel, ip};

/// Reads the indications in front of the IPv6 packet.
pub(crate) fn teredo(walk: &mut Walk<'_>) -> Step {
    let rest = walk.rest();
    let len = teredo_indications(rest)?;
    match rest.get(len).map(|byte| byte >> 4) {
        Some(6) => {
            if len > 0 {
                walk.push(Layer::Teredo, len)?;
            }
            walk.enter(Layer::Teredo, Tunnel::Teredo)?;
            Ok(Next::Read(ip::ipv6))
        }
        Some(_) => Err(WireError::Malformed { layer: Layer::Teredo, rule: "an IPv6 packet follows" }),
        None => Err(WireError::Truncated { layer: Layer::Teredo, need: len + 1, have: rest.len() }),
    }
}
