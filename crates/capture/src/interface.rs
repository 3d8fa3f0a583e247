//! What a capture says about the interfaces it was recorded on, and about names.

use idlewire_wire::LinkType;
use std::net::IpAddr;

/// An interface of a capture. A file that names none has one, of which only the link type is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name, such as `eth0`.
    pub name: Option<String>,
    /// What a person would call it, such as `Wi-Fi`.
    pub description: Option<String>,
    /// What the first bytes of its frames are.
    pub link: LinkType,
    /// Most bytes kept of one frame. Absent if not limited.
    pub snap_len: Option<u32>,
    /// Its own addresses, as the recorder states them.
    pub addresses: Vec<IpAddr>,
    /// Its hardware address.
    pub mac: Option<[u8; 6]>,
}

impl Interface {
    /// An interface of which only the link type and the snap length are known; a snap length of 0 means no limit.
    pub(crate) fn bare(link: LinkType, snap_len: u32) -> Self {
        Self {
            name: None,
            description: None,
            link,
            snap_len: (snap_len != 0).then_some(snap_len),
            addresses: Vec::new(),
            mac: None,
        }
    }
}

/// A name that the recorder gave an address (pcapng name resolution block): its word, not the machine's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameRecord {
    /// Index of the input that holds the record.
    pub input: u32,
    /// The address.
    pub address: IpAddr,
    /// The name as it stands in the file; bytes that are no UTF-8 are replaced.
    pub name: String,
}
