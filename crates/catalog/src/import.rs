//! Published lists, as vendors write them, to catalogs. Nothing is skipped in silence.

mod carried;
mod columns;
mod csv;
mod edition;
mod gathered;
mod grid;
mod html;
mod layout;
mod lines;
mod markdown;
mod microsoft365;
mod page;
mod rows;
mod table;

pub use self::csv::read_csv;
pub use edition::edition;
pub(crate) use gathered::ROW_TEXT;
pub(crate) use grid::SPAN;
pub use html::read_html;
pub use lines::{read_adblock, read_hosts};
pub(crate) use markdown::COMMENT_LINES;
pub use markdown::read_markdown;
pub use microsoft365::read_microsoft365;
pub use page::{Import, Refused, Warning};
pub(crate) use rows::{ROW_CELLS, ROW_LINES, SAMPLE_LINES};

use crate::json_form::read_json;
use crate::toml_form::{FormError, read_toml_list};

/// What a list is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// A Markdown page, or the plain-text copy of its tables.
    Markdown,
    /// A page as HTML.
    Html,
    /// A table with a header that names the columns.
    Csv,
    /// A catalog as the project ships them.
    Toml,
    /// `idlewire/catalog/1`.
    Json,
    /// The Microsoft 365 endpoints web service.
    Microsoft365,
    /// A hosts file.
    Hosts,
    /// An AdGuard or Adblock Plus list.
    Adblock,
}

/// Reads a list of any form; `name` is its file name, which names the catalog where the list does not.
///
/// # Errors
/// [`FormError`] if a TOML, JSON or CSV text is broken. Pages and line lists are read as far as they go.
pub fn import(name: &str, text: &str) -> Result<Import, FormError> {
    import_as(Form::detect(name, text), name, text)
}

/// Reads a list of a known form.
///
/// # Errors
/// As [`import`].
pub fn import_as(form: Form, name: &str, text: &str) -> Result<Import, FormError> {
    let catalogs = |catalogs| Import { catalogs, ..Import::default() };
    let import = match form {
        Form::Markdown => Ok(read_markdown(name, text)),
        Form::Html => Ok(read_html(name, text)),
        Form::Csv => read_csv(name, text),
        Form::Toml => read_toml_list(text).map(catalogs),
        Form::Json => read_json(text).map(catalogs),
        Form::Microsoft365 => read_microsoft365(name, text),
        Form::Hosts => Ok(read_hosts(name, text)),
        Form::Adblock => Ok(read_adblock(name, text)),
    };
    import.map(|import| Import { form: Some(form), ..import })
}

impl Form {
    /// The form by the ending of the name, else by the text itself.
    pub fn detect(name: &str, text: &str) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let start = text.trim_start_matches('\u{feff}').trim_start();
        match ending.as_deref() {
            Some("md" | "markdown") => Self::Markdown,
            Some("html" | "htm") => Self::Html,
            Some("csv") => Self::Csv,
            Some("toml") => Self::Toml,
            _ if start.starts_with("[{") || (start.starts_with('[') && ending.as_deref() == Some("json")) => {
                Self::Microsoft365
            }
            _ if start.starts_with('{') => Self::Json,
            _ if start.starts_with('<') && !start.starts_with("<!-- ") => Self::Html,
            _ => Self::of_lines(text),
        }
    }

    /// Tells line lists, tables and TOML apart: the form that most lines speak for.
    fn of_lines(text: &str) -> Self {
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        let count = |is: &dyn Fn(&str) -> bool| lines().filter(|line| is(line)).count();
        let hosts = count(&|line| {
            let mut words = line.split_whitespace();
            words.next().is_some_and(|word| word.parse::<std::net::IpAddr>().is_ok()) && words.next().is_some()
        });
        let rules = count(&|line| {
            line.starts_with("||") && !line.ends_with('|') || line.starts_with("@@") || line.starts_with("! ")
        });
        let rows = count(&|line| line.contains('|') && !line.starts_with("||"));
        let first = lines().next().unwrap_or_default().to_ascii_lowercase();
        if lines().any(|line| matches!(line, "[[endpoint]]" | "[[catalog]]")) {
            Self::Toml
        } else if hosts > rules && hosts > rows {
            Self::Hosts
        } else if rules > rows {
            Self::Adblock
        } else if rows == 0 && first.contains("destination,") {
            Self::Csv
        } else {
            Self::Markdown
        }
    }
}

#[cfg(test)]
mod tests;
