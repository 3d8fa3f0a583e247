//! How many names are kept, and for how long an answer counts.

use idlewire_evidence::Cap;

/// How long after its TTL an answer still counts as fresh. Unit: nanoseconds.
///
/// Resolvers serve expired answers for a while and applications hold addresses longer than they may. Five minutes covers
/// the usual poll of an idle service; what is older is still used, as `dns-stale`.
pub(crate) const GRACE_NANOS: i64 = 300 * 1_000_000_000;

/// Answers kept for one address and machine.
pub(crate) const MAX_TOLD: Cap = Cap {
    name: "dns-answers-per-address",
    unit: "answers",
    default: 1024,
    reason: "a shared address that changes its name every ten minutes of a week",
    outcome: "the oldest answer is dropped",
};

/// Answers kept of all machines and addresses, with those between them that were forgotten.
pub(crate) const MAX_ANSWERS: Cap = Cap {
    name: "dns-answers",
    unit: "answers",
    default: 1 << 20,
    reason: "ten times those of a busy week; about 200 MB with their names",
    outcome: "the 4,096 that came first and were not said again lately are forgotten: they name no flow that ends later",
};

/// Names that stand in place of hidden ones.
pub(crate) const MAX_PUBLIC_NAMES: Cap = Cap {
    name: "ech-public-names",
    unit: "names",
    default: 4096,
    reason: "each provider of ECH has one; generated names must not fill the memory",
    outcome: "the names that sort last are dropped",
};

/// Questions kept.
pub(crate) const MAX_QUESTIONS: Cap = Cap {
    name: "dns-questions",
    unit: "questions",
    default: 1 << 18,
    reason: "an idle machine asks some hundreds; generated names must not fill the memory",
    outcome: "later questions are not listed as resolved only, and their aliases are not shown",
};

/// Aliases kept of one question, and reverse names of one address.
pub(crate) const MAX_ALIASES: Cap = Cap {
    name: "dns-aliases-per-name",
    unit: "names",
    default: 64,
    reason: "load balancers rotate through a handful of aliases",
    outcome: "the names that sort last are dropped",
};

/// Names that reverse look-ups gave, of all machines and addresses.
pub(crate) const MAX_REVERSED: Cap = Cap {
    name: "dns-reverse-names",
    unit: "names",
    default: 1 << 18,
    reason: "an idle machine looks up some dozens of addresses; about 60 MB",
    outcome: "later ones are forgotten: an answer with such a name may name flows",
};

/// Names kept that capture files give to one address.
pub(crate) const MAX_RECORDS: Cap = Cap {
    name: "name-records-per-address",
    unit: "names",
    default: 16,
    reason: "a recorder writes down one or a few; each is a claim about every flow to the address",
    outcome: "the names that sort last are dropped",
};

/// Services kept of which flows state names.
pub(crate) const MAX_SERVICES: Cap = Cap {
    name: "services-named-by-flows",
    unit: "clients with a server and port",
    default: 1 << 18,
    reason: "an idle week has some thousands; about 60 MB",
    outcome: "flows to later services name no other flows to them",
};

/// Own names kept of one flow.
pub(crate) const MAX_OWN_NAMES: Cap = Cap {
    name: "own-names-per-flow",
    unit: "names",
    default: 256,
    reason: "a connection to a proxy carries requests for some dozens of hosts",
    outcome: "later names of the flow are not kept",
};

/// Payloads looked at to tell a datagram protocol.
pub(crate) const MAX_LOOKS: Cap = Cap {
    name: "payloads-identified",
    unit: "payloads per flow",
    default: 16,
    reason: "a protocol shows itself in its first messages",
    outcome: "the flow keeps the protocol of its port, or none, and its row says so",
};

/// Clients kept.
pub(crate) const MAX_CLIENTS: Cap = Cap {
    name: "clients",
    unit: "addresses",
    default: 1 << 16,
    reason: "the hosts of a large network; forged senders must not fill the memory",
    outcome: "later clients are not candidates for the machine",
};

/// Addresses of one machine.
pub(crate) const MAX_KIN: Cap = Cap {
    name: "addresses-per-machine",
    unit: "addresses",
    default: 64,
    reason: "two months of temporary IPv6 addresses; more share a hardware address because something forwards for them",
    outcome: "each address counts as a machine of its own, and answers to one do not name flows of the others",
};

/// Limits of the join.
pub const CAPS: &[Cap] = &[
    MAX_CLIENTS,
    MAX_KIN,
    MAX_ANSWERS,
    MAX_TOLD,
    MAX_QUESTIONS,
    MAX_PUBLIC_NAMES,
    MAX_ALIASES,
    MAX_REVERSED,
    MAX_RECORDS,
    MAX_SERVICES,
    MAX_OWN_NAMES,
    MAX_LOOKS,
];

#[cfg(test)]
mod tests;
