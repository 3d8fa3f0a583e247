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

mod ahead;
mod explain;
mod flows;
mod following;
mod looking;
mod options;
mod partial;
mod reading;
mod relay;
mod report;
mod run;
mod summary;
mod timeline;
mod wildcards;

pub use explain::explain;
pub use flows::{flows, write_flows};
pub use options::{FLOWS_IN_MEMORY, Keep, Options, Threads};
pub use partial::{Finished, Partial};
pub use reading::Reading;
pub use report::{machines, report};
pub use summary::summary;
pub use timeline::{LONG_SILENCE, Timeline};
pub use wildcards::{Wildcards, fold};

use ahead::{Ahead, Batch};
use following::{Following, Gleaned};
use idlewire_capture::{CaptureError, Recording};
use idlewire_flow::Edge;
use relay::{Last, relay};

/// Every limit of the program, by stage, for the table in the docs.
pub const CAPS: &[(&str, &[idlewire_evidence::Cap])] = &[
    ("capture", idlewire_capture::CAPS),
    ("dissect", idlewire_dissect::CAPS),
    ("flow", idlewire_flow::CAPS),
    ("naming: readers", idlewire_naming::proto::CAPS),
    ("naming: join", idlewire_naming::CAPS),
    ("endpoint", idlewire_endpoint::CAPS),
    ("catalog", idlewire_catalog::CAPS),
    ("study", idlewire_study::CAPS),
    ("pipeline", &[timeline::SILENCES]),
];

/// Reads a recording from its beginning to its end. The result does not depend on the number of threads.
///
/// `progress` is called now and then with the bytes of the recording that were read, as stored. An input that fails in
/// the middle is reported beside the result, and the others are read all the same.
pub fn read(
    recording: &mut Recording,
    keep: Keep,
    threads: Threads,
    mut progress: impl FnMut(u64) + Send,
) -> (Partial, Vec<CaptureError>) {
    let mut partial = Partial::empty(keep);
    let mut following = Following::new(Edge::Beginning);
    let mut ahead = Ahead::new(recording);
    let mut join = |gleaned: &mut Gleaned| {
        partial.take(gleaned);
        progress(gleaned.bytes_read);
    };
    match threads {
        Threads::One => {
            let (mut batch, mut gleaned) = (Batch::default(), Gleaned::default());
            while ahead.fill(&mut batch) {
                following.batch(&batch, &mut gleaned);
                join(&mut gleaned);
            }
        }
        Threads::Several => {
            let (frames, looked_at) = relay::<Batch>();
            let (findings, found) = relay::<Gleaned>();
            let last = Last::new(found, join);
            let (following, last) = (&mut following, &last);
            std::thread::scope(|scope| {
                scope.spawn(move || {
                    let follow = |batch: &mut Batch| {
                        findings.give(|gleaned| following.batch(batch, gleaned), || last.one());
                    };
                    looked_at.each(follow, || last.one());
                });
                if std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 2) {
                    scope.spawn(|| last.rest());
                }
                while frames.give(|batch| ahead.fill(batch), || last.one()) {}
                drop(frames);
                last.rest();
            });
        }
    }
    let errors = ahead.finish();
    partial.end(following);
    partial.names(recording.names());
    recording.inputs().iter().for_each(|input| input.enter(&mut partial.ledger));
    (partial, errors)
}
