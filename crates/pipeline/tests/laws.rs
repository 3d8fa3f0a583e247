//! The laws of the whole path, over generated conversations with known truth.
//!
//! A capture that is generated from a specification must be read back as that specification; and it must not matter
//! whether it is read whole or in pieces, in which grouping the pieces are merged, or what the form of the file is.

use idlewire_capture::{Recording, Selection};
use idlewire_catalog::Matcher;
use idlewire_endpoint::Chosen;
use idlewire_evidence::{FramePlace, Timestamp};
use idlewire_fixtures::spec::arbitrary;
use idlewire_fixtures::write::{self, PcapForm};
use idlewire_fixtures::{FlowState, Scene, TrueAnswer, TrueFlow};
use idlewire_flow::Edge;
use idlewire_pipeline::{Finished, Keep, Options, Partial, Reading, Threads, flows, read, report, write_flows};
use idlewire_report::FlowRow;
use idlewire_wire::{LinkType, Scope};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Client, its port, server, its port, transport.
type Key = (String, u16, String, u16, String);

fn open(captures: Vec<(String, Vec<u8>)>) -> Recording {
    let (recording, errors) = Recording::from_bytes(captures, Selection::default());
    assert!(errors.is_empty(), "{errors:?}");
    recording
}

fn whole(capture: Vec<u8>, keep: Keep) -> Finished {
    let (partial, errors) = read(&mut open(vec![("generated".into(), capture)]), keep, Threads::Several, |_| {});
    assert!(errors.is_empty(), "{errors:?}");
    let finished = partial.finish();
    assert!(finished.counted().balances(), "{:?}", finished.ledger);
    finished
}

fn true_flows(scene: &Scene) -> BTreeMap<Key, Vec<TrueFlow>> {
    let mut flows: BTreeMap<Key, Vec<TrueFlow>> = BTreeMap::new();
    let mut all = scene.truth().flows;
    all.sort_by_key(|flow| flow.first);
    for flow in all {
        let key = (
            flow.client.to_string(),
            flow.client_port,
            flow.server.to_string(),
            flow.server_port,
            flow.transport.clone(),
        );
        let list = flows.entry(key).or_default();
        match list.last_mut() {
            Some(earlier) if is_one_flow(earlier, &flow) => join(earlier, &flow),
            _ => list.push(flow),
        }
    }
    flows
}

/// Two conversations over the same UDP ports are one flow unless five minutes of silence lie between them (RFC 4787).
fn is_one_flow(earlier: &TrueFlow, later: &TrueFlow) -> bool {
    later.transport == "udp" && later.first.nanos_since(earlier.last) <= 300 * 1_000_000_000
}

fn join(earlier: &mut TrueFlow, later: &TrueFlow) {
    earlier.packets_out += later.packets_out;
    earlier.packets_in += later.packets_in;
    earlier.bytes_out += later.bytes_out;
    earlier.bytes_in += later.bytes_in;
    earlier.last = later.last;
}

fn read_flows(finished: &Finished) -> BTreeMap<Key, Vec<FlowRow<'_>>> {
    let mut found: BTreeMap<Key, Vec<FlowRow<'_>>> = BTreeMap::new();
    for flow in flows(finished) {
        let end = |address: Option<std::net::IpAddr>| address.map(|a| a.to_string()).unwrap_or_default();
        let port = |port: Option<u16>| port.unwrap_or_default();
        let key = (
            end(flow.client),
            port(flow.client_port),
            end(flow.server),
            port(flow.server_port),
            flow.transport.to_string(),
        );
        found.entry(key).or_default().push(flow);
    }
    found
}

fn turned((client, client_port, server, server_port, transport): &Key) -> Key {
    (server.clone(), *server_port, client.clone(), *client_port, transport.clone())
}

