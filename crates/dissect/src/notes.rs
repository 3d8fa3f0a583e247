//! What stood out in a frame and is no reason to stop.

/// A set of remarks about a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes(u8);

impl Notes {
    /// An IPv4 header checksum is wrong.
    pub const IPV4_CHECKSUM: Self = Self(1);
    /// A length was left 0 for the network card to fill in; the frame's length counts.
    pub const LENGTH_ZERO: Self = Self(1 << 1);
    /// A length is larger than what the layer around it holds.
    pub const LENGTH_BEYOND_FRAME: Self = Self(1 << 2);
    /// Bytes follow that no header declares, such as Ethernet padding.
    pub const PADDING: Self = Self(1 << 3);
    /// What follows is encrypted: protected 802.11 data, or ESP.
    pub const ENCRYPTED: Self = Self(1 << 4);

    /// Every remark with its word, for the ledger.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::IPV4_CHECKSUM, "ipv4 checksum wrong"),
        (Self::LENGTH_ZERO, "length zero"),
        (Self::LENGTH_BEYOND_FRAME, "length beyond frame"),
        (Self::PADDING, "padding"),
        (Self::ENCRYPTED, "encrypted"),
    ];

    /// Adds a remark.
    pub(crate) fn set(&mut self, note: Self) {
        self.0 |= note.0;
    }

    /// Whether all remarks of `note` are in the set.
    #[must_use]
    pub fn contains(self, note: Self) -> bool {
        self.0 & note.0 == note.0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The words of the remarks in the set.
    pub fn tokens(self) -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().filter(move |(note, _)| self.contains(*note)).map(|(_, token)| *token)
    }
}
