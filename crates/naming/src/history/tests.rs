use super::*;
use crate::archive::PIECE;
use crate::histories::Histories;
use idlewire_evidence::FramePlace;
use std::net::{IpAddr, Ipv4Addr};

const MACHINE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 168, 1, 2));
const SERVER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

fn at(second: i64, frame: u64) -> When {
    (Some(Timestamp::from_parts(second, 0)), FramePlace { input: 0, frame })
}

fn told(name: &str, second: i64, ttl: u32) -> Told {
    let from = at(second, second as u64);
    Told { name: name.into(), from, last: from.0, ttl, is_hint: false, span: None }
}

/// What one machine was told about one address.
fn history(answers: &[Told]) -> Histories {
    let mut histories = Histories::default();
    answers.iter().for_each(|told| _ = add(&mut histories, told.clone()));
    histories
}

fn add(histories: &mut Histories, told: Told) -> Added {
    let place = histories.place(MACHINE, SERVER);
    histories.add(place, told)
}

fn standing(histories: &Histories, at: When) -> Standing<'_> {
    histories.standing(MACHINE, SERVER, at)
}

fn before(histories: &Histories, second: i64) -> Option<(&str, bool)> {
    standing(histories, at(second, u64::MAX)).before.map(|(told, fresh)| (&*told.name, fresh))
}

fn names(histories: &Histories) -> Vec<&str> {
    histories.told(MACHINE, SERVER).map(|told| &*told.name).collect()
}

#[test]
fn the_last_answer_before_the_flow_counts() {
    let history = history(&[told("a.example", 10, 60), told("b.example", 20, 60)]);
    assert_eq!(before(&history, 30), Some(("b.example", true)));
    assert!(standing(&history, at(30, 30)).after.is_none());
    let standing = standing(&history, at(15, 15));
    assert_eq!(standing.before.map(|(told, _)| &*told.name), Some("a.example"));
    assert_eq!(standing.after.map(|told| &*told.name), Some("b.example"));
}

#[test]
fn an_answer_that_holds_comes_before_a_later_one_that_does_not() {
    let history = history(&[told("a.example", 10, 86_400), told("b.example", 20, 5), told("c.example", 30, 5)]);
    assert_eq!(before(&history, 100), Some(("c.example", true)));
    assert_eq!(before(&history, 1000), Some(("a.example", true)));
    assert_eq!(before(&history, 90_000), Some(("c.example", false)));
}

#[test]
fn a_repeated_answer_prolongs_and_a_hole_does_not() {
    let unbroken = history(&[told("a.example", 10, 60), told("a.example", 60, 60)]);
    assert_eq!((names(&unbroken).len(), before(&unbroken, 110)), (1, Some(("a.example", true))));
    // The grace is five minutes.
    let broken = history(&[told("a.example", 10, 60), told("a.example", 371, 60)]);
    assert_eq!((names(&broken).len(), before(&broken, 370)), (2, Some(("a.example", true))));
    let broken = history(&[told("a.example", 10, 60), told("a.example", 400, 60)]);
    assert_eq!(before(&broken, 390), Some(("a.example", false)));
}

#[test]
fn a_shorter_ttl_replaces_a_longer_one() {
    let history = history(&[told("a.example", 10, 3600), told("a.example", 60, 60)]);
    assert_eq!(before(&history, 420), Some(("a.example", true)));
    assert_eq!(before(&history, 421), Some(("a.example", false)));
}

#[test]
fn a_name_from_a_reverse_look_up_names_nothing() {
    let mut history = history(&[told("ptr.example", 20, 60)]);
    history.reverse(MACHINE, SERVER, "ptr.example".into(), at(10, 1)).unwrap();
    assert_eq!(before(&history, 30), None);
}

#[test]
fn past_the_cap_the_oldest_goes_in_whatever_order_they_come() {
    let cap = MAX as i64;
    // Far past it, so that those that are never looked at are forgotten in between.
    for seconds in [(0..3 * cap).collect::<Vec<_>>(), (0..3 * cap).rev().collect()] {
        let mut histories = Histories::default();
        let added = seconds.iter().map(|&n| add(&mut histories, told(&format!("{n}.example"), n, 60)));
        assert_eq!(added.filter(|added| *added == Added::InPlaceOfOldest).count() as i64, 2 * cap);
        let expected: Vec<String> = (2 * cap..3 * cap).rev().map(|n| format!("{n}.example")).collect();
        assert_eq!((names(&histories), before(&histories, 0)), (expected.iter().map(|it| &**it).collect(), None));
    }
}

/// What one of several machines was told about the same address.
fn add_for(histories: &mut Histories, machine: u32, told: Told) {
    let place = histories.place(Ipv4Addr::from_bits(machine).into(), SERVER);
    histories.add(place, told);
}

#[test]
fn those_that_came_first_are_forgotten_with_all_before_them() {
    let many = PIECE as i64;
    let mut histories = Histories::default();
    // Of the first machine one answer comes late that is older than the others.
    add(&mut histories, told("b.example", 20, 60));
    (1..many).for_each(|n| add_for(&mut histories, n as u32, told("x.example", 30 + n, 60)));
    add(&mut histories, told("a.example", 10, 60));
    assert_eq!(names(&histories), ["b.example", "a.example"]);
    // More than a quarter of the addresses are known for nothing then.
    assert!(histories.forget_oldest());
    assert_eq!(names(&histories), [""; 0]);
    add(&mut histories, told("c.example", 40, 60));
    assert_eq!((names(&histories), before(&histories, 50)), (vec!["c.example"], Some(("c.example", true))));
}

