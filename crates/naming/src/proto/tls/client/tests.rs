use super::*;
use crate::proto::assert_prefix_law;
use proptest::prelude::*;

/// The ClientHello of RFC 8448 section 3, as a record: server name `server`, TLS 1.3 alone.
const RFC_8448: &str = "16030100c4010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7000006130113031302\
    010000910000000b0009000006736572766572ff01000100000a00140012001d0017001800190100010101020103010400230000\
    00330026002400 1d002099381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003020304000d0020\
    001e040305030603020308040805080604010501060102010402050206020202002d00020101001c00024001";

fn rfc_8448() -> Vec<u8> {
    let digits: Vec<u8> = RFC_8448.bytes().filter(|b| *b != b' ').collect();
    digits.as_chunks::<2>().0.iter().map(|d| u8::from_str_radix(std::str::from_utf8(d).unwrap(), 16).unwrap()).collect()
}

/// The same handshake bytes cut into records of `len` bytes.
fn in_records_of(len: usize) -> Vec<u8> {
    let stream = rfc_8448();
    stream[5..]
        .chunks(len)
        .flat_map(|part| [&[22, 3, 1, 0, u8::try_from(part.len()).unwrap()], part].concat())
        .collect()
}

#[test]
fn the_hello_of_rfc_8448_is_read_and_its_name_is_where_the_span_says() {
    let stream = rfc_8448();
    let hello = client_hello(&stream).done().unwrap();
    assert_eq!((hello.legacy_version.token(), hello.best_version()), (Some("TLSv1.2"), Version::TLS_1_3));
    assert!(hello.is_complete && !hello.resumes && hello.ech.is_none() && hello.alpn.is_empty());
    let name = hello.server_name.unwrap();
    assert_eq!(name.name, "server");
    assert_eq!(&stream[name.span.start as usize..name.span.end as usize], b"server");
    let bare = client_hello_message(&stream[5..]).done().unwrap().server_name.unwrap();
    assert_eq!(bare.span.start, name.span.start - 5);
}

#[test]
fn records_of_any_size_give_the_same_name() {
    for len in [1, 2, 7, 63, 200] {
        let stream = in_records_of(len);
        let name = client_hello(&stream).done().unwrap().server_name.unwrap();
        assert_eq!(name.name, "server");
        let cut = &stream[name.span.start as usize..name.span.end as usize];
        assert!(cut.starts_with(b"s") && cut.ends_with(b"r"), "{len}: {cut:?}");
    }
}

#[test]
fn a_hello_whose_rest_is_lost_still_tells_its_name() {
    let stream = rfc_8448();
    let cut = &stream[..80];
    assert_eq!(client_hello(cut), Progress::More);
    let hello = client_hello_cut(cut).unwrap();
    assert!(!hello.is_complete);
    assert_eq!(hello.server_name.unwrap().name, "server");
}

#[test]
fn a_hello_in_the_form_of_ssl_2_gives_its_version() {
    let ciphers = [0, 0, 0x2f, 0, 0, 0x35];
    let hello = [&[0x80, 9 + 6 + 16, 1, 3, 1, 0, 6, 0, 0, 0, 16][..], &ciphers, &[9; 16]].concat();
    assert_eq!(client_hello(&hello).done().unwrap().legacy_version.token(), Some("TLSv1"));
    assert_eq!(client_hello(&[0x80, 3, 1, 3, 1, 0, 6, 0, 0, 0, 16]), Progress::No);
}

#[test]
fn other_first_bytes_are_no_hello() {
    for bytes in [&b"GET / HTTP/1.1"[..], &[23, 3, 3], &[22, 2], &[22, 3, 1, 0xff, 0xff], &[22, 3, 3, 0, 4, 2]] {
        assert_eq!(client_hello(bytes), Progress::No, "{bytes:?}");
    }
}

proptest! {
    #[test]
    fn more_bytes_never_change_the_answer(bytes: Vec<u8>, len in 1_usize..250, at in 0_usize..300, flip: u8) {
        assert_prefix_law(&bytes, client_hello);
        let mut stream = in_records_of(len);
        if let Some(byte) = stream.get_mut(at) {
            *byte ^= flip;
        }
        assert_prefix_law(&stream, client_hello);
        assert_prefix_law(&stream, client_hello_message);
    }
}
