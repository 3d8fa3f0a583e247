//! The laws of the readers of names.

use super::sealed;
use idlewire_naming::proto::identify::{Carrier, Fit, identify};
use idlewire_naming::proto::quic::{Connection, Side};
use idlewire_naming::proto::rtp::Rtp;
use idlewire_naming::proto::{Progress, dhcp, dns, http, proxy, socks, tds, tls};
use std::borrow::Cow;
use std::fmt::Debug;

/// Longest name in presentation form: 255 bytes on the wire, each at most four characters (RFC 1035 section 2.3.4).
const LONGEST_NAME: usize = 4 * 255;

/// Places at which a stream is cut: every one of the first bytes, then some.
fn cuts(len: usize) -> impl Iterator<Item = usize> {
    (0..len.min(16)).chain((16..len).step_by(len / 16 + 1)).chain([len.saturating_sub(1)])
}

/// What a reader says about the beginning of a stream never changes when more of it arrives.
fn prefix_law<T: PartialEq + Debug>(stream: &[u8], read: impl Fn(&[u8]) -> Progress<T>) {
    let whole = read(stream);
    for cut in cuts(stream.len()) {
        let part = read(&stream[..cut]);
        assert!(part.is_more() || part == whole, "after {cut} of {} bytes {part:?}, then {whole:?}", stream.len());
    }
}

/// Names are no longer than the wire allows, records lie within the message, messages of a stream within the stream, and
/// addresses come only from an answer.
pub(super) fn dns(bytes: &[u8]) {
    let mut messages = dns::tcp_messages(bytes);
    let total: usize = messages.by_ref().map(|message| message.len() + 2).sum();
    assert_eq!(total, messages.consumed(), "the messages of a stream are all that was taken of it");
    assert!(total <= bytes.len(), "the messages lie within the stream");

    let Some(message) = dns::Message::parse(bytes) else { return };
    let mut records = 0;
    for record in message.records() {
        records += 1;
        assert_eq!(bytes.get(record.data_at..record.data_at + record.data.len()), Some(record.data));
        assert!(
            record.owner.name().is_none_or(|name| name.as_str().len() <= LONGEST_NAME),
            "a name is longer than the wire allows"
        );
    }
    assert!(records <= dns::MAX_RECORDS.default, "more records than the cap");
    let answers = dns::answers(&message);
    assert!(answers.chain.len() as u64 <= dns::MAX_CHAIN.default, "a longer chain than the cap");
    assert!(answers.addresses.len() as u64 <= records, "more addresses than records");
    assert_eq!(answers, dns::answers(&message), "the same bytes say the same");
}

/// The law of prefixes, and the span of a name holds the name.
pub(super) fn tls(bytes: &[u8]) {
    prefix_law(bytes, tls::client_hello);
    prefix_law(bytes, tls::server_hello);
    prefix_law(bytes, tls::certificate_names);
    prefix_law(bytes, tls::client_hello_message);
    if let Progress::Done(hello) = tls::client_hello_message(bytes)
        && let Some(name) = hello.server_name
    {
        holds(bytes, name.span.start, name.span.end, &name.name);
    }
    // A hello that was read to its end is the same to the reader of hellos that were cut.
    if let Progress::Done(hello) = tls::client_hello(bytes)
        && hello.is_complete
        && let Some(cut) = tls::client_hello_cut(bytes)
    {
        assert_eq!(hello, cut);
    }
    let mut dtls = tls::DtlsHandshake::default();
    dtls.datagram(bytes);
}

/// The law of prefixes, and the span of a Host value holds the value.
pub(super) fn http(bytes: &[u8]) {
    prefix_law(bytes, http::request_head);
    prefix_law(bytes, http::response_head);
    prefix_law(bytes, http::http2_request);
    let _ = http::request_head_cut(bytes);
    if let Progress::Done(head) = http::request_head(bytes) {
        assert!(head.len <= bytes.len(), "a head lies within its bytes");
        if let Some(host) = head.named() {
            holds(bytes, host.span.start, host.span.end, &host.value);
        }
    }
}

