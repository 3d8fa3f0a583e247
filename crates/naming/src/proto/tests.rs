//! Each limit of the readers is hit, and has the outcome that it states.

use super::pieces::Pieces;
use super::*;
use crate::book::{AnswerBook, Received};
use idlewire_evidence::{FramePlace, Ledger};
use std::ops::Range;

/// A name as labels. Source: RFC 1035 section 3.1.
fn labels(name: &str) -> Vec<u8> {
    let labels = name.split('.').flat_map(|label| [&[label.len() as u8], label.as_bytes()].concat());
    labels.chain([0]).collect()
}

/// An answer to a question for A records: a chain of aliases, and addresses of its last name, given as numbers.
pub(crate) fn answer(question: &str, chain: &[String], addresses: Range<u32>) -> Vec<u8> {
    let [high, low] = (chain.len() as u16 + addresses.len() as u16).to_be_bytes();
    let mut message = [&[0, 1, 0x81, 0x80, 0, 1, high, low, 0, 0, 0, 0][..], &labels(question), &[0, 1, 0, 1]].concat();
    // The name at the end of the chain so far, by its place.
    let mut owner = 12_u16;
    for alias in chain {
        let target = labels(alias);
        message.extend((0xc000 | owner).to_be_bytes());
        message.extend([0, 5, 0, 1, 0, 0, 0, 60, 0, target.len() as u8]);
        owner = message.len() as u16;
        message.extend(target);
    }
    for address in addresses {
        message.extend((0xc000 | owner).to_be_bytes());
        message.extend([0, 1, 0, 1, 0, 0, 0, 60, 0, 4]);
        message.extend(address.to_be_bytes());
    }
    message
}

/// How often writing down a message hits a limit.
fn counted(message: &[u8], cap: &Cap) -> u64 {
    let place = FramePlace { input: 0, frame: 1 };
    let received = Received { machine: [192, 168, 1, 2].into(), when: (None, place), span: None, counts: true };
    let mut ledger = Ledger::default();
    AnswerBook::default().write(received, &dns::answers(&dns::Message::parse(message).unwrap()), &mut ledger);
    ledger.caps.get(cap.name).copied().unwrap_or_default()
}

fn dns_records(cap: &Cap) -> bool {
    let message = |count: u64| answer("a.example", &[], 1..count as u32 + 1);
    let (all, more) = (message(cap.default), message(cap.default + 1));
    let read = dns::answers(&dns::Message::parse(&more).unwrap());
    read.addresses.len() as u64 == cap.default && (counted(&all, cap), counted(&more, cap)) == (0, 1)
}

fn dns_chain(cap: &Cap) -> bool {
    let chain = |count: u64| (0..count).map(|n| format!("c{n}.example")).collect::<Vec<_>>();
    let message = |count| answer("a.example", &chain(count), 1..2);
    let (short, long) = (message(cap.default - 1), message(cap.default + 1));
    let read = dns::answers(&dns::Message::parse(&long).unwrap());
    let named = |message: &[u8]| dns::answers(&dns::Message::parse(message).unwrap()).addresses.len();
    read.chain.len() as u64 == cap.default
        && (named(&short), named(&long)) == (1, 0)
        && (counted(&short, cap), counted(&long, cap)) == (0, 1)
}

fn tls_handshake(cap: &Cap) -> bool {
    let hello = |len: u64| tls::client_hello_message(&[&[1], &len.to_be_bytes()[5..], &[3, 3]].concat()).is_more();
    hello(cap.default) && !hello(cap.default + 1)
}

/// A value of ASN.1 with its type and length.
fn der(kind: u8, content: &[u8]) -> Vec<u8> {
    let [.., high, low] = content.len().to_be_bytes();
    [&[kind, 0x82, high, low], content].concat()
}

