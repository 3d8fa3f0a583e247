//! DNS messages and what their answers say; also mDNS, LLMNR and NBNS, which share the form.

mod answers;
mod blank;
mod message;
mod name;
mod nbns;
mod reverse;
mod svcb;
mod tcp;

pub use answers::{Address, Alias, Answers, Stray, answers};
pub(crate) use blank::{blank_out, stands_alone};
pub use message::{Message, Question, Record, Records, Section};
pub use name::{Name, NameRef};
pub use nbns::netbios_name;
pub use reverse::reverse_address;
pub use svcb::Service;
pub(crate) use svcb::host_of_service;
pub use tcp::{LLMNR_PORT, PORT, TcpMessages, begins_with_message, tcp_messages};

use idlewire_evidence::Cap;

/// Most records read from one message.
pub const MAX_RECORDS: Cap = Cap {
    name: "dns-records-per-message",
    unit: "records",
    default: 512,
    reason: "a 64 KiB message can hold 5,461 empty records; answers for a host hold fewer than 100",
    outcome: "later records of the message are not read",
};

/// Longest chain of aliases followed from a question.
pub const MAX_CHAIN: Cap = Cap {
    name: "dns-alias-chain",
    unit: "aliases",
    default: 32,
    reason: "resolvers give up after 8 to 16 aliases; a loop must end",
    outcome: "the chain stops there, and its addresses count as not named by the question",
};

/// Record types that are read (IANA registry "Resource Record (RR) TYPEs").
pub mod kind {
    /// An IPv4 address, RFC 1035 section 3.4.1.
    pub const A: u16 = 1;
    /// An alias, RFC 1035 section 3.3.1.
    pub const CNAME: u16 = 5;
    /// The name of a reverse entry, RFC 1035 section 3.3.12.
    pub const PTR: u16 = 12;
    /// An IPv6 address, RFC 3596 section 2.1.
    pub const AAAA: u16 = 28;
    /// The pseudo record of EDNS, RFC 6891 section 6.1.
    pub const OPT: u16 = 41;
    /// A service binding, RFC 9460 section 2.
    pub const SVCB: u16 = 64;
    /// A service binding for HTTP, RFC 9460 section 9.
    pub const HTTPS: u16 = 65;
}
