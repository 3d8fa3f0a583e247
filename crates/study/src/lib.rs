//! Several runs: conditions, editions, comparison, completeness.
//!
//! A [`Run`] is what one machine's recording reduces to; a [`Summary`] is a set of runs that merges in any order. A [`Study`] is
//! what a summary says: a table for each subject with its completeness, and the tables held against each other. Plain data; the words
//! are the report's.
//!
//! [`completeness`], [`cadence`] and [`chance`] are the arithmetic: pure functions over the windows in which endpoints were active.

mod baseline;
pub mod cadence;
pub mod chance;
pub mod completeness;
mod conditions;
mod few;
mod form;
mod limits;
mod row;
mod run;
mod run_file;
mod stamp;
mod study;
mod study_file;
mod summary;
mod windows;

pub use baseline::LeftOut;
pub use conditions::{Declared, Measured, Subject};
pub use few::Few;
pub use form::FormError;
pub use limits::CAPS;
pub use row::{Listed, Row};
pub use run::{Machine, Outside, Run, RunId, Seen, sha256};
pub use run_file::{CaptureFile, Recorder, RunFile, Selected};
pub use study::{AcrossRow, Difference, Plan, Replicates, RunLine, Study, Table};
pub use study_file::{StudyFile, StudySubject, read_notes};
pub use summary::{SCHEMA, Summary, SummaryError};
pub use windows::{WINDOW_SECS, Windows, WindowsError};
