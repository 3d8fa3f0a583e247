//! How much a summary holds and how much of one is read.

use idlewire_evidence::Cap;

/// Windows between the first and the last of a set.
pub(crate) const WINDOWS_SPAN: Cap = Cap {
    name: "study-windows-span",
    unit: "windows of ten minutes between the first and the last of an endpoint or a run",
    default: 1 << 18,
    reason: "five years; a wrong clock must not fill the memory",
    outcome: "the windows are refused, and the summary with them; a longer run gets no estimates",
};

/// Bytes of one summary file.
pub(crate) const SUMMARY_BYTES: Cap = Cap {
    name: "study-summary-bytes",
    unit: "bytes of a file of summaries",
    default: 1 << 28,
    reason: "ten thousand runs of an ordinary week",
    outcome: "the file is refused",
};

/// Runs of all files together.
pub(crate) const RUNS: Cap = Cap {
    name: "study-runs",
    unit: "runs of a summary",
    default: 100_000,
    reason: "a hundred times the largest study that is meant",
    outcome: "the summary is refused",
};

/// Endpoints of a run.
pub(crate) const ENDPOINTS: Cap = Cap {
    name: "study-endpoints",
    unit: "endpoints of a run",
    default: 1 << 16,
    reason: "an idle week has some hundred; a scan must not fill the memory",
    outcome: "the summary is refused",
};

/// Names kept of a bounded set, such as the aliases of an endpoint.
pub(crate) const FEW: Cap = Cap {
    name: "study-few-names",
    unit: "names of one set",
    default: 64,
    reason: "what balances load has some dozens of aliases; a person reads fewer",
    outcome: "the names that sort last are left out, and the set is marked",
};

/// Bytes of a text in a summary.
pub(crate) const TEXT: Cap = Cap {
    name: "study-text",
    unit: "bytes of a name or a condition",
    default: 4096,
    reason: "four times the longest presentation form of a name",
    outcome: "the summary is refused",
};

/// A count in a summary.
pub(crate) const COUNT: Cap = Cap {
    name: "study-count",
    unit: "frames, flows or bytes of one count",
    default: 1 << 44,
    reason: "a week at a gigabit a second, twice over; sums over all runs must stay numbers",
    outcome: "the summary is refused",
};

/// Kinds of things that one ledger counts.
pub(crate) const KINDS: Cap = Cap {
    name: "study-kinds",
    unit: "reasons, caps or notes of a ledger; silences, or kinds of encrypted DNS, of a run",
    default: 4096,
    reason: "some dozens are known, and a recording has a thousand silences at most",
    outcome: "the summary is refused",
};

/// All limits of this crate.
pub const CAPS: &[Cap] = &[WINDOWS_SPAN, SUMMARY_BYTES, RUNS, ENDPOINTS, FEW, TEXT, COUNT, KINDS];

#[cfg(test)]
mod tests;
