//! Numbers, bytes and times as people read them.

use idlewire_evidence::Timestamp;

/// A number with a comma between thousands.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number and its noun: `1 flow`, `2 flows`.
pub(crate) fn counted(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(n), if n == 1 { "" } else { "s" })
}

/// How many of a list are named where the others can be found elsewhere.
const A_FEW: usize = 8;

/// The first of a list, and how many more there are: `a, b, c`; of more than eight `a, b, ... and 4 more`.
#[must_use]
pub fn few<T: AsRef<str>>(list: &[T]) -> String {
    let named: Vec<&str> = list.iter().take(A_FEW).map(AsRef::as_ref).collect();
    match list.len().saturating_sub(A_FEW) {
        0 => named.join(", "),
        more => format!("{} and {} more", named.join(", "), count(more as u64)),
    }
}

/// Bytes to two figures or more, in powers of 1000: `812 B`, `9.0 kB`, `12 kB`, `1.2 MB`.
pub(crate) fn bytes(n: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if n < 1000 {
        return format!("{n} B");
    }
    // Tenths of the unit, rounded half up; 9,950 B is already 10 kB.
    let mut scale: u128 = 1000;
    let mut units = UNITS.iter();
    let mut unit = units.next();
    while u128::from(n) * 2 >= scale * 1999 {
        scale *= 1000;
        unit = units.next();
    }
    let tenths = (u128::from(n) * 20 + scale) / (scale * 2);
    let unit = unit.copied().unwrap_or_default();
    if tenths < 100 {
        return format!("{}.{} {unit}", tenths / 10, tenths % 10);
    }
    format!("{} {unit}", (u128::from(n) * 2 + scale) / (scale * 2))
}

/// `2020-06-09 00:01`, UTC.
pub(crate) fn minute(time: Timestamp) -> String {
    let text = time.to_string();
    format!("{} {}", text.get(..10).unwrap_or_default(), text.get(11..16).unwrap_or_default())
}

/// `2020-06-09 00:00:00 to 01:00:00 UTC (1 h)`.
pub(crate) fn period(first: Timestamp, last: Timestamp) -> String {
    let split = |time: Timestamp| {
        let text = time.to_string();
        (text.get(..10).unwrap_or_default().to_owned(), text.get(11..19).unwrap_or_default().to_owned())
    };
    let ((day, from), (last_day, until)) = (split(first), split(last));
    let until = if day == last_day { until } else { format!("{last_day} {until}") };
    format!("{day} {from} to {until} UTC ({})", duration(last.nanos_since(first)))
}

/// The two largest units of a span of time: `6 d 23 h`, `3 min 28 s`, `0.8 s`.
pub(crate) fn duration(nanos: i64) -> String {
    let secs = nanos / 1_000_000_000;
    let pair = |large: i64, unit: &str, small: i64, part: &str| match small {
        0 => format!("{large} {unit}"),
        _ => format!("{large} {unit} {small} {part}"),
    };
    match secs {
        0..10 => format!("{}.{} s", secs, nanos / 100_000_000 % 10),
        10..60 => format!("{secs} s"),
        60..3600 => pair(secs / 60, "min", secs % 60, "s"),
        3600..86_400 => pair(secs / 3600, "h", secs / 60 % 60, "min"),
        _ => pair(secs / 86_400, "d", secs / 3600 % 24, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_keep_two_figures() {
        for (n, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (1049, "1.0 kB"),
            (1050, "1.1 kB"),
            (9949, "9.9 kB"),
            (9950, "10 kB"),
            (999_499, "999 kB"),
            (999_500, "1.0 MB"),
            (u64::MAX, "18 EB"),
        ] {
            assert_eq!(bytes(n), text, "{n}");
        }
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn durations_have_two_units() {
        let secs = |n: i64| duration(n * 1_000_000_000);
        assert_eq!(duration(800_000_000), "0.8 s");
        assert_eq!([59, 60, 208, 3600, 604_799].map(secs), ["59 s", "1 min", "3 min 28 s", "1 h", "6 d 23 h"]);
    }
}
