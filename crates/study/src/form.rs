//! TOML files that people write: what is wrong is said with file, line and what to do.

use serde::de::DeserializeOwned;

/// Why a file could not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {what}; {remedy}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct FormError {
    /// The file as the user named it.
    pub file: String,
    /// Line, from 1. Absent if the fault is in no one line.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl FormError {
    pub(crate) fn new(file: &str, line: Option<usize>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into(), remedy: remedy.into() }
    }
}

/// Reads a file of a form.
pub(crate) fn read<T: DeserializeOwned>(text: &str, file: &str) -> Result<T, FormError> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_of(text, span.start));
        let what = error.message().lines().collect::<Vec<_>>().join(" ");
        FormError::new(file, line, what.clone(), remedy(&what))
    })
}

/// The line of a byte, from 1.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count()
}

/// What to do about a message of the TOML reader.
fn remedy(what: &str) -> &'static str {
    let starts = |text: &str| what.starts_with(text);
    match () {
        () if starts("unknown field `measured`") => {
            "leave it out: what can be measured is read from the captures each time"
        }
        () if starts("unknown field") => "correct the key or leave it out",
        () if starts("missing field") => "add it",
        () if starts("invalid type") => "write the value in that form",
        () if starts("duplicate") => "leave one of them out",
        () => "see https://toml.io for the form of such a file",
    }
}
