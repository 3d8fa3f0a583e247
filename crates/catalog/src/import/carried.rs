//! What rows take over from what stands before them: the heading, the prose, and the area and description of rows above.

use super::columns::Role;

/// Headings, prose and rows so far, as far as the rows that follow take them over.
#[derive(Debug, Default)]
pub(super) struct Carried {
    heading: String,
    prose: String,
    prose_is_open: bool,
    area: String,
    description: String,
}

impl Carried {
    /// A heading; empty if it names an edition and no area.
    pub(super) fn heading(&mut self, text: String) {
        *self = Self { heading: text, prose_is_open: self.prose_is_open, ..Self::default() };
    }

    /// A line of text between tables.
    pub(super) fn prose(&mut self, text: &str) {
        if !self.prose_is_open {
            self.prose.clear();
        } else if !self.prose.is_empty() {
            self.prose.push(' ');
        }
        self.prose.push_str(text);
        self.prose_is_open = true;
    }

    /// The prose ends: a line that follows begins another.
    pub(super) fn end_prose(&mut self) {
        self.prose_is_open = false;
    }

    /// A table begins: rows above it are of another.
    pub(super) fn enter(&mut self) {
        self.end_prose();
        self.area.clear();
        self.description.clear();
    }

    /// Takes note of a row's area and description, which are carried down where the table has an area column.
    pub(super) fn remember(&mut self, area: &str, description: &str) {
        if !area.is_empty() {
            area.clone_into(&mut self.area);
        }
        if !area.is_empty() || !description.is_empty() {
            description.clone_into(&mut self.description);
        }
    }

    /// Area and description of a row: of its own cells; carried down where the table has an area column; else the
    /// heading and the prose before a table that has no column for them.
    pub(super) fn texts<'s>(&'s self, own: &'s str, columns: &[Role]) -> (&'s str, &'s str) {
        match (columns.contains(&Role::Area), columns.contains(&Role::Description)) {
            (true, true) => (&self.area, &self.description),
            (true, false) => (&self.area, &self.prose),
            (false, true) => ("", own),
            (false, false) => (&self.heading, &self.prose),
        }
    }
}
