//! Initial packets of QUIC around any frames: nothing that fuzzing changes in a sealed packet can be opened again.
//!
//! Source: RFC 9001 section 5, RFC 9369 section 3.3.

use aes::Aes128;
use aes::cipher::{BlockEncrypt, KeyInit};
use aes_gcm::aead::AeadInPlace;
use aes_gcm::{Aes128Gcm, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;

/// The client's first connection id in the appendices of both RFCs.
const ID: [u8; 8] = [0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08];

/// A version: its number, the type bits of an Initial packet, salt, and what its labels begin with.
struct Version(u32, u8, [u8; 20], &'static str);

const VERSIONS: [Version; 4] = [
    Version(1, 0, SALT_V1, "quic "),
    Version(
        0x6b33_43cf,
        1,
        *b"\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9",
        "quicv2 ",
    ),
    Version(0xff00_0022, 0, SALT_V1, "quic "),
    // T051 of Google: its CRYPTO frames have two numbers, and hold a hello of its own or of TLS.
    Version(
        0x5430_3531,
        0,
        *b"\x7a\x4e\xde\xf4\xe7\xcc\xee\x5f\xa4\x50\x6c\x19\x12\x4f\xc8\xcc\xda\x6e\x03\x3d",
        "quic ",
    ),
];

const SALT_V1: [u8; 20] = *b"\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a";

/// An Initial packet that holds these frames, of the client or of its server; of `which` two bits choose the version.
pub(super) fn initial(which: u8, is_client: bool, number: u8, frames: &[u8]) -> Vec<u8> {
    let Version(version, kind, salt, labels) = &VERSIONS[usize::from(which % 4)];
    let mut header = vec![0xc0 | kind << 4];
    header.extend(version.to_be_bytes());
    // Both send with the id whose hash the keys are: only a client's first packet needs it.
    header.extend([&[ID.len() as u8][..], &ID, &[0, 0]].concat());
    // A number of one byte, three bytes of padding so that there is a sample, and the tag.
    let len = 1 + frames.len() + 3 + 16;
    header.extend((0x8000_0000 | len as u32).to_be_bytes());
    header.push(number);

    let secret = secret(salt, if is_client { "client in" } else { "server in" });
    let mut packet = [frames, &[0; 3]].concat();
    let mut nonce: [u8; 12] = expand(&secret, &format!("{labels}iv"));
    nonce[11] ^= number;
    let cipher = Aes128Gcm::new(&expand::<16>(&secret, &format!("{labels}key")).into());
    let tag = cipher.encrypt_in_place_detached(Nonce::from_slice(&nonce), &header, &mut packet).expect("short enough");
    packet.extend(tag);

    // The sample begins four bytes behind the beginning of the number, which here has one.
    let mut mask = aes::Block::clone_from_slice(&packet[3..19]);
    Aes128::new(&expand::<16>(&secret, &format!("{labels}hp")).into()).encrypt_block(&mut mask);
    header[0] ^= mask[0] & 0x0f;
    *header.last_mut().expect("a number") ^= mask[1];
    [header, packet].concat()
}

fn secret(salt: &[u8; 20], side: &str) -> Hkdf<Sha256> {
    let (_, initial) = Hkdf::<Sha256>::extract(Some(salt), &ID);
    Hkdf::from_prk(&expand::<32>(&initial, side)).expect("a hash is long enough")
}

/// HKDF-Expand-Label with an empty context. Source: RFC 8446 section 7.1.
fn expand<const N: usize>(secret: &Hkdf<Sha256>, label: &str) -> [u8; N] {
    let label = format!("tls13 {label}");
    let mut output = [0; N];
    let lengths = [0, N as u8, label.len() as u8];
    secret.expand_multi_info(&[&lengths, label.as_bytes(), &[0]], &mut output).expect("a short output");
    output
}

#[cfg(test)]
mod tests {
    use super::*;
    use idlewire_naming::proto::quic::{Connection, Side};

    #[test]
    fn a_sealed_hello_of_each_version_states_its_name_and_is_answered() {
        let message = include_bytes!("../../../../fuzz/corpus/tls/client-hello-message");
        let hello = [&[6, 0][..], &(0x4000 | message.len() as u16).to_be_bytes(), message].concat();
        // A ServerHello stands behind the head of its record, and its length behind its type.
        let record = include_bytes!("../../../../fuzz/corpus/tls/server-hello-1.3");
        let answer = &record[5..9 + usize::from(u16::from_be_bytes([record[7], record[8]]))];
        let answer = [&[6, 0][..], &(0x4000 | answer.len() as u16).to_be_bytes(), answer].concat();
        for which in 0..4 {
            let mut connection = Connection::default();
            connection.datagram(Side::B, &initial(which, true, 0, &hello));
            assert!(connection.server_name().is_some(), "{which}");
            assert!(connection.server_hello().is_none(), "{which}");
            connection.datagram(Side::A, &initial(which, false, 0, &answer));
            assert!(connection.server_hello().is_some(), "{which}");
        }
    }
}