fn same(truth: &TrueFlow, found: &FlowRow<'_>) -> Result<(), TestCaseError> {
    let acceptable = truth.acceptable();
    match &found.name {
        None => prop_assert!(truth.name.is_none(), "unnamed, truth: {truth:?}"),
        Some(name) => prop_assert!(acceptable.contains(&**name), "{name} by {:?}, truth: {truth:?}", found.source),
    }
    prop_assert_eq!(found.source, truth.source, "{:?}", truth);
    prop_assert_eq!(
        (found.packets_out, found.packets_in),
        (truth.packets_out, truth.packets_in),
        "packets of {:?}",
        truth
    );
    prop_assert_eq!((found.bytes_out, found.bytes_in), (truth.bytes_out, truth.bytes_in), "bytes of {:?}", truth);
    prop_assert_eq!((found.first, found.last), (Some(truth.first), Some(truth.last)), "{:?}", truth);
    prop_assert_eq!(found.tls_version.as_deref(), truth.tls_version.as_deref(), "{:?}", truth);
    prop_assert!(
        truth.protocols.iter().any(|p| *p == found.protocol),
        "{} is none of {:?}",
        found.protocol,
        truth.protocols
    );
    Ok(())
}

/// Reads each piece by itself and merges the partials, pairing them up as `grouping` says.
fn in_pieces(capture: &[u8], cuts: &[usize], grouping: &[usize], keep: Keep) -> Finished {
    let mut recording = open(vec![("generated".into(), capture.to_vec())]);
    let mut readings = vec![Reading::new(Edge::Beginning, keep)];
    let mut number = 0;
    while let Some(frame) = recording.next_frame() {
        if cuts.contains(&number) && number > 0 {
            readings.push(Reading::new(Edge::Cut, keep));
        }
        let last = readings.last_mut().expect("there is a first piece");
        last.frame(&frame.expect("a generated capture can be read"));
        number += 1;
    }
    let mut partials: Vec<Partial> = readings.into_iter().map(Reading::finish).collect();
    let mut choice = grouping.iter().cycle();
    while partials.len() > 1 {
        let at = choice.next().copied().unwrap_or_default() % (partials.len() - 1);
        let right = partials.remove(at + 1);
        // Merging is commutative: now one way round, now the other.
        if choice.next().is_some_and(|n| n % 2 == 0) {
            partials[at].merge(right);
        } else {
            let left = std::mem::replace(&mut partials[at], right);
            partials[at].merge(left);
        }
    }
    let mut merged = Partial::empty(keep);
    merged.merge(partials.remove(0));
    merged.finish()
}

fn report_of(finished: &Finished) -> String {
    let report = report(finished, &[], &Options::default(), &Matcher::new(&[]));
    let mut text = Vec::new();
    idlewire_report::json(&report, &mut text).expect("a vector can be written");
    String::from_utf8(text).expect("JSON is UTF-8")
}

fn list_of(finished: &Finished) -> String {
    let mut text = Vec::new();
    idlewire_report::flows_jsonl(flows(finished), &mut text).expect("a vector can be written");
    String::from_utf8(text).expect("JSON is UTF-8")
}

