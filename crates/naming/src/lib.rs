//! Payloads and flows to claims and named flows: under which name, and how do we know.

mod book;
mod facts;
mod limits;
pub mod proto;
mod read;
mod resolve;
mod settled;

pub use book::{AnswerBook, Asked, Received, Standing, Told, When};
pub use facts::{Facts, OwnClaim, Proof};
pub use limits::CAPS;
pub use proto::tls::Version;
pub use read::{Findings, read};
pub use resolve::{Claim, Cohosts, claims};
pub use settled::{End, Settled};
