//! Captures made of any bytes, with every envelope right: fuzzing reaches what the envelopes carry.

use idlewire_wire::{fold, sum};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

/// Link types: Ethernet, IP without a header before it, loopback, Linux cooked capture of version 2.
const LINKS: [u8; 4] = [1, 101, 0, 20];
const CLIENTS: [(&str, &str); 4] = [
    ("192.168.1.2", "2a02:8109::2"),
    ("192.168.1.3", "fe80::2"),
    ("192.168.1.2", "2a02:8109::3"),
    ("20.42.65.90", "2603:1030::9"),
];
const SERVERS: [(&str, &str); 4] = [
    ("20.42.65.84", "2603:1030::1"),
    ("192.168.1.1", "fe80::1"),
    ("52.158.208.111", "2603:1030::2"),
    ("224.0.0.251", "ff02::fb"),
];
const PORTS: [u16; 16] = [443, 80, 53, 853, 3478, 123, 1080, 3128, 5353, 25, 8443, 1900, 67, 137, 4433, 50_001];
/// How long after the frame before. Unit: nanoseconds. Every silence that ends a flow is passed, and the clock goes back.
const WAITS: [i64; 8] =
    [1_000_000, 0, 100_000_000, 20_000_000_000, 61_000_000_000, 301_000_000_000, 7_441_000_000_000, -1_000_000_000];
const TCP: u8 = 6;
const UDP: u8 = 17;

/// What conversations open with; fuzzing puts its own bytes into them.
const OPENINGS: &[&[u8]] = &[
    b"",
    include_bytes!("../../../../fuzz/corpus/dns/query"),
    include_bytes!("../../../../fuzz/corpus/dns/answer-with-chain"),
    include_bytes!("../../../../fuzz/corpus/dns/https-hint"),
    include_bytes!("../../../../fuzz/corpus/dns/over-tcp"),
    include_bytes!("../../../../fuzz/corpus/tls/client-hello"),
    include_bytes!("../../../../fuzz/corpus/tls/client-hello-two-records"),
    include_bytes!("../../../../fuzz/corpus/tls/server-hello-1.3"),
    include_bytes!("../../../../fuzz/corpus/tls/server-flight-1.2"),
    include_bytes!("../../../../fuzz/corpus/http/request"),
    include_bytes!("../../../../fuzz/corpus/http/connect"),
    include_bytes!("../../../../fuzz/corpus/http/absolute"),
    include_bytes!("../../../../fuzz/corpus/http/http2"),
    include_bytes!("../../../../fuzz/corpus/http/response"),
    // Behind the side and the length that the corpus of QUIC puts before a datagram.
    include_bytes!("../../../../fuzz/corpus/quic/client-initial").split_at(3).1,
    // SOCKS 5 asks for a name, SOCKS 4a for another (RFC 1928 section 4), and the answer of a proxy.
    b"\x05\x01\x00\x05\x01\x00\x03\x09a.example\x01\xbb",
    b"\x04\x01\x01\xbb\x00\x00\x00\x01\x00b.example\x00",
    b"\x05\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00",
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"220 mail.example ESMTP\r\n",
    b"EHLO a.example\r\nSTARTTLS\r\n",
    // A binding request (RFC 8489 section 5) and a client's time packet (RFC 5905 section 7.3).
    b"\x00\x01\x00\x00\x21\x12\xa4\x42abcdefghijkl",
    b"\x23\x00\x06\xec\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xe2\x8a\x5c\x01\x00\x00\x00\x00",
];

/// A pcap file: the first byte tells the link type; nine more each tell a packet, and are followed by bytes for its payload.
pub(super) fn capture(bytes: &[u8]) -> Vec<u8> {
    let Some((link, mut rest)) = bytes.split_first() else { return Vec::new() };
    let mut talk =
        Talk { link: LINKS[usize::from(link % 4)], time: 1_591_660_800_000_000_000, id: 0, next: BTreeMap::new() };
    let mut file = 0xa1b2_3c4d_u32.to_le_bytes().to_vec();
    file.extend([2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0]);
    // The type of version 2 of the cooked capture is 276.
    file.extend([talk.link, u8::from(talk.link == 20), 0, 0]);
    while let Some((step, behind)) = rest.split_first_chunk::<9>() {
        let (own, behind) = behind.split_at(usize::from(step[8]).min(behind.len()));
        talk.packet(step, own, &mut file);
        rest = behind;
    }
    file
}