fn pcapng(scene: &Scene) -> Vec<u8> {
    write::pcapng(&scene.frames(), scene.link_type())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_generated_capture_is_read_back_as_its_specification(spec in arbitrary()) {
        let scene = spec.scene();
        let finished = whole(pcapng(&scene), Keep::Flows);
        let (truth, mut found) = (true_flows(&scene), read_flows(&finished));
        prop_assert_eq!(finished.ledger.frames.read, scene.truth().frames);
        for (key, flows) in &truth {
            // Who opened a flow of an unknown protocol whose beginning is missing can only be guessed.
            let is_guess = flows.iter().all(|flow| flow.state == FlowState::Middle && flow.protocols == ["TCP"]);
            if is_guess && found.remove(&turned(key)).is_some() {
                continue;
            }
            let rows = found.remove(key).unwrap_or_default();
            prop_assert_eq!(rows.len(), flows.len(), "{:?}", key);
            for (flow, row) in flows.iter().zip(&rows) {
                same(flow, row)?;
            }
        }
        prop_assert!(found.is_empty(), "invented: {:?}", found.keys());
    }

    #[test]
    fn the_report_lists_what_the_specification_reaches(spec in arbitrary()) {
        let scene = spec.scene();
        let truth = scene.truth();
        let own = &spec.machines[0].addresses;
        let is_egress = |flow: &TrueFlow| own.contains(&flow.client) && (flow.via_proxy || Scope::of(flow.server) == Scope::Public);
        let flows: Vec<&TrueFlow> = truth.flows.iter().filter(|flow| is_egress(flow)).collect();
        // Where several names are equally good, or the client is a guess, the row is not determined.
        let is_open = |flow: &&&TrueFlow| flow.acceptable().len() > 1 || flow.state == FlowState::Middle;
        if flows.iter().any(|flow| is_open(&flow)) {
            return Ok(());
        }
        let expected: BTreeSet<String> = flows.iter().map(|flow| flow.name.clone().unwrap_or(flow.server.to_string())).collect();
        let machine = own.iter().map(|&a| Chosen::Network(a, if a.is_ipv4() { 32 } else { 128 })).collect();
        let options = Options { machine, ..Options::default() };
        let finished = whole(pcapng(&scene), Keep::Sums);
        let report = report(&finished, &[], &options, &Matcher::new(&[]));
        let found = &report.subjects[0].machine;
        if found.addresses.iter().any(|address| !own.contains(address)) {
            // Without hardware addresses one client of each family alone is one machine, for all that can be told.
            prop_assert!(found.macs.is_empty() && found.addresses.len() == 2, "{:?}", found);
            return Ok(());
        }
        let rows = &report.subjects[0].endpoints;
        prop_assert_eq!(rows.iter().map(|row| row.destination.clone()).collect::<BTreeSet<_>>(), expected);
        let sums = |of: fn(&TrueFlow) -> u64| flows.iter().map(|flow| of(flow)).sum::<u64>();
        prop_assert_eq!(rows.iter().map(|row| row.bytes_out).sum::<u64>(), sums(|flow| flow.bytes_out));
        prop_assert_eq!(rows.iter().map(|row| row.packets_in).sum::<u64>(), sums(|flow| flow.packets_in));
        if spec.machines.len() == 1 {
            let resolved: BTreeSet<&str> = report.subjects[0].outside.resolved_only.iter().map(|it| it.name.as_str()).collect();
            let public = |answer: &&TrueAnswer| answer.addresses.iter().any(|&a| Scope::of(a) == Scope::Public);
            let answered: BTreeSet<&str> = truth.answers.iter().filter(public).map(|answer| answer.name.as_str()).collect();
            let expected: BTreeSet<&str> = truth.resolved_only().intersection(&answered).copied().collect();
            prop_assert_eq!(resolved, expected);
        }
    }

    #[test]
    fn pieces_merged_in_any_grouping_equal_the_whole(
        spec in arbitrary(),
        cuts in proptest::collection::vec(0usize..400, 0..6),
        grouping in proptest::collection::vec(0usize..8, 1..8),
    ) {
        let capture = pcapng(&spec.scene());
        let (one, many) = (whole(capture.clone(), Keep::Sums), in_pieces(&capture, &cuts, &grouping, Keep::Sums));
        prop_assert_eq!(report_of(&one), report_of(&many));
        let (one, many) = (whole(capture.clone(), Keep::Flows), in_pieces(&capture, &cuts, &grouping, Keep::Flows));
        prop_assert_eq!(list_of(&one), list_of(&many));
        prop_assert_eq!(one.counted(), many.counted());
    }

    #[test]
    fn a_list_is_the_same_in_memory_and_on_disk_and_on_any_number_of_threads(spec in arbitrary()) {
        let capture = pcapng(&spec.scene());
        let in_memory = list_of(&whole(capture.clone(), Keep::Flows));
        for most in [1, 3, 1000] {
            for threads in [Threads::One, Threads::Several] {
                let finished = in_pieces(&capture, &[], &[], Keep::List { in_memory: most });
                let mut text = Vec::new();
                write_flows(&finished, threads, |rows, text| idlewire_report::flows_jsonl(rows, text), &mut text).unwrap();
                prop_assert_eq!(&String::from_utf8(text).unwrap(), &in_memory);
            }
        }
    }

    #[test]
    fn files_in_any_order_equal_the_file_they_were_cut_from(spec in arbitrary(), cut in 1usize..200) {
        let scene = spec.scene();
        let frames = scene.frames();
        let (left, right) = frames.split_at(cut.min(frames.len()));
        let can_be_told_apart = left.last().zip(right.first()).is_some_and(|(last, first)| last.time < first.time);
        if !can_be_told_apart {
            return Ok(());
        }
        let file = |frames: &[_]| write::pcap(frames, scene.link_type(), PcapForm { nanos: true, ..PcapForm::default() });
        let both = |a: &[_], b: &[_]| {
            let captures = vec![("a".to_owned(), file(a)), ("b".to_owned(), file(b))];
            read(&mut open(captures), Keep::Flows, Threads::One, |_| {}).0.finish()
        };
        let one = list_of(&whole(file(&frames), Keep::Flows));
        prop_assert_eq!(&one, &list_of(&both(left, right)));
        prop_assert_eq!(&one, &list_of(&both(right, left)));
    }

    #[test]
    fn the_fast_way_equals_the_plain_one_on_any_number_of_threads(spec in arbitrary()) {
        let capture = pcapng(&spec.scene());
        for keep in [Keep::Sums, Keep::Flows] {
            let plain = in_pieces(&capture, &[], &[], keep);
            for threads in [Threads::One, Threads::Several] {
                let mut recording = open(vec![("generated".into(), capture.clone())]);
                let fast = read(&mut recording, keep, threads, |_| {}).0.finish();
                prop_assert_eq!(list_of(&fast), list_of(&plain));
                prop_assert_eq!(report_of(&fast), report_of(&plain));
                prop_assert_eq!((&fast.ledger.frames, &fast.ledger.flows), (&plain.ledger.frames, &plain.ledger.flows));
                prop_assert_eq!((&fast.ledger.notes, &fast.ledger.caps), (&plain.ledger.notes, &plain.ledger.caps));
            }
        }
    }

    #[test]
    fn each_row_counts_the_flows_that_bear_its_name(spec in arbitrary(), cuts in proptest::collection::vec(0usize..400, 0..3)) {
        let capture = pcapng(&spec.scene());
        let sums = in_pieces(&capture, &cuts, &[0], Keep::Sums);
        let kept = in_pieces(&capture, &cuts, &[0], Keep::Flows);
        let report = report(&sums, &[], &Options::default(), &Matcher::new(&[]));
        let subject = &report.subjects[0];
        let mut counts: BTreeMap<(String, Option<idlewire_evidence::Source>), u64> = BTreeMap::new();
        for flow in flows(&kept).filter(|flow| flow.client.is_some_and(|it| subject.machine.addresses.contains(&it))) {
            if flow.scope == "public" || flow.notes.iter().any(|note| note == "via: proxy") {
                let address = || flow.server.map(|it| it.to_string()).unwrap_or_default();
                let destination = flow.name.as_deref().map_or_else(address, str::to_owned);
                *counts.entry((destination, flow.source)).or_default() += 1;
            }
        }
        for row in &subject.endpoints {
            let of_row = counts.iter().filter(|((destination, _), _)| *destination == row.destination);
            prop_assert_eq!(row.flows, of_row.clone().map(|(_, flows)| flows).sum::<u64>(), "{}", &row.destination);
            for ((_, source), flows) in of_row.filter(|((_, source), _)| source.is_some()) {
                let proven = row.evidence.iter().find(|it| Some(it.source) == *source).map(|it| it.flows);
                prop_assert!(proven.is_some_and(|proven| proven >= *flows), "{}: {source:?} {proven:?} {flows}", &row.destination);
            }
        }
        let rows: BTreeSet<&str> = subject.endpoints.iter().map(|row| row.destination.as_str()).collect();
        prop_assert!(counts.keys().all(|(destination, _)| rows.contains(destination.as_str())));
        let weak: u64 = subject.blind_spots.reasons.iter().map(|spot| spot.flows).sum();
        prop_assert!(weak <= subject.blind_spots.flows);
    }

    #[test]
    fn sums_and_flows_tell_the_same_story(spec in arbitrary()) {
        let capture = pcapng(&spec.scene());
        let (sums, kept) = (whole(capture.clone(), Keep::Sums), whole(capture, Keep::Flows));
        let mut again = kept.clone();
        again.tally = kept.tally_of_flows();
        again.flows.clear();
        prop_assert_eq!(report_of(&sums), report_of(&again));
    }

    #[test]
    fn any_bytes_are_read_without_panic(frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..40), link in 0u32..300) {
        let mut reading = Reading::new(Edge::Beginning, Keep::Sums);
        for (number, bytes) in (1..).zip(&frames) {
            reading.frame(&idlewire_capture::Frame {
                time: Some(Timestamp::from_nanos(number as i64)),
                place: FramePlace { input: 0, frame: number },
                interface: 0,
                link: LinkType(link),
                wire_len: bytes.len() as u32,
                bytes,
                counts: true,
            });
        }
        let finished = reading.finish().finish();
        prop_assert!(finished.counted().balances());
    }
}
