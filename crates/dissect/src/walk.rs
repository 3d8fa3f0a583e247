//! Where reading stands in a frame, and the loop that goes from header to header.

use idlewire_wire::{Layer, WireError};

use crate::{Dissection, Notes, Packet, Transport, Tunnel, Via};

/// What comes behind a header.
pub(crate) enum Next {
    /// A header that this function reads.
    Read(Read),
    /// Nothing that is to be told.
    Done,
}

/// What a reader hands back.
pub(crate) type Step = Result<Next, WireError>;

/// Reads one header, or a run of headers of one kind. Each call adds a header or ends the walk, so the cap on layers
/// bounds the loop.
pub(crate) type Read = for<'w, 'a> fn(&'w mut Walk<'a>) -> Step;

/// Where reading stands.
pub(crate) struct Walk<'a> {
    pub(crate) out: Dissection<'a>,
    bytes: &'a [u8],
    /// Offset of the first byte not yet read.
    at: usize,
    /// Where the bytes end that the capture holds and the innermost length allows; never below `at`.
    end: usize,
    /// Where the innermost length says that they end.
    declared: usize,
    /// The tunnels entered so far; they become part of the dissection once a packet is found inside.
    tunnels: Via,
    /// Where the packet begins that is to be read, in a frame that aggregates several; 0: the first.
    from: usize,
}

impl<'a> Walk<'a> {
    /// A walk at the first of `bytes`, of which there were `wire_len` on the wire, inside `tunnels`.
    pub(crate) fn new(bytes: &'a [u8], wire_len: u32, tunnels: Via) -> Self {
        let declared = bytes.len().max(wire_len as usize);
        Self { out: Dissection::default(), bytes, at: 0, end: bytes.len(), declared, tunnels, from: 0 }
    }

    /// The same walk to the packet of an aggregate that begins at `from`.
    pub(crate) fn aimed_at(self, from: u32) -> Self {
        Self { from: from as usize, ..self }
    }

    /// Where the packet of an aggregate begins that is to be read.
    pub(crate) fn from(&self) -> usize {
        self.from
    }

    /// Goes on from `step` to where nothing more is to be told.
    pub(crate) fn finish(mut self, mut step: Step) -> Dissection<'a> {
        loop {
            step = match step {
                Ok(Next::Read(read)) => read(&mut self),
                Ok(Next::Done) => break,
                Err(stop) => {
                    self.out.stop = Some(self.blame(stop));
                    break;
                }
            }
        }
        self.out
    }

    /// The bytes not yet read, as far as the capture holds them and the enclosing lengths allow.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..self.end).unwrap_or_default()
    }

    /// Offset in the frame of the first byte not yet read.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Bytes that the headers declare and the capture lacks.
    pub(crate) fn missing(&self) -> usize {
        self.declared - self.end
    }

    /// Bytes not yet read that the headers declare.
    pub(crate) fn declared_rest(&self) -> usize {
        self.declared - self.at
    }

    /// Notes a header of `len` bytes, which the caller found to be there, and moves behind it.
    pub(crate) fn push(&mut self, layer: Layer, len: usize) -> Result<(), WireError> {
        self.out.layers.push(layer, len)?;
        self.at = (self.at + len).min(self.end);
        Ok(())
    }

    /// The header just read declares `len` bytes behind it.
    ///
    /// They may be more than the frame had on the wire. The header is believed: some recorders shorten a frame and its
    /// wire length alike, and the sequence numbers of the segments that follow agree with the header.
    pub(crate) fn narrow(&mut self, len: usize) {
        let declared = self.at.saturating_add(len);
        if declared < self.declared {
            self.out.notes.set(Notes::PADDING);
        } else if declared > self.declared {
            self.out.notes.set(Notes::LENGTH_BEYOND_FRAME);
        }
        self.declared = declared;
        self.end = self.end.min(declared);
    }

    /// Leaves out a trailer at the end of the frame, such as its checksum.
    pub(crate) fn trim(&mut self, len: usize) {
        self.declared = self.declared.saturating_sub(len).max(self.at);
        self.end = self.end.min(self.declared);
    }

    /// Enters a tunnel.
    pub(crate) fn enter(&mut self, layer: Layer, tunnel: Tunnel) -> Result<(), WireError> {
        self.tunnels.push(layer, tunnel)
    }

    /// The packet is what the frame is about, so far.
    pub(crate) fn commit(&mut self, packet: &Packet<'a>) {
        self.out.packet = Some(*packet);
        self.out.via = self.tunnels;
    }

    /// Like [`Self::commit`] for a packet whose transport header could not be read: it does not take the place of
    /// one around it whose ports are known.
    pub(crate) fn commit_unread(&mut self, packet: &Packet<'a>) {
        if self.out.packet.as_ref().is_none_or(|outer| matches!(outer.transport, Transport::Other)) {
            self.commit(packet);
        }
    }

    /// The capture cannot be to blame for a header that is cut where the sender's own lengths end.
    fn blame(&self, stop: WireError) -> WireError {
        match stop {
            WireError::Truncated { layer, .. } if self.missing() == 0 => {
                WireError::Malformed { layer, rule: "the enclosing layer holds the whole header" }
            }
            other => other,
        }
    }
}