fn certificate_names(cap: &Cap) -> bool {
    let names: Vec<u8> = (0..=cap.default).flat_map(|n| der(0x82, format!("n{n}.example").as_bytes())).collect();
    let (none, algorithm) = (der(0x30, b""), der(0x30, b"\x06\x03\x2b\x65\x70"));
    let extension = [b"\x06\x03\x55\x1d\x11".to_vec(), der(0x04, &der(0x30, &names))].concat();
    let validity = der(0x30, b"\x17\x0d200101000000Z\x17\x0d300101000000Z");
    let key = der(0x30, &[algorithm.clone(), b"\x03\x01\x00".to_vec()].concat());
    let extensions = der(0xa3, &der(0x30, &der(0x30, &extension)));
    let version = b"\xa0\x03\x02\x01\x02\x02\x01\x01".to_vec();
    let body = der(0x30, &[version, algorithm.clone(), none.clone(), validity, none, key, extensions].concat());
    let certificate = der(0x30, &[body, algorithm, b"\x03\x01\x00".to_vec()].concat());
    let long = |bytes: &[u8]| [&bytes.len().to_be_bytes()[5..], bytes].concat();
    let message = [vec![11], long(&long(&long(&certificate)))].concat();
    let hello = [&[2, 0, 0, 38, 3, 3][..], &[7; 32], &[0, 0, 47, 0]].concat();
    let flight = [hello, message].concat();
    let stream = [&[22, 3, 3], &flight.len().to_be_bytes()[6..], &flight].concat();
    let read = tls::certificate_names(&stream).done().unwrap();
    read.dns.len() as u64 == cap.default && read.dns.last().unwrap() == "n255.example"
}

fn handshake_pieces(cap: &Cap) -> bool {
    let mut pieces = Pieces::new(1000);
    (0..cap.default).all(|at| pieces.insert(2 * at + 1, b"x")) && !pieces.insert(500, b"x")
}

fn http_head(cap: &Cap) -> bool {
    let head = |len: u64| {
        let (front, end) = ("GET / HTTP/1.1\r\nHost: a.example\r\nCookie: ", "\r\n\r\n");
        let value = "x".repeat(len as usize - front.len() - end.len());
        http::request_head([front, &value, end].concat().as_bytes())
    };
    matches!(head(cap.default), Progress::Done(_)) && head(cap.default + 1) == Progress::No
}

fn http_headers(cap: &Cap) -> bool {
    let head = |fields: u64| {
        let more: String = (1..fields).map(|n| format!("X-{n}: y\r\n")).collect();
        http::request_head(format!("GET / HTTP/1.1\r\nHost: a.example\r\n{more}\r\n").as_bytes())
    };
    matches!(head(cap.default), Progress::Done(_)) && head(cap.default + 1) == Progress::No
}

fn hpack_table(cap: &Cap) -> bool {
    // A change of the table's size (RFC 7541 section 6.3), then the request of RFC 7541 appendix C.4.1.
    let request = |size: u64| {
        let rest = size - 31;
        let size = [0x3f, 0x80 | (rest & 0x7f) as u8, (rest >> 7) as u8];
        let block = [&size[..], b"\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff"].concat();
        let frame = [&[0, 0, block.len() as u8, 1, 4, 0, 0, 0, 1][..], &block].concat();
        http::http2_request(&[b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &frame[..]].concat())
    };
    matches!(request(cap.default), Progress::Done(_)) && request(cap.default + 1) == Progress::No
}

fn quic_crypto(cap: &Cap) -> bool {
    let mut stream = Pieces::new(cap.default);
    stream.insert(cap.default - 1, b"x") && !stream.insert(cap.default, b"x")
}

fn quic_initials(cap: &Cap) -> bool {
    let initial = include_bytes!("../../../../fuzz/corpus/quic/client-initial").split_at(3).1;
    let mut forged = initial.to_vec();
    forged.iter_mut().last().unwrap().clone_from(&!initial[initial.len() - 1]);
    let is_read_behind = |count: u64| {
        let mut connection = quic::Connection::default();
        (0..count).for_each(|_| connection.datagram(quic::Side::A, &forged));
        connection.datagram(quic::Side::A, initial);
        connection.client_hello().is_some()
    };
    is_read_behind(cap.default - 1) && !is_read_behind(cap.default)
}

/// Goes past a limit, and tells whether what it states happens, and not before.
type Case = fn(&Cap) -> bool;

const CASES: &[(Cap, Case)] = &[
    (dns::MAX_RECORDS, dns_records),
    (dns::MAX_CHAIN, dns_chain),
    (tls::MAX_HANDSHAKE, tls_handshake),
    (tls::MAX_CERTIFICATE_NAMES, certificate_names),
    (MAX_PIECES, handshake_pieces),
    (http::MAX_HEAD, http_head),
    (http::MAX_HEADERS, http_headers),
    (http::MAX_HEADER_TABLE, hpack_table),
    (quic::MAX_CRYPTO, quic_crypto),
    (quic::MAX_PACKETS, quic_initials),
];

#[test]
fn every_limit_is_hit_and_told() {
    for cap in CAPS {
        let (_, case) = CASES.iter().find(|(it, _)| it == cap).unwrap_or_else(|| panic!("no case for {}", cap.name));
        assert!(case(cap), "{} has another outcome", cap.name);
    }
}
