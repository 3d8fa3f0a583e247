use super::*;
use crate::{Few, Seen, Subject, Windows};
use proptest::prelude::*;

fn run(edition: u8, names: &[(u8, u16)]) -> Run {
    let mut seen: BTreeMap<u8, Vec<u32>> = BTreeMap::new();
    for (name, window) in names {
        seen.entry(*name).or_default().push(2_652_912 + u32::from(*window));
    }
    let endpoint = |(name, windows): (u8, Vec<u32>)| Seen {
        destination: format!("h{name}.example.com"),
        protocol: "HTTPS".to_owned(),
        flows: windows.len() as u64,
        windows: Windows::new(windows).unwrap(),
        aliases: Few::new([format!("a{name}.example.net")]),
        ..Seen::default()
    };
    Run {
        subject: Subject { edition: Some(format!("edition {edition}")), ..Subject::default() },
        endpoints: seen.into_iter().map(endpoint).collect(),
        ..Run::default()
    }
}

/// Summaries of a few runs, some of them of the same captures.
fn summaries() -> impl Strategy<Value = Summary> {
    let one = (0_u8..4, 0_u8..3, proptest::collection::vec((0_u8..6, 0_u16..1008), 0..8));
    proptest::collection::vec(one, 0..4).prop_map(|runs| {
        let mut all = Summary::default();
        for (id, edition, names) in runs {
            all.merge(Summary::of(RunId::of([&*format!("{id}")], ""), run(edition, &names)));
        }
        all
    })
}

fn merged(a: &Summary, b: &Summary) -> Summary {
    let mut sum = a.clone();
    sum.merge(b.clone());
    sum
}

proptest! {
    #[test]
    fn merging_does_not_depend_on_order_or_grouping(a in summaries(), b in summaries(), c in summaries()) {
        let left = merged(&merged(&a, &b), &c);
        prop_assert_eq!(left.write(), merged(&a, &merged(&b, &c)).write());
        prop_assert_eq!(left.write(), merged(&merged(&c, &a), &b).write());
        prop_assert_eq!(merged(&a, &Summary::default()).write(), a.write());
        prop_assert_eq!(merged(&left, &a).write(), left.write());
    }

    #[test]
    fn what_is_written_reads_the_same(a in summaries()) {
        let text = a.write();
        let read = Summary::read(&text).unwrap();
        prop_assert_eq!(&read, &a);
        prop_assert_eq!(read.write(), text);
    }

    #[test]
    fn any_damage_is_read_or_refused(a in summaries(), at in 0_usize..4000, byte in 32_u8..127) {
        let mut text = a.write().into_bytes();
        let at = at % text.len();
        text[at] = byte;
        let _ = Summary::read(&String::from_utf8(text).unwrap());
    }
}

#[test]
fn summaries_that_disagree_are_marked() {
    let id = RunId::of(["capture"], "machine");
    let (one, two) = (Summary::of(id.clone(), run(1, &[])), Summary::of(id.clone(), run(2, &[])));
    assert!(!merged(&one, &one).runs()[&id].contested);
    assert!(merged(&one, &two).runs()[&id].contested);
}

#[test]
fn a_run_is_known_by_its_captures_in_any_order() {
    assert_eq!(RunId::of(["a", "b"], "m"), RunId::of(["b", "a"], "m"));
    assert_ne!(RunId::of(["a", "b"], "m"), RunId::of(["a", "b"], "n"));
    assert_ne!(RunId::of(["ab"], ""), RunId::of(["a"], "b"));
    assert_ne!(RunId::of_content(&run(1, &[])), RunId::of_content(&run(2, &[])));
}

#[test]
fn other_schemas_and_hostile_sizes_are_refused() {
    let other = Summary::read("{\"schema\":\"idlewire/report/1\",\"inputs\":[]}").unwrap_err();
    assert_eq!(other, SummaryError::Schema("idlewire/report/1".to_owned()));
    let mut long = run(1, &[(1, 1)]);
    long.endpoints[0].destination = "x".repeat(5000);
    let text = Summary::of(RunId::of_content(&long), long).write();
    assert!(Summary::read(&text).unwrap_err().to_string().starts_with("past the limit study-text of 4096"));
    let twice = "{\"schema\":\"idlewire/summary/1\",\"runs\":{\"ID\":{\"endpoints\":[E,E]}}}"
        .replace("ID", &"0".repeat(64))
        .replace('E', "{\"destination\":\"x\",\"protocol\":\"HTTP\",\"flows\":1,\"windows\":\"\"}");
    let error = Summary::read(&twice).unwrap_err().to_string();
    assert!(error.contains("stands twice"), "{error}");
}

#[test]
fn a_thousand_weeks_merge_in_any_grouping_to_the_same_bytes() {
    let week = |at: u32| {
        let names: Vec<(u8, u16)> =
            (0..40_u8).flat_map(|n| (0..7).map(move |day| (n, day * 144 + u16::from(n)))).collect();
        Summary::of(RunId::of([&*at.to_string()], ""), run((at % 3) as u8, &names)).write()
    };
    let texts: Vec<String> = (0..1000).map(week).collect();
    let read = |text: &String| Summary::read(text).unwrap();
    let mut whole = Summary::default();
    texts.iter().for_each(|text| whole.merge(read(text)));
    let mut parts: Vec<Summary> = texts.iter().rev().map(read).collect();
    while parts.len() > 1 {
        parts =
            parts.chunks(7).map(|some| some.iter().fold(Summary::default(), |sum, one| merged(&sum, one))).collect();
    }
    assert_eq!(whole.runs().len(), 1000);
    assert!(whole.write() == parts[0].write());
}
