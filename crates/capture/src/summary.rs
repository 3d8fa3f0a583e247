//! What is told about one input.

use crate::Interface;
use crate::pcapng::{ADDRESSES, NAMES, TEXT_BYTES};
use idlewire_evidence::{Counts, Ledger, Timestamp};
use std::path::PathBuf;

/// What is known about one input; complete once it has been read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputSummary {
    /// The path as it was given, or found in a folder that was given; `-` is standard input.
    pub path: PathBuf,
    /// `pcap`, `pcapng` or `snoop`, followed by `+gzip` or `+zstd` if it is packed so.
    pub format: String,
    /// Size as stored. Unit: bytes. For a stream, what has been read of it.
    pub bytes: u64,
    /// Frames that were read and count.
    pub frames: u64,
    /// Earliest time of these frames. Absent if none has a time.
    pub first: Option<Timestamp>,
    /// Latest time of these frames.
    pub last: Option<Timestamp>,
    /// Frames that the recorder says it lost. Absent if it says nothing.
    pub dropped: Option<u64>,
    /// Whether the input ends inside a record, or inside its packing: it was read up to there.
    pub cut: bool,
    /// The end of what could be read, as an offset into the unpacked input, if it was cut.
    pub cut_at: Option<u64>,
    /// What was wrong inside.
    pub damage: Damage,
    /// The interfaces, in the order in which frames refer to them.
    pub interfaces: Vec<Interface>,
}

/// What had to be left out of an input. The default is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    /// Offset, in the unpacked input, of the first bytes that were left out.
    pub first_at: Option<u64>,
    /// How often the next record had to be searched for behind a damaged one (pcap).
    pub resyncs: u64,
    /// Bytes passed over in these searches.
    pub skipped_bytes: u64,
    /// Packet blocks that could not be read, such as those of an interface that was not described (pcapng).
    pub unreadable_blocks: u64,
    /// Name records that were not kept.
    pub names_beyond_cap: u64,
    /// Addresses of interfaces that were not kept.
    pub addresses_beyond_cap: u64,
    /// Names and descriptions of interfaces that were cut.
    pub texts_beyond_cap: u64,
}

impl InputSummary {
    /// Adds what had to be left out to a ledger: to be called once, when the input has been read.
    pub fn enter(&self, ledger: &mut Ledger) {
        let damage = &self.damage;
        let notes = [
            ("capture cut", u64::from(self.cut)),
            ("capture record searched", damage.resyncs),
            ("capture block unreadable", damage.unreadable_blocks),
            ("capture frame lost by the recorder", self.dropped.unwrap_or(0)),
        ];
        let caps = [
            (NAMES.name, damage.names_beyond_cap),
            (ADDRESSES.name, damage.addresses_beyond_cap),
            (TEXT_BYTES.name, damage.texts_beyond_cap),
        ];
        add(&mut ledger.notes, &notes);
        add(&mut ledger.caps, &caps);
    }
}

fn add(counts: &mut Counts, found: &[(&'static str, u64)]) {
    for (token, times) in found.iter().filter(|(_, times)| *times > 0) {
        *counts.entry((*token).into()).or_default() += times;
    }
}

impl Damage {
    /// Notes where something was left out; the first place is kept.
    pub(crate) fn at(&mut self, offset: u64) {
        self.first_at.get_or_insert(offset);
    }
}
