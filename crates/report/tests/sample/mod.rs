//! A small report made by hand: a described row, an unlisted one, a bare address, one that failed, names never reached.

use idlewire_evidence::{FramePlace, Ledger, Source, Timestamp};
use idlewire_report::*;

pub(crate) fn time(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

pub(crate) fn row(destination: &str, protocol: &str, description: Option<&str>, flows: u64) -> Row {
    Row {
        destination: destination.into(),
        names: vec![destination.into()],
        protocol: protocol.into(),
        description: description.map(Into::into),
        listed: description.is_some(),
        flows,
        packets_out: 10 * flows,
        packets_in: 9 * flows,
        bytes_out: 3000 * flows,
        bytes_in: 41_250 * flows,
        first_seen: time("2020-06-09T00:01:00Z"),
        last_seen: time("2020-06-09T00:59:00Z"),
        ..Row::default()
    }
}

fn telemetry() -> Row {
    let name = "v10.events.data.microsoft.com";
    Row {
        catalog: vec![CatalogHit { id: "windows-10-2004-home".into(), pattern: name.into(), kind: "exact".into() }],
        addresses: vec!["20.42.65.84".parse().unwrap()],
        ports: vec!["tcp/443".into()],
        tls: vec!["TLSv1.2".into()],
        alpn: vec!["h2".into()],
        aliases: vec!["global.asimov.events.data.trafficmanager.net".into()],
        evidence: vec![Evidence {
            source: Source::TlsSni,
            name: name.into(),
            flows: 3,
            first: Some(FramePlace { input: 0, frame: 12 }),
        }],
        ..row(name, "HTTPS", Some("Diagnostic Data"), 3)
    }
}

fn endpoints() -> Vec<Row> {
    let updates = "Enables connections to Windows Update, Microsoft Update, and the online services of Microsoft Store";
    vec![
        row("sls.update.microsoft.com", "TLSv1.2", Some(updates), 12),
        telemetry(),
        row("ctldl.windowsupdate.com", "HTTP", Some("Certificate Trust List"), 2),
        Row {
            names: vec![],
            failed: 1,
            owner: Some("Example Networks".into()),
            ..row("2603:1030:7::155", "TCP 5223", None, 1)
        },
        Row {
            name_hidden: true,
            ..row("telemetry-eu-west-2-production-ingest.collector.device-insights.example.net", "QUIC", None, 1)
        },
    ]
}

fn resolved(name: &str, description: Option<&str>) -> Resolved {
    Resolved {
        name: name.into(),
        description: description.map(Into::into),
        listed: description.is_some(),
        catalog: vec![],
    }
}

pub(crate) fn report() -> Report {
    let mut ledger = Ledger::default();
    ledger.frames.read = 1_234;
    ledger.frames.understood = 1_230;
    ledger.frames.stopped.insert("tcp truncated".into(), 4);
    ledger.flows.opened = 71;
    ledger.flows.named = 70;
    ledger.flows.unnamed.insert("bare address".into(), 1);
    Report {
        inputs: vec![Input {
            path: "a.pcapng".into(),
            format: "pcapng".into(),
            bytes: 512_000,
            frames: 1_234,
            first: time("2020-06-09T00:00:00Z"),
            last: time("2020-06-09T01:00:00Z"),
            dropped: None,
            cut: true,
        }],
        subjects: vec![Subject {
            name: "Windows 10 Home".into(),
            machine: Machine {
                addresses: vec!["192.168.1.2".parse().unwrap()],
                macs: vec!["00:0c:29:aa:bb:cc".into()],
                host_name: Some("DESKTOP-7".into()),
                chosen_by: "private source".into(),
                count: None,
                ..Machine::default()
            },
            endpoints: endpoints(),
            outside: Outside {
                private: 12,
                multicast: 40,
                inbound: 0,
                resolved_only: vec![
                    resolved("arc.msn.com", Some("Windows Spotlight")),
                    resolved("wpad.example.net", None),
                ],
            },
            blind_spots: BlindSpots {
                flows: 19,
                bytes: 840_750,
                reasons: vec![BlindSpot {
                    reason: "seen from the middle".into(),
                    flows: 2,
                    unnamed: 1,
                    bytes: 88_500,
                    help: "start the capture before the machine starts".into(),
                }],
                disagreements: 1,
            },
        }],
        ledger,
    }
}
