//! Versions of QUIC: numbers, salts, labels, packet types. One table.

use std::fmt;

/// A version number as long headers carry it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuicVersion(pub u32);

/// How the Initial packets of a version are protected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Protection {
    versions: (u32, u32),
    pub(super) salt: [u8; 20],
    pub(super) labels: Labels,
}

/// The labels of the keys, and the code that says "Initial": what version 2 changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Labels {
    pub(super) key: &'static str,
    pub(super) iv: &'static str,
    pub(super) hp: &'static str,
    /// The two type bits of Initial, 0-RTT, Handshake and Retry are these plus 0 to 3, modulo 4.
    initial: u8,
}

const V1: Labels = Labels { key: "quic key", iv: "quic iv", hp: "quic hp", initial: 0 };
const V2: Labels = Labels { key: "quicv2 key", iv: "quicv2 iv", hp: "quicv2 hp", initial: 1 };

const SALT_V1: [u8; 20] = salt(0x3876_2cf7_f559_34b3_4d17_9ae6_a4c8_0cad, 0xccbb_7f0a);
const SALT_V2: [u8; 20] = salt(0x0ded_e3de_f700_a6db_8193_81be_6e26_9dcb, 0xf9bd_2ed9);
const SALT_V2_DRAFT: [u8; 20] = salt(0xa707_c203_a59b_4718_4a1d_62ca_5704_06ea, 0x7ae3_e5d3);
const SALT_DRAFT_29: [u8; 20] = salt(0xafbf_ec28_9993_d24c_9e97_86f1_9c61_11e0, 0x4390_a899);
const SALT_DRAFT_23: [u8; 20] = salt(0xc3ee_f712_c72e_bb5a_11a7_d243_2bb4_6365, 0xbef9_f502);
const SALT_DRAFT_22: [u8; 20] = salt(0x7fbc_db0e_7c66_bbe9_193a_96cd_2151_9ebd, 0x7a02_644a);
const SALT_Q050: [u8; 20] = salt(0x5045_74ef_d066_fe2f_9d94_5cfc_dbd3_a7f0, 0xd3b5_6b45);
const SALT_T050: [u8; 20] = salt(0x7ff5_79e5_acd0_7291_5580_304c_43a2_367c, 0x6048_8310);
const SALT_T051: [u8; 20] = salt(0x7a4e_def4_e7cc_ee5f_a450_6c19_124f_c8cc, 0xda6e_033d);

/// Every version whose Initial packets are read.
///
/// Sources: RFC 9001 section 5.2 and RFC 9369 section 3.3.1, and the section "Initial Secrets" of
/// draft-ietf-quic-tls 22 to 34 and draft-ietf-quic-v2 01; mvfst (facebook/mvfst, `QuicConstants.h`) follows draft 22
/// and draft 27, with other numbers for version 1 (`QUIC_V1_ALIAS`) and for its own (`MVFST_ALIAS`, `MVFST_EXPERIMENTAL2` and up); Google's versions are those of quiche (`quic/core/crypto/crypto_utils.cc`).
const PROTECTIONS: &[Protection] = &[
    Protection { versions: (0x0000_0001, 0x0000_0001), salt: SALT_V1, labels: V1 },
    Protection { versions: (0x6b33_43cf, 0x6b33_43cf), salt: SALT_V2, labels: V2 },
    Protection { versions: (0x709a_50c4, 0x709a_50c4), salt: SALT_V2_DRAFT, labels: V2 },
    Protection { versions: (0xff00_0021, 0xff00_0022), salt: SALT_V1, labels: V1 },
    Protection { versions: (0xff00_001d, 0xff00_0020), salt: SALT_DRAFT_29, labels: V1 },
    Protection { versions: (0xff00_0017, 0xff00_001c), salt: SALT_DRAFT_23, labels: V1 },
    Protection { versions: (0xff00_0016, 0xff00_0016), salt: SALT_DRAFT_22, labels: V1 },
    Protection { versions: (0xface_b001, 0xface_b001), salt: SALT_DRAFT_22, labels: V1 },
    Protection { versions: (0xface_b002, 0xface_b002), salt: SALT_DRAFT_23, labels: V1 },
    Protection { versions: (0xface_b003, 0xface_b004), salt: SALT_V1, labels: V1 },
    Protection { versions: (0xface_b00e, 0xface_b00e), salt: SALT_DRAFT_23, labels: V1 },
    Protection { versions: (0xface_b010, 0xface_b01f), salt: SALT_DRAFT_23, labels: V1 },
    Protection { versions: (Q050, Q050), salt: SALT_Q050, labels: V1 },
    Protection { versions: (T050, T050), salt: SALT_T050, labels: V1 },
    Protection { versions: (T051, T051), salt: SALT_T051, labels: V1 },
];

