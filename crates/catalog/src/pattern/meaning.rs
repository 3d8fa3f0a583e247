//! The one meaning of a host text.

use std::net::IpAddr;

use super::destination::Destination;
use super::domain::{has_public_suffix, is_finished};
use super::piece::{Piece, covers, cut, fits};
use super::{Dialect, Match, PatternError};

/// What a pattern stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// One host; with `alias`, also that host below a known balancer.
    Host { host: Box<str>, alias: bool },
    /// The beginning of names: an unfinished name, before a dot.
    Fragment(Box<str>),
    /// Names by wildcard. `apex`: the pattern is `*.x`, and this is x; `with_apex`: x is listed too.
    Glob { pieces: Vec<Piece>, alias: bool, apex: Option<Box<str>>, with_apex: bool },
    /// One address.
    Address(IpAddr),
    /// Addresses by prefix: base and length in bits.
    Network(IpAddr, u8),
}

/// Gives a destination its canonical text and its meaning.
pub(crate) fn give(destination: &Destination, dialect: Dialect) -> Result<(String, Meaning), PatternError> {
    let host = destination.host.trim();
    if let Some(network) = network(host) {
        return Ok(network);
    }
    if let Some(domain) = host.strip_prefix("||") {
        return with_subdomains(domain.trim_end_matches(['^', '|']));
    }
    let host = single_stars(ascii(host.trim_end_matches('.'))?);
    check_characters(&host)?;
    let host = match host.strip_prefix('.').filter(|rest| !rest.is_empty()) {
        Some(rest) if dialect == Dialect::HostOnly => rest.to_owned(),
        Some(rest) => format!("*.{rest}"),
        None => host,
    };
    let (host, closed) = close(&host);
    let alias = closed || (destination.path.as_deref() == Some("/*") && is_finished(fixed_tail(host)));
    let text = if alias { format!("{host}*") } else { host.to_owned() };
    Ok((text, named(host, alias)))
}

/// The meaning of a host whose last star, if it only said "and any path", is off.
fn named(host: &str, alias: bool) -> Meaning {
    let pieces = cut(host);
    match pieces.as_slice() {
        [Piece::Text(name)] if alias || has_public_suffix(name) => Meaning::Host { host: name.clone(), alias },
        [Piece::Text(name)] => Meaning::Fragment(name.clone()),
        _ => {
            let apex = match pieces.as_slice() {
                [Piece::Labels, Piece::Text(rest)] => rest.strip_prefix('.').map(Into::into),
                _ => None,
            };
            Meaning::Glob { pieces, alias, apex, with_apex: false }
        }
    }
}

/// `||x^` of the ad-block lists: x and every name below it.
fn with_subdomains(domain: &str) -> Result<(String, Meaning), PatternError> {
    let domain = ascii(domain.trim_end_matches('.'))?;
    check_characters(&domain)?;
    let below = format!("*.{domain}");
    let text = format!("||{domain}^");
    Ok((text, Meaning::Glob { pieces: cut(&below), alias: false, apex: Some(domain.into()), with_apex: true }))
}

/// Takes the last star off a finished host (`x.com*`); on an unfinished one it stays and is open-ended.
fn close(host: &str) -> (&str, bool) {
    let body = host.trim_end_matches('*');
    if body.len() < host.len() && !body.ends_with('.') && is_finished(fixed_tail(body)) {
        return (body, true);
    }
    (host, false)
}

/// Several stars in a row say no more than one.
fn single_stars(mut host: String) -> String {
    while host.contains("**") {
        host = host.replace("**", "*");
    }
    host
}

/// The text after the last wildcard, without a dot in front.
fn fixed_tail(host: &str) -> &str {
    host.rsplit(['*', '#', '>', ']', '}']).next().unwrap_or(host).trim_start_matches('.')
}

/// Lower case and IDNA. Wildcards and placeholders stay out of the conversion, label by label.
fn ascii(host: &str) -> Result<String, PatternError> {
    if host.is_ascii() {
        return Ok(host.to_ascii_lowercase());
    }
    let labels = host.split(['.', '\u{3002}', '\u{ff0e}']).map(|label| {
        if label.is_ascii() {
            return Ok(label.to_ascii_lowercase());
        }
        let stars = label.trim_matches('*');
        let name = idna::domain_to_ascii(stars).map_err(|_| PatternError::International(host.to_owned()))?;
        Ok(label.replacen(stars, &name, 1))
    });
    Ok(labels.collect::<Result<Vec<_>, _>>()?.join("."))
}

