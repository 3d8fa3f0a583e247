//! The keys of Initial packets. Source: RFC 9001 sections 5.1 and 5.2.

use super::version::Protection;
use hkdf::Hkdf;
use sha2::Sha256;

/// What one side protects its Initial packets with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) key: [u8; 16],
    pub(super) iv: [u8; 12],
    /// The key of the header protection.
    pub(super) hp: [u8; 16],
}

/// The keys of client and server, from the first connection id that the client chose for the server.
pub(super) fn initial_keys(protection: &Protection, connection_id: &[u8]) -> (Keys, Keys) {
    let (_, initial) = Hkdf::<Sha256>::extract(Some(&protection.salt), connection_id);
    let side = |label| {
        let secret = Hkdf::<Sha256>::from_prk(&expand_label::<32>(&initial, label)).unwrap_or(initial.clone());
        Keys {
            key: expand_label(&secret, protection.labels.key),
            iv: expand_label(&secret, protection.labels.iv),
            hp: expand_label(&secret, protection.labels.hp),
        }
    };
    (side("client in"), side("server in"))
}

/// HKDF-Expand-Label with an empty context. Source: RFC 8446 section 7.1.
fn expand_label<const N: usize>(secret: &Hkdf<Sha256>, label: &str) -> [u8; N] {
    let mut output = [0; N];
    let len = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
    let lengths = [0, len(N), len("tls13 ".len() + label.len())];
    // Fails only for outputs above 255 hash lengths; the longest here is one.
    let _expanded = secret.expand_multi_info(&[&lengths, b"tls13 ", label.as_bytes(), &[0]], &mut output);
    output
}
