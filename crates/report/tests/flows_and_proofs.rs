//! The lists of flows and the proof, written out in full.

mod sample;
mod written;

use idlewire_evidence::{FramePlace, Source, Span};
use idlewire_report::*;
use written::{assert_tells_that_the_reader_has_gone, short, text};

fn flow() -> FlowRow<'static> {
    FlowRow {
        client: Some("192.168.1.2".parse().unwrap()),
        client_port: Some(50123),
        server: Some("20.42.65.84".parse().unwrap()),
        server_port: Some(443),
        transport: "tcp".into(),
        state: "connected".into(),
        scope: "public".into(),
        protocol: "TLSv1.2".into(),
        alpn: Some("h2".into()),
        tls_version: Some("TLSv1.2".into()),
        name: Some("v10.events.data.microsoft.com".into()),
        source: Some(Source::TlsSni),
        also: vec![Also {
            name: "v10.events.data.microsoft.com".into(),
            source: Source::Dns,
            aliases: vec!["global.asimov.events.data.trafficmanager.net".into()],
        }],
        first: sample::time("2020-06-09T00:01:00Z"),
        last: sample::time("2020-06-09T00:02:00Z"),
        packets_out: 10,
        packets_in: 9,
        bytes_out: 3000,
        bytes_in: 4000,
        notes: vec![],
    }
}

/// A flow of which nothing is known but that it was there.
fn bare() -> FlowRow<'static> {
    FlowRow {
        client_port: None,
        server_port: None,
        alpn: None,
        tls_version: None,
        name: None,
        source: None,
        also: vec![],
        ..flow()
    }
}

fn explanation() -> Explanation<'static> {
    let mut report = short();
    let subject = report.subjects.remove(0);
    let claim = ProvenClaim {
        source: Source::TlsSni,
        name: "v10.events.data.microsoft.com".into(),
        address: None,
        aliases: vec![],
        flows: 1,
        used: 1,
        proof: vec![Proof {
            place: FramePlace { input: 0, frame: 12 },
            path: "a.pcapng".into(),
            time: sample::time("2020-06-09T00:01:00Z"),
            span: Span::new(120, 29),
            bytes: b"v10.events.data.microsoft.com".to_vec(),
        }],
        conflicts: vec![Conflict { source: Source::Dns, name: "edge.example.net".into(), flows: 1 }],
    };
    let found = Explained {
        subject: subject.name,
        machine: subject.machine,
        row: subject.endpoints.into_iter().next().unwrap(),
        flows: vec![flow()],
        claims: vec![claim],
    };
    Explanation {
        query: "v10.events.data.microsoft.com".into(),
        inputs: report.inputs,
        found: vec![found],
        resolved: vec![],
    }
}

