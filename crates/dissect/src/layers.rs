//! The headers of a frame, in order.

use idlewire_evidence::{Cap, Span};
use idlewire_wire::{Layer, WireError};

/// How many headers of one frame are read.
pub(crate) const MAX_LAYERS: Cap = Cap {
    name: "dissect-layers",
    unit: "headers per frame",
    default: CAPACITY as u64,
    reason: "a frame in three tunnels with VLAN tags has fewer than 20; each header costs 3 bytes of every dissection",
    outcome: "reading stops there, the frame counts as stopped",
};

const CAPACITY: usize = 24;

/// One header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its layer.
    pub layer: Layer,
    /// Its bytes in the frame.
    pub span: Span,
}

/// The headers of a frame, contiguous from its first byte. Takes no heap.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Layers {
    /// The headers are contiguous, so their lengths are enough.
    lens: [u16; CAPACITY],
    layers: [Layer; CAPACITY],
    count: u8,
}

impl Layers {
    /// The headers, outermost first.
    pub fn iter(&self) -> impl Iterator<Item = Header> + '_ {
        let mut at = 0;
        self.layers.iter().zip(&self.lens).take(self.len()).map(move |(layer, len)| {
            let span = Span::new(at, usize::from(*len));
            at += span.len();
            Header { layer: *layer, span }
        })
    }

    /// How many headers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count.into()
    }

    /// Whether not even the link layer could be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a header of this layer was read.
    #[must_use]
    pub fn contains(&self, layer: Layer) -> bool {
        self.layers.iter().take(self.len()).any(|one| *one == layer)
    }

    /// Whether these headers begin with all of `other`.
    #[must_use]
    pub fn starts_with(&self, other: &Self) -> bool {
        self.len() >= other.len() && self.iter().zip(other.iter()).all(|(mine, theirs)| mine == theirs)
    }

    /// Adds a header.
    pub(crate) fn push(&mut self, layer: Layer, len: usize) -> Result<(), WireError> {
        let n = usize::from(self.count);
        let (Some(slot), Some(slot_len)) = (self.layers.get_mut(n), self.lens.get_mut(n)) else {
            return Err(WireError::Capped { layer, cap: MAX_LAYERS.name });
        };
        let long = WireError::Unsupported { layer, what: "header length", value: u32::MAX };
        *slot_len = u16::try_from(len).map_err(|_| long)?;
        *slot = layer;
        self.count += 1;
        Ok(())
    }
}

impl Default for Layers {
    fn default() -> Self {
        Self { lens: [0; CAPACITY], layers: [Layer::Link; CAPACITY], count: 0 }
    }
}

impl std::fmt::Debug for Layers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
