//! The link-layer type of a capture.

/// What the first bytes of a frame are.
///
/// Source: the tcpdump.org registry of link-layer header types (LINKTYPE_ values, as they stand in files).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkType(pub u32);

impl LinkType {
    /// Ethernet.
    pub const ETHERNET: Self = Self(1);
    /// Raw IP, the version in the first nibble.
    pub const RAW: Self = Self(101);
}
