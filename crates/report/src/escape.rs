//! The one place where hostile text is made harmless.
//!
//! A name comes from the wire and may hold anything. Two kinds of form need two kinds of care:
//!
//! - Forms for eyes (terminal, Markdown, HTML, and CSV, which spreadsheets open and line tools cut) first go through
//!   [`visible`]: whatever does not show, or moves what does, is written as `\u{202e}`. Then the form's own
//!   syntax is escaped, so that a reader of the form gives back exactly the visible text.
//! - JSON is for programs: a reader gives back exactly the original text. The same characters are written as JSON
//!   escapes, so that a terminal on which JSON is printed is safe too.
//!
//! | form | function | a reader gives back |
//! |---|---|---|
//! | terminal | [`visible`] | the visible text |
//! | Markdown | [`markdown`] | the visible text |
//! | HTML | [`html`] | the visible text |
//! | CSV | [`csv_cell`], [`csv_list`] | the visible text, with `'` before a formula |
//! | JSON | [`json`] | the original text |

mod data;
mod markup;
mod visible;

pub use data::{csv_cell, csv_list, json};
pub use markup::{html, markdown};
pub use visible::visible;
