//! A period of a recording: what lies before it names what lies in it, and counts for nothing.

use idlewire_capture::{Recording, Selection};
use idlewire_catalog::Matcher;
use idlewire_evidence::Source;
use idlewire_fixtures::spec::arbitrary;
use idlewire_fixtures::write;
use idlewire_flow::Edge;
use idlewire_pipeline::{Finished, Keep, Options, Reading, Threads, flows, read, report};
use idlewire_report::FlowRow;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn open(capture: &[u8], selection: Selection) -> Recording {
    Recording::from_bytes(vec![("generated".into(), capture.to_vec())], selection).0
}

fn of(capture: &[u8], selection: Selection, keep: Keep, threads: Threads) -> Finished {
    read(&mut open(capture, selection), keep, threads, |_| {}).0.finish()
}

fn frame_by_frame(capture: &[u8], selection: Selection, keep: Keep) -> Finished {
    let mut recording = open(capture, selection);
    let mut reading = Reading::new(Edge::Beginning, keep);
    while let Some(frame) = recording.next_frame() {
        reading.frame(&frame.expect("a generated capture can be read"));
    }
    reading.finish().finish()
}

fn texts(finished: &Finished) -> [String; 2] {
    let report = report(finished, &[], &Options::default(), &Matcher::new(&[]));
    let [mut rows, mut list] = [Vec::new(), Vec::new()];
    idlewire_report::json(&report, &mut rows).expect("a vector can be written");
    idlewire_report::flows_jsonl(flows(finished), &mut list).expect("a vector can be written");
    [rows, list].map(|text| String::from_utf8(text).expect("JSON is UTF-8"))
}

fn sums(finished: &Finished) -> [u64; 4] {
    flows(finished).fold([0; 4], |[a, b, c, d], flow| {
        [a + flow.packets_out, b + flow.packets_in, c + flow.bytes_out, d + flow.bytes_in]
    })
}

/// The flows by their ends, whichever is the client, in order.
fn by_ends(finished: &Finished) -> BTreeMap<String, Vec<FlowRow<'_>>> {
    let mut found: BTreeMap<String, Vec<FlowRow<'_>>> = BTreeMap::new();
    for flow in flows(finished) {
        let mut ends = [(flow.client, flow.client_port), (flow.server, flow.server_port)];
        ends.sort_unstable();
        found.entry(format!("{ends:?} {}", flow.transport)).or_default().push(flow);
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_period_and_what_lies_before_it_are_the_whole(spec in arbitrary(), at in 0usize..400) {
        let scene = spec.scene();
        let frames = scene.frames();
        let capture = write::pcapng(&frames, scene.link_type());
        let Some(from) = frames.get(at % frames.len().max(1)).map(|frame| frame.time) else { return Ok(()) };
        let [early, late] = [
            Selection { until: Some(from), ..Selection::default() },
            Selection { from: Some(from), ..Selection::default() },
        ];
        let whole = of(&capture, Selection::default(), Keep::Flows, Threads::One);
        let [before, period] = [early, late].map(|part| of(&capture, part, Keep::Flows, Threads::Several));
        let adds_up = |count: fn(&Finished) -> u64| count(&before) + count(&period) == count(&whole);
        prop_assert!(adds_up(|it| it.ledger.frames.read) && adds_up(|it| it.ledger.frames.understood));
        prop_assert!(period.counted().balances());
        let [whole_sums, before_sums, period_sums] = [&whole, &before, &period].map(sums);
        for (all, parts) in whole_sums.iter().zip(before_sums.iter().zip(period_sums)) {
            prop_assert_eq!(*all, parts.0 + parts.1);
        }

        // What flows are called does not depend on where the period begins, but for names by other flows, which may lie before it.
        let all = by_ends(&whole);
        for (ends, rows) in by_ends(&period) {
            let same = all.get(&ends).map_or(&[][..], Vec::as_slice);
            prop_assert!(rows.len() <= same.len());
            for (row, same) in rows.iter().rev().zip(same.iter().rev()) {
                prop_assert_eq!((row.client, &row.state), (same.client, &same.state), "{}", &ends);
                prop_assert!(row.first >= Some(from) && row.last == same.last, "{}", &ends);
                if same.source != Some(Source::Cohost) {
                    prop_assert_eq!((&row.name, row.source), (&same.name, same.source), "{}", &ends);
                }
            }
        }

        for keep in [Keep::Sums, Keep::Flows] {
            let plain = frame_by_frame(&capture, late, keep);
            for threads in [Threads::One, Threads::Several] {
                let fast = of(&capture, late, keep, threads);
                prop_assert_eq!(texts(&fast), texts(&plain));
                prop_assert_eq!(&fast.ledger, &plain.ledger);
            }
        }
    }

    #[test]
    fn a_period_without_a_frame_is_empty(spec in arbitrary()) {
        let scene = spec.scene();
        let frames = scene.frames();
        let capture = write::pcapng(&frames, scene.link_type());
        let behind = frames.iter().map(|frame| frame.time).max().map(|last| last.plus_nanos(1));
        let period = of(&capture, Selection { from: behind, ..Selection::default() }, Keep::Flows, Threads::One);
        prop_assert_eq!((flows(&period).count(), period.ledger.frames.read, period.ledger.flows.opened), (0, 0, 0));
        let report = report(&period, &[], &Options::default(), &Matcher::new(&[]));
        prop_assert!(report.subjects.iter().all(|it| it.endpoints.is_empty() && it.outside.resolved_only.is_empty()));
    }
}
