//! What an import gives: catalogs, one an edition, and a word on every row that was odd or refused.

use std::fmt;

use super::Form;
use crate::entry::{Catalog, Entry};

/// Something odd on a page that was read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The page's name.
    pub page: String,
    /// Line of the page, from 1.
    pub line: u64,
    /// What was odd and how it was read.
    pub message: &'static str,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.page, self.line, self.message)
    }
}

/// A row of a page that gave no endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Line of the page, from 1.
    pub line: u64,
    /// The row as the page writes it; empty past the limit of text that rows bear.
    pub text: String,
    /// Why it gave none.
    pub reason: String,
}

/// A page that was read. Every row of the page is in a catalog or among the refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// A catalog per edition, in the order of the page.
    pub catalogs: Vec<Catalog>,
    /// What was odd.
    pub warnings: Vec<Warning>,
    /// The rows that gave no endpoint.
    pub refused: Vec<Refused>,
    /// What the list is written in; `None` if it was not read from a text.
    pub form: Option<Form>,
}

impl Import {
    /// How many rows were read.
    pub fn rows(&self) -> usize {
        self.catalogs.iter().map(|catalog| catalog.endpoints.len()).sum()
    }
}

/// What a page says about itself.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    /// The title, by front matter, `<title>` or first heading.
    pub title: Option<String>,
    /// The date, as written.
    pub date: Option<String>,
    /// The editions that hold where no heading names one.
    pub editions: Vec<&'static str>,
    /// The system and its version, as first named.
    pub subject: Option<String>,
}

/// The longest word of a system's number or version, in bytes. Those of the pages have at most five, and each catalog bears it.
const LONGEST_VERSION: usize = 32;

pub(super) fn is_number(word: &str) -> bool {
    word.len() <= LONGEST_VERSION && word.starts_with(|c: char| c.is_ascii_digit())
}

/// The system and version in a title such as `Windows 10, version 1709, connection endpoints ...`.
pub(super) fn subject(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split([' ', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
    let length = |at: usize| match words.get(at..) {
        Some(["Windows", "Server", number, ..]) if is_number(number) => Some((at, 3)),
        Some(["Windows", number, ..]) if is_number(number) => Some((at, 2)),
        _ => None,
    };
    let (at, length) = (0..words.len()).find_map(length)?;
    let system = words.get(at..at + length)?.join(" ");
    let after = || words.iter().skip(at + length);
    let place = after().position(|word| word.eq_ignore_ascii_case("version"));
    let version = place.and_then(|place| after().nth(place + 1)).or_else(|| after().next());
    let is_version = |word: &&&str| word.len() <= LONGEST_VERSION && word.chars().any(|c| c.is_ascii_digit());
    let version = version.filter(is_version).map(|word| word.trim_end_matches('.'));
    Some(version.map_or_else(|| system.clone(), |version| format!("{system}, version {version}")))
}

/// The system of a subject, without its version.
fn system(subject: &str) -> &str {
    subject.split_once(',').map_or(subject, |(system, _)| system)
}

impl About {
    /// The system and version that the whole page is about.
    pub(super) fn subject(&self) -> Option<String> {
        self.title.as_deref().and_then(subject).or_else(|| self.subject.clone())
    }

    /// Title and date, as far as the page states them.
    pub(super) fn source(&self) -> String {
        let stated = [self.title.as_deref(), self.date.as_deref()];
        stated.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// A catalog of a list that is one table, named after its file.
    pub(super) fn whole(&self, page: &str, endpoints: Vec<Entry>) -> Catalog {
        Catalog { source: self.source(), ..self.catalog(page, self.subject(), "", endpoints) }
    }

    /// A catalog of one edition of a system, named after the page and without its source; `page` is the file's name.
    pub(super) fn catalog(&self, page: &str, named: Option<String>, edition: &str, endpoints: Vec<Entry>) -> Catalog {
        let stem = page.rsplit(['/', '\\']).next().unwrap_or(page);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let title = match (&named, edition) {
            (Some(subject), "") => subject.clone(),
            (Some(subject), edition) => match subject.split_once(',') {
                Some((system, version)) => format!("{system} {edition},{version}"),
                None => format!("{subject} {edition}"),
            },
            (None, _) => self.title.clone().unwrap_or_else(|| stem.to_owned()),
        };
        let id = match &named {
            Some(subject) => slug(&format!("{subject} {edition}")),
            None => slug(&format!("{stem} {edition}")),
        };
        Catalog {
            id,
            title,
            subject: named.unwrap_or_default(),
            edition: edition.to_owned(),
            source: String::new(),
            endpoints,
        }
    }
}

/// The subject of a table: what its heading named, with the page's version where the heading names none.
pub(super) fn subject_under(heading: Option<&str>, page: Option<&str>) -> Option<String> {
    let own = heading.filter(|own| page.is_none_or(|page| system(page) != system(own) || own.contains(',')));
    own.or(page).map(str::to_owned)
}

/// Lower case, with hyphens between the words; "version" is left out.
fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && *word != "version");
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_shipped_lists() {
        let title = "Windows 10, version 2004, connection endpoints for non-Enterprise editions";
        let about = About { title: Some(title.to_owned()), ..About::default() };
        let catalog =
            about.catalog("page.md", subject_under(Some("Windows 10"), about.subject().as_deref()), "Home", Vec::new());
        assert_eq!(
            (catalog.id.as_str(), catalog.title.as_str()),
            ("windows-10-2004-home", "Windows 10 Home, version 2004")
        );
        assert_eq!(subject("Connection endpoints for Windows 11 Enterprise").as_deref(), Some("Windows 11"));
        assert_eq!(subject("Endpoints of Windows Server 2022").as_deref(), Some("Windows Server 2022"));
        assert_eq!(subject("This version of Windows 10 has reached its end.").as_deref(), Some("Windows 10"));
        assert_eq!(subject("Windows 10 20H2 Enterprise endpoints").as_deref(), Some("Windows 10, version 20H2"));
    }
}
