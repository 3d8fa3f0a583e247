//! Programs that name flows, and how each says what the client asked for.

use super::truth::{Between, Names};
use anyhow::{Context, Result};
use idlewire_naming::proto::host_name;
use serde_json::Value;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program with its way of speaking.
pub(super) struct Peer {
    /// Name and version.
    pub name: String,
    program: PathBuf,
    ask: fn(&Path, &Path) -> Result<Names>,
}

impl Peer {
    pub(super) fn idlewire(program: &Path) -> Result<Self> {
        let name = first_line(program, "--version").context("idlewire")?;
        Ok(Self { name, program: program.to_owned(), ask: ask_idlewire })
    }

    pub(super) fn tshark() -> Result<Self> {
        let line = first_line(Path::new("tshark"), "--version").context("tshark: apt-get install tshark")?;
        let version = line.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let name = format!("tshark {}", version.unwrap_or_default().trim_end_matches('.'));
        Ok(Self { name, program: "tshark".into(), ask: ask_tshark })
    }

    pub(super) fn ndpi() -> Result<Self> {
        let line = first_line(Path::new("ndpiReader"), "-h").context("ndpiReader: apt-get install libndpi-bin")?;
        let version = line.rsplit(' ').next().unwrap_or_default();
        Ok(Self { name: format!("ndpiReader {version}"), program: "ndpiReader".into(), ask: ask_ndpi })
    }

    /// The names that clients of a capture asked for, as the program tells.
    pub(super) fn names(&self, capture: &Path) -> Result<Names> {
        (self.ask)(&self.program, capture)
    }
}

fn first_line(program: &Path, argument: &str) -> Result<String> {
    let output = Command::new(program).arg(argument).stdin(Stdio::null()).stderr(Stdio::null()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned())
}

/// Standard output, whatever the status: a damaged capture is read as far as it goes.
fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn add(names: &mut Names, between: Between, text: &str) {
    if let Some(host) = host_name(text) {
        names.entry(between).or_default().insert(host);
    }
}

/// The names that the flow itself states: the best, and those beside it.
fn ask_idlewire(program: &Path, capture: &Path) -> Result<Names> {
    const OWN: [&str; 4] = ["http-host", "connect", "tls-sni", "quic-sni"];
    let mut names = Names::new();
    for line in output(Command::new(program).arg("flows").arg(capture))?.lines() {
        let flow: Value = serde_json::from_str(line)?;
        let end = |address: &str, port: &str| {
            Some((flow[address].as_str()?.parse::<IpAddr>().ok()?, u16::try_from(flow[port].as_u64()?).ok()?))
        };
        let Some((a, b)) = end("client", "client_port").zip(end("server", "server_port")) else { continue };
        let between = Between::new(a, b, flow["transport"] == "udp");
        for claim in [&flow].into_iter().chain(flow["also"].as_array().into_iter().flatten()) {
            if let (Some(source), Some(name)) = (claim["source"].as_str(), claim["name"].as_str())
                && OWN.contains(&source)
            {
                add(&mut names, between.clone(), name);
            }
        }
    }
    Ok(names)
}

/// Whatever a frame states belongs to its innermost addresses and ports.
fn ask_tshark(program: &Path, capture: &Path) -> Result<Names> {
    const NAMES: [&str; 4] =
        ["tls.handshake.extensions_server_name", "http.host", "http2.headers.authority", "gquic.tag.sni"];
    const ENDS: [&str; 8] =
        ["ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"];
    let mut command = Command::new(program);
    command.arg("-n").arg("-r").arg(capture).args(["-T", "fields", "-E", "occurrence=a", "-E", "aggregator=;"]);
    command.args(["-Y", &NAMES.join(" || ")]);
    for field in ENDS.iter().chain(&NAMES) {
        command.args(["-e", field]);
    }
    let mut names = Names::new();
    for line in output(&mut command)?.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let (Some(ends), Some(texts)) = (cells.get(..ENDS.len()), cells.get(ENDS.len()..)) else { continue };
        for between in pairs(ends) {
            for text in texts.iter().flat_map(|cell| cell.split(';')).filter(|text| !text.is_empty()) {
                add(&mut names, between.clone(), text);
            }
        }
    }
    Ok(names)
}

/// In a tunnel between address families tshark does not say which pair is inside: both may be meant.
fn pairs(ends: &[&str]) -> Vec<Between> {
    let last = |at: usize| ends.get(at).and_then(|cell| cell.rsplit(';').next()).filter(|text| !text.is_empty());
    let address = |at| last(at)?.parse::<IpAddr>().ok();
    let port = |at| last(at)?.parse::<u16>().ok();
    let (tcp, udp) = (port(4).zip(port(5)), port(6).zip(port(7)));
    let Some((ports, is_udp)) = tcp.map(|ports| (ports, false)).or(udp.map(|ports| (ports, true))) else {
        return Vec::new();
    };
    let pair = |a, b| Some(Between::new((address(a)?, ports.0), (address(b)?, ports.1), is_udp));
    [pair(0, 1), pair(2, 3)].into_iter().flatten().collect()
}

/// The column of server names. It holds questions of DNS and names of machines as well, which no client asked a server for.
fn ask_ndpi(program: &Path, capture: &Path) -> Result<Names> {
    const NO_REQUEST: [&str; 6] = ["DNS", "MDNS", "LLMNR", "NetBIOS", "DHCP", "DHCPV6"];
    let table = std::env::temp_dir().join(format!("idlewire-ndpi-{:?}", std::thread::current().id()));
    output(Command::new(program).args(["-q", "-t", "-i"]).arg(capture).arg("-C").arg(&table))?;
    let text = std::fs::read(&table).unwrap_or_default();
    let _ = std::fs::remove_file(&table);
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().unwrap_or_default();
    let at = |name: &str| head.iter().position(|cell| cell.trim_start_matches('#') == name);
    let mut names = Names::new();
    for cells in lines {
        let cell = |name: &str| cells.get(at(name)?).copied();
        let end = |address: &str, port: &str| Some((cell(address)?.parse().ok()?, cell(port)?.parse().ok()?));
        let Some((a, b)) = end("src_ip", "src_port").zip(end("dst_ip", "dst_port")) else { continue };
        let master = cell("ndpi_proto").map(|it| it.split_once('.').map_or(it, |(master, _)| master));
        if let Some(name) = cell("server_name_sni").filter(|_| master.is_none_or(|it| !NO_REQUEST.contains(&it))) {
            add(&mut names, Between::new(a, b, cell("protocol") == Some("17")), name);
        }
    }
    Ok(names)
}
