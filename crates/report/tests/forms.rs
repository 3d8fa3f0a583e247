//! The stable forms, written out in full.

mod sample;
mod written;

use idlewire_report::*;
use written::{assert_tells_that_the_reader_has_gone, short, text};

#[test]
fn the_report_in_json() {
    insta::assert_snapshot!(text(|out| json(&short(), out)).replace(env!("CARGO_PKG_VERSION"), "VERSION"), @r#"
    {
      "schema": "idlewire/report/1",
      "tool": {
        "name": "idlewire",
        "version": "VERSION"
      },
      "inputs": [
        {
          "path": "a.pcapng",
          "format": "pcapng",
          "bytes": 512000,
          "frames": 1234,
          "first": "2020-06-09T00:00:00.000000000Z",
          "last": "2020-06-09T01:00:00.000000000Z",
          "cut": true
        }
      ],
      "subjects": [
        {
          "name": "Windows 10 Home",
          "machine": {
            "addresses": [
              "192.168.1.2"
            ],
            "macs": [
              "00:0c:29:aa:bb:cc"
            ],
            "host_name": "DESKTOP-7",
            "chosen_by": "private source"
          },
          "endpoints": [
            {
              "destination": "v10.events.data.microsoft.com",
              "names": [
                "v10.events.data.microsoft.com"
              ],
              "protocol": "HTTPS",
              "description": "Diagnostic Data",
              "catalog": [
                {
                  "id": "windows-10-2004-home",
                  "pattern": "v10.events.data.microsoft.com",
                  "match": "exact"
                }
              ],
              "listed": true,
              "addresses": [
                "20.42.65.84"
              ],
              "ports": [
                "tcp/443"
              ],
              "tls": [
                "TLSv1.2"
              ],
              "alpn": [
                "h2"
              ],
              "aliases": [
                "global.asimov.events.data.trafficmanager.net"
              ],
              "flows": 3,
              "failed": 0,
              "packets_out": 30,
              "packets_in": 27,
              "bytes_out": 9000,
              "bytes_in": 123750,
              "first_seen": "2020-06-09T00:01:00.000000000Z",
              "last_seen": "2020-06-09T00:59:00.000000000Z",
              "evidence": [
                {
                  "source": "tls-sni",
                  "name": "v10.events.data.microsoft.com",
                  "flows": 3,
                  "first": {
                    "input": 0,
                    "frame": 12
                  }
                }
              ]
            }
          ],
          "outside": {
            "private": 12,
            "multicast": 40,
            "inbound": 0,
            "resolved_only": [
              "arc.msn.com",
              "wpad.example.net"
            ],
            "resolved": [
              {
                "name": "arc.msn.com",
                "description": "Windows Spotlight",
                "listed": true,
                "catalog": []
              },
              {
                "name": "wpad.example.net",
                "listed": false,
                "catalog": []
              }
            ]
          },
          "blind_spots": {
            "flows": 19,
            "bytes": 840750,
            "reasons": [
              {
                "reason": "seen from the middle",
                "flows": 2,
                "unnamed": 1,
                "bytes": 88500,
                "help": "start the capture before the machine starts"
              }
            ],
            "disagreements": 1
          }
        }
      ],
      "ledger": {
        "frames": {
          "read": 1234,
          "understood": 1230,
          "stopped": {
            "tcp truncated": 4
          }
        },
        "flows": {
          "opened": 71,
          "named": 70,
          "unnamed": {
            "bare address": 1
          }
        },
        "caps": {},
        "notes": {}
      }
    }
    "#);
}

#[test]
fn the_report_in_markdown() {
    insta::assert_snapshot!(text(|out| markdown(&sample::report(), out)), @r#"
    ## Windows 10 Home

    Measured on 192.168.1.2 (00:0c:29:aa:bb:cc, DESKTOP-7), chosen by private source, from 1 capture of 1,234 frames. Left out: 12 private and 40 multicast flows.

    | Destination | Protocol | Description |
    | --- | --- | --- |
    | sls.update.microsoft.com | TLSv1.2 | Enables connections to Windows Update, Microsoft Update, and the online services of Microsoft Store |
    | v10.events.data.microsoft.com | HTTPS | Diagnostic Data |
    | ctldl.windowsupdate.com | HTTP | Certificate Trust List |
    | 2603:1030:7::155 | TCP 5223 | Example Networks |
    | telemetry-eu-west-2-production-ingest.collector.device-insights.example.net | QUIC |  |

    5 endpoints, 3 listed, 2 not listed, in 19 flows, 2020-06-09 00:00:00 to 01:00:00 UTC (1 h).

    Blind spots: 2 of 19 flows (11 %) with 89 kB (11 %) have no name, or a weak one.

    - seen from the middle: 2 flows (11 %), 89 kB (11 %), 1 without any name. What would help: start the capture before the machine starts.

    In 1 flow the machine asked for a name, and DNS had given it the address under others only.

    Not in the lists that were consulted: 2603:1030:7::155, telemetry-eu-west-2-production-ingest.collector.device-insights.example.net.

    Note on 2603:1030:7::155: never connected.

    Note on telemetry-eu-west-2-production-ingest.collector.device-insights.example.net: name hidden (ECH).

    Resolved, and not reached as far as the capture shows:

    <!-- not a list -->

    | Name | Description |
    | --- | --- |
    | arc.msn.com | Windows Spotlight |
    | wpad.example.net |  |

    Note: a.pcapng ends in the middle of a record; it was read up to there.

    Ledger: 1,234 frames read, 1,230 understood, 4 stopped (tcp truncated 4); 71 flows, 70 named, 1 unnamed (bare address 1); no cap hit.
    "#);
}

#[test]
fn the_report_in_csv() {
    insta::assert_snapshot!(text(|out| csv(&sample::report(), out)), @r#"
    destination,protocol,description,listed,subject,flows,failed,packets_out,packets_in,bytes_out,bytes_in,first_seen,last_seen,names,addresses,ports,tls,alpn,aliases,catalogs,sources,asn,owner,notes
    sls.update.microsoft.com,TLSv1.2,"Enables connections to Windows Update, Microsoft Update, and the online services of Microsoft Store",true,Windows 10 Home,12,0,120,108,36000,495000,2020-06-09T00:01:00.000000000Z,2020-06-09T00:59:00.000000000Z,sls.update.microsoft.com,,,,,,,,,,
    v10.events.data.microsoft.com,HTTPS,Diagnostic Data,true,Windows 10 Home,3,0,30,27,9000,123750,2020-06-09T00:01:00.000000000Z,2020-06-09T00:59:00.000000000Z,v10.events.data.microsoft.com,20.42.65.84,tcp/443,TLSv1.2,h2,global.asimov.events.data.trafficmanager.net,windows-10-2004-home,tls-sni,,,
    ctldl.windowsupdate.com,HTTP,Certificate Trust List,true,Windows 10 Home,2,0,20,18,6000,82500,2020-06-09T00:01:00.000000000Z,2020-06-09T00:59:00.000000000Z,ctldl.windowsupdate.com,,,,,,,,,,
    2603:1030:7::155,TCP 5223,,false,Windows 10 Home,1,1,10,9,3000,41250,2020-06-09T00:01:00.000000000Z,2020-06-09T00:59:00.000000000Z,,,,,,,,,,Example Networks,never connected
    telemetry-eu-west-2-production-ingest.collector.device-insights.example.net,QUIC,,false,Windows 10 Home,1,0,10,9,3000,41250,2020-06-09T00:01:00.000000000Z,2020-06-09T00:59:00.000000000Z,telemetry-eu-west-2-production-ingest.collector.device-insights.example.net,,,,,,,,,,name hidden (ECH)
    "#);
}

#[test]
fn a_report_without_a_machine_says_so() {
    for format in [Format::Terminal, Format::Markdown, Format::Html] {
        let page = text(|out| format.write(&Report::default(), Screen { width: 80, colour: false }, out));
        assert!(page.contains("No machine was found"), "{page}");
    }
}

#[test]
fn a_closed_pipe_is_told_as_such() {
    for format in Format::ALL {
        let screen = Screen { width: 80, colour: false };
        assert_tells_that_the_reader_has_gone(|out| format.write(&sample::report(), screen, out));
    }
}

#[test]
fn a_destination_without_a_row_is_none_of_the_report() {
    let none = Explanation { query: "a\u{202e}b".into(), ..Explanation::default() };
    assert_eq!(text(|out| explain_text(&none, out)), "No public endpoint of the report is called a\\u{202e}b.\n");
}

#[test]
fn tokens_are_unique() {
    let tokens: std::collections::BTreeSet<&str> = Format::ALL.map(Format::token).into();
    assert_eq!(tokens.len(), Format::ALL.len());
}
