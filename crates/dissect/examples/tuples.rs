//! Prints the TCP and UDP 5-tuples of captures with their packets, to compare dissection with another tool.
//!
//! Reads capture paths from standard input, one a line. Prints for each `file PATH`, then lines of: transport, source,
//! source port, destination, destination port, packets, packets that are first fragments, bytes of payload as
//! declared. At the end: why reading
//! stopped and which laws were broken, over all frames.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::io::BufRead;
use std::net::IpAddr;

use idlewire_dissect::{Packet, dissect, law};
use idlewire_wire::LinkType;

type Tuple = (&'static str, IpAddr, u16, IpAddr, u16);

fn main() -> std::io::Result<()> {
    let mut stops: BTreeMap<String, u64> = BTreeMap::new();
    for path in std::io::stdin().lock().lines() {
        let path = path?;
        let bytes = std::fs::read(&path)?;
        let mut tuples: BTreeMap<Tuple, (u64, u64, u64)> = BTreeMap::new();
        let mut see = |link: u32, frame: &[u8], wire_len: u32| {
            for kept in [frame.len() / 2, frame.len() / 3, 60] {
                if let Err(law) = law::check(LinkType(link), frame, kept.min(frame.len())) {
                    *stops.entry(format!("broken law: {law}")).or_default() += 1;
                }
            }
            let dissection = dissect(LinkType(link), frame, wire_len);
            if let Some(stop) = dissection.stop {
                *stops.entry(stop.to_string()).or_default() += 1;
            }
            if let Some((tuple, fragment, len)) = dissection.packet.and_then(tuple) {
                let (packets, fragments, payload) = tuples.entry(tuple).or_default();
                *packets += 1;
                *fragments += u64::from(fragment);
                *payload += len;
            }
        };
        let read = if bytes.starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]) {
            pcapng(&bytes, &mut see)
        } else {
            pcap(&bytes, &mut see)
        };
        println!("file {path}{}", if read.is_none() { " cut" } else { "" });
        for ((l4, source, source_port, destination, destination_port), (packets, fragments, payload)) in tuples {
            println!("{l4} {source} {source_port} {destination} {destination_port} {packets} {fragments} {payload}");
        }
    }
    for (stop, frames) in stops {
        println!("stop {frames} {stop}");
    }
    Ok(())
}

fn tuple(packet: Packet<'_>) -> Option<(Tuple, bool, u64)> {
    let l4 = match packet.transport {
        idlewire_dissect::Transport::Tcp(_) | idlewire_dissect::Transport::TcpCut { .. } => "tcp",
        idlewire_dissect::Transport::Udp { .. } => "udp",
        _ => return None,
    };
    let (source_port, destination_port) = packet.transport.ports()?;
    let len = packet.payload.len() as u64 + u64::from(packet.payload_missing);
    Some(((l4, packet.source, source_port, packet.destination, destination_port), packet.fragment.is_some(), len))
}

/// A number of four bytes at `at`; `swap` if the file was written in the other byte order.
fn number(bytes: &[u8], at: usize, swap: bool) -> Option<u32> {
    let raw = *bytes.get(at..)?.first_chunk::<4>()?;
    Some(if swap { u32::from_be_bytes(raw) } else { u32::from_le_bytes(raw) })
}

fn pcap(bytes: &[u8], see: &mut impl FnMut(u32, &[u8], u32)) -> Option<()> {
    let magic = number(bytes, 0, false)?;
    let swap = matches!(magic, 0xd4c3_b2a1 | 0x4d3c_b2a1 | 0x34cd_b2a1);
    let extra = if matches!(magic, 0xa1b2_cd34 | 0x34cd_b2a1) { 8 } else { 0 };
    let link = number(bytes, 20, swap)? & 0xffff;
    let mut at = 24;
    while at < bytes.len() {
        let len = number(bytes, at + 8, swap)? as usize;
        let frame = bytes.get(at + 16 + extra..)?.get(..len)?;
        see(link, frame, number(bytes, at + 12, swap)?);
        at += 16 + extra + len;
    }
    Some(())
}

fn pcapng(bytes: &[u8], see: &mut impl FnMut(u32, &[u8], u32)) -> Option<()> {
    let (mut at, mut swap, mut links) = (0, false, Vec::new());
    while at < bytes.len() {
        let kind = number(bytes, at, swap)?;
        if kind == 0x0a0d_0d0a {
            swap = number(bytes, at + 8, false)? != 0x1a2b_3c4d;
            links.clear();
        }
        let len = number(bytes, at + 4, swap)? as usize;
        let block = bytes.get(at..)?.get(..len.max(12))?;
        match kind {
            1 => {
                let word = number(block, 8, swap)?;
                links.push((if swap { word >> 16 } else { word & 0xffff }, number(block, 12, swap)?));
            }
            3 => {
                let ((link, snap), wire) = (*links.first()?, number(block, 8, swap)?);
                let kept = if snap == 0 { wire } else { wire.min(snap) } as usize;
                see(link, block.get(12..)?.get(..kept)?, wire);
            }
            2 | 6 => {
                let interface = number(block, 8, swap)?;
                let interface = if kind == 6 {
                    interface
                } else if swap {
                    interface >> 16
                } else {
                    interface & 0xffff
                };
                let kept = number(block, 20, swap)? as usize;
                let link = links.get(interface as usize)?.0;
                see(link, block.get(28..)?.get(..kept)?, number(block, 24, swap)?);
            }
            _ => {}
        }
        at += block.len();
    }
    Some(())
}
