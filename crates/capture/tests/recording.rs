//! Several inputs as one recording.

mod build;

use build::*;
use idlewire_capture::{Block, CaptureError, Frame, InputSummary, Recording, Selection};
use idlewire_evidence::Timestamp;
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

/// What is left of a frame if it is not asked where it stood.
fn content(frames: &[Seen]) -> Vec<(Option<i64>, u32, Vec<u8>)> {
    frames.iter().map(|frame| (frame.2, frame.4, frame.5.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Pieces of a recording, cut between any frames or dealt out in any way, give the frames of the whole in any order of
    /// paths.
    #[test]
    fn pieces_in_any_order_equal_the_whole(deal in prop::collection::vec(0usize..4, 1..40), turn in 0usize..4) {
        let all = packets(deal.len() as i64);
        let mut pieces: Vec<Vec<Packet>> = vec![Vec::new(); 4];
        for (packet, piece) in all.iter().zip(&deal) {
            pieces[*piece].push(packet.clone());
        }
        let mut files: Vec<Vec<u8>> = pieces.iter().map(|piece| pcap(Order::Little, NANOS, piece)).collect();
        let refer = |files: &[Vec<u8>]| read(&files.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let one = refer(&files);
        prop_assert_eq!(content(&one.frames), content(&read(&[&pcap(Order::Little, NANOS, &all)]).frames));
        files.rotate_left(turn);
        files.swap(1, 2);
        prop_assert_eq!(one.frames, refer(&files).frames);
    }

    /// Frames out of order stay in the order of their file, wherever the files are named.
    #[test]
    fn any_times_give_one_order(one in prop::collection::vec(0i64..50, 0..20), two in prop::collection::vec(0i64..50, 0..20)) {
        let file = |times: &[i64], mark: u8| pcap(Order::Little, NANOS, &times.iter().map(|&t| (t, 60, vec![mark; 8])).collect::<Vec<_>>());
        let (one_file, two_file) = (file(&one, 1), file(&two, 2));
        let frames = read(&[&one_file, &two_file]).frames;
        prop_assert_eq!(&frames, &read(&[&two_file, &one_file]).frames);
        for (times, mark) in [(one, 1u8), (two, 2)] {
            let of_file: Vec<_> = frames.iter().filter(|frame| frame.5[0] == mark).filter_map(|frame| frame.2).collect();
            prop_assert_eq!(of_file, times);
        }
    }
}

#[test]
fn inputs_that_begin_at_the_same_time_are_ordered_by_their_content() {
    let file = |mark: u8| pcap(Order::Little, NANOS, &[(5, 60, vec![mark; 200_000]), (6, 60, vec![mark; 4])]);
    let files: Vec<_> = (0..5).map(file).collect();
    let marks = |order: [usize; 5]| content(&read(&order.map(|n| files[n].as_slice())).frames);
    assert_eq!(marks([0, 1, 2, 3, 4]), marks([4, 2, 0, 3, 1]));
}

#[test]
fn a_frame_without_a_time_stays_behind_the_one_before_it() {
    let order = Order::Little;
    let simple = block(order, 3, &[&order.u32(1), &[7]]);
    let timed = [section(order), interface(order, 1, 0, &[]), enhanced(order, 0, 10, 4, &[1; 4], &[]), simple].concat();
    let other = pcap(order, NANOS, &[(5_000, 60, vec![2; 4]), (20_000, 60, vec![2; 4])]);
    let times: Vec<_> = read(&[&other, &timed]).frames.iter().map(|frame| frame.2).collect();
    assert_eq!(times, [Some(5_000), Some(10_000), None, Some(20_000)]);
}

#[test]
fn the_selection_cuts_a_half_open_period_out_of_the_recording() {
    let all = packets(10);
    let file = pcap(Order::Little, NANOS, &all);
    let at = |n: usize| Some(Timestamp::from_nanos(all[n].0));
    let numbers = |selection| read_selected(&[&file], selection).frames.iter().map(|frame| frame.1).collect::<Vec<_>>();
    assert_eq!(numbers(Selection { from: at(2), until: at(5), skip_nanos: 0 }), [3, 4, 5]);
    assert_eq!(numbers(Selection { skip_nanos: 8_000_000, ..Selection::default() }), [9, 10]);
    assert_eq!(numbers(Selection { from: at(9), skip_nanos: 1, until: None }), [10]);

    // A summary tells of the period too.
    let others = pcap(Order::Little, NANOS, &all[4..9]);
    let period = Selection { from: at(2), until: at(5), skip_nanos: 0 };
    for files in [&[file.as_slice()][..], &[&file, &others]] {
        let told = |it: &InputSummary| (it.frames, it.first, it.last);
        let wanted: Vec<_> = [(3, at(2), at(4)), (1, at(4), at(4))].into_iter().take(files.len()).collect();
        assert_eq!(read_selected(files, period).inputs.iter().map(told).collect::<Vec<_>>(), wanted);
    }
}

#[test]
fn frames_before_the_period_come_and_do_not_count_one_by_one_as_in_blocks() {
    let mut all = packets(10);
    // A clock that is set back does not take a frame out of its place.
    all[6].0 = all[1].0;
    let files = [pcap(Order::Little, NANOS, &all[..7]), pcap(Order::Little, NANOS, &all[7..])];
    let at = |n: usize| Some(Timestamp::from_nanos(all[n].0));
    let selection = Selection { from: at(4), until: at(8), skip_nanos: 0 };
    let open = || {
        let named = files.iter().enumerate().map(|(n, file)| (n.to_string(), file.clone())).collect();
        Recording::from_bytes(named, selection).0
    };
    let what = |frame: &Frame<'_>| (frame.time.map(Timestamp::as_nanos), frame.place.frame, frame.counts);
    let (mut frames, mut blocks) = (Vec::new(), Vec::new());
    let mut recording = open();
    while let Some(frame) = recording.next_frame() {
        frames.push(what(&frame.unwrap()));
    }
    let mut recording = open();
    let mut block = Block::default();
    while recording.next_block(&mut block).is_some() {
        assert!(block.frames().all(|frame| frame.counts == block.counts()));
        blocks.extend(block.frames().map(|frame| what(&frame)));
    }
    assert_eq!(frames, blocks);
    let counts: Vec<bool> = frames.iter().map(|frame| frame.2).collect();
    assert_eq!(counts, [false, false, false, false, true, true, false, true]);
}

#[test]
fn a_folder_gives_its_captures_and_one_with_none_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("week/one");
    fs::create_dir_all(&below).unwrap();
    fs::write(folder.path().join("notes.txt"), "recorded on Monday").unwrap();
    fs::write(folder.path().join("._a.pcap"), "what macOS writes beside a file").unwrap();
    let open = || drain(Recording::open(&[folder.path().to_owned()], Selection::default()));
    assert!(matches!(open().errors[..], [CaptureError::EmptyFolder { .. }]));

    let all = packets(8);
    fs::write(below.join("b.log"), pcap(Order::Little, NANOS, &all[..4])).unwrap();
    fs::write(folder.path().join("a"), zstd::encode_all(&pcapng(Order::Big, &all[4..])[..], 1).unwrap()).unwrap();
    let outcome = open();
    assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
    assert_eq!(content(&outcome.frames), content(&read(&[&pcap(Order::Little, NANOS, &all)]).frames));

    // What is called a capture and is none is told as if it were named alone.
    fs::write(folder.path().join("A.PCAP"), "").unwrap();
    fs::write(folder.path().join("b.pcapng.zst"), [0x28, 0xb5, 0x2f, 0xfd]).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", folder.path().join("c.cap.gz")).unwrap();
    let outcome = open();
    let told: Vec<String> = outcome.errors.iter().map(ToString::to_string).collect();
    let words = ["it is empty", "breaks off before anything", "cannot be opened"];
    assert!(words[..told.len()].iter().all(|words| told.iter().any(|told| told.contains(words))), "{told:?}");
    assert_eq!(told.len(), if cfg!(unix) { 3 } else { 2 });
    assert_eq!(outcome.frames.len(), all.len());
}

#[test]
fn a_path_given_twice_is_read_once_and_a_missing_one_does_not_stop_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pcap");
    fs::write(&path, pcap(Order::Little, NANOS, &packets(3))).unwrap();
    let paths = [path.clone(), folder.path().join("none.pcap"), folder.path().join("./a.pcap")];
    let (recording, errors) = Recording::open(&paths, Selection::default());
    assert_eq!(recording.repeated().map(PathBuf::from).collect::<Vec<_>>(), [paths[2].clone()]);
    assert!(matches!(errors[..], [CaptureError::Open { .. }]));
    assert_eq!(recording.progress().1, Some(fs::metadata(&path).unwrap().len()));
    assert_eq!(drain((recording, Vec::new())).frames.len(), 3);
}

#[test]
fn a_file_that_is_no_capture_is_named_with_what_to_do() {
    let mut etl = vec![0; 128];
    etl[1] = 0x10;
    etl[74..76].copy_from_slice(&[2, 0xc0]);
    for (bytes, told, hint) in [
        (&b""[..], "is empty", "record again"),
        (b"12:00:00.000000 IP 192.0.2.1.5 > 192.0.2.2.443: tcp 0", "looks like text", "tcpdump -w"),
        (&etl, "Windows event trace", "etl2pcapng capture-0 capture-0.pcapng"),
    ] {
        let outcome = read(&[bytes]);
        let [error] = &outcome.errors[..] else { panic!("{:?}", outcome.errors) };
        assert!(error.to_string().contains(told), "{error}");
        assert!(error.hint().unwrap().contains(hint), "{:?}", error.hint());
    }
}
