//! Opens the captures that a command was given and reads them, with a progress bar where somebody looks.

use crate::args::{Input, Whose};
use crate::outcome::{Outcome, Stop, complain};
use crate::study::captures_of;
use crate::terminal::tell;
use idlewire_capture::{CaptureError, InputSummary, Recording, Selection};
use idlewire_pipeline::{Finished, Keep, read};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What was read, and how well.
pub(crate) struct Read {
    pub finished: Finished,
    pub inputs: Vec<InputSummary>,
    pub outcome: Outcome,
}

impl Read {
    /// How a command ended that makes a claim about the machines that are meant. If there are none it is told: a mistyped address
    /// must not pass for an idle machine.
    pub(crate) fn outcome_for(&self, whose: &Whose) -> Outcome {
        let mut clients = self.finished.hosts.clients.iter();
        let is_meant = clients
            .any(|(address, it)| it.is_active() && whose.machine.iter().any(|one| one.covers(*address, &it.macs)));
        if whose.machine.is_empty() || is_meant {
            return self.outcome;
        }
        tell(
            "idlewire: no machine of the captures is the one of --machine; `idlewire report --per-machine` shows which there are",
        );
        self.outcome.max(Outcome::Wanting)
    }
}

/// Opens the captures; what cannot be opened is returned beside, the others are read all the same.
pub(crate) fn open(input: &Input) -> Result<(Recording, Vec<CaptureError>), Stop> {
    let skip = input.selection.skip.map_or(0, |skip| skip.0);
    let selection = Selection { from: input.selection.from, until: input.selection.until, skip_nanos: skip };
    let mut captures = Vec::new();
    for path in &input.captures {
        captures.extend(captures_of(path).map_err(Stop::Input)?);
    }
    Ok(Recording::open(&captures, selection))
}

/// Reads the captures to their end.
pub(crate) fn read_all(input: &Input, keep: Keep) -> Result<Read, Stop> {
    let (mut recording, errors) = open(input)?;
    errors.iter().for_each(complain);
    if recording.inputs().is_empty() {
        return Err(Stop::Input(anyhow::anyhow!("nothing to read: no input is a capture")));
    }
    let mut outcome = if errors.is_empty() { Outcome::Done } else { Outcome::Unread };
    let bar = bar(&recording, input.selection.quiet);
    let (partial, errors) = read(&mut recording, keep, input.selection.threads(), |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    errors.iter().for_each(complain);
    if !errors.is_empty() {
        outcome = Outcome::Unread;
    }
    let inputs = recording.inputs();
    if partial.frames() == 0 {
        tell("idlewire: note: no frame was read: the captures are empty, or none of their frames is in the selection");
    }
    if !input.selection.quiet {
        inputs.iter().filter(|input| input.cut).for_each(note_cut);
    }
    let finished = partial.finish();
    if input.selection.strict && !finished.ledger.frames.stopped.is_empty() {
        outcome = outcome.max(Outcome::Wanting);
    }
    Ok(Read { finished, inputs, outcome })
}

fn note_cut(input: &InputSummary) {
    let at = input.cut_at.map(|at| format!(" at byte {at}")).unwrap_or_default();
    tell(&format!(
        "idlewire: note: {} ends in the middle of a record{at}; it was read up to there",
        input.path.display()
    ));
}

/// A bar on standard error; hidden unless that is a terminal.
fn bar(recording: &Recording, quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(10) };
    let (bar, template) = match recording.progress().1 {
        Some(total) => (
            ProgressBar::with_draw_target(Some(total), target),
            "{bar:32} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
        ),
        None => (ProgressBar::with_draw_target(None, target), "{spinner} {bytes} read, {bytes_per_sec}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
