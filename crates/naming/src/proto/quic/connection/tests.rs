use super::super::crypto::tests::seal;
use super::*;
use proptest::prelude::*;

/// The client's first connection id in the appendices of both RFCs.
const ID: [u8; 8] = [0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08];

/// The CRYPTO frame of RFC 9001 appendix A.2: a ClientHello for `example.com`.
const CLIENT_FRAME: &str = "060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c00000413011302010000c0\
    00000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800100007000504616c706e00050005010000000000330026002400\
    1d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b0003020304000d0010000e040305030603020308040805080600\
    2d00020101001c00024001003900320408ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8f03e51570806048000ffff";

const SERVER_V1: &str = "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f5ede4c\
    f73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d\
    20398c276456cbc42158407dd074ee";

const SERVER_V2: &str = "dc6b3343cf0008f067a5502a4262b5004075d92faaf16f05d8a4398c47089698baeea26b91eb761d9b89237bbf87263017915358230035\
    f7fd3945d88965cf17f9af6e16886c61bfc703106fbaf3cb4cfa52382dd16a393e42757507698075b2c984c707f0a0812d8cd5a6881eaf21ceda98f4bd23f6fe1a3e\
    2c43edd9ce7ca84bed8521e2e140";

const RETRY_V1: &str = "ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba";

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.as_chunks::<2>().0.iter().map(|d| u8::from_str_radix(std::str::from_utf8(d).unwrap(), 16).unwrap()).collect()
}

fn frame() -> Vec<u8> {
    bytes(CLIENT_FRAME)
}

/// An Initial packet of the client with `frames`, padded to 1,162 bytes as in the RFCs.
fn initial(version: QuicVersion, id: &[u8], number: u8, frames: &[u8]) -> Vec<u8> {
    let first = if version == QuicVersion::V2 { 0xd3 } else { 0xc3 };
    let mut header = vec![first];
    header.extend(version.0.to_be_bytes());
    header.extend([&[id.len() as u8], id, &[0, 0, 0x44, 0x9e, 0, 0, 0, number]].concat());
    let mut frames = frames.to_vec();
    frames.resize(1162, 0);
    seal(&header, &frames, &initial_keys(version.protection().unwrap(), id).0)
}

fn keys_of(version: QuicVersion) -> (Keys, Keys) {
    initial_keys(version.protection().unwrap(), &ID)
}

#[test]
fn keys_of_rfc_9001_appendix_a_1() {
    let (client, server) = keys_of(QuicVersion::V1);
    assert_eq!(client.key.to_vec(), bytes("1f369613dd76d5467730efcbe3b1a22d"));
    assert_eq!(client.iv.to_vec(), bytes("fa044b2f42a3fd3b46fb255c"));
    assert_eq!(client.hp.to_vec(), bytes("9f50449e04a0e810283a1e9933adedd2"));
    assert_eq!(server.key.to_vec(), bytes("cf3a5331653c364c88f0f379b6067e37"));
    assert_eq!(server.iv.to_vec(), bytes("0ac1493ca1905853b0bba03e"));
    assert_eq!(server.hp.to_vec(), bytes("c206b8d9b9f0f37644430b490eeaa314"));
}

#[test]
fn keys_of_rfc_9369_appendix_a_1() {
    let (client, server) = keys_of(QuicVersion::V2);
    assert_eq!(client.key.to_vec(), bytes("8b1a0bc121284290a29e0971b5cd045d"));
    assert_eq!(client.iv.to_vec(), bytes("91f73e2351d8fa91660e909f"));
    assert_eq!(client.hp.to_vec(), bytes("45b95e15235d6f45a6b19cbcb0294ba9"));
    assert_eq!(server.key.to_vec(), bytes("82db637861d55e1d011f19ea71d5d2a7"));
    assert_eq!(server.iv.to_vec(), bytes("dd13c276499c0249d3310652"));
    assert_eq!(server.hp.to_vec(), bytes("edf6d05c83121201b436e16877593c3a"));
}

/// The tag at the end authenticates every byte, so that front and end of the RFC's packet prove the whole of ours.
#[test]
fn client_initials_of_both_appendices_a_2() {
    for (version, front, end) in [
        (
            QuicVersion::V1,
            "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11",
            "e221af44860018ab0856972e194cd934",
        ),
        (
            QuicVersion::V2,
            "d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485",
            "a18b2faa745b6fe189cf772a9f84cbfc",
        ),
    ] {
        let packet = initial(version, &ID, 2, &frame());
        assert_eq!(packet.len(), 1200);
        assert!(packet.starts_with(&bytes(front)) && packet.ends_with(&bytes(end)), "{version}");
    }
}

