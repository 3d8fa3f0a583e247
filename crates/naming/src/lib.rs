//! Payloads and flows to claims and named flows: under which name, and how do we know.

mod book;
mod ech;
mod encrypted_dns;
mod facts;
mod heard;
mod hosts;
mod limits;
pub mod proto;
mod read;
mod resolve;
mod settled;
mod told;

pub use book::{AnswerBook, Asked, Received};
pub use ech::{PUBLIC_NAMES, hides_name, is_cover, is_server_name};
pub use encrypted_dns::encrypted_dns;
pub use facts::{Facts, OwnClaim, Proof};
pub use heard::Heard;
pub use hosts::{Client, Hosts, Kin};
pub use limits::CAPS;
pub use proto::tls::Version;
pub use read::{Findings, may_begin, read};
pub use resolve::{Claim, Cohosts, claims};
pub use settled::{End, Settled};
pub use told::{Standing, Told, When};
