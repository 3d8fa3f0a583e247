//! Files and standard input to frames: what was recorded, and when.
//!
//! Give paths to [`Recording::open`], then loop over [`Recording::next_frame`], or [`Recording::next_block`] for runs of frames. The way of the bytes:
//!
//! ```text
//! walk      paths and folders to a list of inputs
//! stream    a file, standard input or memory to bytes; gzip and zstd are unpacked
//! window    bytes to a block buffer: memory does not depend on the size of a file
//! format    pcap, pcapng and snoop: blocks to records
//! input     one input: its records in file order, and what is told about it
//! order     inputs to a sorted list that does not depend on the order of paths
//! recording inputs to one sequence of frames in time order
//! block     frames of one buffer, handed out together
//! ```

mod block;
mod byte_order;
mod error;
mod format;
mod frame;
mod input;
mod interface;
pub mod laws;
mod looks;
mod opened;
mod order;
mod pcap;
mod pcapng;
mod recording;
mod resync;
mod selection;
mod snoop;
mod stream;
mod summary;
mod walk;
mod window;

pub use block::{Block, Frames};
pub use error::{CaptureError, Format, NotACapture};
pub use frame::Frame;
pub use interface::{Interface, NameRecord};
pub use looks::looks_like_capture;
pub use recording::Recording;
pub use selection::Selection;
pub use summary::{Damage, InputSummary};

use idlewire_evidence::Cap;

/// Every limit of this crate.
pub const CAPS: &[Cap] = &[
    window::RECORD_BYTES,
    resync::SEARCH_BYTES,
    resync::TIMES,
    pcapng::INTERFACES,
    pcapng::NAMES,
    pcapng::ADDRESSES,
    pcapng::TEXT_BYTES,
];
