//! `study.toml`: which runs, in which order, against which lists; and the user's own notes.

use idlewire_catalog::{Catalog, Destination, Dialect, Entry};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::conditions::Subject;
use crate::form::{self, FormError, line_of};

/// The file `study.toml`. Paths are from its folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    /// The title of the page.
    pub title: String,
    /// Run folders, captures and summaries. None means every run folder and summary in its folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<String>,
    /// Catalogs that describe the rows, by id or path, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catalogs: Vec<String>,
    /// Catalogs whose rows are left out: the page is in addition to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub baseline: Vec<String>,
    /// A file with the user's own descriptions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The tables in the order of the page. Subjects of runs that stand here nowhere follow in the order of their headings.
    #[serde(default, rename = "subject", skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<StudySubject>,
}

/// A table of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudySubject {
    /// As in `run.toml`; what is left out fits any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// As in `run.toml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// As in `run.toml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// As in `run.toml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// As in `run.toml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Catalogs that describe the rows of this table, in place of those of the study.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catalogs: Vec<String>,
}

impl StudySubject {
    /// What it says of the subject.
    #[must_use]
    pub fn subject(&self) -> Subject {
        let Self { system, edition, version, build, language, catalogs: _ } = self.clone();
        Subject { system, edition, version, build, language }
    }
}

impl StudyFile {
    /// Reads the text of the file; `file` is its name for messages.
    ///
    /// # Errors
    /// [`FormError`] with the line and what to do.
    pub fn read(text: &str, file: &str) -> Result<Self, FormError> {
        let study: Self = form::read(text, file)?;
        let line = |needle: &str| text.find(needle).map(|at| line_of(text, at));
        if study.title.trim().is_empty() {
            return Err(FormError::new(file, line("title"), "the title is empty", "say what the page is about"));
        }
        for (place, run) in study.runs.iter().enumerate() {
            if study.runs.iter().take(place).any(|other| other == run) {
                let at = text.rfind(run.as_str()).map(|at| line_of(text, at));
                return Err(FormError::new(file, at, format!("the run {run:?} stands twice"), "leave one of them out"));
            }
        }
        let subjects: Vec<Subject> = study.subjects.iter().map(StudySubject::subject).collect();
        for (place, subject) in subjects.iter().enumerate() {
            if let Some(earlier) = subjects.iter().take(place).find(|earlier| earlier.covers(subject)) {
                let what =
                    format!("the subject \"{}\" is one of \"{}\" before it", subject.heading(), earlier.heading());
                let at = text.match_indices("[[subject]]").nth(place).map(|(at, _)| line_of(text, at));
                return Err(FormError::new(file, at, what, "put the narrower one first, or tell them apart"));
            }
        }
        Ok(study)
    }

    /// The text of the file. Reading it gives the same.
    #[must_use]
    pub fn write(&self) -> String {
        // Texts and lists of tables have no value that TOML cannot hold.
        toml::to_string(self).unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notes {
    #[serde(default)]
    note: Vec<Spanned<Note>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    destination: String,
    description: String,
}

/// Reads a file of notes: `[[note]]` tables with `destination`, a name or a pattern, and `description`. They describe rows that no catalog
/// describes; the id of the list that comes back is `notes`.
///
/// # Errors
/// [`FormError`] with the line and what to do.
pub fn read_notes(text: &str, file: &str) -> Result<Catalog, FormError> {
    let notes: Notes = form::read(text, file)?;
    let mut endpoints = Vec::new();
    for note in notes.note {
        let line = line_of(text, note.span().start);
        let note = note.into_inner();
        let entry = Entry::new(&Destination::read(&note.destination), Dialect::Subdomains).map_err(|error| {
            let what = format!("the destination {:?} is no pattern: {error}", note.destination);
            FormError::new(file, Some(line), what, "write a name, an address, or a pattern such as *.example.com")
        })?;
        endpoints.push(Entry { description: note.description, line: Some(line as u64), ..entry });
    }
    Ok(Catalog { id: "notes".to_owned(), title: "Notes".to_owned(), endpoints, ..Catalog::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "title = \"Endpoints\"\nruns = [\"home-1\", \"home-2\"]\nbaseline = [\"base.toml\"]\n\n[[subject]]\nedition = \"Home\"\ncatalogs = [\"windows-10-2004-home\"]\n\n[[subject]]\nedition = \"Pro\"\n";

    #[test]
    fn what_is_written_reads_the_same() {
        let study = StudyFile::read(TEXT, "study.toml").unwrap();
        assert_eq!((study.runs.len(), study.subjects.len()), (2, 2));
        assert_eq!(StudyFile::read(&study.write(), "study.toml"), Ok(study));
    }

    #[test]
    fn a_message_says_file_line_and_what_to_do() {
        for (from, to, said) in [
            ("title = \"Endpoints\"\n", "", "missing field `title`; add it"),
            ("\"Endpoints\"", "\" \"", "study.toml, line 1: the title is empty"),
            ("home-2", "home-1", "study.toml, line 2: the run \"home-1\" stands twice"),
            ("\"Pro\"", "\"Home\"", "line 9: the subject \"Home\" is one of \"Home\" before it"),
            ("baseline", "base", "study.toml, line 3: unknown field `base`"),
        ] {
            let error = StudyFile::read(&TEXT.replacen(from, to, 1), "study.toml").unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn notes_are_a_list() {
        let text = "[[note]]\ndestination = \"*.example.com\"\ndescription = \"ours\"\n";
        assert_eq!(read_notes(text, "notes.toml").unwrap().endpoints[0].description, "ours");
        let error = read_notes(&text.replace("*.example.com", " "), "notes.toml").unwrap_err();
        assert_eq!(error.line, Some(1));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(\\[{0,2}[a-z]{0,9}\\]{0,2}|[a-z_]{1,9} ?= ?[\"\\[0-9a-z]{0,9}|\n){0,9}") {
            let _ = StudyFile::read(&text, "study.toml");
            let _ = read_notes(&text, "notes.toml");
        }
    }
}
