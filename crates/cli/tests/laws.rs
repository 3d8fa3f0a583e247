//! Laws of the program as a whole: order, merging, standard input, proof.

mod run;

use idlewire_fixtures::{Disturbance, HttpForm, Path, Scene, TlsVersion};
use run::{Done, Folder, input};
use serde_json::Value;
use std::fs::File;
use std::process::Stdio;

/// A machine that asks for names, reaches them by TLS and HTTP, and says something unknown.
fn scene() -> Scene {
    let mut scene = Scene::new(7);
    let machine = scene.machine(&[[192, 168, 1, 2].into()], "DESKTOP-7");
    let resolver = ([192, 168, 1, 1], 53).into();
    let start: idlewire_evidence::Timestamp = "2020-06-09T00:00:00Z".parse().unwrap();
    let mut at = start;
    for (index, name) in (1u8..).zip(["a.example.com", "b.example.com", "sls.update.microsoft.com"]) {
        let address = [93, 184, 216, index].into();
        at = scene.dns(
            &machine,
            resolver,
            (name, &["edge.trafficmanager.net"]),
            &[address],
            300,
            at.plus_nanos(1_000_000),
        );
        scene.set_path(Path { maximum_segment: Some(90), disturbance: Some(Disturbance::Reorder), ..Path::default() });
        at = scene.tls(&machine, (address, 443).into(), Some(name), TlsVersion::V12, &["h2"], at.plus_nanos(1_000_000));
        scene.set_path(Path::default());
        at = scene.http(
            &machine,
            (address, 80).into(),
            "clear.example.com",
            &HttpForm::Origin,
            at.plus_nanos(1_000_000),
        );
        at = scene.raw_tcp(&machine, (address, 43_210).into(), at.plus_nanos(1_000_000));
    }
    scene
}

/// The recording as one file, and cut into three in the middle of conversations.
fn folder() -> Folder {
    let (folder, scene) = (Folder::new(), scene());
    let all = scene.frames().len();
    folder.write("whole.pcapng", &input::capture(&scene, "whole.pcapng", None));
    for (name, frames) in [("a.pcapng", 0..all / 3), ("b.pcapng", all / 3..all / 2), ("c.pcapng", all / 2..all)] {
        folder.write(&format!("parts/{name}"), &input::capture(&scene, name, Some(frames)));
    }
    folder
}

const PARTS: [&str; 3] = ["parts/a.pcapng", "parts/b.pcapng", "parts/c.pcapng"];
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

#[test]
fn the_order_of_the_files_changes_no_byte() {
    let folder = folder();
    for command in [&["report"][..], &["report", "--format", "json"], &["report", "--format", "markdown"], &["flows"]] {
        let given: Vec<String> =
            ORDERS.iter().map(|order| folder.out(&[command, &order.map(|part| PARTS[part])].concat())).collect();
        assert!(given.iter().all(|text| *text == given[0]), "{command:?} depends on the order of the files");
        assert_eq!(folder.out(&[command, &["parts"]].concat()), given[0], "{command:?}: the folder is its files");
    }
}

#[test]
fn parts_say_what_the_whole_says() {
    let folder = folder();
    assert_eq!(folder.out(&[&["flows"][..], &PARTS].concat()), folder.out(&["flows", "whole.pcapng"]));
    let report = |captures: &[&str]| without_places(&folder.out(&[&["report", "--format", "json"], captures].concat()));
    assert_eq!(report(&PARTS), report(&["whole.pcapng"]));
    let csv = |captures: &[&str]| folder.out(&[&["report", "--format", "csv"], captures].concat());
    assert_eq!(csv(&PARTS), csv(&["whole.pcapng"]));
}

/// A report without the list of inputs and the place of evidence: those alone may differ.
fn without_places(json: &str) -> Value {
    let mut report: Value = serde_json::from_str(json).unwrap();
    report.as_object_mut().unwrap().remove("inputs").unwrap();
    for subject in report["subjects"].as_array_mut().unwrap() {
        for endpoint in subject["endpoints"].as_array_mut().unwrap() {
            for evidence in endpoint["evidence"].as_array_mut().unwrap() {
                evidence.as_object_mut().unwrap().remove("first").unwrap();
            }
        }
    }
    report
}

#[test]
fn standard_input_is_read_as_a_file_is() {
    let folder = folder();
    let input = File::open(folder.path().join("whole.pcapng")).unwrap();
    let piped = folder.run_with(&["flows", "-"], Stdio::from(input));
    assert_eq!(piped, Done { status: 0, out: folder.out(&["flows", "whole.pcapng"]), err: String::new() });
}

#[test]
fn a_file_named_twice_is_read_once() {
    let folder = folder();
    let twice = folder.out(&["flows", "whole.pcapng", "whole.pcapng", "./whole.pcapng"]);
    assert_eq!(twice, folder.out(&["flows", "whole.pcapng"]));
}

#[test]
fn the_output_file_holds_what_standard_output_would() {
    let folder = folder();
    assert_eq!(folder.out(&["report", "whole.pcapng", "--output", "report.txt"]), "");
    assert_eq!(
        std::fs::read_to_string(folder.path().join("report.txt")).unwrap(),
        folder.out(&["report", "whole.pcapng"])
    );
}

