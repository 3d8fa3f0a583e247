//! How fragments reach their flow: counted as soon as the ports are known, read when the datagram is whole.

use crate::flow::{Flow, Moment, Segment, Sums};
use crate::fragment::{Arrival, Datagram, DatagramKey, Piece};
use crate::key::{FlowKey, Side};
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
        let (uncounted, whole) = match arrival {
            Arrival::Waiting(datagram) => (datagram.take_uncounted(), None),
            Arrival::GivenUp(mut datagram) => (datagram.take_uncounted(), None),
            Arrival::Whole(datagram, bytes) => (None, Some((datagram, bytes))),
        };
        if let Some(cap) = hit {
            self.ledger.hit(cap);
        }
        if let Some((flow, side, sums)) = uncounted {
            self.add_to(&flow, side, sums, None);
        }
        let (mut datagram, bytes) = whole?;
        if let Some((sketch, segment)) = self.sketch_whole(&datagram, &bytes) {
            if !datagram.is_counted_as(&sketch) {
                self.withdraw(&datagram);
            }
            return self.offer(&mut datagram, &sketch, segment);
        }
        if let Some((flow, side, sums)) = datagram.take_uncounted() {
            self.add_to(&flow, side, sums, Some(moment));
        }
        None
    }

    /// What a whole datagram says, as a segment of its flow.
    pub(crate) fn offer(
        &mut self,
        datagram: &mut Datagram,
        sketch: &Sketch,
        segment: Option<Segment<'static>>,
    ) -> Option<(&mut Flow<T>, Segment<'static>)> {
        let (moment, wire_len, _) = datagram.last;
        if datagram.is_counted_as(sketch) {
            let (flow, side, sums) = datagram.take_uncounted()?;
            self.add_to(&flow, side, sums, Some(moment));
        } else {
            self.count(moment, wire_len, sketch);
            self.add_to(&sketch.key, sketch.side, datagram.others(), Some(moment));
        }
        let segment = segment?;
        let hit = self.find(&sketch.key)?.remember(&segment);
        if let Some(cap) = hit {
            self.ledger.hit(cap);
        }
        Some((self.find(&sketch.key)?, segment))
    }

    /// Takes back what the flow of a tunnel counted of a datagram whose inside belongs to another flow.
    ///
    /// A flow that is left without a packet was none. It stays until it would be over, as it does where a cut lies between
    /// the fragments, and is dropped then.
    pub(crate) fn withdraw(&mut self, datagram: &Datagram) {
        if let Some((key, side)) = datagram.flow
            && let Some(flow) = self.find(&key)
        {
            flow.withdraw(side, datagram.counted, datagram.noted);
        }
    }

    /// Counts further fragments of a flow, as [`Flow::add`].
    pub(crate) fn add_to(&mut self, key: &FlowKey, side: Side, sums: Sums, whole: Option<Moment>) {
        if let Some(flow) = self.find(key) {
            flow.add(side, sums, whole);
        }
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

    /// All its fragments that count but the last.
    pub(crate) fn others(&self) -> Sums {
        let (moment, wire_len, _) = self.last;
        let last = Sums { packets: 1, bytes: wire_len.into() };
        self.all().less(if moment.counts { last } else { Sums::default() })
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
