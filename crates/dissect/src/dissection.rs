//! What was read in a frame.

use idlewire_wire::WireError;

use crate::{Layers, Notes, Packet, Via};

/// The layers of a frame, and where and why reading stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dissection<'a> {
    /// The headers, outermost first, contiguous from the first byte.
    pub layers: Layers,
    /// The addresses of the outermost Ethernet-like header.
    pub macs: Option<Macs>,
    /// The innermost IP packet. One whose transport header could not be read gives way to a tunnel's UDP around it.
    pub packet: Option<Packet<'a>>,
    /// The tunnels around `packet`.
    pub via: Via,
    /// The name of the process that sent or received the frame, where the recorder wrote it (PKTAP).
    pub process: Option<&'a [u8]>,
    /// Offset in the frame from which [`crate::dissections`] reads a further packet; a frame may aggregate several (802.11 A-MSDU).
    pub further: Option<u32>,
    /// Why reading stopped early. `None`: understood to where nothing more is to be told.
    pub stop: Option<WireError>,
    /// What stood out and is no reason to stop.
    pub notes: Notes,
}

/// Hardware addresses of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Macs {
    /// Who sent the frame.
    pub source: [u8; 6],
    /// For whom it is.
    pub destination: [u8; 6],
}
