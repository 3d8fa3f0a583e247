//! The published page, made by measurement: a study as Markdown, HTML, for a screen, and as JSON.
//!
//! [`page`] says everything once, as blocks of plain text; a writer for each form escapes the texts and sets the marks.

mod across;
mod enough;
mod html;
mod limits;
mod markdown;
mod method;
mod page;
mod runs;
mod screen;
mod table;

use crate::terminal::Screen;
use idlewire_study::Study;
use std::io;

/// A form of a study.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StudyFormat {
    /// For reading at a screen.
    Terminal,
    /// The form in which vendors publish such pages.
    #[default]
    Markdown,
    /// One self-contained page.
    Html,
    /// The schema `idlewire/study/1`.
    Json,
}

impl StudyFormat {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Terminal, Self::Markdown, Self::Html, Self::Json];

    /// The word on the command line.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Json => "json",
        }
    }

    /// Writes the study in this form; `screen` matters to the terminal only.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(self, study: &Study, screen: Screen, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Terminal => screen::write(&page::page(study), screen, out),
            Self::Markdown => markdown::write(&page::page(study), out),
            Self::Html => html::write(&page::page(study), out),
            Self::Json => crate::json::document("idlewire/study/1", study, out),
        }
    }
}
