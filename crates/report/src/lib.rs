//! Endpoints to text: what do I tell a person or a script.
//!
//! [`Report`], [`FlowRow`] and [`Explanation`] are the document; the stages fill them, this crate only writes them down.
//! A writer never reorders, drops or computes a fact: the same document gives the same bytes.
//! Names come from the wire and are hostile; every form goes through [`escape`].

mod csv;
pub mod escape;
mod explain_text;
mod explanation;
mod flow_row;
mod flows;
mod format;
mod html;
mod json;
mod markdown;
mod model;
mod row;
mod sort;
mod stamp;
mod terminal;
mod wording;

pub use csv::{COLUMNS, csv};
pub use explain_text::explain_text;
pub use explanation::{Explained, Explanation, Proof, ProvenClaim};
pub use flow_row::{Also, FlowRow};
pub use flows::{FLOW_COLUMNS, flows_csv, flows_jsonl};
pub use format::{ExplainFormat, FlowFormat, Format};
pub use html::html;
pub use json::{explain_json, json};
pub use markdown::markdown;
pub use model::{Input, Machine, Outside, Report, Resolved, Subject};
pub use row::{CatalogHit, Conflict, Evidence, Folded, Row};
pub use sort::Sort;
pub use terminal::{Screen, terminal};
