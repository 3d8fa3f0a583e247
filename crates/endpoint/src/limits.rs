//! How much is kept of what a machine reached.

use idlewire_evidence::Cap;

/// Sums kept.
pub(crate) const MAX_SUMS: Cap = Cap {
    name: "sums",
    unit: "distinct flows by address, port, protocol and name",
    default: 1 << 18,
    reason: "an idle week has some thousands; a scan must not fill the memory: a report of so many takes about a gigabyte",
    outcome: "flows of further kinds are counted here and in no row",
};

/// Names of one sum besides the best.
pub(crate) const MAX_OTHER_NAMES: Cap = Cap {
    name: "other-names-per-sum",
    unit: "names",
    default: 64,
    reason: "a connection to a proxy carries requests for some dozens of hosts",
    outcome: "the names that sort last are dropped",
};

/// Moments kept at which the flows of one sum began, if no answer came before them.
pub(crate) const MAX_STARTS: Cap = Cap {
    name: "starts-per-sum",
    unit: "moments",
    default: 64,
    reason: "they decide between answers of earlier pieces and those that are over, which seldom change",
    outcome: "later flows count with the last moment kept",
};

/// Windows of activity kept of one sum.
pub(crate) const MAX_WINDOWS: Cap = Cap {
    name: "windows-per-sum",
    unit: "windows of ten minutes",
    default: 1 << 15,
    reason: "seven months without a pause",
    outcome: "the last windows are left out of the cadence",
};

/// Addresses kept of one endpoint.
pub(crate) const MAX_ADDRESSES: Cap = Cap {
    name: "addresses-per-endpoint",
    unit: "addresses",
    default: 256,
    reason: "a content network answers with some dozens",
    outcome: "the addresses that sort last are left out, and the row is marked",
};

/// All limits of this crate.
pub const CAPS: &[Cap] = &[MAX_SUMS, MAX_OTHER_NAMES, MAX_STARTS, MAX_WINDOWS, MAX_ADDRESSES];

#[cfg(test)]
mod tests;