/// Where the conversations are.
struct Talk {
    link: u8,
    /// Nanoseconds since 1970.
    time: i64,
    /// Packets so far.
    id: u16,
    /// The next sequence number of each direction of each conversation.
    next: BTreeMap<(u8, u8), u32>,
}

/// The ends of a packet.
#[derive(Clone, Copy)]
struct Ends {
    from: (IpAddr, u16),
    to: (IpAddr, u16),
    /// What tells the fragments of one packet from those of others.
    id: u16,
}

impl Talk {
    /// Bytes of a step: who, how, flags, wait, jump of the sequence number, opening, disturbance, where the own bytes go.
    fn packet(
        &mut self,
        [who, how, flags, wait, jump, opening, disturbance, at, _]: &[u8; 9],
        own: &[u8],
        file: &mut Vec<u8>,
    ) {
        let is_answer = how & 2 != 0;
        self.id = self.id.wrapping_add(1);
        let ends = Ends { id: self.id, ..ends(*who, how & 1 != 0, is_answer) };
        let mut payload = said(*opening, *disturbance, &ends);
        let at = payload.len() * usize::from(*at) / 255;
        payload.splice(at..(at + own.len()).min(payload.len()), own.iter().copied());
        let (protocol, segment) = match how >> 2 & 3 {
            0 | 1 => (TCP, self.segment((*who, how & 3), *flags, *jump, &ends, &payload)),
            2 => (UDP, datagram(&ends, &payload)),
            _ => (1 + 57 * (how & 1), payload),
        };
        self.time = (self.time + WAITS[usize::from(wait % 8)]).max(0);
        let mut packets = fragments(&ends, protocol, &segment, disturbance % 16, *jump);
        for level in 0..how >> 4 & 3 {
            packets.iter_mut().for_each(|packet| *packet = tunnel(how >> 6 ^ level, packet));
        }
        for packet in packets {
            let frame = self.frame(*who, is_answer, &packet);
            let kept = if disturbance % 16 == 5 { frame.len() * usize::from(*jump) / 256 } else { frame.len() };
            self.record(&frame, kept, file);
            if disturbance % 16 == 6 {
                self.record(&frame, kept, file);
            }
        }
    }

