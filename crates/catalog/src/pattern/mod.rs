//! The pattern language of published lists: reading, canonical form, meaning, match. Described in `docs/patterns.md`.

mod destination;
mod domain;
mod ends;
mod meaning;
mod piece;
mod text;

use std::borrow::Cow;

pub use destination::Destination;
pub(crate) use domain::{before_balancer, is_finished};
pub use domain::{is_public_suffix, registrable};
pub(crate) use meaning::Meaning;
pub(crate) use piece::Piece;
pub(crate) use text::{LINK_BYTES, decode_entities, link_texts, notes_off, tag_name};

/// What a leading dot means in the list at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// `.x` is `*.x`: endpoint pages, allow lists of proxies.
    #[default]
    Subdomains,
    /// `.x` is the host x alone: lists that put a dot before every entry.
    HostOnly,
}

/// How a name fits a pattern. The order is best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// The name is the host that the pattern names.
    Exact,
    /// The name fits a wildcard, a placeholder or a network.
    Glob,
    /// The name is the host, or fits the glob, with a known balancer's domain after it.
    Alias,
    /// The pattern is an unfinished name, and the name begins with it and a dot.
    Fragment,
    /// The pattern is `*.x` and the name is x: unlisted, worth a hint.
    Apex,
    /// It does not fit.
    None,
}

impl Match {
    /// The token of the JSON forms and of `catalog match`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Glob => "glob",
            Self::Alias => "alias",
            Self::Fragment => "fragment",
            Self::Apex => "apex",
            Self::None => "none",
        }
    }

    /// True if the list speaks of the name: exact, glob, alias or fragment. An apex is not listed.
    pub fn listed(self) -> bool {
        !matches!(self, Self::Apex | Self::None)
    }
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// Nothing is left once the marks are taken off.
    #[error("no host in it")]
    Empty,
    /// The text holds several destinations; `Destination::read_cell` splits them.
    #[error("{0} destinations in one text")]
    Several(usize),
    /// A character that no host name, wildcard or placeholder has.
    #[error("{0:?} cannot stand in a host name")]
    Character(char),
    /// A name outside ASCII that is not a valid international name (UTS 46).
    #[error("not a valid international name: {0}")]
    International(String),
    /// Marks within marks: what is left once they are taken off would be read otherwise the next time.
    #[error("{0:?} is still marked up once its marks are taken off")]
    Marked(String),
}

/// A destination with its one stated meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: Box<str>,
    pub(crate) meaning: Meaning,
}

impl Pattern {
    /// Reads one destination and gives it its meaning.
    ///
    /// # Errors
    /// [`PatternError`] if the text holds no host, or several, or a character that no host has.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, PatternError> {
        match Destination::read_cell(text).as_slice() {
            [] => Err(PatternError::Empty),
            [one] => Self::of(one, dialect),
            many => Err(PatternError::Several(many.len())),
        }
    }

    /// The meaning of a destination that was read.
    ///
    /// # Errors
    /// [`PatternError`] if its host is empty or holds a character that no host has.
    pub fn of(destination: &Destination, dialect: Dialect) -> Result<Self, PatternError> {
        let (text, meaning) = meaning::give(destination, dialect)?;
        Ok(Self { text: text.into(), meaning })
    }

    /// The canonical form: lower case, ASCII (IDNA), without scheme, port, path and trailing dot; `x.com/*` is
    /// `x.com*`, `.x` in the dialect of endpoint pages is `*.x`. Reading it again gives the same pattern.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True for an address or a network.
    pub(crate) fn is_address(&self) -> bool {
        matches!(self.meaning, Meaning::Address(_) | Meaning::Network(..))
    }

    /// How the name, in any case, with or without a trailing dot, fits.
    pub fn matches(&self, name: &str) -> Match {
        let name = normal_name(name);
        match self.meaning.fits(&name) {
            Match::None if self.meaning.has_alias() => self.alias(&name),
            found => found,
        }
    }

    fn alias(&self, name: &str) -> Match {
        let found = alias_hosts(name).any(|host| self.meaning.fits(host).listed());
        if found { Match::Alias } else { Match::None }
    }

    /// True if every name this pattern lists (aliases apart) is listed by `self` too. Where it cannot tell, the answer
    /// is no; yes is always true.
    pub fn covers(&self, other: &Pattern) -> bool {
        self.meaning.covers(&other.meaning)
    }

    /// Wildcard characters in the canonical form: stars and placeholders.
    pub fn wildcards(&self) -> usize {
        self.text.bytes().filter(|b| b"*#<[{".contains(b)).count()
    }

    /// The fixed text at the end of the names that fit; empty if the end is open.
    pub fn fixed_suffix(&self) -> &str {
        self.meaning.fixed_suffix()
    }

    /// What the pattern begins and ends with, as far as it is fixed: what it covers begins and ends with the same. Addresses
    /// are written bit by bit, for prefixes of networks.
    pub(crate) fn ends(&self) -> (Cow<'_, str>, &str) {
        self.meaning.ends()
    }

    /// How the names that fit begin and end, [`Self::apex`] aside; `None` if others may fit too.
    pub(crate) fn ends_of_names(&self) -> Option<(Cow<'_, str>, &str)> {
        self.meaning.ends_of_names()
    }

    /// The canonical form without a star glued to either end: lists spell one host `x`, `*x` and `x*`.
    pub fn spelling(&self) -> &str {
        let text = self.text.trim_end_matches('*');
        let text = if text.ends_with('.') { &self.text } else { text };
        text.strip_prefix('*').filter(|rest| !rest.starts_with('.')).unwrap_or(text)
    }

    /// The part of a leading `*.x` that the pattern itself does not list: x.
    pub fn apex(&self) -> Option<&str> {
        self.meaning.apex()
    }
}

/// A name as it is compared: lower case, no trailing dot, international names in ASCII.
pub fn normal_name(name: &str) -> Cow<'_, str> {
    let name = name.strip_suffix('.').unwrap_or(name);
    if !name.is_ascii() {
        return idna::domain_to_ascii(name).map_or_else(|_| Cow::Owned(name.to_lowercase()), Cow::Owned);
    }
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        return Cow::Owned(name.to_ascii_lowercase());
    }
    Cow::Borrowed(name)
}

/// The host names that a name below a known balancer may stand for, longest first.
pub(crate) fn alias_hosts(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(before_balancer(name), |host| host.rsplit_once('.').map(|(front, _)| front))
}

/// The best match of a name against a cell that may hold several destinations.
///
/// # Errors
/// [`PatternError`] if none of them is a pattern.
pub fn match_cell(cell: &str, dialect: Dialect, name: &str) -> Result<Match, PatternError> {
    let mut best: Result<Match, PatternError> = Err(PatternError::Empty);
    for destination in Destination::read_cell(cell) {
        let found = Pattern::of(&destination, dialect).map(|pattern| pattern.matches(name));
        best = match (best, found) {
            (Ok(a), Ok(b)) => Ok(a.min(b)),
            (Ok(a), Err(_)) => Ok(a),
            (Err(_), found) => found,
        };
    }
    best
}

#[cfg(test)]
mod tests;
