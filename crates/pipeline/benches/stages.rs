//! Each stage by itself on the example hour. `cargo xtask bench` races the whole against its peers.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use idlewire_capture::{Block, Frame, Recording, Selection};
use idlewire_catalog::Matcher;
use idlewire_dissect::{dissect, plain};
use idlewire_evidence::FramePlace;
use idlewire_flow::Edge;
use idlewire_pipeline::{Keep, Options, Reading, Threads, read, report};
use idlewire_wire::LinkType;
use std::hint::black_box;

fn open(capture: &[u8]) -> Recording {
    Recording::from_bytes(vec![("example".to_owned(), capture.to_vec())], Selection::default()).0
}

/// The frames with bytes of their own: time in nanoseconds, length on the wire, bytes.
fn frames(capture: &[u8]) -> Vec<(Option<idlewire_evidence::Timestamp>, LinkType, u32, Vec<u8>)> {
    let (mut recording, mut frames) = (open(capture), Vec::new());
    while let Some(frame) = recording.next_frame() {
        let frame = frame.expect("the example can be read");
        frames.push((frame.time, frame.link, frame.wire_len, frame.bytes.to_vec()));
    }
    frames
}

fn stages(criterion: &mut Criterion) {
    let (capture, _) = idlewire_fixtures::idle_hour();
    let frames = frames(&capture);
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Elements(frames.len() as u64));
    group.bench_function("capture", |bencher| {
        bencher.iter_batched(
            || open(&capture),
            |mut recording| {
                let mut block = Block::default();
                while recording.next_block(&mut block).is_some() {}
            },
            BatchSize::LargeInput,
        );
    });
    group.bench_function("dissect, the short way", |bencher| {
        bencher.iter(|| frames.iter().filter(|(_, link, _, bytes)| plain(*link, black_box(bytes)).is_some()).count());
    });
    group.bench_function("dissect, the long way", |bencher| {
        let found =
            |link: &LinkType, len: &u32, bytes: &Vec<u8>| dissect(*link, black_box(bytes), *len).packet.is_some();
        bencher.iter(|| frames.iter().filter(|(_, link, len, bytes)| found(link, len, bytes)).count());
    });
    group.bench_function("all, frame by frame", |bencher| {
        bencher.iter(|| {
            let mut reading = Reading::new(Edge::Beginning, Keep::Sums);
            for (number, (time, link, wire_len, bytes)) in (1..).zip(&frames) {
                let place = FramePlace { input: 0, frame: number };
                let (time, link, wire_len) = (*time, *link, *wire_len);
                reading.frame(&Frame { time, place, interface: 0, link, wire_len, bytes, counts: true });
            }
            reading.finish().finish()
        });
    });
    group.bench_function("report", |bencher| {
        let finished = read(&mut open(&capture), Keep::Sums, Threads::One, |_| {}).0.finish();
        bencher.iter(|| report(black_box(&finished), &[], &Options::default(), &Matcher::new(&[])));
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
