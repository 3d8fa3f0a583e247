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

/// The screen that a report is written for; `to_stdout` is false if it goes to a file that is named.
pub(crate) fn screen(to_stdout: bool) -> Screen {
    let is_terminal = to_stdout && std::io::stdout().is_terminal();
    // A file must not depend on how wide the terminal happens to be.
    let width = if to_stdout { width(is_terminal) } else { WIDTH_OFF_TERMINAL };
    Screen { width, colour: is_terminal && wants_colour() }
}

/// <https://no-color.org>: any value but the empty one turns colour off.
fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// What the user states, else the terminal.
fn width(is_terminal: bool) -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = || if is_terminal { usize::from(console::Term::stdout().size().1) } else { WIDTH_OFF_TERMINAL };
    stated.unwrap_or_else(measured)
}