/// Refuses what no host, wildcard or placeholder holds, and what holds nothing at all.
fn check_characters(host: &str) -> Result<(), PatternError> {
    let mut inside = false;
    let mut any = false;
    for c in host.chars() {
        match c {
            '<' | '[' | '{' if !inside => inside = true,
            '>' | ']' | '}' if inside => (inside, any) = (false, true),
            ' ' | '-' | '_' if inside => {}
            'a'..='z' | '0'..='9' | '*' | '#' => any = true,
            '-' | '_' | '.' => {}
            other => return Err(PatternError::Character(other)),
        }
    }
    if inside {
        return Err(PatternError::Character('<'));
    }
    if any { Ok(()) } else { Err(PatternError::Empty) }
}

fn network(host: &str) -> Option<(String, Meaning)> {
    if let Some((ip, bits)) = host.split_once('/') {
        let ip: IpAddr = ip.trim_matches(['[', ']']).parse().ok()?;
        let bits: u8 = bits.parse().ok()?;
        let widest = if ip.is_ipv4() { 32 } else { 128 };
        let base = (bits <= widest).then(|| masked(ip, bits))?;
        return Some((format!("{base}/{bits}"), Meaning::Network(base, bits)));
    }
    let ip: IpAddr = host.trim_matches(['[', ']']).parse().ok()?;
    Some((ip.to_string(), Meaning::Address(ip)))
}

/// The address with all bits after the prefix set to zero.
fn masked(ip: IpAddr, bits: u8) -> IpAddr {
    match ip {
        IpAddr::V4(v4) => IpAddr::V4((v4.to_bits() & u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0)).into()),
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0)).into()),
    }
}

fn inside(ip: IpAddr, base: IpAddr, bits: u8) -> bool {
    ip.is_ipv4() == base.is_ipv4() && masked(ip, bits) == base
}

fn read_address(name: &str) -> Option<IpAddr> {
    name.trim_matches(['[', ']']).parse().ok()
}

impl Meaning {
    /// How a normal name fits, balancers aside.
    pub(crate) fn fits(&self, name: &str) -> Match {
        let (fits, kind) = match self {
            Self::Host { host, .. } => (**host == *name, Match::Exact),
            Self::Fragment(start) => match name.strip_prefix(&**start) {
                Some("") => (true, Match::Exact),
                rest => (rest.is_some_and(|rest| rest.len() > 1 && rest.starts_with('.')), Match::Fragment),
            },
            Self::Glob { pieces, apex, with_apex, .. } => {
                if apex.as_deref() == Some(name) {
                    return if *with_apex { Match::Glob } else { Match::Apex };
                }
                (!name.is_empty() && fits(pieces, name), Match::Glob)
            }
            Self::Address(ip) => (read_address(name) == Some(*ip), Match::Exact),
            Self::Network(base, bits) => (read_address(name).is_some_and(|ip| inside(ip, *base, *bits)), Match::Glob),
        };
        if fits { kind } else { Match::None }
    }

    pub(crate) fn has_alias(&self) -> bool {
        matches!(self, Self::Host { alias: true, .. } | Self::Glob { alias: true, .. })
    }

    pub(crate) fn apex(&self) -> Option<&str> {
        match self {
            Self::Glob { apex, with_apex: false, .. } => apex.as_deref(),
            _ => None,
        }
    }

    pub(crate) fn covers(&self, other: &Meaning) -> bool {
        match (self, other) {
            (Self::Network(base, bits), Self::Network(inner, longer)) => bits <= longer && inside(*inner, *base, *bits),
            (Self::Network(base, bits), Self::Address(ip)) => inside(*ip, *base, *bits),
            (Self::Address(a), Self::Address(b)) => a == b,
            _ if !self.may_cover(other) => false,
            _ => {
                let (outer, inner) = (self.alternatives(), other.alternatives());
                !inner.is_empty() && inner.iter().all(|inner| outer.iter().any(|outer| covers(outer, inner)))
            }
        }
    }

    /// A cheap look before the long one: what ends in a fixed text covers nothing that does not.
    fn may_cover(&self, other: &Meaning) -> bool {
        let with_apex = matches!(self, Self::Glob { with_apex: true, .. });
        with_apex || other.fixed_suffix().ends_with(self.fixed_suffix())
    }

    /// The meaning as globs: a name is listed if one of them fits. Empty for addresses.
    fn alternatives(&self) -> Vec<Vec<Piece>> {
        match self {
            Self::Host { host, .. } => vec![vec![Piece::Text(host.clone())]],
            Self::Fragment(start) => {
                let open = vec![Piece::Text(format!("{start}.").into()), Piece::Labels];
                vec![vec![Piece::Text(start.clone())], open]
            }
            Self::Glob { pieces, apex: Some(apex), with_apex: true, .. } => {
                vec![pieces.clone(), vec![Piece::Text(apex.clone())]]
            }
            Self::Glob { pieces, .. } => vec![pieces.clone()],
            Self::Address(_) | Self::Network(..) => Vec::new(),
        }
    }
}
