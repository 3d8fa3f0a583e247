//! The stages composed on one machine. A newcomer starts here.
//!
//! ```text
//! bytes -> frames -> dissections -> flows ------------> named flows -> endpoints -> report
//!          capture   dissect        flow |          ^   naming         endpoint     catalog, report
//!                                        +-> payloads -> claims
//! ```
//!
//! [`read`] takes a recording to a [`Partial`]: what is known of a piece of capture, with what was still open at its
//! edges. Partials of neighbouring pieces merge, in any grouping. [`Partial::finish`] closes what is open; the result
//! gives the [`report`], the list of [`flows`], and the proof of a row ([`explain`]).

mod explain;
mod flows;
mod options;
mod partial;
mod reading;
mod report;
mod wildcards;

pub use explain::explain;
pub use flows::flows;
pub use options::{Keep, Options};
pub use partial::{Finished, Partial};
pub use reading::Reading;
pub use report::report;
pub use wildcards::{Wildcards, fold};

use idlewire_capture::{CaptureError, Recording};
use idlewire_flow::Edge;

/// Every limit of the program, by stage, for the table in the docs.
pub const CAPS: &[(&str, &[idlewire_evidence::Cap])] = &[
    ("capture", idlewire_capture::CAPS),
    ("dissect", idlewire_dissect::CAPS),
    ("flow", idlewire_flow::CAPS),
    ("naming: readers", idlewire_naming::proto::CAPS),
    ("naming: join", idlewire_naming::CAPS),
    ("endpoint", idlewire_endpoint::CAPS),
];

/// Reads a recording from its beginning to its end.
///
/// `progress` is called after each frame with the recording. An input that fails in the middle is reported beside the
/// result, and the others are read all the same.
pub fn read(
    recording: &mut Recording,
    keep: Keep,
    mut progress: impl FnMut(&Recording),
) -> (Partial, Vec<CaptureError>) {
    let mut reading = Reading::new(Edge::Beginning, keep);
    let mut errors = Vec::new();
    while let Some(frame) = recording.next_frame() {
        match frame {
            Ok(frame) => reading.frame(&frame),
            Err(error) => errors.push(error),
        }
        progress(recording);
    }
    reading.names(recording.names());
    let mut partial = reading.finish();
    recording.inputs().iter().for_each(|input| input.enter(&mut partial.ledger));
    (partial, errors)
}
