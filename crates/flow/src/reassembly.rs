//! How fragments reach their flow: counted at once, read when the datagram is whole.

use crate::flow::{Flow, Moment, Segment};
use crate::fragment::{DatagramKey, Piece};
use crate::table::{FlowTable, Head};
use idlewire_dissect::{Dissection, Packet, Transport, transport};
use std::borrow::Cow;

impl<T: Default> FlowTable<T> {
    /// Counts a fragment with its flow, once the one with the ports was seen, and offers the datagram when it is whole.
    pub(crate) fn observe_fragment<'a>(
        &mut self,
        moment: Moment,
        wire_len: u32,
        dissection: &Dissection<'a>,
        packet: &Packet<'a>,
    ) -> Option<(&mut Flow<T>, Segment<'a>)> {
        let fragment = packet.fragment?;
        let key = DatagramKey {
            source: packet.source,
            destination: packet.destination,
            identification: fragment.id,
            protocol: packet.protocol,
        };
        self.assign(key, moment, wire_len, dissection, packet);
        let flow = self.fragments.datagram(key, self.clock).flow;
        let piece = Piece { offset: fragment.offset, more: fragment.more, bytes: fragment.ip_payload, clock: self.clock };
        let outcome = self.fragments.add(key, piece);
        if let Some(cap) = outcome.hit {
            self.ledger.hit(cap);
        }
        self.offer(moment, packet, &outcome.whole?, flow)
    }

    /// Counts the fragment: with the flow if the ports are known, else with the datagram until they are.
    fn assign(&mut self, key: DatagramKey, moment: Moment, wire_len: u32, dissection: &Dissection<'_>, packet: &Packet<'_>) {
        let clock = self.clock;
        if let (false, Some(head)) = (matches!(packet.transport, Transport::Later), Head::of(packet)) {
            let slot = self.count(moment, wire_len, dissection, packet, &head);
            let datagram = self.fragments.datagram(key, clock);
            datagram.flow = Some((head.key, head.side));
            let (packets, bytes) = std::mem::take(&mut datagram.unassigned);
            if let Some(flow) = self.at(slot) {
                flow.sums[head.side as usize].add(packets, bytes);
            }
            return;
        }
        let datagram = self.fragments.datagram(key, clock);
        let Some((flow_key, side)) = datagram.flow else {
            datagram.unassigned.0 += 1;
            datagram.unassigned.1 += u64::from(wire_len);
            return;
        };
        if let Some(flow) = self.find(&flow_key) {
            flow.sums[side as usize].add(1, u64::from(wire_len));
        }
    }

    /// The payload of a whole datagram, as a segment of its flow.
    fn offer<'a>(
        &mut self,
        moment: Moment,
        packet: &Packet<'a>,
        whole: &[u8],
        flow: Option<(crate::FlowKey, crate::Side)>,
    ) -> Option<(&mut Flow<T>, Segment<'a>)> {
        let (header, payload) = transport(packet.protocol, whole).ok()?;
        let (sequence, flags) = match header {
            Transport::Tcp(tcp) => (tcp.seq, tcp.flags),
            Transport::Udp { .. } => (0, 0),
            _ => return None,
        };
        let (key, side) = flow?;
        let segment = Segment { side, sequence, flags, bytes: Cow::Owned(payload.to_vec()), at: None, missing: 0, moment };
        let flow = self.find(&key)?;
        flow.remember(&segment);
        Some((flow, segment))
    }
}
