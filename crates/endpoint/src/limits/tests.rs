//! Each limit is hit, counted, and has the outcome that it states.

use super::*;
use crate::endpoint::endpoints;
use crate::machine::Machine;
use crate::tally::{Sum, Tally};
use idlewire_evidence::{FramePlace, Ledger, Source, Timestamp};
use idlewire_flow::{ClientBy, Side, State, Sums, Via, Windows};
use idlewire_naming::{AnswerBook, End, Kin, OwnClaim, Proof, Settled, When};
use std::net::{IpAddr, Ipv4Addr};

const PLACE: FramePlace = FramePlace { input: 0, frame: 1 };
const PIECE: When = (None, PLACE);
const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 168, 1, 2));

/// A flow to the n-th server, which asks for these names.
fn flow(n: u32, names: &[String]) -> Settled {
    let own = |name: &String| OwnClaim {
        source: Source::HttpHost,
        name: name.as_str().into(),
        is_host: true,
        when: PIECE,
        side: Side::Low,
        proof: vec![Proof { place: PLACE, span: None }],
    };
    Settled {
        client: End { address: CLIENT, port: 50_000 },
        server: End { address: IpAddr::V4(Ipv4Addr::from_bits(0x1400_0000 + n)), port: 80 },
        transport: 6,
        client_by: ClientBy::Syn,
        state: State::Connected,
        sent: Sums { packets: 1, bytes: 60 },
        received: Sums::default(),
        began: (Some(Timestamp::from_parts(i64::from(n), 0)), PLACE),
        first: None,
        last: None,
        client_mac: None,
        server_mac: None,
        windows: Windows::default(),
        via: Via::default(),
        process: None,
        protocol: "HTTP",
        is_known: true,
        tls: None,
        alpn: None,
        own: names.iter().map(own).collect(),
        told: None,
        certificate: None,
        ech_offered: false,
        asks_proxy: false,
        resumes: false,
        was_cut: false,
        has_gap: false,
        host_name: None,
    }
}

fn tally(flows: impl Iterator<Item = Settled>) -> (Tally, Ledger) {
    let (mut tally, mut ledger) = (Tally::default(), Ledger::default());
    flows.for_each(|flow| tally.add(&flow, PIECE, &mut ledger));
    (tally, ledger)
}

fn sums() -> Ledger {
    let max = MAX_SUMS.default as u32;
    let (tally, ledger) = tally((0..max + 2).map(|n| flow(n, &[])));
    assert_eq!(tally.sorted().len(), max as usize);
    ledger
}

fn other_names() -> Ledger {
    let names: Vec<String> = (0..MAX_OTHER_NAMES.default + 3).map(|n| format!("{n:04}.example")).collect();
    let (tally, ledger) = tally([flow(0, &names)].into_iter());
    let others: Vec<_> = tally.sorted()[0].1.others.keys().map(|(_, name)| name.to_string()).collect();
    // The first name is the flow's own; of the others those that sort last are dropped.
    assert_eq!(others, names[1..=MAX_OTHER_NAMES.default as usize]);
    ledger
}

fn starts() -> Ledger {
    let max = MAX_STARTS.default as u32;
    let at = |n: u32| Settled { began: flow(n, &[]).began, ..flow(0, &[]) };
    let (forward, ledger) = tally((0..max + 2).map(at));
    let (backward, _) = tally((0..max + 2).rev().map(at));
    let starts = |tally: &Tally| tally.sorted()[0].1.starts.clone();
    assert_eq!(starts(&forward), starts(&backward));
    assert_eq!((starts(&forward).len(), starts(&forward).last().unwrap().flows), (max as usize, 3));
    ledger
}

fn windows() -> Ledger {
    let (mut sum, mut ledger) = (Sum::default(), Ledger::default());
    let max = MAX_WINDOWS.default as u32;
    sum.merge(Sum { windows: (0..=max).collect(), ..Sum::default() }, &mut ledger);
    assert_eq!((sum.windows.len(), sum.windows.last()), (max as usize, Some(&(max - 1))));
    ledger
}

fn addresses() -> Ledger {
    let (tally, _) = tally((0..=MAX_ADDRESSES.default as u32).map(|n| flow(n, &["a.example".to_owned()])));
    let machine = Machine {
        addresses: [CLIENT].into(),
        macs: Default::default(),
        host_name: None,
        count: 1,
        chosen_by: "option",
    };
    let mut ledger = Ledger::default();
    let mut tables = endpoints(&tally, &AnswerBook::default(), &Kin::default(), &[machine], &mut ledger);
    let (rows, _) = tables.remove(0);
    assert_eq!((rows.len(), rows[0].addresses.len()), (1, MAX_ADDRESSES.default as usize));
    assert!(rows[0].has_more_addresses);
    ledger
}

/// Goes past a limit, and hands back the ledger in which that is counted.
type Case = fn() -> Ledger;

const CASES: &[(Cap, Case)] = &[
    (MAX_SUMS, sums),
    (MAX_OTHER_NAMES, other_names),
    (MAX_STARTS, starts),
    (MAX_WINDOWS, windows),
    (MAX_ADDRESSES, addresses),
];

#[test]
fn every_limit_is_hit_and_counted() {
    for cap in CAPS {
        let (_, case) = CASES.iter().find(|(it, _)| it == cap).unwrap_or_else(|| panic!("no case for {}", cap.name));
        let counted = case().caps.get(cap.name).copied().unwrap_or_default();
        assert!(counted > 0, "{} was hit and not counted", cap.name);
    }
}
