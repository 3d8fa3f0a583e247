//! The one definition of the command line: parser, help, man page and completions come from it.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueHint};
use idlewire_capture::Selection;
use idlewire_endpoint::Chosen;
use idlewire_evidence::Timestamp;
use idlewire_pipeline::{Options, Threads, Wildcards};
use idlewire_report::{ExplainFormat, FlowFormat, Format, Sort};
use std::path::PathBuf;

use crate::values::{Period, machine, word};

mod lists;
mod study;

pub(crate) use lists::{
    AnswerFormat, CatalogArgs, CatalogCommand, CatalogFormat, CheckArgs, CompareArgs, CompareAspects, DialectWord,
    ImportArgs, LintArgs, MatchArgs,
};
pub(crate) use study::{AddArgs, InitArgs, MergeArgs, OwnerArgs, RedactArgs, StudyArgs, StudyCommand, StudyReportArgs};

const STATUS: &str = "\
Exit status:
  0  done; a capture that was cut off was read up to its end
  1  done, and found wanting:
       a machine of --machine is not in the captures, or no frame of them is within --from, --until and --skip
       check met something unlisted, or no machine at all
       explain found no such destination
       compare --exit-code found a difference
       catalog lint found a doubtful row
       catalog import found no row
       --strict: a frame was not understood, or a row gave no endpoint
  2  the arguments are wrong
  3  an input could not be read; the others were
  4  the output could not be written";

/// Which public endpoints does a machine talk to when nobody is using it?
///
/// Reads captures and says whom the machine reached, under which name, by which protocol, and how that is known.
/// Sends no packet and asks no resolver: every name comes from the capture.
#[derive(Debug, Parser)]
#[command(name = "idlewire", version, after_long_help = STATUS)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Report(ReportArgs),
    Flows(FlowsArgs),
    Explain(ExplainArgs),
    Compare(CompareArgs),
    Check(CheckArgs),
    Catalog(CatalogArgs),
    Study(StudyArgs),
}

/// What to read, for all commands that read captures.
#[derive(Clone, Debug, Args)]
pub(crate) struct Input {
    /// Captures to read, in any order: files, folders of captures, run folders, or `-` for standard input
    ///
    /// pcap, pcapng and snoop, plain or compressed with gzip or zstd. Several are one recording, in the order of time.
    #[arg(required = true, value_name = "CAPTURE", value_hint = ValueHint::AnyPath)]
    pub captures: Vec<PathBuf>,
    #[command(flatten)]
    pub selection: Select,
}

/// Which part to read, and how to speak about it.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Select {
    /// Leave out frames before this time, such as 2020-06-09T12:00:00Z; what they tell still names what comes later
    #[arg(long, value_name = "TIME", help_heading = "Selection")]
    pub from: Option<Timestamp>,
    /// Leave out frames from this time on
    #[arg(long, value_name = "TIME", help_heading = "Selection")]
    pub until: Option<Timestamp>,
    /// Leave out the first part of the recording, such as 30m: the set-up; what it tells still names what comes later
    #[arg(long, value_name = "PERIOD", help_heading = "Selection")]
    pub skip: Option<Period>,
    /// End with status 1 if any frame was not understood
    #[arg(long)]
    pub strict: bool,
    /// Read on so many threads: 1 does one thing after the other, 2 or more let the stages run beside each other; the
    /// result is the same [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Say nothing on standard error but errors
    #[arg(long, short)]
    pub quiet: bool,
}

impl Select {
    /// The part of the recording. An error if no frame can be in it.
    pub(crate) fn selection(&self) -> Result<Selection, String> {
        if let (Some(from), Some(until)) = (self.from, self.until)
            && until <= from
        {
            return Err(format!("nothing lies between --from {from} and --until {until}: the end must be later"));
        }
        let skip_nanos = self.skip.map_or(0, |skip| skip.0);
        Ok(Selection { from: self.from, until: self.until, skip_nanos })
    }

    /// Whether anything may be left out.
    pub(crate) fn is_part(&self) -> bool {
        self.from.is_some() || self.until.is_some() || self.skip.is_some_and(|skip| skip.0 > 0)
    }

    pub(crate) fn threads(&self) -> Threads {
        let of_machine = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        if self.threads.map_or_else(of_machine, usize::from) > 1 { Threads::Several } else { Threads::One }
    }
}