#[test]
fn what_is_said_again_is_not_the_oldest() {
    let half = crate::limits::MAX_ANSWERS.default as i64 / 2;
    let mut histories = Histories::default();
    let others = |histories: &mut Histories, from: i64| {
        (from..from + half).for_each(|n| add_for(histories, n as u32 % 1000, told("x.example", n * 1000, 60)));
    };
    add(&mut histories, told("old.example", 0, u32::MAX));
    add_for(&mut histories, u32::MAX, told("once.example", 0, u32::MAX));
    others(&mut histories, 1);
    assert_eq!(add(&mut histories, told("old.example", half * 1000, u32::MAX)), Added::Time);
    others(&mut histories, half);
    while histories.are_too_many() {
        histories.forget_oldest();
    }
    assert_eq!(names(&histories), ["old.example"]);
    assert_eq!(standing(&histories, at(0, 0)).before.map(|(told, _)| told.from), Some(at(0, 0)));
    assert_eq!(histories.told(Ipv4Addr::from_bits(u32::MAX).into(), SERVER).count(), 0);
}

#[test]
fn what_one_frame_says_keeps_its_order_in_a_merge() {
    let mut histories = history(&[told("z.example", 10, 60), told("a.example", 10, 60)]);
    assert_eq!(before(&histories, 20), Some(("a.example", true)));
    histories.merge(Histories::default());
    assert_eq!(before(&histories, 20), Some(("a.example", true)));
}

#[test]
fn those_that_came_later_stay() {
    let many = PIECE as i64;
    let mut histories = Histories::default();
    (0..3 * many / 2).for_each(|n| add_for(&mut histories, n as u32 % 100, told(&format!("{n}.example"), n, 60)));
    assert!(!histories.forget_oldest());
    for machine in 0..100 {
        let left: Vec<_> =
            histories.told(Ipv4Addr::from_bits(machine).into(), SERVER).map(|told| told.from.1.frame).collect();
        let expected: Vec<_> =
            (many..3 * many / 2).filter(|n| n % 100 == i64::from(machine)).rev().map(|n| n as u64).collect();
        assert_eq!(left, expected);
    }
}

proptest::proptest! {
    #[test]
    fn merging_in_any_order_gives_the_same_standing(
        answers in proptest::collection::vec((0i64..2000, 0usize..3, 10u32..600), 0..20),
        cut in 0usize..20, query in 0i64..3000,
    ) {
        let names = ["a.example", "b.example", "c.example"];
        let mut answers: Vec<_> = answers.iter().map(|&(second, name, ttl)| told(names[name], second, ttl)).collect();
        answers.sort_by_key(|told| told.from);
        answers.dedup_by_key(|told| told.from);
        let whole = history(&answers);
        let (left, right) = answers.split_at(cut.min(answers.len()));
        let view = |history: &Histories| {
            let after = standing(history, at(query, u64::MAX)).after.map(|told| told.name.to_string());
            (before(history, query).map(|(name, fresh)| (name.to_owned(), fresh)), after)
        };
        for (first, second) in [(left, right), (right, left)] {
            let mut merged = history(first);
            merged.merge(history(second));
            proptest::prop_assert_eq!(view(&merged), view(&whole));
        }
    }

    #[test]
    fn answers_in_any_order_stand_in_the_order_of_time(seconds in proptest::collection::vec(0i64..5000, 0..40)) {
        let mut histories = Histories::default();
        for &second in &seconds {
            add(&mut histories, told(&format!("{second}.example"), second, 0));
        }
        let mut expected = seconds.clone();
        expected.sort_unstable();
        expected.dedup();
        let expected: Vec<String> = expected.iter().rev().map(|second| format!("{second}.example")).collect();
        proptest::prop_assert_eq!(names(&histories), expected.iter().map(|it| &**it).collect::<Vec<_>>());
    }

    /// In whatever order they came: nothing is left that came first, and what is left is in order.
    #[test]
    fn what_is_left_came_later_and_is_in_order(
        seconds in proptest::collection::vec((0i64..20_000, 0u32..40), PIECE..PIECE + 600), later in 0i64..20_000,
    ) {
        let mut histories = Histories::default();
        for &(second, machine) in &seconds {
            add_for(&mut histories, machine, told(&format!("{second}.example"), second, 0));
        }
        histories.forget_oldest();
        add_for(&mut histories, 0, told("z.example", later, 0));
        for machine in 0..40 {
            let left: Vec<_> = histories.told(Ipv4Addr::from_bits(machine).into(), SERVER).map(|told| told.from).collect();
            proptest::prop_assert!(left.is_sorted_by(|a, b| a >= b));
            let came = &seconds[PIECE..];
            let came = |when: &When| came.iter().any(|&(second, of)| of == machine && at(second, second as u64) == *when);
            proptest::prop_assert!(left.iter().all(|when| came(when) || machine == 0 && *when == at(later, later as u64)));
        }
    }
}
