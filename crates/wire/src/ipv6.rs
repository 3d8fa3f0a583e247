//! Internet Protocol version 6 and its extension headers.

use std::net::Ipv6Addr;

use crate::head::{be16, head, whole};
use crate::{Layer, WireError};

/// The fixed header of an IPv6 packet.
///
/// Source: RFC 8200 section 3.
#[derive(Clone, Copy, Debug)]
pub struct Ipv6<'a> {
    header: &'a [u8; 40],
}

impl<'a> Ipv6<'a> {
    /// Bytes of the header.
    pub const LEN: usize = 40;

    /// Reads the header.
    ///
    /// # Errors
    /// [`WireError::Truncated`] below 40 bytes, [`WireError::Malformed`] if the version is not 6.
    #[inline]
    pub fn parse(bytes: &'a [u8]) -> Result<Self, WireError> {
        let header: &[u8; 40] = head(Layer::Ipv6, bytes)?;
        if header[0] >> 4 != 6 {
            return Err(WireError::Malformed { layer: Layer::Ipv6, rule: "the version is 6" });
        }
        Ok(Self { header })
    }

    /// Bytes behind the header as declared; 0 for jumbograms and where the network card fills it in.
    #[must_use]
    #[inline]
    pub fn payload_len(&self) -> usize {
        be16(self.header[4], self.header[5]).into()
    }

    /// What follows, an IANA protocol number.
    #[must_use]
    #[inline]
    pub fn next_header(&self) -> u8 {
        self.header[6]
    }

    /// The source address.
    #[must_use]
    #[inline]
    pub fn source(&self) -> Ipv6Addr {
        let [_, _, _, _, _, _, _, _, address @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = *self.header;
        Ipv6Addr::from(address)
    }

    /// The destination address.
    #[must_use]
    #[inline]
    pub fn destination(&self) -> Ipv6Addr {
        Ipv6Addr::from(*self.header.last_chunk::<16>().unwrap_or(&[0; 16]))
    }
}

/// One extension header of IPv6, or the Authentication Header of either version.
///
/// Source: RFC 8200 section 4, RFC 4302 section 2.2 (length of the Authentication Header).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Bytes of the header.
    pub len: usize,
    /// What follows, an IANA protocol number.
    pub next_header: u8,
    /// What a fragment header says.
    pub fragment: Option<Ipv6Fragment>,
    /// Bytes behind the fixed header, if a jumbo payload option declares them.
    pub jumbo_len: Option<u32>,
}

/// The fields of a fragment header.
///
/// Source: RFC 8200 section 4.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipv6Fragment {
    /// Common to the fragments of one packet.
    pub identification: u32,
    /// Where this fragment's payload belongs. Unit: bytes.
    pub offset: u32,
    /// Whether fragments of higher offset follow.
    pub more: bool,
}

impl Extension {
    /// Whether a protocol number is an extension header that this type reads in IPv6.
    #[must_use]
    pub fn is_one(protocol: u8) -> bool {
        matches!(protocol, 0 | 43 | 44 | 51 | 60 | 135 | 139 | 140)
    }

    /// Reads the extension header of number `protocol`.
    ///
    /// # Errors
    /// [`WireError::Truncated`] if it is cut.
    pub fn parse(protocol: u8, bytes: &[u8]) -> Result<Self, WireError> {
        let layer = if protocol == 51 { Layer::Ah } else { Layer::Ipv6Extension };
        let header: &[u8; 8] = head(layer, bytes)?;
        let len = match protocol {
            44 => 8,
            51 => 4 * (usize::from(header[1]) + 2),
            _ => 8 * (usize::from(header[1]) + 1),
        };
        whole(layer, bytes, len)?;
        let fragment = (protocol == 44).then(|| Ipv6Fragment {
            identification: u32::from_be_bytes([header[4], header[5], header[6], header[7]]),
            offset: u32::from(be16(header[2], header[3]) & 0xfff8),
            more: header[3] & 1 == 1,
        });
        let jumbo_len = if protocol == 0 { bytes.get(2..len).and_then(jumbo) } else { None };
        Ok(Self { len, next_header: header[0], fragment, jumbo_len })
    }
}

/// The jumbo payload option among hop-by-hop options. Source: RFC 2675 section 2.
fn jumbo(mut options: &[u8]) -> Option<u32> {
    while let [kind, rest @ ..] = options {
        options = match (kind, rest) {
            (0, _) => rest,
            (0xc2, [4, a, b, c, d, ..]) => return Some(u32::from_be_bytes([*a, *b, *c, *d])),
            (_, [len, rest @ ..]) => rest.get(usize::from(*len)..)?,
            _ => return None,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_header_gives_bytes_and_the_flag() {
        let header = [17, 0, 0x05, 0xa9, 0, 0, 0, 7];
        let fragment = Extension::parse(44, &header).unwrap().fragment;
        assert_eq!(fragment, Some(Ipv6Fragment { identification: 7, offset: 1448, more: true }));
    }

    #[test]
    fn the_jumbo_option_is_found_behind_padding() {
        let header = [6, 1, 1, 2, 0, 0, 0xc2, 4, 0, 1, 0, 0, 1, 2, 0, 0];
        let extension = Extension::parse(0, &header).unwrap();
        assert_eq!((extension.len, extension.jumbo_len), (16, Some(65536)));
    }

    #[test]
    fn addresses_stand_where_the_rfc_puts_them() {
        let mut bytes = [0u8; 40];
        bytes[0] = 0x60;
        bytes[23] = 1;
        bytes[39] = 2;
        let packet = Ipv6::parse(&bytes).unwrap();
        assert_eq!((packet.source().to_string(), packet.destination().to_string()), ("::1".into(), "::2".into()));
    }
}