/// The readers of few lines, and those that tell protocols apart. Two ports, then the payload.
///
/// The law of prefixes; what a request names lies within it; a protocol does not depend on who sends from which port, and one
/// that is sure on no port is sure on any.
pub(super) fn openings(bytes: &[u8]) {
    let Some((&[a, b, c, d], payload)) = bytes.split_first_chunk::<4>() else { return };
    prefix_law(payload, tds::prelogin);
    prefix_law(payload, proxy::proxy_header);
    prefix_law(payload, socks::socks_request);
    if let Progress::Done(request) = socks::socks_request(payload) {
        assert!(request.len <= payload.len(), "a request lies within its bytes");
        assert!(request.span.end as usize <= request.len, "a target lies within its request");
    }
    for name in [dhcp::host_name_v4(payload), dhcp::host_name_v6(payload)].into_iter().flatten() {
        assert!(!name.is_empty() && name.len() <= LONGEST_NAME, "a client names itself: {name:?}");
    }
    let (from, to) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    for carrier in [Carrier::Tcp, Carrier::Udp] {
        let found = identify(carrier, from, to, payload).map(|found| (found.token, found.fit));
        let swapped = identify(carrier, to, from, payload).map(|found| (found.token, found.fit));
        assert_eq!(found, swapped, "the ports the other way round");
        let anywhere = identify(carrier, 0, 0, payload).filter(|found| found.fit == Fit::Sure);
        assert!(anywhere.is_none() || found.is_some_and(|(_, fit)| fit == Fit::Sure), "sure on no port, not on {from}");
    }
    let mut senders = [Rtp::default(), Rtp::default()];
    for (side, datagram) in datagrams(payload) {
        senders[usize::from(side & 1)].datagram(datagram);
    }
}

/// Text that the wire states in ASCII stands at its span, byte for byte.
fn holds(bytes: &[u8], start: u32, end: u32, text: &str) {
    let stated = bytes.get(start as usize..end as usize).expect("a span lies within the bytes that were read");
    if stated.is_ascii() && !stated.iter().any(u8::is_ascii_control) {
        assert_eq!(stated, text.as_bytes(), "the span of a name holds the name");
    }
}

/// Datagrams of one connection, each behind a byte for the side and two for its length. What is known stays known, and
/// the same datagrams say the same.
///
/// The second bit of the side: what follows are frames, and is put into an Initial packet, of a version by the two bits above it.
/// The client's keys are those of A, unless the fifth bit is set.
pub(super) fn quic(bytes: &[u8]) {
    let datagrams: Vec<(Side, Cow<'_, [u8]>)> = datagrams(bytes).enumerate().map(datagram).collect();
    let mut connection = Connection::default();
    for (side, datagram) in &datagrams {
        let before = (connection.client_hello().cloned(), connection.server_name().map(str::to_owned));
        connection.datagram(*side, datagram);
        assert!(before.0.is_none() || before.0.as_ref() == connection.client_hello(), "a hello that was read changed");
        assert!(before.1.is_none() || before.1.as_deref() == connection.server_name(), "a name that was read changed");
    }
    let mut again = Connection::default();
    datagrams.iter().for_each(|(side, datagram)| again.datagram(*side, datagram));
    assert_eq!(connection.client_hello(), again.client_hello());
    assert_eq!(connection.server_hello(), again.server_hello());
}

fn datagram<'a>((number, (side, bytes)): (usize, (u8, &'a [u8]))) -> (Side, Cow<'a, [u8]>) {
    let is_a = side & 1 == 0;
    let packet = || sealed::initial(side >> 2, is_a != (side & 16 != 0), number as u8, bytes);
    let datagram = if side & 2 == 0 { Cow::Borrowed(bytes) } else { Cow::Owned(packet()) };
    (if is_a { Side::A } else { Side::B }, datagram)
}

fn datagrams(mut bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let ([side, high, low], rest) = bytes.split_first_chunk::<3>()?;
        let len = usize::from(u16::from_be_bytes([*high, *low])).min(rest.len());
        let (datagram, behind) = rest.split_at(len);
        bytes = behind;
        Some((*side, datagram))
    })
}
