//! Opens the captures that a command was given and reads them, with a progress bar where somebody looks.

use crate::args::{Input, Whose};
use crate::outcome::{Outcome, Stop, complain};
use crate::study::captures_of;
use crate::terminal::tell;
use idlewire_capture::{CaptureError, InputSummary, Recording};
use idlewire_endpoint::Chosen;
use idlewire_pipeline::{Finished, Keep, Options, machines, read};
use idlewire_report::few;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What was read, and how well.
pub(crate) struct Read {
    pub finished: Finished,
    pub inputs: Vec<InputSummary>,
    pub outcome: Outcome,
}

impl Read {
    /// How a command ended that makes a claim about the machines that are meant. One that is not there is told: a mistyped address
    /// must not pass for an idle machine.
    pub(crate) fn outcome_for(&self, whose: &Whose) -> Outcome {
        let clients = &self.finished.hosts.clients;
        let is_met =
            |one: &Chosen| clients.iter().any(|(address, it)| it.is_active() && one.covers(*address, &it.macs));
        let missing: Vec<String> = whose.machine.iter().filter(|one| !is_met(one)).map(ToString::to_string).collect();
        if missing.is_empty() {
            return self.outcome;
        }
        let missing = missing.join(", --machine ");
        tell(&format!(
            "idlewire: no machine of the captures is the one of --machine {missing}; {}",
            self.machines_there()
        ));
        self.outcome.max(Outcome::Wanting)
    }

    /// The machines that could have been meant, each by an address, those of the private side first.
    fn machines_there(&self) -> String {
        let any = [IpAddr::V4(Ipv4Addr::UNSPECIFIED), IpAddr::V6(Ipv6Addr::UNSPECIFIED)];
        let machine = any.map(|address| Chosen::Network(address, 0)).to_vec();
        let options = Options { machine, per_machine: true, ..Options::default() };
        let there = machines(&self.finished, &self.inputs, &options);
        let addresses = there.iter().filter_map(|it| it.addresses.iter().find(|address| !address.is_unspecified()));
        let is_private = |address: &IpAddr| matches!(address, IpAddr::V4(v4) if v4.is_private());
        let (own, others): (Vec<IpAddr>, Vec<IpAddr>) = addresses.partition(|address| is_private(address));
        let there: Vec<String> = own.iter().chain(&others).map(ToString::to_string).collect();
        match there.as_slice() {
            [] => "there is none in them".to_owned(),
            [one] => format!("there is {one}"),
            _ => format!("there are {}", few(&there)),
        }
    }
}

/// Opens the captures; what cannot be opened is returned beside, the others are read all the same.
pub(crate) fn open(input: &Input) -> Result<(Recording, Vec<CaptureError>), Stop> {
    let selection = input.selection.selection().map_err(Stop::Usage)?;
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
        // Nothing was looked at, as with a machine that is not there.
        if input.selection.is_part() {
            outcome = outcome.max(Outcome::Wanting);
        }
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
