//! TCP: the opening words of each side, and words that begin a new part in the middle.

use super::opening::{self, Step};
use super::{Findings, identify_by_content};
use crate::facts::Facts;
use crate::proto::identify::{Carrier, Fit};
use crate::proto::{Progress, http};
use idlewire_flow::{Flow, Segment, Side};

/// So many opening bytes that say nothing known are enough to give up. Unit: bytes.
const ENOUGH: usize = 256;

/// Bodies beyond half of the room of sequence numbers cannot be told from what lies behind them. Unit: bytes.
pub(super) const MAX_BODY: u32 = u32::MAX / 2;

/// Takes a segment into its stream and reads as far as the stream has come.
pub(super) fn read(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> bool {
    let grew = flow.take(segment).unwrap_or_else(|cap| {
        findings.ledger.hit(cap);
        false
    });
    if segment.bytes.is_empty() || !grew && !begin_anew(flow, segment) {
        return false;
    }
    let says_nothing = run(flow, segment, findings);
    // What came before may be a preface that nobody knows; the segment itself may still begin a part.
    if says_nothing && grew && begin_anew(flow, segment) {
        run(flow, segment, findings);
    }
    true
}

/// Reads what the stream holds, part after part. Returns whether what is left says nothing known.
fn run(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> bool {
    // Each round either ends or takes bytes off the stream, so this ends.
    loop {
        match step(flow, segment, findings) {
            Step::Again(len) if len > 0 => {
                let stream = &mut flow.streams[segment.side as usize];
                stream.advance(len);
                if stream.ready().is_empty() {
                    return false;
                }
            }
            Step::Unknown => return true,
            Step::Again(_) | Step::Stop => return false,
        }
    }
}

/// Opens the stream once more at a segment that begins a part which can be read by itself.
fn begin_anew(flow: &mut Flow<Facts>, segment: &Segment<'_>) -> bool {
    if !segment.begins || !is_awaited(&flow.facts, &segment.bytes) || is_in_body(&flow.facts, segment) {
        return false;
    }
    let stream = &mut flow.streams[segment.side as usize];
    stream.open_at(segment.sequence);
    stream.push(segment.sequence, segment).is_ok()
}

/// Whether a segment behind the opening, or behind a gap, may begin a part that can be read by itself: a request on a
/// kept connection, or the hello that follows STARTTLS, CONNECT, or the like.
#[must_use]
#[inline]
pub fn may_begin(payload: &[u8]) -> bool {
    // Asked of every payload: the first byte refuses almost all.
    matches!(payload, [0x16 | b'A'..=b'Z', ..]) && begins_a_part(payload)
}

fn begins_a_part(payload: &[u8]) -> bool {
    match payload {
        [0x16, 3, 0..=4, _, _, 1 | 2, ..] => true,
        // The hello's first segment may be shorter than what tells it.
        [0x16] | [0x16, 3] | [0x16, 3, 0..=4] | [0x16, 3, 0..=4, _] | [0x16, 3, 0..=4, _, _] => true,
        [b'A'..=b'Z', ..] => http::looks_like_request(payload),
        _ => false,
    }
}

/// Whether a segment lies in the body of a request. Source: RFC 9112 section 6.3.
fn is_in_body(facts: &Facts, segment: &Segment<'_>) -> bool {
    let end = facts.body_until.get(segment.side as usize).copied().flatten();
    // Distances are taken modulo 2^32 (RFC 9293 section 3.4).
    end.is_some_and(|end| (1..=MAX_BODY).contains(&end.wrapping_sub(segment.sequence)))
}

/// Whether that part is news.
fn is_awaited(facts: &Facts, bytes: &[u8]) -> bool {
    match bytes {
        [0x16, _, _, _, _, 1, ..] => !facts.hello_read,
        [0x16, _, _, _, _, ..] => !facts.server_hello_read,
        [0x16, ..] => !facts.hello_read || !facts.server_hello_read,
        _ => facts.may_request(),
    }
}

/// Reads what stands at the front of the stream.
fn step(flow: &mut Flow<Facts>, segment: &Segment<'_>, findings: &mut Findings<'_>) -> Step {
    let side = segment.side as usize;
    for reader in opening::READERS {
        match reader(flow, segment, findings) {
            Progress::Done(Step::Stop) => {
                flow.streams[side].close();
                return Step::Stop;
            }
            Progress::Done(step) => return step,
            Progress::More => {
                if flow.facts.protocol.is_none() {
                    identify(flow, segment.side);
                }
                if segment.missing > 0 && opening::cut(flow, segment, findings) {
                    flow.streams[side].close();
                }
                return Step::Stop;
            }
            Progress::No => {}
        }
    }
    let is_known = identify(flow, segment.side);
    let ready = flow.streams[side].ready();
    // Behind these lines a hello may follow, and its segments in any order.
    if ready.ends_with(b"\n") && (is_known && turns_to_tls(&flow.facts) || asks_for_tls(ready)) {
        return Step::Again(ready.len());
    }
    if is_known || ready.len() >= ENOUGH {
        flow.streams[side].close();
    }
    if is_known { Step::Stop } else { Step::Unknown }
}

/// Whether the last line asks for TLS, whatever the protocol: so do those of Sieve (RFC 5804 section 2.2), NNTP (RFC 4642) and IRC.
fn asks_for_tls(lines: &[u8]) -> bool {
    let last = lines.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    last.eq_ignore_ascii_case(b"STARTTLS")
}

/// Whether the flow speaks in lines, one of which may ask for TLS: STARTTLS of SMTP (RFC 3207) and IMAP (RFC 9051 section 6.2.1), STLS of
/// POP3 (RFC 2595 section 4), AUTH TLS of FTP (RFC 4217 section 4).
fn turns_to_tls(facts: &Facts) -> bool {
    !facts.is_tls && facts.protocol.is_some_and(|(token, _)| matches!(token, "SMTP" | "IMAP" | "POP" | "FTP"))
}

/// Tells the protocol of what stands at the front of the stream. Returns whether more than the port says so.
fn identify(flow: &mut Flow<Facts>, side: Side) -> bool {
    let stream = std::mem::take(&mut flow.streams[side as usize]);
    let found = identify_by_content(flow, Carrier::Tcp, side, stream.ready());
    flow.streams[side as usize] = stream;
    found.is_some_and(|found| found.fit > Fit::Port)
}
