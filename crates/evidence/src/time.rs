//! Capture time: nanoseconds since the Unix epoch, UTC. Never the clock of the machine that analyses.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

const NANOS_PER_SEC: i64 = 1_000_000_000;
const SECS_PER_DAY: i64 = 86_400;

/// The sign of a number: turned over, the order of signed numbers is that of unsigned ones.
const SIGN: u64 = 1 << 63;

/// An instant. Unit: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
///
/// Range: years 1677 to 2262. Arithmetic saturates at the ends, since damaged captures hold absurd times.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Timestamp(
    /// Counted from the beginning of the range, which leaves 0 free: a time that may be missing takes no more room.
    NonZeroU64,
);

impl Timestamp {
    /// The instant `nanos` nanoseconds after the epoch.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        // The very first nanosecond of the range counts as the second.
        Self(match NonZeroU64::new(nanos.cast_unsigned() ^ SIGN) {
            Some(count) => count,
            None => NonZeroU64::MIN,
        })
    }

    /// The instant `secs` seconds and `nanos` nanoseconds after the epoch; saturates.
    #[must_use]
    pub const fn from_parts(secs: i64, nanos: i64) -> Self {
        match secs.checked_mul(NANOS_PER_SEC) {
            Some(whole) => Self::from_nanos(whole.saturating_add(nanos)),
            // The second in which the range begins is not whole.
            None if secs < 0 => Self::from_nanos(
                (secs + 1).saturating_mul(NANOS_PER_SEC).saturating_add(nanos.saturating_sub(NANOS_PER_SEC)),
            ),
            None => Self::from_nanos(i64::MAX),
        }
    }

    /// Nanoseconds since the epoch.
    #[must_use]
    pub const fn as_nanos(self) -> i64 {
        (self.0.get() ^ SIGN).cast_signed()
    }

    /// The instant `nanos` later (earlier if negative); saturates.
    #[must_use]
    pub const fn plus_nanos(self, nanos: i64) -> Self {
        Self::from_nanos(self.as_nanos().saturating_add(nanos))
    }

    /// Nanoseconds from `earlier` to `self`, if it is not before it.
    #[must_use]
    #[inline]
    pub const fn nanos_behind(self, earlier: Self) -> Option<u64> {
        self.0.get().checked_sub(earlier.0.get())
    }

    /// Nanoseconds from `earlier` to `self`; negative if `self` is before it; saturates.
    #[must_use]
    pub const fn nanos_since(self, earlier: Self) -> i64 {
        self.as_nanos().saturating_sub(earlier.as_nanos())
    }
}

impl From<i64> for Timestamp {
    fn from(nanos: i64) -> Self {
        Self::from_nanos(nanos)
    }
}

impl From<Timestamp> for i64 {
    fn from(time: Timestamp) -> Self {
        time.as_nanos()
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({})", self.as_nanos())
    }
}

impl Timestamp {
    /// RFC 3339 in UTC with nine fraction digits, ASCII: `2020-06-09T00:00:00.000000000Z`. The years that can be written have
    /// four digits.
    #[must_use]
    pub fn text(self) -> [u8; 30] {
        let nanos = self.as_nanos();
        let (secs, nanos) = (nanos.div_euclid(NANOS_PER_SEC), nanos.rem_euclid(NANOS_PER_SEC));
        let (days, of_day) = (secs.div_euclid(SECS_PER_DAY), secs.rem_euclid(SECS_PER_DAY));
        let (year, month, day) = civil_from_days(days);
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        // Long lists have two of them in each line: two digits at a time.
        let mut text = *b"0000-00-00T00:00:00.000000000Z";
        // None is negative or large by now.
        let small = |number: i64| number as u32;
        let (year, nanos) = (small(year), small(nanos));
        let pairs = [
            (0, year / 100),
            (2, year % 100),
            (5, small(month)),
            (8, small(day)),
            (11, small(hour)),
            (14, small(minute)),
            (17, small(second)),
            (20, nanos / 10_000_000),
            (22, nanos / 100_000 % 100),
            (24, nanos / 1000 % 100),
            (26, nanos / 10 % 100),
        ];
        for (at, number) in pairs {
            text[at] += (number / 10) as u8;
            text[at + 1] += (number % 10) as u8;
        }
        text[28] += (nanos % 10) as u8;
        text
    }
}

/// As [`Timestamp::text`].
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.text()).unwrap_or_default())
    }
}

/// Why a text is not a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a time: write 2020-06-09, 2020-06-09T12:30:00Z, 2020-06-09T12:30:00+02:00, or seconds since 1970"
)]
pub struct TimeError(String);

