//! `idlewire catalog match`.

use crate::args::{AnswerFormat, DialectWord, MatchArgs};
use crate::outcome::{Outcome, Stop};
use crate::output;
use idlewire_catalog::{Dialect, match_cell};
use serde_json::json;

pub(super) fn run(args: &MatchArgs) -> Result<Outcome, Stop> {
    let dialect = match args.dialect {
        DialectWord::Subdomains => Dialect::Subdomains,
        DialectWord::HostOnly => Dialect::HostOnly,
    };
    let matched = match_cell(&args.pattern, dialect, &args.name)
        .map_err(|reason| Stop::Usage(format!("{:?} is no pattern: {reason}", args.pattern)))?
        .as_str();
    output::write(None, |out| match args.format {
        AnswerFormat::Text => writeln!(out, "{matched}"),
        AnswerFormat::Json => writeln!(out, "{}", json!({"match": matched})),
    })?;
    Ok(Outcome::Done)
}
