//! What the user may choose about the analysis.

use idlewire_endpoint::Chosen;

/// What to keep of flows that are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Their sums: enough for the report, bounded.
    Sums,
    /// Each of them, for the list of flows and for proofs.
    Flows,
}

/// On how many threads to read. Has no influence on the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// One after the other on the calling thread.
    One,
    /// Decompression and dissection run ahead of flows and names.
    Several,
}

/// The choices that shape a report.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The machine under test; empty means that it is found.
    pub machine: Vec<Chosen>,
    /// One subject for each machine of the chosen side.
    pub per_machine: bool,
    /// The heading; absent means that it is made from the machine.
    pub subject: Option<String>,
}
