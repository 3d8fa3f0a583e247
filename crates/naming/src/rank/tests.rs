//! What ranks before what, and what contradicts what.

use super::*;
use crate::book::Received;
use crate::facts::OwnClaim;
use crate::limits::MAX_TOLD;
use crate::proto::dns::{Message, answers};
use crate::resolve::claims;
use crate::settled::{Settled, bare};
use idlewire_evidence::{Ledger, Timestamp};
use idlewire_flow::Side;

const MACHINE: &str = "192.168.1.2";
const SERVER: &str = "192.0.2.7";

fn at(second: i64) -> crate::told::When {
    (Some(Timestamp::from_parts(second, 0)), FramePlace { input: 0, frame: second.unsigned_abs() })
}

fn asking(names: &[(Source, &str)], second: i64) -> Settled {
    let own = |(source, name): &(Source, &str)| OwnClaim {
        source: *source,
        name: (*name).into(),
        is_host: true,
        when: at(second),
        side: Side::Low,
        proof: vec![Proof { place: at(second).1, span: None }],
    };
    Settled { own: names.iter().map(own).collect(), began: at(second), ..bare(MACHINE, SERVER, 443, 6) }
}

/// Writes down that the machine was told `n.example` for the server, for `n` of four digits.
fn tell(book: &mut AnswerBook, n: u32, second: i64) {
    let mut answer = b"\0\x01\x81\x80\0\x01\0\x01\0\0\0\0\x040000\x07example\0\0\x01\0\x01\
        \xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\xc0\0\x02\x07"
        .to_vec();
    answer[13..17].copy_from_slice(format!("{n:04}").as_bytes());
    let received = Received { machine: MACHINE.parse().unwrap(), when: at(second), span: None, counts: true };
    book.write(received, &answers(&Message::parse(&answer).unwrap()), &mut Ledger::default());
}

fn told(n: u32, second: i64) -> AnswerBook {
    let mut book = AnswerBook::default();
    tell(&mut book, n, second);
    book
}

fn listed(flow: &Settled, book: &AnswerBook) -> Vec<(Source, String, Option<u64>)> {
    let cohosts = Cohosts::default();
    let ranked = claims(flow, book, &Kin::default(), &cohosts);
    let place = |claim: &Claim<'_>| claim.place().map(|place| place.frame);
    ranked.claims.iter().map(|claim| (claim.source, claim.name.to_string(), place(claim))).collect()
}

fn disagrees(flow: &Settled, book: &AnswerBook) -> bool {
    let (cohosts, kin) = (Cohosts::default(), Kin::default());
    claims(flow, book, &kin, &cohosts).disagrees(&flow.service(), book, &kin)
}

#[test]
fn own_names_go_before_answers_and_answers_before_records_which_stand_in_no_frame() {
    let mut book = told(1, 10);
    book.write_record(SERVER.parse().unwrap(), "record.example", &mut Ledger::default());
    let flow = asking(&[(Source::TlsSni, "own.example")], 20);
    assert_eq!(
        listed(&flow, &book),
        [
            (Source::TlsSni, "own.example".to_owned(), Some(20)),
            (Source::Dns, "0001.example".to_owned(), Some(10)),
            (Source::NameRecord, "record.example".to_owned(), None),
        ]
    );
}

#[test]
fn what_is_known_of_a_proxy_is_no_claim_about_what_is_behind_it() {
    let through = |name| Settled { asks_proxy: true, ..asking(&[(Source::Connect, name)], 20) };
    assert_eq!(listed(&through("far.example"), &told(1, 10)), [(Source::Connect, "far.example".to_owned(), Some(20))]);
    // An absolute target that names the server itself is confirmed.
    assert_eq!(listed(&through("0001.example"), &told(1, 10)).len(), 2);
    assert!(!disagrees(&through("far.example"), &told(1, 10)));
}

#[test]
fn a_flow_disagrees_if_dns_gave_the_address_under_others_only() {
    let flow = asking(&[(Source::TlsSni, "0002.example")], 30);
    assert!(disagrees(&flow, &told(1, 10)));
    assert!(!disagrees(&flow, &told(2, 10)));
    let mut both = told(2, 10);
    tell(&mut both, 1, 20);
    assert!(!disagrees(&flow, &both));
    let (kin, cohosts) = (Kin::default(), Cohosts::default());
    assert_eq!(claims(&flow, &both, &kin, &cohosts).conflicts(false).count(), 0);
    assert!(!disagrees(&asking(&[], 30), &told(1, 10)));
}

#[test]
fn what_a_flow_was_told_stands_though_the_book_forgets_it() {
    let mut book = told(0, 10);
    let mut flow = asking(&[], 11);
    flow.recall(&book);
    for n in 1..=u32::try_from(MAX_TOLD.default).unwrap() {
        tell(&mut book, n, 10 + i64::from(n));
    }
    assert_eq!(listed(&flow, &book), [(Source::Dns, "0000.example".to_owned(), Some(10))]);
    // Without that an answer of the same second, which is left, would name it.
    flow.told = None;
    assert_eq!(listed(&flow, &book)[0].0, Source::Dns);
    assert_ne!(listed(&flow, &book)[0].1, "0000.example");
}

#[test]
fn a_name_by_other_flows_is_proved_where_they_state_it() {
    let (first, later, nameless) = (asking(&[(Source::TlsSni, "own.example")], 20), 40, asking(&[], 30));
    let mut cohosts = Cohosts::default();
    for second in [later, 20] {
        let proof = Proof { place: at(second).1, span: None };
        cohosts.add(first.service(), "own.example", proof, &mut Ledger::default());
    }
    let book = AnswerBook::default();
    let ranked = claims(&nameless, &book, &Kin::default(), &cohosts);
    assert_eq!((ranked.claims[0].source, ranked.claims[0].place()), (Source::Cohost, Some(at(20).1)));
    cohosts.add(first.service(), "other.example", Proof { place: at(50).1, span: None }, &mut Ledger::default());
    assert!(claims(&nameless, &book, &Kin::default(), &cohosts).best().is_none());
}
