//! Payloads and flows to claims and named flows: under which name, and how do we know.

mod archive;
mod asked;
mod blind;
mod book;
mod ech;
mod encrypted_dns;
mod facts;
mod heard;
mod histories;
mod history;
mod hosts;
mod known;
mod limits;
pub mod proto;
mod rank;
mod read;
mod resolve;
mod reversed;
mod settled;
mod told;

pub use asked::Asked;
pub use blind::{Blind, EncryptedDnsUsers, blind_spot, is_weak};
pub use book::{AnswerBook, Received};
pub use ech::{PUBLIC_NAMES, is_cover};
pub use encrypted_dns::encrypted_dns;
pub use facts::{Facts, OwnClaim, Proof};
pub use heard::Heard;
pub use hosts::{Client, Hosts, Kin};
pub use limits::CAPS;
pub use proto::tls::Version;
pub use rank::{Claim, Cohosts, Ranked, Service, Statements, is_told};
pub use read::{Findings, may_begin, read};
pub use resolve::{aliases, claims, told_at, told_too};
pub use settled::{Before, End, Settled};
pub use told::{Standing, Told, When};
