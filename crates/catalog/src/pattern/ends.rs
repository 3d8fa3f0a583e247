//! How a meaning begins and ends: the cheap look, by which what cannot fit is left out.

use std::borrow::Cow;
use std::net::IpAddr;

use super::meaning::Meaning;
use super::piece::Piece;

impl Meaning {
    /// What it begins and ends with: so does everything that it covers. Of addresses, the bits.
    pub(crate) fn ends(&self) -> (Cow<'_, str>, &str) {
        match self {
            Self::Host { host, .. } => (Cow::Borrowed(host), host),
            Self::Fragment(start) => (Cow::Borrowed(start), ""),
            Self::Glob { pieces, apex, with_apex, .. } => {
                let (begin, end) = (text(pieces.first()), text(pieces.last()));
                // The apex is the end of the names below it, without the dot.
                let apex = apex.as_deref().filter(|apex| *with_apex && apex.len() < end.len());
                (Cow::Borrowed(begin), apex.unwrap_or(end))
            }
            Self::Address(ip) => (Cow::Owned(bits_of(*ip, u8::MAX)), ""),
            Self::Network(base, bits) => (Cow::Owned(bits_of(*base, *bits)), ""),
        }
    }

    /// How the names that fit begin and end, an apex that is not listed aside; `None` if others may fit too.
    pub(crate) fn ends_of_names(&self) -> Option<(Cow<'_, str>, &str)> {
        matches!(self, Self::Glob { alias: false, .. }).then(|| self.ends())
    }

    /// The end of the names that fit, the apex aside; empty if it is open.
    pub(crate) fn fixed_suffix(&self) -> &str {
        match self {
            Self::Host { host, .. } => host,
            Self::Glob { pieces, .. } => text(pieces.last()),
            Self::Fragment(_) | Self::Address(_) | Self::Network(..) => "",
        }
    }
}

/// The text of a piece; empty if it is open.
fn text(piece: Option<&Piece>) -> &str {
    if let Some(Piece::Text(text)) = piece { text } else { "" }
}

/// The first bits as digits, behind a mark of the family that no host begins with.
fn bits_of(ip: IpAddr, bits: u8) -> String {
    let all = match ip {
        IpAddr::V4(v4) => format!("4/{:032b}", v4.to_bits()),
        IpAddr::V6(v6) => format!("6/{:0128b}", v6.to_bits()),
    };
    all.chars().take("4/".len() + usize::from(bits)).collect()
}
