use super::*;

/// Trees on 50 plots of Barro Colorado Island: how many species were found on how many plots (Condit et al. 2002, Science
/// 295; the data set `BCI` of the R package vegan 2.6-4).
const BCI: [(u32, u32); 48] = [
    (1, 21),
    (2, 19),
    (3, 10),
    (4, 5),
    (5, 6),
    (6, 3),
    (7, 5),
    (8, 7),
    (9, 6),
    (10, 5),
    (11, 3),
    (12, 6),
    (13, 4),
    (14, 4),
    (15, 2),
    (16, 5),
    (17, 4),
    (18, 8),
    (19, 5),
    (20, 2),
    (21, 3),
    (22, 3),
    (23, 4),
    (24, 1),
    (25, 2),
    (26, 3),
    (27, 4),
    (28, 4),
    (30, 3),
    (31, 5),
    (32, 4),
    (33, 2),
    (34, 2),
    (35, 4),
    (36, 2),
    (37, 3),
    (38, 2),
    (39, 3),
    (40, 2),
    (41, 2),
    (42, 1),
    (43, 3),
    (44, 3),
    (45, 4),
    (46, 4),
    (47, 3),
    (48, 7),
    (49, 5),
];

fn bci() -> Incidence {
    let counts = BCI.iter().chain(&[(50, 7)]).flat_map(|&(k, n)| std::iter::repeat_n(k, n as usize));
    Incidence::new(50, counts)
}

/// A sample with these totals, as the ants below are published: species, incidences, once, twice.
fn ants(units: u32, total: u32, observed: u32, once: u32, twice: u32) -> Incidence {
    let (others, rest) = (observed - once - twice, total - once - 2 * twice);
    let each = rest / others;
    let more = rest % others;
    let common = (0..others).map(|at| each + u32::from(at < more));
    let rare = [(1, once), (2, twice)].into_iter().flat_map(|(k, n)| std::iter::repeat_n(k, n as usize));
    Incidence::new(units, rare.chain(common))
}

#[test]
fn chao2_is_that_of_vegan_for_the_trees_of_barro_colorado() {
    // specpool(BCI): Species 225, chao 236.3731579, chao.se 6.543610381.
    let bound = chao2(&bci());
    assert_eq!((bound.observed, bci().total()), (225, 4539));
    assert!((bound.estimate - 236.373_157_9).abs() < 1e-7);
    assert!((bound.error - 6.543_610_381).abs() < 1e-8);
    assert!(bound.low > 225.0 && bound.low < bound.estimate && bound.estimate < bound.high);
}

#[test]
fn rarefaction_is_that_of_vegan_for_the_trees_of_barro_colorado() {
    // specaccum(BCI, "exact")$richness.
    let known = [
        (1, 90.78),
        (2, 121.609_795_918),
        (5, 159.236_344_371),
        (10, 182.560_444_122),
        (25, 208.169_590_429),
        (49, 224.58),
        (50, 225.0),
    ];
    for (t, richness) in known {
        assert!((rarefied(&bci(), t) - richness).abs() < 1e-8, "{t}");
    }
}

#[test]
fn coverage_is_that_of_inext_for_the_ants_of_costa_rica() {
    // Longino and Colwell 2011, Ecosphere 2; the table DataInfo of the R package iNEXT for its data set `ant`: T, U, S, Q1, Q2, SC.
    for (units, total, observed, once, twice, coverage) in [
        (599, 5976, 227, 49, 23, 0.9918),
        (230, 2943, 241, 71, 34, 0.9760),
        (150, 1730, 122, 28, 16, 0.9839),
        (200, 1170, 56, 13, 4, 0.9889),
    ] {
        let found = sample_coverage(&ants(units, total, observed, once, twice)).unwrap();
        assert!((found - coverage).abs() < 5e-5, "{units}: {found}");
    }
}

#[test]
fn the_extrapolated_curve_goes_on_from_the_sample_towards_chao2() {
    let (bci, bound) = (bci(), chao2(&bci()));
    let curve: Vec<f64> = [0.0, 1.0, 50.0, 1e6].map(|more| extrapolated(&bci, more)).to_vec();
    assert!((curve[0] - 225.0).abs() < 1e-9 && (curve[3] - bound.estimate).abs() < 1e-6);
    // One more plot brings as many as the last one did, to the first order: Q1 / T (Good 1953).
    assert!((curve[1] - 225.0 - 21.0 / 50.0).abs() < 0.02);
    assert!(curve[1] < curve[2] && curve[2] < curve[3]);
}

#[test]
fn a_run_in_which_everything_came_often_expects_next_to_nothing() {
    let hourly: Vec<Windows> =
        (0..20).map(|at| Windows::new((0..168).map(|hour| hour * 6 + at % 6)).unwrap()).collect();
    let all: Vec<&Windows> = hourly.iter().collect();
    let found = completeness(&all, Period { begin: 0, end: 1008 });
    assert_eq!((found.observed, found.seen_once, found.bound.estimate), (20, 0, 20.0));
    assert_eq!((found.next_week.low, found.last_new), (0, Some(5)));
    assert!(found.next_week.high <= 3 && found.next_day.high <= 1 && found.regular > 0.9);
    assert_eq!((found.discovery.first(), found.discovery.len()), (Some(&20), 168));
}

#[test]
fn a_longer_horizon_expects_more() {
    let sets: Vec<Windows> = (0..12).map(|at| Windows::new([100 + at * 70]).unwrap()).collect();
    let all: Vec<&Windows> = sets.iter().collect();
    let found = completeness(&all, Period { begin: 0, end: 1008 });
    assert!(found.next_day.expected > 0.2 && found.next_day.expected < found.next_week.expected);
    assert!(found.next_day.high < found.next_week.high);
}

#[test]
fn nothing_seen_and_no_period_end_in_numbers() {
    for period in [Period { begin: 0, end: 0 }, Period { begin: 5, end: 4 }, Period { begin: 0, end: 1 }] {
        let found = completeness(&[], period);
        assert_eq!((found.observed, found.last_new), (0, None));
        assert!(found.next_week.expected.is_finite() && found.bound.high.abs() < 1e-9);
    }
}

#[test]
fn replicates_forecast_another_run() {
    assert_eq!(another_run(&Incidence::new(1, [1, 1])), None);
    let same = another_run(&Incidence::new(3, [3; 40])).unwrap();
    let differing = another_run(&Incidence::new(3, [1; 40])).unwrap();
    assert!(same.high <= 2 && differing.low > 3);
}