    /// A segment that goes on where the one before ended, but for the jump.
    fn segment(&mut self, direction: (u8, u8), flags: u8, jump: u8, ends: &Ends, payload: &[u8]) -> Vec<u8> {
        // One side begins shortly before the numbers wrap.
        let next = self.next.entry(direction).or_insert(0xffff_ff00 ^ u32::from(direction.1) << 30);
        let sequence = next.wrapping_add_signed(i32::from(jump as i8) * 16);
        let counts = payload.len() as u32 + u32::from(flags & 3 != 0);
        *next = sequence.wrapping_add(counts);
        let mut segment = [ends.from.1.to_be_bytes(), ends.to.1.to_be_bytes()].concat();
        segment.extend(sequence.to_be_bytes());
        segment.extend([0, 0, 0, 1, 0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
        segment.extend_from_slice(payload);
        sum_at(&mut segment, 16, ends, TCP);
        segment
    }

    fn frame(&self, who: u8, is_answer: bool, packet: &[u8]) -> Vec<u8> {
        let (client, router) = ([2, 0, 0, 0, 1, who & 3], [2, 0, 0, 0, 0, 1]);
        let ether_type = ether_type(packet);
        let head = match self.link {
            1 if is_answer => [&client[..], &router, &ether_type].concat(),
            1 => [&router[..], &client, &ether_type].concat(),
            20 => [&ether_type[..], &[0, 0, 0, 0, 0, 2, 0, 1, if is_answer { 0 } else { 4 }, 6], &client, &[0, 0]]
                .concat(),
            0 => vec![if packet[0] >> 4 == 6 { 24 } else { 2 }, 0, 0, 0],
            _ => Vec::new(),
        };
        [&head, packet].concat()
    }

    fn record(&self, frame: &[u8], kept: usize, file: &mut Vec<u8>) {
        let (secs, nanos) = (self.time / 1_000_000_000, self.time % 1_000_000_000);
        for number in [secs as u32, nanos as u32, kept as u32, frame.len() as u32] {
            file.extend(number.to_le_bytes());
        }
        file.extend_from_slice(&frame[..kept]);
    }
}

fn ends(who: u8, is_v6: bool, is_answer: bool) -> Ends {
    let address = |(v4, v6): (&str, &str)| if is_v6 { v6.parse() } else { v4.parse() }.expect("an address");
    let client = (address(CLIENTS[usize::from(who & 3)]), 50_000);
    let server = (address(SERVERS[usize::from(who >> 2 & 3)]), PORTS[usize::from(who >> 4)]);
    if is_answer { Ends { from: server, to: client, id: 0 } } else { Ends { from: client, to: server, id: 0 } }
}

/// The payload before it is changed; one of them answers with the address of a server.
fn said(opening: u8, which: u8, ends: &Ends) -> Vec<u8> {
    if let Some(known) = OPENINGS.get(usize::from(opening) % (OPENINGS.len() + 1)) {
        return known.to_vec();
    }
    let is_v6 = ends.from.0.is_ipv6();
    let mut answer = b"\x00\x01\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\x01a\x07example\x00".to_vec();
    let (kind, len) = if is_v6 { (28, 16) } else { (1, 4) };
    answer.extend([0, kind, 0, 1, 0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 60, 0, len]);
    let server = self::ends((which >> 4 & 3) << 2, is_v6, false).to.0;
    answer.extend(octets(server));
    answer
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

/// Source: RFC 768.
fn datagram(ends: &Ends, payload: &[u8]) -> Vec<u8> {
    let len = 8 + payload.len() as u16;
    let mut datagram = [ends.from.1, ends.to.1, len, 0].map(u16::to_be_bytes).concat();
    datagram.extend_from_slice(payload);
    sum_at(&mut datagram, 6, ends, UDP);
    datagram
}

/// Writes the checksum over the segment and its pseudo-header. Source: RFC 9293 section 3.1.
fn sum_at(segment: &mut [u8], at: usize, ends: &Ends, protocol: u8) {
    let addresses = [octets(ends.from.0), octets(ends.to.0)].concat();
    let total = sum(&addresses) + sum(segment) + segment.len() as u64 + u64::from(protocol);
    segment[at..at + 2].copy_from_slice(&(!fold(total)).to_be_bytes());
}

/// The packet whole, or in two fragments: in order, swapped, overlapping, or one of them alone.
fn fragments(ends: &Ends, protocol: u8, segment: &[u8], disturbance: u8, at: u8) -> Vec<Vec<u8>> {
    let cut = segment.len() * usize::from(at) / 256 / 8 * 8;
    let first = || ip(ends, protocol, &segment[..cut], Some((0, true)));
    let second = || ip(ends, protocol, &segment[cut..], Some((cut as u16, false)));
    let overlapping = || ip(ends, protocol, &segment[cut / 2 / 8 * 8..], Some((cut as u16 / 2 / 8 * 8, false)));
    match disturbance {
        1 => vec![first(), second()],
        2 => vec![second(), first()],
        3 => vec![first(), overlapping()],
        4 => vec![first()],
        _ => vec![ip(ends, protocol, segment, None)],
    }
}

/// Source: RFC 791 section 3.1, RFC 8200 sections 3 and 4.5. The place is the offset in bytes, and whether more follows.
fn ip(ends: &Ends, protocol: u8, payload: &[u8], place: Option<(u16, bool)>) -> Vec<u8> {
    let addresses = [octets(ends.from.0), octets(ends.to.0)].concat();
    let field = place.map_or(0, |(offset, more)| {
        if ends.from.0.is_ipv4() { (offset / 8) | (u16::from(more) << 13) } else { offset | u16::from(more) }
    });
    let (field, [i, d]) = (field.to_be_bytes(), ends.id.to_be_bytes());
    let head = if ends.from.0.is_ipv4() {
        let [high, low] = (20 + payload.len() as u16).to_be_bytes();
        let mut head = [&[0x45, 0, high, low, i, d][..], &field, &[64, protocol, 0, 0], &addresses].concat();
        let check = !fold(sum(&head));
        head[10..12].copy_from_slice(&check.to_be_bytes());
        head
    } else {
        let extension = if place.is_some() { vec![protocol, 0, field[0], field[1], 0, 0, i, d] } else { Vec::new() };
        let [high, low] = ((extension.len() + payload.len()) as u16).to_be_bytes();
        let next = if place.is_some() { 44 } else { protocol };
        [&[0x60, 0, 0, 0, high, low, next, 64][..], &addresses, &extension].concat()
    };
    [&head, payload].concat()
}

fn ether_type(packet: &[u8]) -> [u8; 2] {
    if packet[0] >> 4 == 6 { [0x86, 0xdd] } else { [0x08, 0x00] }
}

/// The packet within VXLAN (RFC 7348 section 5), GRE (RFC 2784 section 2), or IP alone (RFC 2003 section 3.1).
fn tunnel(kind: u8, packet: &[u8]) -> Vec<u8> {
    let end = |last, port| (IpAddr::V4(Ipv4Addr::new(192, 168, 9, last)), port);
    let ends = Ends { from: end(1, 60_000), to: end(2, 4789), id: 0 };
    match kind % 3 {
        0 => {
            let head = [&[8, 0, 0, 0, 0, 0, 5, 0][..], &[2; 12], &ether_type(packet)].concat();
            ip(&ends, UDP, &datagram(&ends, &[&head, packet].concat()), None)
        }
        1 => ip(&ends, 47, &[&[0, 0], &ether_type(packet)[..], packet].concat(), None),
        _ => ip(&ends, if packet[0] >> 4 == 6 { 41 } else { 4 }, packet, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idlewire_capture::{Recording, Selection};
    use idlewire_pipeline::{Finished, Keep, Threads, read};

    fn read_all(bytes: &[u8]) -> Finished {
        let (mut recording, errors) =
            Recording::from_bytes(vec![("made".to_owned(), capture(bytes))], Selection::default());
        assert!(errors.is_empty(), "{errors:?}");
        let (partial, errors) = read(&mut recording, Keep::Flows, Threads::One, |_| {});
        assert!(errors.is_empty(), "{errors:?}");
        partial.finish()
    }

    /// Nothing is stopped, whatever the link type, the family, the tunnels and the fragments.
    #[test]
    fn every_envelope_is_right() {
        for link in 0..4 {
            for how in (0..=255).filter(|how| how >> 2 & 3 != 3) {
                for disturbance in [0, 1, 2, 6] {
                    let step = [4, how, 2, 0, 128, 5, disturbance, 0, 0];
                    let ledger = read_all(&[&[link][..], &step].concat()).ledger;
                    assert_eq!(ledger.frames.understood, ledger.frames.read, "{link} {how:08b}: {ledger:?}");
                    assert!(!ledger.notes.keys().any(|note| note.contains("checksum")), "{link} {how:08b}: {ledger:?}");
                }
            }
        }
    }

    #[test]
    fn a_question_answered_names_the_connection_that_follows() {
        let (question, answer, hello) =
            ([0x24, 8, 0, 0, 0, 1, 0, 0, 0], [0x24, 10, 0, 0, 0, 23, 0, 0, 0], [0, 0, 2, 0, 0, 0, 0, 0, 0]);
        let finished = read_all(&[&[0][..], &question, &answer, &hello].concat());
        assert_eq!(finished.flows.len(), 2);
        assert_eq!(finished.counted().flows.named, 1, "{:?}", finished.ledger);
    }

    #[test]
    fn a_hello_in_fragments_of_two_tunnels_states_its_name() {
        let hello = [0, 0b0010_0000, 0x18, 0, 100, 5, 2, 0, 0];
        let finished = read_all(&[&[0][..], &hello].concat());
        let own: Vec<_> = finished.flows.iter().flat_map(|flow| &flow.own).collect();
        assert_eq!(own.len(), 1, "{:?}", finished.flows);
    }
}