/// Whose traffic, and described by which lists.
#[derive(Clone, Debug, Args)]
pub(crate) struct Choice {
    /// Describe by this list: the id of one that ships, a catalog, or a published page; may be repeated, the first one's
    /// words count
    #[arg(long = "catalog", value_name = "ID|FILE", value_hint = ValueHint::FilePath)]
    pub catalogs: Vec<String>,
    #[command(flatten)]
    pub whose: Whose,
}

/// Whose traffic.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Whose {
    /// The machine under test, by address, network or hardware address; what else is seen to be an address of the same
    /// machine, such as an IPv6 one, counts too; may be repeated [default: the private side]
    #[arg(long, value_name = "ADDRESS|CIDR|MAC", value_parser = machine)]
    pub machine: Vec<Chosen>,
    /// Make one table for each machine
    #[arg(long)]
    pub per_machine: bool,
    /// The heading, such as "Windows 10 Home" [default: the machine's host name, else its address]
    #[arg(long, value_name = "NAME")]
    pub subject: Option<String>,
}

impl Whose {
    pub(crate) fn options(&self) -> Options {
        Options { machine: self.machine.clone(), per_machine: self.per_machine, subject: self.subject.clone() }
    }
}

/// List the public endpoints that a machine reached
///
/// One row per name, with protocol and description; the ledger below says what was read and what was not understood.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idlewire report idle-week.pcapng
  idlewire report --skip 30m --subject \"Windows 10 Home\" --format markdown captures/ > home.md
  tcpdump -w - | idlewire report -")]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub choice: Choice,
    /// Form of the report
    #[arg(long, value_name = "FORM", default_value = Format::default().token(), value_parser = word(Format::ALL, Format::token))]
    pub format: Format,
    /// Order of the rows
    #[arg(long, value_name = "ORDER", default_value = "alphabetical", value_parser = word(Sort::ALL, Sort::token))]
    pub sort: Sort,
    /// Fold rows into wildcards: under the catalog row that lists them, or by what their names have in common
    #[arg(long, value_name = "HOW", default_value = Wildcards::default().token(), value_parser = word(Wildcards::ALL, Wildcards::token))]
    pub wildcards: Wildcards,
    #[command(flatten)]
    pub owners: OwnerArgs,
    #[command(flatten)]
    pub redact: RedactArgs,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// List every flow with its names
///
/// Private flows too, in the order of their first frames. The schema idlewire/flow/1 stands in docs/flows.md.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idlewire flows idle.pcap | jq -r 'select(.scope == \"public\") | .name // .server'
  idlewire flows --format csv -o flows.csv captures/")]
pub(crate) struct FlowsArgs {
    #[command(flatten)]
    pub input: Input,
    /// Form of the list
    #[arg(long, value_name = "FORM", default_value = FlowFormat::default().token(), value_parser = word(FlowFormat::ALL, FlowFormat::token))]
    pub format: FlowFormat,
    #[command(flatten)]
    pub redact: RedactArgs,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// Show the proof of one destination: its flows, every claim, and the bytes that make it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idlewire explain idle.pcap v10.events.data.microsoft.com
  idlewire explain captures/ 20.42.65.84 --format json")]
pub(crate) struct ExplainArgs {
    /// Captures to read: files or folders of captures
    #[arg(required = true, value_name = "CAPTURE", value_hint = ValueHint::AnyPath)]
    pub captures: Vec<PathBuf>,
    /// The name or address of a row of the report, or a URL of its host
    #[arg(value_name = "DESTINATION", value_parser = NonEmptyStringValueParser::new())]
    pub destination: String,
    #[command(flatten)]
    pub selection: Select,
    #[command(flatten)]
    pub choice: Choice,
    /// Form of the explanation
    #[arg(long, value_name = "FORM", default_value = ExplainFormat::default().token(), value_parser = word(ExplainFormat::ALL, ExplainFormat::token))]
    pub format: ExplainFormat,
    #[command(flatten)]
    pub redact: RedactArgs,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

impl ExplainArgs {
    pub(crate) fn input(&self) -> Input {
        Input { captures: self.captures.clone(), selection: self.selection.clone() }
    }
}

/// The definition, for what is generated from it.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_is_consistent() {
        super::command().debug_assert();
    }
}