const Q050: u32 = u32::from_be_bytes(*b"Q050");
const T050: u32 = u32::from_be_bytes(*b"T050");
const T051: u32 = u32::from_be_bytes(*b"T051");

/// The kind of a packet with a long header. Source: RFC 9000 section 17.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PacketType {
    Initial,
    ZeroRtt,
    Handshake,
    Retry,
}

impl QuicVersion {
    /// Version 1, RFC 9000.
    pub const V1: Self = Self(1);
    /// Version 2, RFC 9369.
    pub const V2: Self = Self(0x6b33_43cf);

    /// Whether this is one of Google's own versions: `Q043` to `Q050`, `T050`, `T051`.
    #[must_use]
    pub fn is_google(self) -> bool {
        let [family, digits @ ..] = self.0.to_be_bytes();
        matches!(family, b'Q' | b'T') && digits.iter().all(u8::is_ascii_digit)
    }

    /// Whether the hellos are those of TLS: Google's versions that begin with `Q` have their own.
    pub(super) fn has_tls(self) -> bool {
        self.0 >> 24 != u32::from(b'Q') || !self.is_google()
    }

    /// Whether the number belongs to a published, draft or experimental version, or to the range that only
    /// forces version negotiation (RFC 9000 section 15).
    #[must_use]
    pub fn is_known(self) -> bool {
        self.protection().is_some()
            || self.is_google()
            || matches!(self.0, 0xff00_0001..=0xff00_00ff | 0xface_b000..=0xface_b01f)
            || self.0 & 0x0f0f_0f0f == 0x0a0a_0a0a
    }

    pub(super) fn protection(self) -> Option<&'static Protection> {
        PROTECTIONS.iter().find(|p| (p.versions.0..=p.versions.1).contains(&self.0))
    }
}

impl Protection {
    pub(super) fn packet_type(&self, first: u8) -> PacketType {
        match (first >> 4).wrapping_sub(self.labels.initial) & 3 {
            0 => PacketType::Initial,
            1 => PacketType::ZeroRtt,
            2 => PacketType::Handshake,
            _ => PacketType::Retry,
        }
    }
}

/// Google's versions by their four letters, the others by their number.
impl fmt::Display for QuicVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1"),
            0x6b33_43cf => f.write_str("2"),
            draft @ 0xff00_0001..=0xff00_00ff => write!(f, "draft-{:02}", draft & 0xff),
            number if self.is_google() => number.to_be_bytes().iter().try_for_each(|b| write!(f, "{}", char::from(*b))),
            number => write!(f, "{number:#010x}"),
        }
    }
}

impl fmt::Debug for QuicVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const fn salt(high: u128, low: u32) -> [u8; 20] {
    let (high, low) = (high.to_be_bytes(), low.to_be_bytes());
    let mut salt = [0; 20];
    let mut at = 0;
    while at < 20 {
        salt[at] = if at < 16 { high[at] } else { low[at - 16] };
        at += 1;
    }
    salt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_version_stands_in_two_rows() {
        for (at, row) in PROTECTIONS.iter().enumerate() {
            assert!(row.versions.0 <= row.versions.1);
            for other in PROTECTIONS.iter().skip(at + 1) {
                assert!(row.versions.1 < other.versions.0 || other.versions.1 < row.versions.0);
            }
        }
    }

    #[test]
    fn packet_types_of_rfc_9369_section_3_2() {
        let types = |v: QuicVersion| [0xc0, 0xd0, 0xe0, 0xf0].map(|first| v.protection().unwrap().packet_type(first));
        use PacketType::{Handshake, Initial, Retry, ZeroRtt};
        assert_eq!(types(QuicVersion::V1), [Initial, ZeroRtt, Handshake, Retry]);
        assert_eq!(types(QuicVersion::V2), [Retry, Initial, ZeroRtt, Handshake]);
    }

    #[test]
    fn versions_have_readable_names() {
        let names = [1, 0x6b33_43cf, 0xff00_001d, 0xface_b002, T051].map(|v| QuicVersion(v).to_string());
        assert_eq!(names, ["1", "2", "draft-29", "0xfaceb002", "T051"]);
    }
}
