//! How an interface counts time: if_tsresol and if_tsoffset.

use idlewire_evidence::Timestamp;

/// The time unit of an interface and its offset.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    unit: Unit,
    /// Added to every time. Unit: seconds.
    pub(crate) offset: i64,
}

/// One tick, against a nanosecond.
#[derive(Clone, Copy, Debug)]
enum Unit {
    /// So many nanoseconds.
    Nanos(u32),
    /// So many ticks are a nanosecond.
    PerNano(u64),
    /// Two to this power are a second.
    PowerOfTwo(u8),
}

/// Microseconds, as the format prescribes where no option says otherwise.
impl Default for Clock {
    fn default() -> Self {
        Self { unit: Unit::Nanos(1000), offset: 0 }
    }
}

impl Clock {
    /// The unit that the value of if_tsresol states: a negative power of 10, or of 2 if the top bit is set.
    ///
    /// Powers beyond 10^-28 give 0: no count of 64 bits reaches a nanosecond there.
    pub(crate) fn set_resolution(&mut self, value: u8) {
        let power = u32::from(value & 0x7f);
        self.unit = if value & 0x80 != 0 {
            Unit::PowerOfTwo(value & 0x7f)
        } else if power <= 9 {
            Unit::Nanos(10u32.pow(9 - power))
        } else {
            Unit::PerNano(10u64.checked_pow(power - 9).unwrap_or(u64::MAX))
        };
    }

    /// The instant of a tick; saturates at the ends of the range.
    #[inline]
    pub(crate) fn time(self, ticks: u64) -> Timestamp {
        let nanos = match self.unit {
            Unit::Nanos(1) => i64::try_from(ticks).unwrap_or(i64::MAX),
            Unit::Nanos(nanos) => i64::try_from(ticks).unwrap_or(i64::MAX).saturating_mul(i64::from(nanos)),
            Unit::PerNano(ticks_per_nano) => i64::try_from(ticks / ticks_per_nano).unwrap_or(i64::MAX),
            Unit::PowerOfTwo(power) => i64::try_from((u128::from(ticks) * 1_000_000_000) >> power).unwrap_or(i64::MAX),
        };
        Timestamp::from_nanos(self.offset.saturating_mul(1_000_000_000)).plus_nanos(nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_second_is_one_second_in_every_unit() {
        for (value, ticks) in [
            (0, 1),
            (3, 1000),
            (6, 1_000_000),
            (9, 1_000_000_000),
            (12, 1_000_000_000_000),
            (0x80, 1),
            (0x94, 1 << 20),
            (0xbf, 1 << 63),
        ] {
            let mut clock = Clock::default();
            clock.set_resolution(value);
            clock.offset = 41;
            assert_eq!(clock.time(ticks), Timestamp::from_parts(42, 0), "if_tsresol {value:#x}");
        }
    }

    #[test]
    fn no_unit_panics_on_any_count() {
        for value in 0..=u8::MAX {
            let mut clock = Clock::default();
            clock.set_resolution(value);
            clock.time(0);
            clock.time(u64::MAX);
        }
    }
}
