//! The table on screens of different widths, to be looked at.

mod sample;

use idlewire_report::{Report, Screen, terminal};

fn at(width: usize, report: &Report) -> String {
    let mut out = Vec::new();
    terminal(report, Screen { width, colour: false }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn sixty_columns() {
    insta::assert_snapshot!(at(60, &sample::report()), @r#"
    Windows 10 Home
    192.168.1.2 (00:0c:29:aa:bb:cc, DESKTOP-7), chosen by
    private source

      Destination                    Protocol  Description
      sls.update.microsoft.com       TLSv1.2   Enables connecti…
      v10.events.data.microsoft.com  HTTPS     Diagnostic Data
      ctldl.windowsupdate.com        HTTP      Certificate Trus…
    ! 2603:1030:7::155               TCP 5223  never connected…
    ! telemetry-eu-west-2-production-ingest.collector.device-ins
      ights.example.net
                                     QUIC      name hidden (ECH)

    2 names resolved, not reached:
      arc.msn.com       Windows Spotlight
      wpad.example.net

    5 endpoints, 3 listed, 2 not listed (!), in 19 flows,
    2020-06-09 00:00:00 to 01:00:00 UTC (1 h).
    Left out: 12 private and 40 multicast flows.

    Blind spots: 2 of 19 flows (11 %) with 89 kB (11 %) have no
    name, or a weak one.
    seen from the middle: 2 flows (11 %), 89 kB (11 %), 1
    without any name. What would help: start the capture before
    the machine starts.
    In 1 flow the machine asked for a name, and DNS had given it
    the address under others only.

    Note: a.pcapng ends in the middle of a record; it was read
    up to there.
    Ledger: 1,234 frames read, 1,230 understood, 4 stopped (tcp
    truncated 4); 71 flows, 70 named, 1 unnamed (bare address
    1); no cap hit.
    "#);
}

#[test]
fn eighty_columns() {
    insta::assert_snapshot!(at(80, &sample::report()), @r#"
    Windows 10 Home
    192.168.1.2 (00:0c:29:aa:bb:cc, DESKTOP-7), chosen by private source

      Destination                    Protocol  Description                     Flows
      sls.update.microsoft.com       TLSv1.2   Enables connections to Window…     12
      v10.events.data.microsoft.com  HTTPS     Diagnostic Data                     3
      ctldl.windowsupdate.com        HTTP      Certificate Trust List              2
    ! 2603:1030:7::155               TCP 5223  never connected; Example Netw…      1
    ! telemetry-eu-west-2-production-ingest.collector.device-insights.example.net
                                     QUIC      name hidden (ECH)                   1

    2 names resolved, not reached:
      arc.msn.com       Windows Spotlight
      wpad.example.net

    5 endpoints, 3 listed, 2 not listed (!), in 19 flows, 2020-06-09 00:00:00 to
    01:00:00 UTC (1 h).
    Left out: 12 private and 40 multicast flows.

    Blind spots: 2 of 19 flows (11 %) with 89 kB (11 %) have no name, or a weak one.
    seen from the middle: 2 flows (11 %), 89 kB (11 %), 1 without any name. What
    would help: start the capture before the machine starts.
    In 1 flow the machine asked for a name, and DNS had given it the address under
    others only.

    Note: a.pcapng ends in the middle of a record; it was read up to there.
    Ledger: 1,234 frames read, 1,230 understood, 4 stopped (tcp truncated 4); 71
    flows, 70 named, 1 unnamed (bare address 1); no cap hit.
    "#);
}

#[test]
fn a_hundred_and_twenty_columns() {
    insta::assert_snapshot!(at(120, &sample::report()), @r#"
    Windows 10 Home
    192.168.1.2 (00:0c:29:aa:bb:cc, DESKTOP-7), chosen by private source

      Destination                    Protocol  Description                                           Flows    Sent  Received
      sls.update.microsoft.com       TLSv1.2   Enables connections to Windows Update, Microsoft Up…     12   36 kB    495 kB
      v10.events.data.microsoft.com  HTTPS     Diagnostic Data                                           3  9.0 kB    124 kB
      ctldl.windowsupdate.com        HTTP      Certificate Trust List                                    2  6.0 kB     83 kB
    ! 2603:1030:7::155               TCP 5223  never connected; Example Networks                         1  3.0 kB     41 kB
    ! telemetry-eu-west-2-production-ingest.collector.device-insights.example.net
                                     QUIC      name hidden (ECH)                                         1  3.0 kB     41 kB

    2 names resolved, not reached:
      arc.msn.com       Windows Spotlight
      wpad.example.net

    5 endpoints, 3 listed, 2 not listed (!), in 19 flows, 2020-06-09 00:00:00 to 01:00:00 UTC (1 h).
    Left out: 12 private and 40 multicast flows.

    Blind spots: 2 of 19 flows (11 %) with 89 kB (11 %) have no name, or a weak one.
    seen from the middle: 2 flows (11 %), 89 kB (11 %), 1 without any name. What would help: start the capture before the
    machine starts.
    In 1 flow the machine asked for a name, and DNS had given it the address under others only.

    Note: a.pcapng ends in the middle of a record; it was read up to there.
    Ledger: 1,234 frames read, 1,230 understood, 4 stopped (tcp truncated 4); 71 flows, 70 named, 1 unnamed (bare address
    1); no cap hit.
    "#);
}

#[test]
fn two_hundred_columns() {
    insta::assert_snapshot!(at(200, &sample::report()), @r#"
    Windows 10 Home
    192.168.1.2 (00:0c:29:aa:bb:cc, DESKTOP-7), chosen by private source

      Destination                                                                  Protocol  Description                                         Flows    Sent  Received        First seen         Last seen
      sls.update.microsoft.com                                                     TLSv1.2   Enables connections to Windows Update, Microsoft…      12   36 kB    495 kB  2020-06-09 00:01  2020-06-09 00:59
      v10.events.data.microsoft.com                                                HTTPS     Diagnostic Data                                         3  9.0 kB    124 kB  2020-06-09 00:01  2020-06-09 00:59
      ctldl.windowsupdate.com                                                      HTTP      Certificate Trust List                                  2  6.0 kB     83 kB  2020-06-09 00:01  2020-06-09 00:59
    ! 2603:1030:7::155                                                             TCP 5223  never connected; Example Networks                       1  3.0 kB     41 kB  2020-06-09 00:01  2020-06-09 00:59
    ! telemetry-eu-west-2-production-ingest.collector.device-insights.example.net  QUIC      name hidden (ECH)                                       1  3.0 kB     41 kB  2020-06-09 00:01  2020-06-09 00:59

    2 names resolved, not reached:
      arc.msn.com       Windows Spotlight
      wpad.example.net

    5 endpoints, 3 listed, 2 not listed (!), in 19 flows, 2020-06-09 00:00:00 to 01:00:00 UTC (1 h).
    Left out: 12 private and 40 multicast flows.

    Blind spots: 2 of 19 flows (11 %) with 89 kB (11 %) have no name, or a weak one.
    seen from the middle: 2 flows (11 %), 89 kB (11 %), 1 without any name. What would help: start the capture before the machine starts.
    In 1 flow the machine asked for a name, and DNS had given it the address under others only.

    Note: a.pcapng ends in the middle of a record; it was read up to there.
    Ledger: 1,234 frames read, 1,230 understood, 4 stopped (tcp truncated 4); 71 flows, 70 named, 1 unnamed (bare address 1); no cap hit.
    "#);
}

#[test]
fn without_a_row_the_report_says_so() {
    let mut report = sample::report();
    let subject = &mut report.subjects[0];
    subject.endpoints.clear();
    subject.outside.resolved_only.clear();
    insta::assert_snapshot!(at(80, &report), @r#"
    Windows 10 Home
    192.168.1.2 (00:0c:29:aa:bb:cc, DESKTOP-7), chosen by private source

    No public endpoint was reached, 2020-06-09 00:00:00 to 01:00:00 UTC (1 h).
    Left out: 12 private and 40 multicast flows.

    Blind spots: 2 of 19 flows (11 %) with 89 kB (11 %) have no name, or a weak one.
    seen from the middle: 2 flows (11 %), 89 kB (11 %), 1 without any name. What
    would help: start the capture before the machine starts.
    In 1 flow the machine asked for a name, and DNS had given it the address under
    others only.

    Note: a.pcapng ends in the middle of a record; it was read up to there.
    Ledger: 1,234 frames read, 1,230 understood, 4 stopped (tcp truncated 4); 71
    flows, 70 named, 1 unnamed (bare address 1); no cap hit.
    "#);
}

#[test]
fn type_faces_are_only_added() {
    let report = sample::report();
    let mut out = Vec::new();
    terminal(&report, Screen { width: 80, colour: true }, &mut out).unwrap();
    let bare = ["\x1b[0m", "\x1b[1m", "\x1b[2m"]
        .iter()
        .fold(String::from_utf8(out).unwrap(), |text, code| text.replace(code, ""));
    assert_eq!(bare, at(80, &report));
}
