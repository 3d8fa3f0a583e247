//! The proof of a destination, for reading.

use crate::escape::visible;
use crate::wording::{bytes, count, counted, machine};
use crate::{Explained, Explanation, FlowRow, Proof, ProvenClaim};
use idlewire_evidence::Source;
use std::io;
use std::net::{IpAddr, SocketAddr};

/// Bytes on one line of a dump: the line then fits 80 columns.
const DUMP: usize = 16;

/// Writes each row that answers the question, the claims with the bytes that make them, and the flows.
///
/// # Errors
/// Those of the writer.
pub fn explain_text(explanation: &Explanation<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    if explanation.found.is_empty() {
        writeln!(out, "No public endpoint of the report is called {}.", visible(&explanation.query))?;
    }
    if !explanation.resolved.is_empty() {
        writeln!(out, "\nIt was resolved")?;
        explanation.resolved.iter().try_for_each(|it| claim(it, 0, out))?;
    }
    for (at, found) in explanation.found.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        head(found, out)?;
        writeln!(out, "\nClaims")?;
        if found.claims.is_empty() {
            writeln!(out, "  none: the capture names this address nowhere")?;
        }
        found.claims.iter().try_for_each(|it| claim(it, found.row.flows, out))?;
        writeln!(out, "\nFlows")?;
        found.flows.iter().try_for_each(|it| flow(it, out))?;
    }
    Ok(())
}

fn head(found: &Explained<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let row = &found.row;
    writeln!(out, "{}", visible(&row.destination))?;
    writeln!(out, "  machine      {}", visible(&format!("{}: {}", found.subject, machine(&found.machine))))?;
    writeln!(out, "  protocol     {}", visible(&row.protocol))?;
    let remark = row.remark();
    if !remark.is_empty() {
        writeln!(out, "  description  {}", visible(&remark))?;
    }
    let hits = row.catalog.iter().map(|hit| format!("{} in {} ({})", hit.pattern, hit.id, hit.kind));
    list("listed", hits, out)?;
    list("addresses", row.addresses.iter().map(ToString::to_string), out)?;
    list("aliases", row.aliases.iter().cloned(), out)?;
    writeln!(
        out,
        "  traffic      {}, sent {} in {}, received {} in {}",
        counted(row.flows, "flow"),
        bytes(row.bytes_out),
        counted(row.packets_out, "frame"),
        bytes(row.bytes_in),
        counted(row.packets_in, "frame")
    )?;
    match (row.first_seen, row.last_seen) {
        (Some(first), Some(last)) => writeln!(out, "  seen         {first} to {last}"),
        _ => Ok(()),
    }
}

fn list(label: &str, items: impl Iterator<Item = String>, out: &mut dyn io::Write) -> io::Result<()> {
    for (at, item) in items.enumerate() {
        writeln!(out, "  {:<11}  {}", if at == 0 { label } else { "" }, visible(&item))?;
    }
    Ok(())
}

fn claim(claim: &ProvenClaim, of: u64, out: &mut dyn io::Write) -> io::Result<()> {
    let address = claim.address.map(|it| format!(" for {it}")).unwrap_or_default();
    writeln!(out, "  {}  {}{address}", claim.source, visible(&claim.name))?;
    for alias in &claim.aliases {
        writeln!(out, "    through {}", visible(alias))?;
    }
    if of > 0 {
        writeln!(out, "    about {} of {}, names {}", count(claim.flows), counted(of, "flow"), count(claim.used))?;
    }
    for other in &claim.conflicts {
        let flows = counted(other.flows, "flow");
        writeln!(out, "    conflict: {} says {} for {flows}", other.source, visible(&other.name))?;
    }
    claim.proof.iter().try_for_each(|it| proof(it, out))
}

fn proof(proof: &Proof, out: &mut dyn io::Write) -> io::Result<()> {
    let time = proof.time.map(|time| format!(", {time}")).unwrap_or_default();
    let (start, end) = (proof.span.start, proof.span.end);
    let frame = format!("    frame {} of {}", proof.place.frame, visible(&proof.path));
    if start == end {
        return writeln!(out, "{frame}{time}: the last of several frames from which the message was put together");
    }
    writeln!(out, "{frame}, bytes {start} to {end}{time}")?;
    let (hex, ascii) = (proof.hex(), proof.ascii());
    for at in (0..proof.bytes.len()).step_by(DUMP) {
        let end = (at + DUMP).min(proof.bytes.len());
        let digits: Vec<&str> = (at..end).filter_map(|byte| hex.get(2 * byte..2 * byte + 2)).collect();
        let text = ascii.get(at..end).unwrap_or_default();
        writeln!(out, "      {:04x}  {:47}  {text}", u64::from(start) + at as u64, digits.join(" "))?;
    }
    Ok(())
}

fn flow(flow: &FlowRow<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let first = flow.first.map(|time| format!("{time}  ")).unwrap_or_default();
    let (client, server) = (side(flow.client, flow.client_port), side(flow.server, flow.server_port));
    let words = [Some(&flow.transport), Some(&flow.state), Some(&flow.protocol), flow.alpn.as_ref()];
    let words: Vec<String> = words.into_iter().flatten().map(|word| visible(word).into_owned()).collect();
    writeln!(out, "  {first}{client} -> {server}  {}", words.join(" "))?;
    let (sent, received) = (bytes(flow.bytes_out), bytes(flow.bytes_in));
    let (frames_out, frames_in) = (counted(flow.packets_out, "frame"), counted(flow.packets_in, "frame"));
    writeln!(out, "    sent {sent} in {frames_out}, received {received} in {frames_in}")?;
    match (&flow.name, flow.source) {
        (Some(name), source) => writeln!(out, "    {}  {}", source.map_or("", Source::token), visible(name))?,
        (None, _) => writeln!(out, "    no name")?,
    }
    for also in &flow.also {
        writeln!(out, "    also {}  {}", also.source, visible(&also.name))?;
    }
    flow.notes.iter().try_for_each(|note| writeln!(out, "    {}", visible(note)))
}

/// `192.0.2.7:443`, `[2001:db8::1]:443`; without a port the address alone.
fn side(address: Option<IpAddr>, port: Option<u16>) -> String {
    match (address, port) {
        (Some(address), Some(port)) => SocketAddr::new(address, port).to_string(),
        (Some(address), None) => address.to_string(),
        (None, Some(port)) => format!("port {port}"),
        (None, None) => "left out".to_owned(),
    }
}
