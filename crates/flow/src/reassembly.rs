//! How fragments reach their flow: counted as soon as the ports are known, read when the datagram is whole.

use crate::flow::{Flow, Moment, Segment};
use crate::fragment::{Arrival, Datagram, DatagramKey, Piece};
use crate::sketch::{Sketch, sketch};
use crate::table::FlowTable;
use idlewire_dissect::{Dissection, Packet, Transport, reassembled};
use std::borrow::Cow;

impl<T: Default> FlowTable<T> {
    /// Counts a fragment, and offers the datagram when it is whole.
    pub(crate) fn observe_fragment<'a>(
        &mut self,
        moment: Moment,
        wire_len: u32,
        dissection: &Dissection<'a>,
    ) -> Option<(&mut Flow<T>, Segment<'a>)> {
        let packet = dissection.packet.as_ref()?;
        let fragment = packet.fragment?;
        let key = DatagramKey {
            source: packet.source,
            destination: packet.destination,
            identification: fragment.id,
            protocol: packet.protocol,
        };
        let sketch = sketch(packet, dissection.macs, dissection.via, self.probe);
        if let Some(sketch) = &sketch {
            self.count(moment, wire_len, sketch);
        }
        let piece = Piece {
            offset: fragment.offset,
            more: fragment.more,
            bytes: fragment.ip_payload,
            flow: sketch.map(|sketch| (sketch.key, sketch.side)),
            wire_len,
            moment,
            via: dissection.via,
        };
        let (arrival, hit) = self.fragments.add(key, &piece);
        let (flow, uncounted, whole) = match arrival {
            Arrival::Waiting(datagram) if datagram.flow.is_some() => {
                (datagram.flow, std::mem::take(&mut datagram.uncounted), None)
            }
            Arrival::Waiting(_) => (None, (0, 0), None),
            Arrival::GivenUp(datagram) => (datagram.flow, datagram.uncounted, None),
            Arrival::Whole(datagram, bytes) => (datagram.flow, datagram.uncounted, Some((datagram, bytes))),
        };
        if let Some(cap) = hit {
            self.ledger.hit(cap);
        }
        if let Some((flow, side)) = flow.and_then(|(key, side)| Some((self.find(&key)?, side))) {
            flow.sums[side as usize].add(uncounted.0, uncounted.1);
        }
        let (datagram, bytes) = whole?;
        let (sketch, segment) = self.sketch_whole(&datagram, &bytes)?;
        self.offer(&datagram, &sketch, segment)
    }

    /// What a whole datagram says, as a segment of its flow.
    ///
    /// A tunnel inside is entered: its flow counts the frame that completed the datagram, as Wireshark does.
    pub(crate) fn offer(
        &mut self,
        datagram: &Datagram,
        sketch: &Sketch,
        segment: Option<Segment<'static>>,
    ) -> Option<(&mut Flow<T>, Segment<'static>)> {
        if !datagram.is_counted_as(sketch) {
            let (moment, wire_len, _) = datagram.last;
            self.count(moment, wire_len, sketch);
        }
        let segment = segment?;
        let hit = self.find(&sketch.key)?.remember(&segment);
        if let Some(cap) = hit {
            self.ledger.hit(cap);
        }
        Some((self.find(&sketch.key)?, segment))
    }

    /// The flow that a whole datagram belongs to, and what it may have to say there.
    pub(crate) fn sketch_whole(&self, datagram: &Datagram, bytes: &[u8]) -> Option<(Sketch, Option<Segment<'static>>)> {
        let (moment, _, via) = datagram.last;
        let dissection = reassembled(&part(&datagram.key), via, bytes);
        let packet = dissection.packet.as_ref()?;
        let sketch = sketch(packet, dissection.macs, dissection.via, self.probe)?;
        let is_read = matches!(packet.transport, Transport::Tcp(_) | Transport::Udp { .. });
        let segment = is_read.then(|| Segment {
            side: sketch.side,
            sequence: sketch.sequence,
            flags: sketch.flags,
            bytes: Cow::Owned(packet.payload.to_vec()),
            at: None,
            missing: packet.payload_missing,
            begins: sketch.begins,
            moment,
        });
        Some((sketch, segment))
    }
}

impl Datagram {
    /// Whether its fragments were counted as packets of the flow that the whole belongs to.
    pub(crate) fn is_counted_as(&self, sketch: &Sketch) -> bool {
        self.flow == Some((sketch.key, sketch.side))
    }
}

/// A packet of the datagram, as far as putting it together needs one.
fn part(key: &DatagramKey) -> Packet<'static> {
    Packet {
        source: key.source,
        destination: key.destination,
        protocol: key.protocol,
        // Only the lower half is kept in a packet; nothing depends on it here.
        identification: (key.identification & 0xffff) as u16,
        fragment: None,
        transport: Transport::Other,
        transport_at: 0,
        payload: &[],
        payload_at: 0,
        payload_missing: 0,
    }
}
