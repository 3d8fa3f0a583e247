//! Each limit is hit, and has the outcome that it states.

mod build;

use build::*;
use idlewire_capture::{CAPS, CaptureError, Recording, Selection};
use idlewire_evidence::Ledger;

const ORDER: Order = Order::Little;

/// The value of a limit, by its name.
fn max(name: &str) -> usize {
    CAPS.iter().find(|cap| cap.name == name).unwrap().default as usize
}

/// How often reading a file hits a limit that the ledger counts.
fn counted(file: &[u8], name: &str) -> u64 {
    let mut ledger = Ledger::default();
    read(&[file]).inputs[0].enter(&mut ledger);
    ledger.caps.get(name).copied().unwrap_or_default()
}

/// The place at which an error ends the input, behind so many frames.
fn ends_at(file: &[u8], frames: usize) -> Option<u64> {
    let outcome = read(&[file]);
    assert_eq!(outcome.frames.len(), frames);
    match outcome.errors[..] {
        [CaptureError::Damaged { offset, .. }] => Some(offset),
        _ => None,
    }
}

fn interfaces(count: usize, options: &[Vec<u8>]) -> Vec<u8> {
    [section(ORDER), interface(ORDER, 1, 0, options).repeat(count)].concat()
}

fn record_bytes(name: &str) -> bool {
    let start = interfaces(1, &[]);
    let long = |more: usize| {
        let bytes = vec![0; max(name) - 32 + more];
        [start.clone(), enhanced(ORDER, 0, 1, 9, &bytes, &[])].concat()
    };
    ends_at(&long(0), 1).is_none() && ends_at(&long(4), 0) == Some(start.len() as u64)
}

/// A pcap file with a record of a length that cannot be, followed by rubbish and by good records.
fn damaged(rubbish: usize) -> Vec<u8> {
    let (before, behind) = (pcap(ORDER, MICROS, &packets(2)), pcap(ORDER, MICROS, &packets(5)));
    [&before[..], &vec![0xff; rubbish], &behind[24..]].concat()
}

fn search_bytes(name: &str) -> bool {
    let place = pcap(ORDER, MICROS, &packets(2)).len() as u64;
    ends_at(&damaged(max(name) - 1000), 7).is_none() && ends_at(&damaged(max(name) + 1), 2) == Some(place)
}

fn searches(name: &str) -> bool {
    let good = pcap(ORDER, MICROS, &packets(5));
    let file = |count: usize| [&good[..24], &[&[0xff; 16][..], &good[24..]].concat().repeat(count)].concat();
    ends_at(&file(max(name)), 5 * max(name)).is_none() && ends_at(&file(max(name) + 1), 5 * max(name)).is_some()
}

fn too_many_interfaces(name: &str) -> bool {
    let full = interfaces(max(name), &[]);
    let more = [full.clone(), interface(ORDER, 1, 0, &[])].concat();
    ends_at(&full, 0).is_none() && ends_at(&more, 0) == Some(full.len() as u64)
}

fn names(name: &str) -> bool {
    let record = |n: usize| option(ORDER, 1, &[&(n as u32).to_be_bytes()[..], b"a.example\0"].concat());
    let records: Vec<u8> = (0..max(name) + 3).flat_map(record).collect();
    let file = [interfaces(1, &[]), block(ORDER, 4, &[&records, &[0; 4]])].concat();
    let (mut recording, _) = Recording::from_bytes(vec![("one".to_owned(), file.clone())], Selection::default());
    recording.next_frame().is_none() && recording.names().len() == max(name) && counted(&file, name) == 3
}

fn addresses(name: &str) -> bool {
    let options: Vec<_> = (0..max(name) as u8 + 6).map(|n| option(ORDER, 4, &[192, 0, 2, n, 0, 0, 0, 0])).collect();
    let file = interfaces(1, &options);
    read(&[&file]).inputs[0].interfaces[0].addresses.len() == max(name) && counted(&file, name) == 6
}

fn texts(name: &str) -> bool {
    let file = interfaces(1, &[option(ORDER, 2, &vec![b'x'; max(name) + 1])]);
    let text = read(&[&file]).inputs[0].interfaces[0].name.clone();
    text.is_some_and(|text| text.len() == max(name)) && counted(&file, name) == 1
}

/// Goes past the limit of this name, and tells whether what it states happens, and not before.
type Case = fn(&str) -> bool;

const CASES: &[(&str, Case)] = &[
    ("capture-record-bytes", record_bytes),
    ("capture-search-bytes", search_bytes),
    ("capture-searches", searches),
    ("capture-interfaces", too_many_interfaces),
    ("capture-names", names),
    ("capture-interface-addresses", addresses),
    ("capture-interface-text", texts),
];

#[test]
fn every_limit_is_hit_and_told() {
    for cap in CAPS {
        let (_, case) =
            CASES.iter().find(|(it, _)| *it == cap.name).unwrap_or_else(|| panic!("no case for {}", cap.name));
        assert!(case(cap.name), "{} has another outcome", cap.name);
    }
}
