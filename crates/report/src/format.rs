//! The forms in which a document can be written, under their words on the command line.

use crate::{
    Comparison, Explanation, FlowRow, Report, Screen, Verdict, check_json, check_sarif, check_text, compare_json,
    compare_markdown, compare_text, csv, explain_json, explain_text, flows_csv, flows_csv_head, flows_jsonl, html,
    json, markdown, terminal,
};
use std::io;

/// A form of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// A table as wide as the screen.
    #[default]
    Terminal,
    /// The form in which vendors publish such lists.
    Markdown,
    /// One self-contained page.
    Html,
    /// The schema `idlewire/report/1`.
    Json,
    /// One line an endpoint.
    Csv,
}

impl Format {
    /// Every form.
    pub const ALL: [Self; 5] = [Self::Terminal, Self::Markdown, Self::Html, Self::Json, Self::Csv];

    /// The word on the command line.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }

    /// Writes the report in this form; `screen` matters to the terminal only.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(self, report: &Report, screen: Screen, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Terminal => terminal(report, screen, out),
            Self::Markdown => markdown(report, out),
            Self::Html => html(report, out),
            Self::Json => json(report, out),
            Self::Csv => csv(report, out),
        }
    }
}

/// A form of the list of flows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlowFormat {
    /// The schema `idlewire/flow/1`, one object a line.
    #[default]
    Jsonl,
    /// One line a flow.
    Csv,
}

impl FlowFormat {
    /// Every form.
    pub const ALL: [Self; 2] = [Self::Jsonl, Self::Csv];

    /// The word on the command line.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }

    /// Writes the flows in this form, one after the other: none is kept.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write<'a>(self, flows: impl IntoIterator<Item = FlowRow<'a>>, out: &mut dyn io::Write) -> io::Result<()> {
        self.head(out)?;
        self.rows(flows, out)
    }

    /// Writes what stands before the first flow.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn head(self, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Jsonl => Ok(()),
            Self::Csv => flows_csv_head(out),
        }
    }

    /// Writes the flows without [`Self::head`]: of lists of flows, one after the other, come the rows of all.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn rows<'a>(self, flows: impl IntoIterator<Item = FlowRow<'a>>, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Jsonl => flows_jsonl(flows, out),
            Self::Csv => flows_csv(flows, out),
        }
    }
}

/// A form of an explanation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExplainFormat {
    /// For reading.
    #[default]
    Text,
    /// The schema `idlewire/explain/1`.
    Json,
}

impl ExplainFormat {
    /// Every form.
    pub const ALL: [Self; 2] = [Self::Text, Self::Json];

    /// The word on the command line.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }

    /// Writes the explanation in this form.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(self, explanation: &Explanation<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Text => explain_text(explanation, out),
            Self::Json => explain_json(explanation, out),
        }
    }
}

/// A form of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompareFormat {
    /// For reading at a screen.
    #[default]
    Terminal,
    /// For reading on a page.
    Markdown,
    /// The schema `idlewire/compare/1`.
    Json,
}

impl CompareFormat {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Terminal, Self::Markdown, Self::Json];

    /// The word on the command line.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
    }

    /// Writes the comparison in this form.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(self, comparison: &Comparison, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Terminal => compare_text(comparison, out),
            Self::Markdown => compare_markdown(comparison, out),
            Self::Json => compare_json(comparison, out),
        }
    }
}

/// A form of a gate's verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckFormat {
    /// For reading.
    #[default]
    Text,
    /// The schema `idlewire/check/1`.
    Json,
    /// SARIF 2.1.0, for CI systems.
    Sarif,
}

impl CheckFormat {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Sarif];

    /// The word on the command line.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
        }
    }

    /// Writes the verdict in this form.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(self, verdict: &Verdict, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Text => check_text(verdict, out),
            Self::Json => check_json(verdict, out),
            Self::Sarif => check_sarif(verdict, out),
        }
    }
}
