//! Visits: activity that belongs together, counted once.

use super::Period;
use crate::windows::Windows;

/// Windows without activity that a visit may hold, for the count of rare endpoints: two hours.
///
/// A connection that stays open is active now and then for a while; that is one occasion, not many. Independent visits of an
/// endpoint that comes a few times a week fall this close together in one or two cases of a hundred.
const PAUSE: u32 = 12;

/// The share of a run that is its beginning: seven hours of a week.
///
/// What a machine does once when it starts says nothing about the time after. Endpoints of the beginning alone are
/// known, but do not count as rare.
const BEGINNING: f64 = 1.0 / 24.0;

/// How many endpoints came once, twice and three times, of those that the beginning did not show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rare {
    /// Endpoints with one, two and three visits.
    pub visits: [u64; 3],
    /// The part of the run behind its beginning. Range: above 0, to 1.
    pub share: f64,
}

/// Visits that are parted by more than `pause` windows: first window, and the one behind the last.
pub(crate) fn visits(windows: &Windows, pause: u32) -> Vec<(u32, u32)> {
    let mut visits: Vec<(u32, u32)> = Vec::new();
    for (begin, len) in windows.stretches() {
        match visits.last_mut() {
            Some((_, end)) if begin - *end <= pause => *end = begin + len,
            _ => visits.push((begin, begin + len)),
        }
    }
    visits
}

impl Rare {
    /// Counts the rare endpoints of a run.
    pub(crate) fn of<'a>(endpoints: impl IntoIterator<Item = &'a Windows>, period: Period) -> Self {
        let beginning = (f64::from(period.len()) * BEGINNING).ceil() as u32;
        let begin = period.begin + beginning.min(period.len().saturating_sub(1));
        let behind = f64::from(period.end.saturating_sub(begin)) / f64::from(period.len().max(1));
        let share = if period.is_empty() { 1.0 } else { behind };
        let mut counted = [0; 3];
        for windows in endpoints {
            let is_new = windows.first().is_some_and(|first| (begin..period.end).contains(&first));
            let place = visits(windows, PAUSE).len().wrapping_sub(1);
            if let Some(count) = counted.get_mut(place).filter(|_| is_new) {
                *count += 1;
            }
        }
        Self { visits: counted, share }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activity_with_short_pauses_is_one_visit() {
        let windows = Windows::new([10, 11, 14, 40, 60]).unwrap();
        assert_eq!(visits(&windows, PAUSE), [(10, 15), (40, 41), (60, 61)]);
        assert_eq!(visits(&windows, 0).len(), 4);
    }

    #[test]
    fn endpoints_of_the_beginning_are_not_rare() {
        let period = Period { begin: 0, end: 1008 };
        let sets = [vec![3], vec![500], vec![500, 900], vec![3, 900]].map(|set| Windows::new(set).unwrap());
        let rare = Rare::of(&sets, period);
        assert_eq!(rare.visits, [1, 1, 0]);
        assert!((rare.share - 966.0 / 1008.0).abs() < 1e-12);
    }
}
