//! Name resolution blocks.

use super::NAMES;
use crate::byte_order::ByteOrder;
use crate::summary::Damage;
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Longest name that is kept, in bytes: a DNS name of 255 bytes, each written as an escape of four characters.
const NAME_BYTES: usize = 1020;

/// Adds the names of a name resolution block, from behind its length.
///
/// Source: draft-ietf-opsawg-pcapng section 4.5.
pub(crate) fn read(order: ByteOrder, mut body: &[u8], names: &mut BTreeSet<(IpAddr, String)>, damage: &mut Damage) {
    while let Some((header, rest)) = body.split_first_chunk::<4>() {
        let (kind, len) = (order.u16_at::<0, _>(header), usize::from(order.u16_at::<2, _>(header)));
        let Some(value) = rest.get(..len).filter(|_| kind != 0) else { return };
        if let Some((address, texts)) = address(kind, value) {
            // One address may have several names, each with a zero behind it.
            for name in texts.split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
                if names.len() as u64 >= NAMES.default || name.len() > NAME_BYTES {
                    damage.names_beyond_cap += 1;
                } else {
                    names.insert((address, String::from_utf8_lossy(name).into_owned()));
                }
            }
        }
        body = rest.get(len.next_multiple_of(4)..).unwrap_or_default();
    }
}

fn address(kind: u16, value: &[u8]) -> Option<(IpAddr, &[u8])> {
    match kind {
        1 => value.split_first_chunk::<4>().map(|(&ip, rest)| (IpAddr::V4(Ipv4Addr::from(ip)), rest)),
        2 => value.split_first_chunk::<16>().map(|(&ip, rest)| (IpAddr::V6(Ipv6Addr::from(ip)), rest)),
        _ => None,
    }
}
