//! Each limit of the join is hit, counted, and has the outcome that it states.

use super::*;
use crate::book::{AnswerBook, Received};
use crate::facts::{Facts, OwnClaim, Proof};
use crate::proto::dns::{Message, Service, answers};
use crate::proto::tests::answer;
use crate::settled::bare;
use crate::{Cohosts, Findings, Heard, Hosts, may_begin, read};
use idlewire_dissect::dissect;
use idlewire_evidence::{FramePlace, Ledger, Source, Timestamp};
use idlewire_flow::{Edge, FlowTable, Moment, Side, sight};
use idlewire_wire::LinkType;
use std::net::{IpAddr, Ipv4Addr};

const MACHINE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 168, 1, 2));

fn at(second: u64) -> crate::When {
    (Some(Timestamp::from_parts(second.cast_signed(), 0)), FramePlace { input: 0, frame: second })
}

/// A book and its ledger after these messages, a second apart.
fn book(messages: impl Iterator<Item = Vec<u8>>) -> (AnswerBook, Ledger) {
    let (mut book, mut ledger) = (AnswerBook::default(), Ledger::default());
    for (second, message) in (0..).zip(messages) {
        let received = Received { machine: MACHINE, when: at(second), span: None, counts: true };
        book.write(received, &answers(&Message::parse(&message).unwrap()), &mut ledger);
    }
    (book, ledger)
}

fn name(n: u64) -> String {
    format!("n{n}.example")
}

fn clients() -> Ledger {
    let (mut hosts, mut ledger, max) = (Hosts::default(), Ledger::default(), MAX_CLIENTS.default as u32);
    let mut flow = bare("0.0.0.0", "20.42.65.84", 443, 6);
    for n in 0..max + 2 {
        flow.client.address = Ipv4Addr::from_bits(0x0a00_0000 + n).into();
        hosts.add(&flow, &mut ledger);
    }
    assert_eq!(hosts.clients.len(), max as usize);
    ledger
}

fn kin() -> Ledger {
    let (mut hosts, mut ledger) = (Hosts::default(), Ledger::default());
    let mut flow = bare("10.0.0.0", "20.42.65.84", 443, 6);
    flow.client_mac = Some([2; 6]);
    for n in 0..=MAX_KIN.default as u32 {
        flow.client.address = Ipv4Addr::from_bits(0x0a00_0000 + n).into();
        hosts.add(&flow, &mut ledger);
    }
    assert!(hosts.kin(&mut ledger).of(Ipv4Addr::new(10, 0, 0, 0).into()).is_empty());
    ledger
}

fn all_answers() -> Ledger {
    const EACH: u32 = 512;
    let max = MAX_ANSWERS.default as u32;
    let message = |n: u32| answer("a.example", &[], n * EACH..(n + 1) * EACH);
    let (book, ledger) = book((0..=max / EACH).map(message));
    let told = |n: u32| book.standing(MACHINE, Ipv4Addr::from_bits(n).into(), at(u64::from(max))).before.is_some();
    // The first address of all is 0.0.0.0, which names nothing.
    assert!(!told(1) && !told(4096) && told(4097) && told(max + EACH - 1));
    ledger
}

fn reversed() -> Ledger {
    let max = MAX_REVERSED.default as u32;
    let pointer = |n: u32| {
        let [a, b, c, d] = n.to_be_bytes();
        let mut message = answer(&format!("{d}.{c}.{b}.{a}.in-addr.arpa"), &[], 0..0);
        let at = message.len() - 4;
        message[at + 1] = 12;
        message[7] = 1;
        message.extend(b"\xc0\x0c\0\x0c\0\x01\0\0\0\x3c\0\x03\x01x\0");
        message
    };
    let (_, ledger) = book((0..max + 3).map(pointer));
    assert_eq!(ledger.caps[MAX_REVERSED.name], 3);
    ledger
}

fn answers_of_one_address() -> Ledger {
    let max = MAX_TOLD.default;
    let (book, ledger) = book((0..=max).map(|n| answer(&name(n), &[], 0x1400_0001..0x1400_0002)));
    let first = |n| book.first_told(MACHINE, Ipv4Addr::new(20, 0, 0, 1).into(), &name(n));
    assert!(first(0).is_none() && first(1).is_some() && first(max).is_some());
    ledger
}

fn questions() -> Ledger {
    let max = MAX_QUESTIONS.default;
    let (book, ledger) =
        book((0..max + 2).map(|n| answer(&name(n), &[], 0x1400_0000 + n as u32..0x1400_0001 + n as u32)));
    assert_eq!(book.questions().count() as u64, max);
    assert!(book.asked(MACHINE, &name(max - 1)).is_some() && book.asked(MACHINE, &name(max)).is_none());
    ledger
}

fn public_names() -> Ledger {
    let (mut book, mut ledger) = book([].into_iter());
    let mut said = answers(&Message::parse(include_bytes!("../../../../fuzz/corpus/dns/https-hint")).unwrap());
    let one = said.services[0].clone();
    let service = |n| Service { public_name: Some(format!("n{n:04}.example")), ..one.clone() };
    said.services = (0..MAX_PUBLIC_NAMES.default + 2).map(service).collect();
    book.write(Received { machine: MACHINE, when: at(0), span: None, counts: true }, &said, &mut ledger);
    assert!(book.is_public_name("n4095.example") && !book.is_public_name("n4096.example"));
    ledger
}