#[test]
fn flows_in_json() {
    insta::assert_snapshot!(text(|out| flows_jsonl([flow(), bare()], out)), @r#"
    {"client":"192.168.1.2","client_port":50123,"server":"20.42.65.84","server_port":443,"transport":"tcp","state":"connected","scope":"public","protocol":"TLSv1.2","alpn":"h2","tls_version":"TLSv1.2","name":"v10.events.data.microsoft.com","source":"tls-sni","also":[{"name":"v10.events.data.microsoft.com","source":"dns","aliases":["global.asimov.events.data.trafficmanager.net"]}],"first":"2020-06-09T00:01:00.000000000Z","last":"2020-06-09T00:02:00.000000000Z","packets_out":10,"packets_in":9,"bytes_out":3000,"bytes_in":4000}
    {"client":"192.168.1.2","server":"20.42.65.84","transport":"tcp","state":"connected","scope":"public","protocol":"TLSv1.2","name":null,"source":null,"also":[],"first":"2020-06-09T00:01:00.000000000Z","last":"2020-06-09T00:02:00.000000000Z","packets_out":10,"packets_in":9,"bytes_out":3000,"bytes_in":4000}
    "#);
}

#[test]
fn flows_in_csv() {
    insta::assert_snapshot!(text(|out| FlowFormat::Csv.write([flow(), bare()], out)), @r#"
    client,client_port,server,server_port,transport,state,scope,protocol,alpn,tls_version,name,source,also,first,last,packets_out,packets_in,bytes_out,bytes_in,notes
    192.168.1.2,50123,20.42.65.84,443,tcp,connected,public,TLSv1.2,h2,TLSv1.2,v10.events.data.microsoft.com,tls-sni,dns v10.events.data.microsoft.com,2020-06-09T00:01:00.000000000Z,2020-06-09T00:02:00.000000000Z,10,9,3000,4000,
    192.168.1.2,,20.42.65.84,,tcp,connected,public,TLSv1.2,,,,,,2020-06-09T00:01:00.000000000Z,2020-06-09T00:02:00.000000000Z,10,9,3000,4000,
    "#);
}

#[test]
fn the_proof_as_text() {
    insta::assert_snapshot!(text(|out| explain_text(&explanation(), out)), @r#"
    v10.events.data.microsoft.com
      machine      Windows 10 Home: 192.168.1.2 (00:0c:29:aa:bb:cc, DESKTOP-7), chosen by private source
      protocol     HTTPS
      description  Diagnostic Data
      listed       v10.events.data.microsoft.com in windows-10-2004-home (exact)
      addresses    20.42.65.84
      aliases      global.asimov.events.data.trafficmanager.net
      traffic      3 flows, sent 9.0 kB in 30 frames, received 124 kB in 27 frames
      seen         2020-06-09T00:01:00.000000000Z to 2020-06-09T00:59:00.000000000Z

    Claims
      tls-sni  v10.events.data.microsoft.com
        about 1 of 3 flows, names 1
        conflict: dns says edge.example.net for 1 flow
        frame 12 of a.pcapng, bytes 120 to 149, 2020-06-09T00:01:00.000000000Z
          0078  76 31 30 2e 65 76 65 6e 74 73 2e 64 61 74 61 2e  v10.events.data.
          0088  6d 69 63 72 6f 73 6f 66 74 2e 63 6f 6d           microsoft.com

    Flows
      2020-06-09T00:01:00.000000000Z  192.168.1.2:50123 -> 20.42.65.84:443  tcp connected TLSv1.2 h2
        sent 3.0 kB in 10 frames, received 4.0 kB in 9 frames
        tls-sni  v10.events.data.microsoft.com
        also dns  v10.events.data.microsoft.com
    "#);
}

#[test]
fn the_proof_in_json_holds_the_bytes_and_the_flows() {
    let page: serde_json::Value = serde_json::from_str(&text(|out| explain_json(&explanation(), out))).unwrap();
    assert_eq!(page["schema"], "idlewire/explain/1");
    assert_eq!(page["tool"]["name"], "idlewire");
    let found = &page["found"][0];
    let listed: serde_json::Value = serde_json::from_str(&text(|out| flows_jsonl([flow()], out))).unwrap();
    assert_eq!(found["flows"][0], listed);
    let proof = serde_json::json!({
        "input": 0,
        "frame": 12,
        "path": "a.pcapng",
        "time": "2020-06-09T00:01:00.000000000Z",
        "span": {"start": 120, "end": 149},
        "hex": "7631302e6576656e74732e646174612e6d6963726f736f66742e636f6d",
        "ascii": "v10.events.data.microsoft.com",
    });
    assert_eq!(found["claims"][0]["proof"], serde_json::json!([proof]));
}

#[test]
fn a_name_that_was_only_resolved_is_shown_with_its_proof_and_never_as_reached() {
    let mut explanation = explanation();
    explanation.resolved = explanation.found.remove(0).claims;
    let page = text(|out| explain_text(&explanation, out));
    assert!(
        page.starts_with(
            "No public endpoint of the report is called v10.events.data.microsoft.com.\n\nIt was resolved\n"
        )
    );
    assert!(page.contains("frame 12 of a.pcapng") && !page.contains("about"));
}

#[test]
fn a_closed_pipe_is_told_as_such() {
    for format in FlowFormat::ALL {
        assert_tells_that_the_reader_has_gone(|out| format.write([flow()], out));
    }
}
