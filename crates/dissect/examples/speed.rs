//! Measures dissection. Unit: nanoseconds a frame, over the frames that the tests build. An argument keeps those whose
//! name begins with it.

#![allow(clippy::print_stdout, clippy::disallowed_methods)]

#[path = "../tests/frames/mod.rs"]
mod frames;

use std::hint::black_box;
use std::time::Instant;

use idlewire_dissect::{Dissection, dissect};
use idlewire_wire::LinkType;

const ROUNDS: u32 = 2_000_000;

fn main() {
    println!("{} bytes a dissection", size_of::<Dissection<'_>>());
    let datagram =
        frames::ethernet(0x0800, &frames::ipv4([1, 2, 3, 4], [5, 6, 7, 8], 17, &frames::udp(5, 443, &[0; 60])));
    measure("ethernet, IPv4, UDP", 1, &datagram);
    let wanted = std::env::args().nth(1).unwrap_or_default();
    for (name, link, frame, _) in frames::envelopes().into_iter().filter(|(name, ..)| name.starts_with(&wanted)) {
        measure(name, link, &frame);
    }
}

fn measure(name: &str, link: u32, frame: &[u8]) {
    let start = Instant::now();
    let mut ports = 0u64;
    for _ in 0..ROUNDS {
        let found = dissect(LinkType(link), black_box(frame), 1500);
        ports += found.packet.and_then(|packet| packet.transport.ports()).map_or(0, |(port, _)| u64::from(port));
    }
    println!(
        "{:6.1} ns  {name} ({})",
        start.elapsed().as_nanos() as f64 / f64::from(ROUNDS),
        ports / u64::from(ROUNDS)
    );
}
