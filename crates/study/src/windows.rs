//! In which ten-minute windows something was active.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

use crate::limits::WINDOWS_SPAN;

/// Length of a window. Unit: seconds.
pub const WINDOW_SECS: u32 = 600;

/// Bits in a word of the set.
const WORD: u32 = 64;

/// A set of ten-minute windows, each the Unix time of its begin divided by 600.
///
/// Held as bits from the first window on, so that a week of any rhythm takes 126 bytes, and union is a few instructions.
/// A window too far from the first one of the set (`study-windows-span`) is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Windows {
    /// The first word's first window divided by 64; 0 for the empty set.
    base: u32,
    /// Neither the first nor the last word is 0.
    bits: Vec<u64>,
}

/// Why windows cannot be read or held.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WindowsError {
    /// The text is not of the form.
    #[error("{0:?} is no list of windows such as 2655072,5,1x3")]
    Form(String),
    /// The windows lie too far apart.
    #[error("windows span more than {} ten-minute windows", WINDOWS_SPAN.default)]
    Span,
}

impl Windows {
    /// The set of these windows.
    ///
    /// # Errors
    /// [`WindowsError::Span`] if the first and the last are too far apart.
    pub fn new(windows: impl IntoIterator<Item = u32>) -> Result<Self, WindowsError> {
        let mut all: Vec<u32> = windows.into_iter().collect();
        all.sort_unstable();
        let mut set = Self::default();
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return Ok(set) };
        set.widen(first / WORD, last / WORD)?;
        all.into_iter().for_each(|window| set.put(window));
        Ok(set)
    }

    /// Adds the windows of another set.
    ///
    /// # Errors
    /// [`WindowsError::Span`] if they lie too far apart; the set stays as it was.
    pub fn merge(&mut self, other: &Self) -> Result<(), WindowsError> {
        if other.bits.is_empty() {
            return Ok(());
        }
        self.widen(other.base, other.base + other.last_word())?;
        let offset = (other.base - self.base) as usize;
        for (mine, theirs) in self.bits.iter_mut().skip(offset).zip(&other.bits) {
            *mine |= theirs;
        }
        Ok(())
    }

    /// The windows in rising order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.bits.iter().zip(self.base..).flat_map(|(&word, at)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(at * WORD + bit)
            })
        })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.bits.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// The first.
    #[must_use]
    pub fn first(&self) -> Option<u32> {
        self.bits.first().map(|word| self.base * WORD + word.trailing_zeros())
    }

    /// The last.
    #[must_use]
    pub fn last(&self) -> Option<u32> {
        let word = self.bits.last()?;
        Some((self.base + self.last_word()) * WORD + (WORD - 1 - word.leading_zeros()))
    }

    /// Runs of windows without a gap between them: begin and length, in rising order.
    #[must_use]
    pub fn stretches(&self) -> Vec<(u32, u32)> {
        let mut stretches: Vec<(u32, u32)> = Vec::new();
        for window in self.iter() {
            match stretches.last_mut() {
                Some((begin, len)) if *begin + *len == window => *len += 1,
                _ => stretches.push((window, 1)),
            }
        }
        stretches
    }

    fn last_word(&self) -> u32 {
        u32::try_from(self.bits.len()).unwrap_or(u32::MAX).saturating_sub(1)
    }

    /// Makes room for the words from `first` to `last`.
    fn widen(&mut self, first: u32, last: u32) -> Result<(), WindowsError> {
        let (low, high) = match self.bits.is_empty() {
            true => (first, last),
            false => (first.min(self.base), last.max(self.base + self.last_word())),
        };
        let words = u64::from(high - low) + 1;
        if words * u64::from(WORD) > WINDOWS_SPAN.default {
            return Err(WindowsError::Span);
        }
        let before = if self.bits.is_empty() { 0 } else { (self.base - low) as usize };
        self.bits.splice(0..0, std::iter::repeat_n(0, before));
        self.bits.resize((high - low) as usize + 1, 0);
        self.base = low;
        Ok(())
    }

    /// Sets a bit that there is room for.
    fn put(&mut self, window: u32) {
        let place = (window / WORD).checked_sub(self.base);
        if let Some(word) = place.and_then(|at| self.bits.get_mut(at as usize)) {
            *word |= 1 << (window % WORD);
        }
    }
}

/// `2655072,5,1x3`: the first window counted from 1970, then for each further stretch the windows without activity
/// before it; a stretch of more than one window is followed by its length.
impl fmt::Display for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut end = 0;
        for (place, (begin, len)) in self.stretches().into_iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{}", begin - end)?;
            if len > 1 {
                write!(f, "x{len}")?;
            }
            end = begin + len;
        }
        Ok(())
    }
}

impl FromStr for Windows {
    type Err = WindowsError;

    fn from_str(text: &str) -> Result<Self, WindowsError> {
        let form = || WindowsError::Form(text.chars().take(40).collect());
        let mut windows = Vec::new();
        let mut end: u32 = 0;
        for part in text.split(',').filter(|_| !text.is_empty()) {
            let (gap, len) = part.split_once('x').unwrap_or((part, "1"));
            let (gap, len): (u32, u32) = (gap.parse().map_err(|_| form())?, len.parse().map_err(|_| form())?);
            let begin = end.checked_add(gap).ok_or_else(form)?;
            end = begin.checked_add(len).ok_or_else(form)?;
            let first = windows.first().copied().unwrap_or(begin);
            if u64::from(end - first) > WINDOWS_SPAN.default {
                return Err(WindowsError::Span);
            }
            windows.extend(begin..end);
        }
        Self::new(windows)
    }
}

impl Serialize for Windows {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Windows {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_text_counts_gaps_and_lengths() {
        let set = Windows::new([100, 106, 108, 109, 110]).unwrap();
        assert_eq!(set.to_string(), "100,5,1x3");
        assert_eq!((set.len(), set.first(), set.last()), (5, Some(100), Some(110)));
        assert_eq!(set.stretches(), [(100, 1), (106, 1), (108, 3)]);
    }

    #[test]
    fn hostile_texts_are_refused() {
        for text in ["0x4294967295", "4294967295,1", "4294967295x4294967295", "1,,2", "x", "-1", "0,4294967290"] {
            assert!(text.parse::<Windows>().is_err(), "{text}");
        }
        assert!(Windows::new([0, u32::MAX]).is_err());
        assert_eq!("".parse(), Ok(Windows::default()));
    }

    proptest! {
        #[test]
        fn it_is_the_set_that_it_says(a in proptest::collection::btree_set(2_655_000_u32..2_656_100, 0..60),
                                      b in proptest::collection::btree_set(2_655_000_u32..2_656_100, 0..60)) {
            let (mut x, y) = (Windows::new(a.iter().copied()).unwrap(), Windows::new(b.iter().copied()).unwrap());
            prop_assert_eq!(x.iter().collect::<BTreeSet<_>>(), a.clone());
            prop_assert_eq!(&x.to_string().parse::<Windows>().unwrap(), &x);
            x.merge(&y).unwrap();
            let union: BTreeSet<u32> = a.union(&b).copied().collect();
            prop_assert_eq!(&x, &Windows::new(union.iter().copied()).unwrap());
            prop_assert_eq!((x.first(), x.last()), (union.first().copied(), union.last().copied()));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9x,]{0,24}") {
            if let Ok(set) = text.parse::<Windows>() {
                prop_assert_eq!(set.to_string().parse::<Windows>(), Ok(set));
            }
        }
    }
}
