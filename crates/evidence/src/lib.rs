//! Where a fact comes from: time, place in a capture, source of a name, and the ledger that must balance.
//!
//! The foundation of the house: every other crate may import it, it imports none of them.

mod cap;
mod ledger;
mod place;
mod source;
mod time;

pub use cap::Cap;
pub use ledger::{Counts, FlowCounts, FrameCounts, Ledger};
pub use place::{FramePlace, Span};
pub use source::Source;
pub use time::{TimeError, Timestamp};
