//! What the user may choose about the analysis.

use idlewire_endpoint::Chosen;

/// Flows of a list that wait in memory for names that come late, before they go to temporary files.
///
/// About 400 bytes each, so 100 MB; one on which many names were asked for counts as several. A week of an idle machine has
/// fewer. Past it a list takes longer, and loses nothing.
pub const FLOWS_IN_MEMORY: usize = 1 << 18;

/// What to keep of flows that are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Their sums: enough for the report, bounded.
    Sums,
    /// Each of them in memory, for proofs.
    Flows,
    /// Each of them for the list of flows: so many in memory, the others in temporary files.
    List {
        /// Flows; mostly [`FLOWS_IN_MEMORY`].
        in_memory: usize,
    },
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
