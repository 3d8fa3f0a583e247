//! The exit status, which is a stable interface.

use crate::terminal::tell;
use idlewire_capture::CaptureError;
use std::process::ExitCode;

/// How a command ended that did what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Status 0.
    Done,
    /// Status 1: the thing asked for was found wanting.
    Wanting,
    /// Status 3: an input could not be read; the others were.
    Unread,
}

impl Outcome {
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Wanting => 1,
            Self::Unread => 3,
        })
    }
}

/// Why a command could not do what it was asked for.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Status 2: the arguments make no sense together.
    Usage(String),
    /// Status 3: nothing could be read.
    Input(anyhow::Error),
    /// Status 4: the output could not be written.
    Output(anyhow::Error),
}

impl Stop {
    /// Says it on standard error and gives the exit status.
    pub(crate) fn tell(self) -> ExitCode {
        let (code, text) = match self {
            Self::Usage(text) => (2, text),
            Self::Input(error) => (3, format!("{error:#}")),
            // A reader that has seen enough closes the pipe: no mistake of anybody.
            Self::Output(error) if is_closed_pipe(&error) => return ExitCode::SUCCESS,
            Self::Output(error) => (4, format!("{error:#}")),
        };
        if !text.is_empty() {
            tell(&format!("idlewire: {text}"));
        }
        ExitCode::from(code)
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Says what is wrong with an input, and what to do about it.
pub(crate) fn complain(error: &CaptureError) {
    tell(&format!("idlewire: {error}"));
    if let Some(hint) = error.hint() {
        tell(&format!("idlewire: hint: {hint}"));
    }
}
