//! Endpoints to text: what do I tell a person or a script.
//!
//! [`Report`], [`FlowRow`] and [`Explanation`] are the document; the stages fill them, this crate only writes them down.
//! A writer never reorders, drops or computes a fact: the same document gives the same bytes.
//! Names come from the wire and are hostile; every form goes through [`escape`].

mod compare_text;
mod comparison;
mod csv;
pub mod escape;
mod explain_text;
mod explanation;
mod flow_line;
mod flow_row;
mod flows;
mod format;
mod html;
mod json;
mod markdown;
mod model;
mod redact;
mod row;
mod sarif;
mod sort;
mod stamp;
mod study;
mod terminal;
mod verdict;
mod wording;

pub use compare_text::{compare_markdown, compare_text};
pub use comparison::{Change, ComparedTable, Comparison, Covered, DIRECTION, Differing, ListRow, SeenRow, Unpaired};
pub use csv::{COLUMNS, csv};
pub use explain_text::explain_text;
pub use explanation::{Explained, Explanation, Proof, ProvenClaim};
pub use flow_row::{Also, FlowRow};
pub use flows::{FLOW_COLUMNS, flows_csv, flows_csv_head, flows_jsonl};
pub use format::{CheckFormat, CompareFormat, ExplainFormat, FlowFormat, Format};
pub use html::html;
pub use json::{NotAReport, check_json, compare_json, explain_json, json, read_json};
pub use markdown::markdown;
pub use model::{BlindSpot, BlindSpots, Input, Machine, Outside, Report, Resolved, Subject};
pub use row::{CatalogHit, Conflict, Evidence, Folded, Row};
pub use sarif::check_sarif;
pub use sort::Sort;
pub use study::StudyFormat;
pub use terminal::{Screen, terminal};
pub use verdict::{Judged, NearRow, Unlisted, Verdict, Wide, check_text};
pub use wording::few;
