//! How much is kept of what a machine reached.

use idlewire_evidence::Cap;

/// Sums kept.
pub(crate) const MAX_SUMS: Cap = Cap {
    name: "sums",
    unit: "distinct flows by address, port, protocol and name",
    default: 1 << 18,
    reason: "an idle week has some thousands; a scan must not fill the memory",
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

/// Clients kept.
pub(crate) const MAX_CLIENTS: Cap = Cap {
    name: "clients",
    unit: "addresses",
    default: 1 << 16,
    reason: "the hosts of a large network; forged senders must not fill the memory",
    outcome: "later clients are not candidates for the machine",
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
pub const CAPS: &[Cap] = &[MAX_SUMS, MAX_OTHER_NAMES, MAX_CLIENTS, MAX_ADDRESSES];
