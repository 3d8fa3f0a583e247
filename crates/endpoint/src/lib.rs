//! Named flow to endpoint: which public destinations, and whose.

mod endpoint;
mod hosts;
mod limits;
mod machine;
mod protocol;
mod scope;
mod tally;

pub use endpoint::{Destination, Endpoint, Outside, Proven, endpoints};
pub use hosts::{Client, Hosts};
pub use limits::CAPS;
pub use machine::{Chosen, Machine, choose, split};
pub use scope::Scope;
pub use tally::{Key, Sum, Tally, Told};
