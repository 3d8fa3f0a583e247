//! Which captures can be cut anywhere: what the law of pieces asks of them. docs/fuzzing.md says why.

use idlewire_capture::Recording;
use idlewire_dissect::{Fragment, Packet, Transport, dissections};
use idlewire_evidence::Timestamp;
use idlewire_naming::proto::dns;
use std::collections::BTreeMap;
use std::net::IpAddr;

const SECOND: i64 = 1_000_000_000;

/// How far times may go back without an effect on where flows end. Unit: nanoseconds.
const DISORDER: i64 = 600 * SECOND;
/// How long the next fragment of a datagram is waited for. Unit: nanoseconds.
const FRAGMENT_WAIT: i64 = 60 * SECOND;

/// Whether no answer of a resolver is older than a frame before it, no other frame by more than [`DISORDER`], and the
/// fragments of any two datagrams can be told apart.
pub(super) fn can_be_cut(mut recording: Recording) -> bool {
    let (mut latest, mut datagrams) = (None, Datagrams::default());
    while let Some(frame) = recording.next_frame() {
        let Ok(frame) = frame else { continue };
        let mut answers = false;
        for packet in
            dissections(frame.link, frame.bytes, frame.wire_len).filter_map(|(_, dissection)| dissection.packet)
        {
            answers |= may_answer(&packet);
            let Some(fragment) = packet.fragment else { continue };
            let key = (packet.source, packet.destination, packet.protocol, fragment.id);
            if !datagrams.entry(key).or_default().takes(&fragment, frame.time) {
                return false;
            }
        }
        let Some(time) = frame.time else { continue };
        let latest = latest.get_or_insert(time);
        let behind = latest.nanos_since(time);
        if behind > DISORDER || behind > 0 && answers {
            return false;
        }
        *latest = (*latest).max(time);
    }
    true
}

/// Whether a packet may hold or complete the answer of a resolver.
fn may_answer(packet: &Packet<'_>) -> bool {
    let answers = |bytes| dns::Message::parse(bytes).is_some_and(|message| message.is_response());
    packet.fragment.is_some()
        || match packet.transport {
            Transport::Udp { .. } => answers(packet.payload),
            Transport::Tcp(head) => {
                let is_usual = [head.source_port, head.destination_port].contains(&dns::PORT);
                is_usual && !packet.payload.is_empty() || dns::tcp_messages(packet.payload).any(answers)
            }
            _ => false,
        }
}

type Datagrams = BTreeMap<(IpAddr, IpAddr, u8, u32), Datagram>;

/// The fragments of a datagram so far.
#[derive(Default)]
struct Datagram {
    /// Where they begin and end. Unit: bytes.
    ends: BTreeMap<u32, u32>,
    total: Option<u32>,
    last: Option<Timestamp>,
}

impl Datagram {
    /// Whether a fragment can only belong to this datagram: it was missing.
    fn takes(&mut self, fragment: &Fragment<'_>, time: Option<Timestamp>) -> bool {
        if self.last.zip(time).is_some_and(|(last, now)| now.nanos_since(last) > FRAGMENT_WAIT) {
            *self = Self::default();
        }
        self.last = time;
        let was_missing = !self.is_whole() && !self.ends.contains_key(&fragment.offset);
        let end = fragment.offset + fragment.ip_payload.len() as u32;
        self.ends.insert(fragment.offset, end);
        if !fragment.more {
            self.total.get_or_insert(end);
        }
        was_missing
    }

    fn is_whole(&self) -> bool {
        let reached =
            self.ends.iter().try_fold(0, |reached, (begin, end)| (*begin <= reached).then_some(reached.max(*end)));
        self.total.zip(reached).is_some_and(|(total, reached)| reached >= total)
    }
}
