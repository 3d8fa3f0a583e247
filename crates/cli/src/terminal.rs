//! Standard error and the terminal.

use idlewire_report::Screen;
use std::io::{IsTerminal, Write};

/// Width used where the output is no terminal. Unit: columns.
const WIDTH_OFF_TERMINAL: usize = 100;

/// Writes a line to standard error, made safe for a terminal. A standard error that is closed is no reason to stop.
pub(crate) fn tell(text: &str) {
    let safe: Vec<String> = text.lines().map(|line| idlewire_report::escape::visible(line).into_owned()).collect();
    let _ = writeln!(std::io::stderr(), "{}", safe.join("\n"));
}

/// The screen that a report is written for.
pub(crate) fn screen(to_terminal: bool) -> Screen {
    let is_terminal = to_terminal && std::io::stdout().is_terminal();
    Screen { width: if is_terminal { width() } else { WIDTH_OFF_TERMINAL }, colour: is_terminal && wants_colour() }
}

/// <https://no-color.org>: any value but the empty one turns colour off.
fn wants_colour() -> bool {
    !std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

fn width() -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    stated.unwrap_or_else(|| usize::from(console::Term::stdout().size().1))
}
