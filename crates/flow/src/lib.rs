//! Dissection to flow: who talked to whom, how much, and with which opening words.
//!
//! A flow is one conversation: client, server, ports, transport. This crate counts it, puts the opening bytes of each
//! TCP direction in order and fragments together, and tells client from server. What the bytes *say* is read by the
//! next stage, which keeps its findings in [`Flow::facts`].

mod direction;
mod flow;
mod fragment;
mod join;
mod key;
mod limits;
mod reassembly;
mod sketch;
mod stream;
mod table;
mod twice;
mod windows;

pub use direction::{ClientBy, State};
pub use flow::{Flow, Moment, Segment, Sums};
pub use idlewire_dissect::Via;
pub use join::Open;
pub use key::{FlowKey, Mac, Side};
pub use limits::CAPS;
pub use sketch::{Probe, Sight, Sketch, sight, sight_of_plain};
pub use stream::Stream;
pub use table::{Edge, FlowTable};
pub use windows::Windows;
