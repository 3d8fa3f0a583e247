//! Taking the protection off an Initial packet. Source: RFC 9001 sections 5.3 and 5.4.

use super::keys::Keys;
use super::packet::Initial;
use aes::Aes128;
use aes::cipher::{BlockEncrypt, KeyInit};
use aes_gcm::aead::AeadInPlace;
use aes_gcm::{Aes128Gcm, Nonce, Tag};

const TAG_LEN: usize = 16;

/// An Initial packet in the clear.
pub(super) struct Opened {
    pub(super) number: u64,
    pub(super) frames: Vec<u8>,
}

/// Takes the protection off. `None` if the keys do not fit or the packet was changed.
///
/// `expected` is the number that follows the highest one read before.
pub(super) fn open(packet: Initial<'_>, keys: &Keys, expected: u64) -> Option<Opened> {
    let mask = header_mask(packet, keys)?;
    let mut header = packet.bytes.get(..packet.number_at + 4)?.to_vec();
    let first = header.first_mut()?;
    *first ^= mask[0] & 0x0f;
    let number_len = usize::from(*first & 3) + 1;
    header.truncate(packet.number_at + number_len);
    let number_bytes = header.get_mut(packet.number_at..)?;
    number_bytes.iter_mut().zip(&mask[1..]).for_each(|(byte, mask)| *byte ^= mask);
    let truncated = number_bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    let number = full_number(truncated, number_len, expected);

    let (frames, tag) = packet.bytes.get(header.len()..)?.split_last_chunk::<TAG_LEN>()?;
    let mut frames = frames.to_vec();
    let nonce = nonce(&keys.iv, number);
    let cipher = Aes128Gcm::new(&keys.key.into());
    cipher.decrypt_in_place_detached(Nonce::from_slice(&nonce), &header, &mut frames, Tag::from_slice(tag)).ok()?;
    Some(Opened { number, frames })
}

/// The mask of the header protection: a block of ciphertext, encrypted. Source: RFC 9001 section 5.4.3.
fn header_mask(packet: Initial<'_>, keys: &Keys) -> Option<[u8; 5]> {
    let sample = packet.bytes.get(packet.number_at + 4..)?.first_chunk::<16>()?;
    let mut block = (*sample).into();
    Aes128::new(&keys.hp.into()).encrypt_block(&mut block);
    block.first_chunk::<5>().copied()
}

fn nonce(iv: &[u8; 12], number: u64) -> [u8; 12] {
    let mut nonce = *iv;
    nonce.iter_mut().rev().zip(number.to_le_bytes()).for_each(|(byte, number)| *byte ^= number);
    nonce
}

/// The packet number nearest to the expected one that ends with the bytes sent. Source: RFC 9000 appendix A.3.
fn full_number(truncated: u64, len: usize, expected: u64) -> u64 {
    let window = 1_u64 << (8 * len);
    let candidate = expected & !(window - 1) | truncated;
    if candidate.saturating_add(window / 2) <= expected && candidate < (1 << 62) - window {
        candidate + window
    } else if candidate > expected.saturating_add(window / 2) && candidate >= window {
        candidate - window
    } else {
        candidate
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Protects a packet: the reverse of [`open`], for tests alone.
    pub(in crate::proto::quic) fn seal(header: &[u8], frames: &[u8], keys: &Keys) -> Vec<u8> {
        let number_len = usize::from(header[0] & 3) + 1;
        let number_at = header.len() - number_len;
        let number = header[number_at..].iter().fold(0, |n, b| n << 8 | u64::from(*b));
        let mut sealed = frames.to_vec();
        let cipher = Aes128Gcm::new(&keys.key.into());
        let nonce = nonce(&keys.iv, number);
        let tag = cipher.encrypt_in_place_detached(Nonce::from_slice(&nonce), header, &mut sealed).unwrap();
        let mut packet = [header, &sealed, &tag].concat();
        let mask = header_mask(Initial { bytes: &packet, number_at }, keys).unwrap();
        packet[0] ^= mask[0] & 0x0f;
        (0..number_len).for_each(|at| packet[number_at + at] ^= mask[1 + at]);
        packet
    }

    #[test]
    fn the_packet_number_of_rfc_9000_appendix_a_3() {
        assert_eq!(full_number(0x9b32, 2, 0xa82f_30ea + 1), 0xa82f_9b32);
        assert_eq!(full_number(2, 4, 0), 2);
    }
}
