//! Named flow to endpoint: which public destinations, and whose.

mod blind_spots;
mod builder;
mod endpoint;
mod limits;
mod machine;
mod names;
mod owners;
mod protocol;
mod start;
mod tally;

pub use blind_spots::{BlindSpot, BlindSpots};
pub use endpoint::{Destination, Endpoint, Outside, Proven, endpoints};
pub use limits::CAPS;
pub use machine::{Chosen, Machine, choose, split};
pub use owners::Owners;
pub use tally::{Key, Sum, Tally, Told};
