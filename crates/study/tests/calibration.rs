//! The intervals hold what they say, on studies whose truth is known. The example `calibration` measures the same with more studies.

#[path = "../examples/calibration/simulation.rs"]
mod simulation;

use simulation::{Calibration, FAMILIES, USUAL};

/// Of 100 studies of a 95 % interval 88 or fewer are covered in four of a thousand trials.
const STUDIES: usize = 100;

#[test]
fn the_forecast_for_the_week_covers_the_truth_and_the_bound_is_one() {
    assert!(USUAL.contains(&7.0));
    for (name, family) in FAMILIES {
        let found = Calibration::of(STUDIES, 1_789, family);
        assert!(found.covered() >= 0.89, "{name}: {} covered", found.covered());
        assert!(found.days_covered() >= 0.89, "{name}: {} of the days covered", found.days_covered());
        assert!(found.bounded() >= 0.95, "{name}: {} bounded", found.bounded());
        assert!(found.weeks.iter().any(|(new, week)| *new > 0 && week.low > 0) || name == "periodic");
    }
}
