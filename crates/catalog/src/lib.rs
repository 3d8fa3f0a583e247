//! What is an endpoint for, and is it listed: the pattern language of published lists, their import, lint and
//! comparison. Takes lists and names, gives rows; matching works on plain names.

mod compare;
mod coverage;
mod csv_form;
mod ends;
mod entry;
mod fold;
mod import;
mod json_form;
mod lint;
mod matcher;
mod nearest;
mod pattern;
mod protocol;
mod shared;
mod shipped;
mod toml_form;

pub use compare::{Aspects, Change, ChangeKind, Comparison, RowChange, compare};
pub use coverage::{Coverage, coverage};
pub use csv_form::write_csv;
pub use ends::Names;
pub use entry::{Catalog, Entry};
pub use fold::{Fold, Observed, fold};
pub use import::{
    Form, Import, Refused, Warning, edition, import, import_as, read_adblock, read_csv, read_hosts, read_html,
    read_markdown, read_microsoft365,
};
pub use json_form::{SCHEMA, read_json, write_json};
pub use lint::{Finding, Rule, doubtful_glob, lint};
pub use matcher::{Hit, Matcher};
pub use nearest::{Nearest, Nearness, nearest};
pub use pattern::{
    Destination, Dialect, Match, Pattern, PatternError, is_public_suffix, match_cell, normal_name, registrable,
};
pub use protocol::{Class, ProtocolChange, Protocols, class};
pub use shared::is_shared;
pub use shipped::Catalogs;
pub use toml_form::{FormError, read_toml, read_toml_list, write_toml, write_toml_list, write_toml_rows};

/// Every limit of this crate.
pub const CAPS: &[idlewire_evidence::Cap] = &[
    pattern::LINK_BYTES,
    import::COMMENT_LINES,
    import::ROW_LINES,
    import::SAMPLE_LINES,
    import::SPAN,
    import::ROW_TEXT,
    import::ROW_CELLS,
];