#[test]
fn both_hellos_are_read_with_the_packets_of_both_rfcs() {
    for (version, server) in [(QuicVersion::V1, SERVER_V1), (QuicVersion::V2, SERVER_V2)] {
        let mut connection = Connection::default();
        connection.datagram(Side::B, &initial(version, &ID, 2, &frame()));
        assert_eq!((connection.client(), connection.server_name()), (Some(Side::B), Some("example.com")));
        assert_eq!(connection.client_hello().unwrap().alpn, ["alpn"]);
        assert!(!connection.is_done());
        connection.datagram(Side::A, &bytes(server));
        assert_eq!(connection.server_hello().unwrap().version.token(), Some("TLSv1.3"));
        assert_eq!(connection.version(), Some(version));
        assert!(connection.is_done());
    }
}

#[test]
fn a_server_may_change_the_version() {
    let mut connection = Connection::default();
    connection.datagram(Side::A, &initial(QuicVersion::V1, &ID, 0, &frame()));
    connection.datagram(Side::B, &bytes(SERVER_V2));
    assert!(connection.server_hello().is_some());
    assert_eq!(connection.version(), Some(QuicVersion::V2));
}

#[test]
fn after_a_retry_the_keys_follow_the_new_connection_id() {
    let frame = frame();
    let half = [&[6, 0, 0x40, 100][..], &frame[4..104]].concat();
    let rest = [&[6, 0x40, 100, 0x40, 141][..], &frame[104..]].concat();
    let new_id = bytes("f067a5502a4262b5");
    let mut connection = Connection::default();
    connection.datagram(Side::A, &initial(QuicVersion::V1, &ID, 0, &half));
    connection.datagram(Side::B, &bytes(RETRY_V1));
    connection.datagram(Side::A, &initial(QuicVersion::V1, &new_id, 1, &half));
    connection.datagram(Side::B, &bytes(RETRY_V1));
    assert!(connection.client_hello().is_none());
    // The client's connection id for the server changes again with the server's first Initial; the keys do not.
    connection.datagram(Side::A, &initial(QuicVersion::V1, &new_id, 2, &rest));
    assert_eq!(connection.server_name(), Some("example.com"));
}

#[test]
fn a_hello_of_google_is_read_over_two_packets() {
    let tags = [&b"PAD\0\x03\0\0\0"[..], b"SNI\0\x0c\0\0\0"].concat();
    let hello = [&b"CHLO\x02\0\0\0"[..], &tags, b"---a.example"].concat();
    let (front, rest) = hello.split_at(28);
    let frame = |offset: usize, bytes: &[u8]| [&[8, offset as u8, bytes.len() as u8][..], bytes].concat();
    let version = QuicVersion(u32::from_be_bytes(*b"Q050"));
    let mut connection = Connection::default();
    connection.datagram(Side::A, &initial(version, &ID, 0, &frame(0, front)));
    assert_eq!((connection.client(), connection.server_name()), (Some(Side::A), None));
    connection.datagram(Side::A, &initial(version, &ID, 1, &frame(front.len(), rest)));
    assert_eq!(connection.server_name(), Some("a.example"));
}

#[test]
fn a_changed_packet_says_nothing() {
    let mut packet = initial(QuicVersion::V1, &ID, 0, &frame());
    packet[600] ^= 1;
    let mut connection = Connection::default();
    connection.datagram(Side::A, &packet);
    assert_eq!((connection.client(), connection.version()), (None, None));
}

proptest! {
    #[test]
    fn crypto_frames_in_any_order_over_any_datagrams_give_the_hello(mut cuts in proptest::collection::vec(1_usize..241, 0..6), seed: u64) {
        let frame = frame();
        cuts.extend([0, 241]);
        cuts.sort_unstable();
        let mut parts: Vec<_> = cuts.windows(2).map(|w| (w[0], w[1])).collect();
        parts.sort_by_key(|(at, _)| (*at as u64).wrapping_mul(seed | 1));
        let mut connection = Connection::default();
        for (number, (from, to)) in parts.iter().enumerate() {
            let head = [6, 0x40 | (from >> 8) as u8, *from as u8, 0x40, (to - from) as u8];
            let part = [&[1][..], &head, &frame[4 + from..4 + to]].concat();
            connection.datagram(Side::A, &initial(QuicVersion::V1, &ID, number as u8, &part));
        }
        prop_assert_eq!(connection.server_name(), Some("example.com"));
    }

    #[test]
    fn any_datagrams_are_read_without_a_panic(datagrams: Vec<Vec<u8>>, at in 0_usize..60, flip: u8) {
        let mut connection = Connection::default();
        let mut packet = initial(QuicVersion::V1, &ID, 0, &frame());
        packet[at] ^= flip;
        connection.datagram(Side::A, &packet);
        for bytes in datagrams {
            connection.datagram(Side::B, &bytes);
        }
    }
}
