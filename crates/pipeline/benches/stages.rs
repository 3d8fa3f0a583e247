//! Each stage by itself on the example hour. `cargo xtask bench` races the whole against its peers.

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use idlewire_capture::{Block, Frame, Recording, Selection};
use idlewire_catalog::Matcher;
use idlewire_dissect::{dissect, plain};
use idlewire_endpoint::{Machine, Tally, endpoints};
use idlewire_evidence::{FramePlace, Ledger};
use idlewire_flow::{Edge, FlowTable, Moment, Sight, sight};
use idlewire_naming::{AnswerBook, Facts, Findings, Heard, Settled, may_begin};
use idlewire_pipeline::{Finished, Keep, Options, Reading, Threads, machines, read, report};
use idlewire_wire::LinkType;
use std::hint::black_box;

type Group<'a> = BenchmarkGroup<'a, WallTime>;

/// A frame with bytes of its own.
struct Kept {
    moment: Moment,
    link: LinkType,
    wire_len: u32,
    bytes: Vec<u8>,
}

fn open(capture: &[u8]) -> Recording {
    Recording::from_bytes(vec![("example".to_owned(), capture.to_vec())], Selection::default()).0
}

fn frames(capture: &[u8]) -> Vec<Kept> {
    let (mut recording, mut frames) = (open(capture), Vec::new());
    while let Some(frame) = recording.next_frame() {
        let Frame { time, place, link, wire_len, bytes, counts, .. } = frame.expect("the example can be read");
        let moment = Moment { time, place, counts };
        frames.push(Kept { moment, link, wire_len, bytes: bytes.to_vec() });
    }
    frames
}

fn stages(criterion: &mut Criterion) {
    let (capture, _) = idlewire_fixtures::idle_hour();
    let frames = frames(&capture);
    let finished = read(&mut open(&capture), Keep::Sums, Threads::One, |_| {}).0.finish();
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Elements(frames.len() as u64));
    bytes_to_frames(&mut group, &capture);
    frames_to_dissections(&mut group, &frames);
    dissections_to_flows(&mut group, &frames);
    flows_to_endpoints(&mut group, &frames, &finished);
    all(&mut group, &frames);
    group.bench_function("report", |bencher| {
        bencher.iter(|| report(black_box(&finished), &[], &Options::default(), &Matcher::new(&[])));
    });
    group.finish();
}

fn bytes_to_frames(group: &mut Group<'_>, capture: &[u8]) {
    group.bench_function("capture", |bencher| {
        bencher.iter_batched(
            || open(capture),
            |mut recording| {
                let mut block = Block::default();
                while recording.next_block(&mut block).is_some() {}
            },
            BatchSize::LargeInput,
        );
    });
}

fn frames_to_dissections(group: &mut Group<'_>, frames: &[Kept]) {
    group.bench_function("dissect, the short way", |bencher| {
        bencher.iter(|| frames.iter().filter(|it| plain(it.link, black_box(&it.bytes)).is_some()).count());
    });
    group.bench_function("dissect, the long way", |bencher| {
        let found = |it: &&Kept| dissect(it.link, black_box(&it.bytes), it.wire_len).packet.is_some();
        bencher.iter(|| frames.iter().filter(found).count());
    });
}

/// Puts frames into their flows; `with_names` has their payloads read.
fn follow(frames: &[Kept], sights: &[Sight], with_names: bool) -> (FlowTable<Facts>, Heard) {
    let (mut table, mut heard, mut ledger) =
        (FlowTable::new(Edge::Beginning, may_begin), Heard::default(), Ledger::default());
    for (it, sight) in frames.iter().zip(sights) {
        let again = || dissect(it.link, &it.bytes, it.wire_len);
        if let Some((flow, segment)) = table.observe(it.moment, it.wire_len, sight, &it.bytes, again)
            && with_names
        {
            idlewire_naming::read(flow, &segment, &mut Findings { heard: &mut heard, ledger: &mut ledger });
        }
    }
    (table, heard)
}

fn sights(frames: &[Kept]) -> Vec<Sight> {
    frames.iter().map(|it| sight(&dissect(it.link, &it.bytes, it.wire_len), may_begin)).collect()
}

fn dissections_to_flows(group: &mut Group<'_>, frames: &[Kept]) {
    let sights = sights(frames);
    group.bench_function("flow", |bencher| bencher.iter(|| follow(frames, black_box(&sights), false)));
    group.bench_function("flow and payloads", |bencher| bencher.iter(|| follow(frames, black_box(&sights), true)));
}

fn flows_to_endpoints(group: &mut Group<'_>, frames: &[Kept], finished: &Finished) {
    let (table, heard) = follow(frames, &sights(frames), true);
    let write = || {
        let (mut book, mut ledger) = (AnswerBook::default(), Ledger::default());
        book.hear(black_box(&heard), 0..heard.len(), &mut ledger);
        book
    };
    group.bench_function("naming: answers", |bencher| bencher.iter(write));
    let (book, (flows, _)) = (write(), table.close());
    let mut settled: Vec<Settled> = flows.into_iter().map(Settled::from).collect();
    let add = |settled: &mut Vec<Settled>| {
        let (mut tally, mut ledger, began) =
            (Tally::default(), Ledger::default(), (None, FramePlace { input: 0, frame: 1 }));
        for flow in settled {
            flow.recall(&book);
            tally.add(flow, began, &mut ledger);
        }
        tally
    };
    group.bench_function("endpoint: sums", |bencher| bencher.iter(|| add(black_box(&mut settled))));
    let tally = add(&mut settled);
    let machines: Vec<Machine> = machines(finished, &[], &Options::default());
    group.bench_function("endpoint: names and rows", |bencher| {
        bencher.iter(|| endpoints(black_box(&tally), &book, &finished.kin, &machines, &mut Ledger::default()));
    });
}

fn all(group: &mut Group<'_>, frames: &[Kept]) {
    group.bench_function("all, frame by frame", |bencher| {
        bencher.iter(|| {
            let mut reading = Reading::new(Edge::Beginning, Keep::Sums);
            for it in frames {
                let Kept { moment: Moment { time, place, counts }, link, wire_len, ref bytes } = *it;
                reading.frame(&Frame { time, place, interface: 0, link, wire_len, bytes, counts });
            }
            reading.finish().finish()
        });
    });
}

criterion_group!(benches, stages);
criterion_main!(benches);
