//! The match set on 10,000 patterns and 1,000,000 names, on one core. Fails if it takes more than two seconds.
//!
//! `cargo test --all-targets` runs it on a hundredth of the names, without the goal.
//!
//! The mix is that of the endpoint pages: one half plain hosts, a third with a star at the beginning, the rest with
//! inner stars, open ends and fragments. Names: a half meets some pattern, the rest shares only its last labels.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark measures the clock and prints it")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use idlewire_catalog::{Catalog, Destination, Dialect, Entry, Matcher};

const PATTERNS: usize = 10_000;
const NAMES: usize = 1_000_000;
const GOAL: Duration = Duration::from_secs(2);

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let count = if measured { NAMES } else { NAMES / 100 };
    let lists = [catalog()];
    let names: Vec<String> = (0..count).map(name).collect();
    let built = Instant::now();
    let matcher = Matcher::new(&lists);
    let built = built.elapsed();
    let start = Instant::now();
    let hits: usize = names.iter().map(|name| black_box(matcher.matches(name)).len()).sum();
    let took = start.elapsed();
    println!("{PATTERNS} patterns, {count} names: {hits} hits in {took:?} (prepared in {built:?})");
    assert!(hits > count / 4, "a bench that matches nothing measures nothing");
    assert!(took < GOAL || !measured, "slower than {GOAL:?}");
}

fn catalog() -> Catalog {
    let entry = |text: String| Entry::new(&Destination::read(&text), Dialect::Subdomains).ok();
    Catalog {
        id: "bench".to_owned(),
        endpoints: (0..PATTERNS).map(pattern).filter_map(entry).collect(),
        ..Catalog::default()
    }
}

/// A deterministic spread of words.
fn word(seed: usize) -> String {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:x}", mixed >> 44)
}

fn pattern(at: usize) -> String {
    let (host, site) = (word(at), word(at / 8));
    match at % 12 {
        0..=5 => format!("{host}.{site}.example.com"),
        6 | 7 => format!("*.{site}.example.com"),
        8 => format!("*{host}.{site}.example.net"),
        9 => format!("{host}-*.{site}.example.com"),
        10 => format!("{host}.{site}.*"),
        _ => format!("{host}-{site}-cdn"),
    }
}

fn name(at: usize) -> String {
    let row = at % (PATTERNS * 2);
    let (host, site) = (word(row), word(row / 8));
    match at % 4 {
        0 | 1 => format!("{host}.{site}.example.com"),
        2 => format!("{host}-7.{site}.example.com"),
        _ => format!("a.{host}.{site}.example.net"),
    }
}
