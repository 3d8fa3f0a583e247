//! Sample coverage: how much of what happens comes from endpoints that are known already.

use super::Incidence;

/// The estimated share of incidences, of all that may happen, that belong to endpoints seen in the sample.
///
/// Range: 0 to 1. Absent if nothing was seen. One minus this is the chance that the next incidence is of a new endpoint. It is a
/// share of what happens, not of the endpoints: much of what happens comes from few.
///
/// Source: Good 1953, "The population frequencies of species and the estimation of population parameters", Biometrika 40,
/// equation (9); for incidences Chao and Jost 2012, Ecology 93, and Chao et al. 2014, "Rarefaction and extrapolation
/// with Hill numbers", Ecological Monographs 84, table 2, with its form for no doubletons.
#[must_use]
pub fn sample_coverage(incidence: &Incidence) -> Option<f64> {
    let (q1, q2) = (incidence.seen_in(1) as f64, incidence.seen_in(2) as f64);
    let (units, total) = (f64::from(incidence.units()), incidence.total() as f64);
    if total == 0.0 {
        return None;
    }
    let (once, twice) =
        if q2 > 0.0 { ((units - 1.0) * q1, 2.0 * q2) } else { ((units - 1.0) * (q1 - 1.0).max(0.0), 2.0) };
    Some(1.0 - q1 / total * once / (once + twice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_seen_has_no_coverage_and_nothing_rare_has_all() {
        assert_eq!(sample_coverage(&Incidence::new(7, [])), None);
        assert_eq!(sample_coverage(&Incidence::new(7, [7, 7, 3])), Some(1.0));
    }
}
