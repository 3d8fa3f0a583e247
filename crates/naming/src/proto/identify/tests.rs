use super::*;
use proptest::prelude::*;

/// Carrier, from port, to port, bytes; what Wireshark calls them; who speaks so.
type Known = (Carrier, u16, u16, &'static [u8], &'static str, Role);

const KNOWN: &[Known] = &[
    (Carrier::Tcp, 50000, 8000, b"GET /a HTTP/1.1\r\nHost: b\r\n", "HTTP", Role::Client),
    (Carrier::Tcp, 8000, 50000, b"HTTP/1.1 200 OK\r\n", "HTTP", Role::Server),
    (Carrier::Tcp, 50000, 9000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP2", Role::Client),
    (Carrier::Tcp, 50000, 4000, b"\x16\x03\x01\x02\x00\x01\x00", "TLS", Role::Client),
    (Carrier::Tcp, 4000, 50000, b"\x16\x03\x03\x00\x5a\x02\x00", "TLS", Role::Server),
    (Carrier::Tcp, 22, 50000, b"SSH-2.0-OpenSSH_9.6\r\n", "SSH", Role::Unknown),
    (Carrier::Tcp, 25, 50000, b"220 mx.example ESMTP\r\n", "SMTP", Role::Server),
    (Carrier::Tcp, 21, 50000, b"220 ready\r\n", "FTP", Role::Server),
    (Carrier::Tcp, 110, 50000, b"+OK ready\r\n", "POP", Role::Server),
    (Carrier::Tcp, 50000, 143, b"a1 CAPABILITY\r\n", "IMAP", Role::Client),
    (Carrier::Udp, 5060, 5060, b"INVITE sip:a@b SIP/2.0\r\n", "SIP", Role::Client),
    (Carrier::Tcp, 50000, 554, b"OPTIONS rtsp://a/b RTSP/1.0\r\n", "RTSP", Role::Client),
    (Carrier::Udp, 50000, 1900, b"M-SEARCH * HTTP/1.1\r\n", "SSDP", Role::Client),
    (Carrier::Udp, 50000, 53, b"\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01", "DNS", Role::Client),
    (Carrier::Udp, 50000, 8053, b"\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01", "DNS", Role::Client),
    (Carrier::Tcp, 50000, 8053, b"\0\x13\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01", "DNS", Role::Client),
    (Carrier::Tcp, 50000, 80, b"GET /\r\n", "HTTP", Role::Client),
    (Carrier::Udp, 5247, 50000, b"\x01\0\0\0\x16\xfe\xff\0\0\0\0\0\0\0\0\0\x0c\x01\0\0", "DTLS", Role::Client),
    (
        Carrier::Udp,
        41641,
        41641,
        b"\x04\0\0\0\x98\xc8\x3e\x7a\x02\0\0\0\0\0\0\0aaaaaaaaaaaaaaaa",
        "WireGuard",
        Role::Unknown,
    ),
    (Carrier::Udp, 546, 547, b"\x0e\x11\x22\x33", "DHCPv6", Role::Client),
    (Carrier::Udp, 5353, 5353, b"\0\0\x84\0\0\0\0\x01\0\0\0\0\x01a\0\0\x01\0\x01", "MDNS", Role::Server),
    (Carrier::Udp, 50000, 5355, b"\0\x01\0\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01", "LLMNR", Role::Client),
    (Carrier::Tcp, 50000, 5355, b"\0\x13\0\x01\0\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01", "LLMNR", Role::Client),
    (Carrier::Udp, 50000, 123, &[0x23; 48], "NTP", Role::Client),
    (Carrier::Udp, 50000, 9999, b"\0\x01\0\0\x21\x12\xa4\x42abcdefghijkl", "STUN", Role::Client),
    (Carrier::Udp, 50000, 9999, b"d1:ad2:id20:aaaaaaaaaaaaaaaaaaaa", "BT-DHT", Role::Client),
    (Carrier::Tcp, 50000, 9999, b"\x13BitTorrent protocol", "BitTorrent", Role::Unknown),
    (Carrier::Tcp, 50000, 445, b"\0\0\0\x40\xfeSMB\x40\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "SMB2", Role::Client),
    (Carrier::Tcp, 50000, 389, b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0", "LDAP", Role::Client),
    (Carrier::Tcp, 50000, 5432, b"\0\0\0\x08\x04\xd2\x16\x2f", "PGSQL", Role::Client),
    (Carrier::Tcp, 50000, 1883, b"\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0", "MQTT", Role::Client),
    (Carrier::Tcp, 50000, 1080, b"\x05\x01\0\x05\x01\0\x03\x01a\0\x50", "Socks", Role::Client),
    (Carrier::Udp, 50000, 443, b"\xc3\0\0\0\x01\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\0", "QUIC", Role::Unknown),
    // The fixed bit is clear (RFC 9287).
    (Carrier::Udp, 50000, 443, b"\x83\0\0\0\x01\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\0", "QUIC", Role::Unknown),
    (Carrier::Udp, 50000, 161, b"\x30\x29\x02\x01\x01\x04\x06public\xa0\x1c", "SNMP", Role::Client),
    (Carrier::Udp, 50000, 514, b"<34>Oct 11 22:14:15 a su: b", "Syslog", Role::Client),
    // The first message of the other end, of other versions, or behind what may come before.
    (Carrier::Tcp, 50000, 601, b"27 <34>Oct 11 22:14:15 a su: b", "Syslog", Role::Client),
    (Carrier::Tcp, 50000, 5061, b"\r\n\r\nREGISTER sip:a SIP/2.0\r\n", "SIP", Role::Client),
    (Carrier::Tcp, 22, 50000, b"Welcome\r\nSSH-2.0-OpenSSH_9.6\r\n", "SSH", Role::Server),
    (Carrier::Tcp, 9999, 50000, b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64", "HTTP2", Role::Server),
    (Carrier::Tcp, 587, 50000, b"450 4.7.1 later\r\n", "SMTP", Role::Server),
    (Carrier::Tcp, 50000, 25, b"AUTH LOGIN\r\n", "SMTP", Role::Client),
    (Carrier::Tcp, 1883, 50000, b"\x20\x06\0\0\x03\x22\0\x0a", "MQTT", Role::Server),
    (Carrier::Tcp, 9999, 50000, b"\x01\0\0\0\0\x05\xf5\0\x0a\0\x0a\0\x09", "AMQP", Role::Server),
    (Carrier::Tcp, 50000, 9999, b"AMQP\0\0\x09\x01\x01\0\0", "AMQP", Role::Unknown),
    (Carrier::Tcp, 50000, 9999, b"\0\0\0\x11\0\x03\0\x02user\0a\0\0", "PGSQL", Role::Client),
    (Carrier::Tcp, 5432, 50000, b"R\0\0\0\x08\0\0\0\0", "PGSQL", Role::Server),
    (Carrier::Tcp, 9999, 50000, b"\x0c\0\0\0\x0a8.0.32\0abcd", "MySQL", Role::Server),
    (Carrier::Udp, 50000, 161, b"\x30\x2c\x02\x04\0\0\0\0\x04\x06public\xa0\x1c", "SNMP", Role::Client),
    (Carrier::Udp, 50000, 9999, b"\x38aaaaaaaa\0\0\0\0\0", "OpenVPN", Role::Client),
    (Carrier::Udp, 9999, 50000, b"\x40bbbbbbbb\x01\0\0\0\0aaaaaaaa\0\0\0\0", "OpenVPN", Role::Server),
    (Carrier::Udp, 50000, 1194, &[0x50; 600], "OpenVPN", Role::Client),
    (Carrier::Udp, 50000, 2408, &WARP, "WireGuard", Role::Client),
    (Carrier::Tcp, 50000, 9999, b"\0\x03\0\0\x21\x12\xa4\x42abcdefghijkl\0\x03", "STUN", Role::Client),
    (Carrier::Tcp, 50000, 9999, b"\0\x14\0\x01\0\0\x21\x12\xa4\x42abcdefghijkl", "STUN", Role::Client),
    (Carrier::Udp, 50000, 9999, b"\0\x01\0\x08abcdefghijklmnop\0\x03\0\x04\0\0\0\0", "CLASSIC-STUN", Role::Client),
    (Carrier::Udp, 9999, 50000, b"\x01\x13\0\x05\x21\x12\xa4\x42abcdefghijkl\0\x14\0\x01a", "STUN", Role::Server),
    (
        Carrier::Udp,
        9999,
        50000,
        b"\x01\x15\0\x08abcdefghijklmnop\0\x0f\0\x04\x72\xc6\x4b\xc6",
        "CLASSIC-STUN",
        Role::Server,
    ),
    (Carrier::Udp, 20001, 20003, b"\x80\xc9\0\x01abcd", "RTCP", Role::Unknown),
    (Carrier::Udp, 50000, 9999, b"d1:ad2:bsi1e2:id20:aaaaaaaaaaaaaaaaaaaae1:q", "BT-DHT", Role::Client),
    (Carrier::Udp, 9999, 50000, b"d2:ip4:abcd1:rd2:id20:aaaaaaaaaaaaaaaaaaaa", "BT-DHT", Role::Server),
    (Carrier::Udp, 50000, 34964, &CALL, "DCERPC", Role::Client),
    (Carrier::Tcp, 50000, 9999, b"\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0", "RDP", Role::Client),
    (Carrier::Tcp, 50000, 3389, b"\x03\0\0\x0b\x06\xe0\0\0\0\0\0", "RDP", Role::Client),
];

/// The initiation of a handshake whose reserved bytes are in use, as Cloudflare's clients send it.
const WARP: [u8; 148] = {
    let mut bytes = [0; 148];
    let mut at = 0;
    while at < 132 {
        bytes[at] = 1;
        at += 1;
    }
    bytes
};

/// A call without connection and without content, as C706 section 12.5.1 lays it out.
const CALL: [u8; 80] = {
    let mut bytes = [0; 80];
    bytes[0] = 4;
    // Idempotent, without acknowledgement.
    bytes[2] = 0x28;
    bytes[4] = 0x10;
    bytes
};

#[test]
fn known_payloads_have_their_protocol_and_role() {
    for (carrier, from, to, bytes, token, role) in KNOWN {
        let found = identify(*carrier, *from, *to, bytes);
        assert_eq!(found.map(|f| (f.token, f.role)), Some((*token, *role)), "{token}");
        assert!(found.is_some_and(|f| f.fit > Fit::Port), "{token}");
    }
}

#[test]
fn a_weak_fit_away_from_its_port_is_nothing() {
    assert_eq!(identify(Carrier::Udp, 40000, 40001, b"\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01x"), None);
    assert_eq!(identify(Carrier::Tcp, 40000, 40001, b"+OK ready"), None);
    assert_eq!(identify(Carrier::Udp, 40000, 40001, &[0x23; 48]), None);
    assert_eq!(identify(Carrier::Tcp, 40000, 22, b""), None);
}

#[test]
fn content_beats_the_port() {
    let found = identify(Carrier::Tcp, 50000, 80, b"\x16\x03\x01\x02\x00\x01\x00").unwrap();
    assert_eq!((found.token, found.fit), ("TLS", Fit::Sure));
    let found = identify(Carrier::Tcp, 50000, 443, b"GET / HTTP/1.1\r\n").unwrap();
    assert_eq!(found.token, "HTTP");
    let found = identify(Carrier::Tcp, 50000, 22, b"\x00\x01").unwrap();
    assert_eq!((found.token, found.fit), ("SSH", Fit::Port));
}

#[test]
fn what_only_resembles_a_protocol_is_nothing() {
    // A datagram of another kind whose second byte is that of RTCP; a greeting whose length is not its own; a call whose
    // length is not its own; text that says BitTorrent's keys.
    assert_eq!(identify(Carrier::Udp, 40000, 40001, b"\x80\xc9\x12\x34abcdefghijkl"), None);
    assert_eq!(identify(Carrier::Tcp, 40000, 40001, b"\xff\0\0\0\x0a8.0.32\0abcd"), None);
    assert_eq!(identify(Carrier::Udp, 40000, 40001, &[&CALL[..], b"x"].concat()), None);
    assert_eq!(identify(Carrier::Udp, 40000, 40001, b"d1:ad2:xx20:aaaaaaaaaaaaaaaaaaaa"), None);
    assert_eq!(identify(Carrier::Udp, 40000, 40001, &[1; 148]), None);
}

#[test]
fn rows_by_port_alone_come_last() {
    let is_weak = |row: &Protocol| matches!((row.probe)(b"\x00"), Some((Fit::Port, _)));
    let first = PROTOCOLS.iter().position(is_weak).unwrap();
    assert!(PROTOCOLS.iter().skip(first).all(is_weak));
}

proptest! {
    #[test]
    fn any_payload_is_probed_without_a_panic(bytes: Vec<u8>, from: u16, to: u16) {
        for carrier in [Carrier::Tcp, Carrier::Udp] {
            let found = identify(carrier, from, to, &bytes);
            prop_assert!(found.is_none() || !bytes.is_empty());
        }
    }

    #[test]
    fn broken_payloads_are_probed_without_a_panic(at in 0..KNOWN.len(), cut in 0_usize..80, place in 0_usize..80, flip: u8) {
        let (carrier, from, to, bytes, ..) = KNOWN[at];
        let mut bytes = bytes.get(..cut).unwrap_or(bytes).to_vec();
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= flip;
        }
        let found = identify(carrier, from, to, &bytes);
        prop_assert!(found.is_none() || !bytes.is_empty());
    }
}
