//! Bytes to typed views: what does this header say. One file a header; nothing here allocates or panics.

mod error;
mod link;

pub use error::{Layer, WireError};
pub use link::LinkType;