/// The captured bytes of a frame of a little-endian pcapng file, by its number from 1.
fn frame(capture: &[u8], number: u64) -> &[u8] {
    let word = |at: usize| u32::from_le_bytes(capture[at..at + 4].try_into().unwrap()) as usize;
    let (mut at, mut left) = (0, number);
    loop {
        left -= u64::from(word(at) == 6);
        if left == 0 {
            // draft-ietf-opsawg-pcapng section 4.3: type, length, interface, time in two words, captured length, length.
            return &capture[at + 28..at + 28 + word(at + 20)];
        }
        at += word(at + 4);
    }
}

/// The text of a name in the bytes that prove it: as it stands, or as labels behind their lengths (RFC 1035 section 3.1).
fn states(bytes: &[u8], name: &str) -> bool {
    let labels: Vec<u8> =
        name.split('.').flat_map(|label| [&[u8::try_from(label.len()).unwrap()], label.as_bytes()].concat()).collect();
    let holds = |wanted: &[u8]| bytes.windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted));
    holds(name.as_bytes()) || holds(&labels)
}

#[test]
fn every_proof_can_be_cut_out_of_the_capture_and_read_again() {
    let folder = folder();
    let capture = std::fs::read(folder.path().join("whole.pcapng")).unwrap();
    let mut sources = std::collections::BTreeMap::<String, usize>::new();
    for destination in ["a.example.com", "b.example.com", "sls.update.microsoft.com", "clear.example.com"] {
        let json = folder.out(&["explain", "whole.pcapng", destination, "--format", "json"]);
        let explanation: Value = serde_json::from_str(&json).unwrap();
        let claims =
            explanation["found"].as_array().unwrap().iter().flat_map(|found| found["claims"].as_array().unwrap());
        for claim in claims {
            let (source, name) = (claim["source"].as_str().unwrap(), claim["name"].as_str().unwrap());
            let proofs = claim["proof"].as_array().unwrap();
            let cut: Vec<&[u8]> = proofs.iter().map(|proof| check_proof(&capture, proof)).collect();
            if ["tls-sni", "http-host", "dns"].contains(&source) {
                // A name that lies in two segments has two proofs, each with a part of it.
                assert!(
                    cut.iter().any(|bytes| states(bytes, name)) || states(&cut.concat(), name),
                    "{source} {name}: {proofs:?}"
                );
                *sources.entry(source.to_owned()).or_default() += 1;
            }
        }
    }
    assert_eq!(sources.keys().map(String::as_str).collect::<Vec<_>>(), ["dns", "http-host", "tls-sni"]);
}

/// The bytes of a proof, cut out of the capture; they are those that the proof shows.
fn check_proof<'a>(capture: &'a [u8], proof: &Value) -> &'a [u8] {
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let frame = frame(capture, proof["frame"].as_u64().unwrap());
    let bytes = &frame[number(&proof["span"]["start"])..number(&proof["span"]["end"])];
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(proof["hex"], hex.as_str());
    bytes
}

#[test]
fn the_example_names_listed_unlisted_and_unreached_destinations() {
    let folder = Folder::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/idle-hour.pcapng.zst");
    folder.write("idle-hour.pcapng.zst", &std::fs::read(example).unwrap());
    let report: Value =
        serde_json::from_str(&folder.out(&["report", "--format", "json", "idle-hour.pcapng.zst"])).unwrap();
    let subject = &report["subjects"][0];
    let row = |destination: &str| {
        let mut rows = subject["endpoints"].as_array().unwrap().iter();
        rows.find(|row| row["destination"] == destination).unwrap_or_else(|| panic!("no row for {destination}"))
    };
    assert_eq!(row("v10.events.data.microsoft.com")["description"], "Diagnostic Data");
    assert_eq!(row("v10.events.data.microsoft.com")["protocol"], "HTTPS");
    assert_eq!(row("www.msftconnecttest.com")["protocol"], "HTTP");
    for unlisted in ["telemetry.example.com", "cdn.example.net", "52.158.208.111"] {
        assert_eq!(row(unlisted)["listed"], false, "{unlisted}");
    }
    assert_eq!(row("sls.update.microsoft.com")["aliases"], serde_json::json!(["sls.update.microsoft.com.akadns.net"]));
    assert_eq!(subject["outside"]["resolved_only"], serde_json::json!(["go.microsoft.com"]));
}

/// The address of a proxy is private; what the machine asked it for is not.
#[test]
fn what_a_proxy_was_asked_for_is_a_destination() {
    let mut scene = Scene::new(9);
    let machine = scene.machine(&[[192, 168, 1, 2].into()], "DESKTOP-9");
    let (proxy, start) = (([192, 168, 1, 8], 3128).into(), "2020-06-09T00:00:00Z".parse().unwrap());
    let end = scene.http(&machine, proxy, "absolute.example.com", &HttpForm::Absolute, start);
    scene.http(&machine, proxy, "connect.example.com", &HttpForm::Connect, end);
    let folder = Folder::new();
    folder.write("idle.pcapng", &input::capture(&scene, "idle.pcapng", None));
    let report: Value = serde_json::from_str(&folder.out(&["report", "--format", "json", "idle.pcapng"])).unwrap();
    let rows = report["subjects"][0]["endpoints"].as_array().unwrap();
    let rows: Vec<_> =
        rows.iter().map(|row| (row["destination"].as_str().unwrap(), row["via_proxy"].as_bool())).collect();
    assert_eq!(rows, [("absolute.example.com", Some(true)), ("connect.example.com", Some(true))]);
}