/// Reads a date, an RFC 3339 time (a missing zone means UTC), or seconds since the epoch.
impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        parse(text.trim()).ok_or_else(|| TimeError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    if !text.get(1..).is_some_and(|rest| rest.contains('-')) {
        return parse_epoch(text);
    }
    let (date, clock) = match text.find(['T', 't', ' ']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?),
        None => (text, ""),
    };
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    if !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || civil_from_days(days_from_civil(year, month, day)) != (year, month, day)
    {
        return None;
    }
    let midnight = days_from_civil(year, month, day) * SECS_PER_DAY;
    if clock.is_empty() {
        return Some(Timestamp::from_parts(midnight, 0));
    }
    let (clock, offset) = split_zone(clock)?;
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = whole.splitn(3, ':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |s| number(s, 2))?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(Timestamp::from_parts(midnight + hour * 3600 + minute * 60 + second - offset, nanos_of(fraction)?))
}

fn parse_epoch(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let secs: i64 = whole.parse().ok()?;
    let nanos = nanos_of(fraction)?;
    Some(Timestamp::from_parts(secs, if whole.starts_with('-') { -nanos } else { nanos }))
}

/// Splits `12:30:00+02:00` into the clock and the offset from UTC in seconds.
fn split_zone(clock: &str) -> Option<(&str, i64)> {
    if let Some(clock) = clock.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let Some(at) = clock.rfind(['+', '-']) else { return Some((clock, 0)) };
    let (hour, minute) = clock.get(at + 1..)?.split_once(':')?;
    let offset = number(hour, 2)? * 3600 + number(minute, 2)? * 60;
    Some((clock.get(..at)?, if clock.as_bytes().get(at) == Some(&b'-') { -offset } else { offset }))
}

fn number(digits: &str, len: usize) -> Option<i64> {
    (digits.len() == len && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}

fn nanos_of(fraction: &str) -> Option<i64> {
    if fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<9}").parse().ok()
}

/// Days since 1970-01-01 to year, month, day of the proleptic Gregorian calendar.
///
/// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * shifted + 2) / 5 + 1, if shifted < 10 { shifted + 3 } else { shifted - 9 });
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The inverse of [`civil_from_days`].
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_instants() {
        // The third line is the billionth second, a well-known date.
        for (nanos, text) in [
            (0, "1970-01-01T00:00:00.000000000Z"),
            (-1, "1969-12-31T23:59:59.999999999Z"),
            (1_000_000_000_000_000_000, "2001-09-09T01:46:40.000000000Z"),
            (1_582_934_400_000_000_001, "2020-02-29T00:00:00.000000001Z"),
        ] {
            assert_eq!(Timestamp::from_nanos(nanos).to_string(), text);
            assert_eq!(text.parse(), Ok(Timestamp::from_nanos(nanos)));
        }
    }

    #[test]
    fn the_earliest_instants_are_written_and_read() {
        for nanos in [i64::MIN + 1, i64::MIN + 145_224_192, -9_223_372_036_000_000_000] {
            let time = Timestamp::from_nanos(nanos);
            assert_eq!(time.to_string().parse(), Ok(time));
        }
    }

    #[test]
    fn zones_and_short_forms_are_read() {
        let noon: Timestamp = "2020-06-09T12:00:00Z".parse().unwrap();
        for same in ["2020-06-09T14:00:00+02:00", "2020-06-09 12:00", "2020-06-09T07:30:00.000-04:30", "1591704000"] {
            assert_eq!(same.parse(), Ok(noon), "{same}");
        }
    }

    #[test]
    fn impossible_times_are_refused() {
        for bad in
            ["", "yesterday", "2020-13-01", "2021-02-29", "2020-06-09T25:00:00Z", "2020-06-09T12", "1.0000000001"]
        {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_time_that_may_be_missing_takes_no_more_room() {
        assert_eq!(size_of::<Option<Timestamp>>(), size_of::<i64>());
        assert!(None < Some(Timestamp::from_nanos(i64::MIN)));
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_nanoseconds(a: i64, b: i64) {
            let (earlier, later) = (Timestamp::from_nanos(a), Timestamp::from_nanos(b));
            prop_assert_eq!(earlier.cmp(&later), a.cmp(&b));
            prop_assert_eq!(earlier.as_nanos(), a);
        }

        #[test]
        fn printing_and_reading_are_inverse(nanos: i64) {
            let time = Timestamp::from_nanos(nanos);
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