fn aliases() -> Ledger {
    let chain = |n: u64| (0..30).map(|at| format!("c{:03}.example", n * 30 + at)).collect::<Vec<_>>();
    let (book, ledger) = book((0..3).map(|n| answer("a.example", &chain(n), 0x1400_0001..0x1400_0002)));
    let aliases = &book.asked(MACHINE, "a.example").unwrap().aliases;
    assert_eq!((aliases.len() as u64, aliases.last().map(|it| &**it)), (MAX_ALIASES.default, Some("c063.example")));
    ledger
}

fn records() -> Ledger {
    let (mut book, mut ledger, address) = (AnswerBook::default(), Ledger::default(), MACHINE);
    (0..MAX_RECORDS.default + 2).for_each(|n| book.write_record(address, &format!("n{n:02}.example"), &mut ledger));
    let kept: Vec<String> = book.records(address).map(ToString::to_string).collect();
    assert_eq!((kept.len() as u64, &*kept[15]), (MAX_RECORDS.default, "n15.example"));
    ledger
}

fn services() -> Ledger {
    let (mut cohosts, mut ledger) = (Cohosts::default(), Ledger::default());
    for n in 0..MAX_SERVICES.default + 2 {
        let server = Ipv4Addr::from_bits(0x1400_0000 + n as u32).into();
        let service = crate::Service { client: MACHINE, server, port: 443, transport: 6 };
        cohosts.add(service, "a.example", Proof { place: at(n).1, span: None }, &mut ledger);
    }
    ledger
}

fn own_names() -> Ledger {
    let (mut facts, mut ledger) = (Facts::default(), Ledger::default());
    for n in 0..MAX_OWN_NAMES.default + 2 {
        let claim = OwnClaim {
            source: Source::HttpHost,
            name: name(n).into(),
            is_host: true,
            when: at(n),
            side: Side::Low,
            proof: Vec::new(),
        };
        facts.claim(claim).into_iter().for_each(|cap| ledger.hit(cap));
    }
    assert_eq!(facts.own.len() as u64, MAX_OWN_NAMES.default);
    ledger
}

/// Whether the hello of a flow is read if it comes behind so many payloads of no known protocol.
fn is_named_behind(payloads: u64) -> bool {
    let initial = include_bytes!("../../../../fuzz/corpus/quic/client-initial").split_at(3).1;
    let mut table: FlowTable<Facts> = FlowTable::new(Edge::Beginning, may_begin);
    let (mut heard, mut ledger) = (Heard::default(), Ledger::default());
    for n in 0..=payloads {
        let payload: &[u8] = if n == payloads { initial } else { b"\x01nothing known" };
        let [(a, b), (c, d)] = [28 + payload.len(), 8 + payload.len()].map(|len| ((len >> 8) as u8, len as u8));
        let head = [
            0x45, 0, a, b, 0, 0, 0x40, 0, 64, 17, 0, 0, 192, 168, 1, 2, 20, 42, 65, 84, 0xc3, 0x50, 1, 0xbb, c, d, 0, 0,
        ];
        let packet = [&head, payload].concat();
        let again = || dissect(LinkType(101), &packet, packet.len() as u32);
        let moment = Moment { time: at(n).0, place: at(n).1, counts: true };
        if let Some((flow, segment)) = table.observe(moment, 0, &sight(&again(), may_begin), &packet, again) {
            read(flow, &segment, &mut Findings { heard: &mut heard, ledger: &mut ledger });
        }
    }
    table.close().0.iter().any(|flow| !flow.facts.own.is_empty())
}

#[test]
fn later_payloads_do_not_tell_a_protocol() {
    assert!(is_named_behind(MAX_LOOKS.default - 1) && !is_named_behind(MAX_LOOKS.default));
}

/// Goes past a limit, and hands back the ledger in which that is counted.
type Case = fn() -> Ledger;

const CASES: &[(Cap, Case)] = &[
    (MAX_CLIENTS, clients),
    (MAX_KIN, kin),
    (MAX_ANSWERS, all_answers),
    (MAX_TOLD, answers_of_one_address),
    (MAX_QUESTIONS, questions),
    (MAX_PUBLIC_NAMES, public_names),
    (MAX_ALIASES, aliases),
    (MAX_REVERSED, reversed),
    (MAX_RECORDS, records),
    (MAX_SERVICES, services),
    (MAX_OWN_NAMES, own_names),
];

#[test]
fn every_limit_is_hit_and_counted() {
    // A payload more that is not looked at is no news: it shows in the protocol of the flow.
    for cap in CAPS.iter().filter(|cap| **cap != MAX_LOOKS) {
        let (_, case) = CASES.iter().find(|(it, _)| it == cap).unwrap_or_else(|| panic!("no case for {}", cap.name));
        let counted = case().caps.get(cap.name).copied().unwrap_or_default();
        assert!(counted > 0, "{} was hit and not counted", cap.name);
    }
}
