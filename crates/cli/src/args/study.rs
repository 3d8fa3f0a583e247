//! The commands about studies.

use crate::values::{Period, machine, word};
use clap::{Args, Subcommand, ValueHint};
use idlewire_evidence::Timestamp;
use idlewire_report::StudyFormat;
use std::path::PathBuf;

/// Make the published page from several runs: a table for each edition, method and conditions, and whether it was long enough
///
/// A run is one machine recorded once: a folder with run.toml, which says under which conditions and names the captures. A
/// study is a folder with study.toml and runs below it. docs/study.md leads through an example.
#[derive(Debug, Args)]
pub(crate) struct StudyArgs {
    #[command(subcommand)]
    pub command: StudyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StudyCommand {
    Init(InitArgs),
    Add(Box<AddArgs>),
    Report(StudyReportArgs),
    Merge(MergeArgs),
}

/// Begin a study: write study.toml, with a comment for each key
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idlewire study init idle-2004
  idlewire study init idle-2004 --title \"Connection endpoints of Windows 10, version 2004\"")]
pub(crate) struct InitArgs {
    /// The folder of the study; made if it is not there
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// The title of the page
    #[arg(long, default_value = "Public endpoints of idle machines")]
    pub title: String,
}

/// Add a run: read its captures, and write run.toml and summary.json into a folder of the study
///
/// The captures stay where they are. They are known by their SHA-256; once there is a summary they need not be kept. What is not
/// stated here is said to be not stated on the page. run.toml may be edited by hand.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idlewire study add idle-2004 home-1.pcapng --run home-1 --system \"Windows 10\" --edition Home --version 2004 \\
      --replicate 1 --account local --domain none --settings default --idle \"nobody used it\"
  idlewire study add idle-2004 captures/pro/ --run pro-1 --edition Pro --skip 30m --machine 192.168.1.2")]
pub(crate) struct AddArgs {
    /// The folder of the study
    #[arg(value_name = "STUDY", value_hint = ValueHint::DirPath)]
    pub study: PathBuf,
    /// The captures of the run: files or folders
    #[arg(required = true, value_name = "CAPTURE", value_hint = ValueHint::AnyPath)]
    pub captures: Vec<PathBuf>,
    /// The name of the run, and of its folder
    #[arg(long = "run", value_name = "NAME")]
    pub name: String,
    #[command(flatten)]
    pub subject: SubjectArgs,
    #[command(flatten)]
    pub conditions: ConditionArgs,
    /// The machine under test, by address, network or hardware address; what else is seen to be an address of the same
    /// machine, such as an IPv6 one, counts too; may be repeated [default: the private side]
    #[arg(long, value_name = "ADDRESS|CIDR|MAC", value_parser = machine_text, help_heading = "Part of the captures")]
    pub machine: Vec<String>,
    /// Leave out frames before this time, such as 2020-06-09T12:00:00Z
    #[arg(long, value_name = "TIME", help_heading = "Part of the captures")]
    pub from: Option<Timestamp>,
    /// Leave out frames from this time on
    #[arg(long, value_name = "TIME", help_heading = "Part of the captures")]
    pub until: Option<Timestamp>,
    /// Leave out the first part of the recording, such as 30m: the set-up
    #[arg(long, value_name = "PERIOD", help_heading = "Part of the captures")]
    pub skip: Option<Period>,
    /// Keep addresses and host name of the machine in the summary
    #[arg(long)]
    pub keep_machine: bool,
    /// Say nothing on standard error but errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// What the run is about.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Subject")]
pub(crate) struct SubjectArgs {
    /// Such as "Windows 10"
    #[arg(long, value_name = "NAME")]
    pub system: Option<String>,
    /// Such as Home
    #[arg(long, value_name = "NAME")]
    pub edition: Option<String>,
    /// Such as 2004
    #[arg(long, value_name = "TEXT")]
    pub version: Option<String>,
    /// Such as 19041.264
    #[arg(long, value_name = "TEXT")]
    pub build: Option<String>,
    /// Such as en-US
    #[arg(long, value_name = "TEXT")]
    pub language: Option<String>,
    /// Which of the runs of this subject it is, from 1
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub replicate: Option<u32>,
}

/// Conditions that a person states.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Declared conditions")]
pub(crate) struct ConditionArgs {
    /// The account that was signed in, such as local
    #[arg(long, value_name = "TEXT")]
    pub account: Option<String>,
    /// The domain or directory that was joined, such as none
    #[arg(long, value_name = "TEXT")]
    pub domain: Option<String>,
    /// How the system was set up, such as default
    #[arg(long, value_name = "TEXT")]
    pub settings: Option<String>,
    /// What was done with it meanwhile, such as "nobody used it"
    #[arg(long, value_name = "TEXT")]
    pub idle: Option<String>,
    /// Where it stood
    #[arg(long, value_name = "TEXT")]
    pub location: Option<String>,
    /// The network it was on
    #[arg(long, value_name = "TEXT")]
    pub network: Option<String>,
    /// Where the traffic was recorded, such as "mirror port of the switch"
    #[arg(long, value_name = "TEXT")]
    pub capture_point: Option<String>,
    /// Anything else; may be repeated
    #[arg(long = "note", value_name = "TEXT")]
    pub notes: Vec<String>,
}

/// Write the page
///
/// Takes studies, run folders, summaries and captures; a capture, or a folder of them, is a run with nothing declared. A run folder
/// without a summary gets one. Markdown unless the output is a terminal.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idlewire study report idle-2004 -o page.md
  idlewire study report idle-2004 --format html -o page.html
  idlewire study report home-1.pcapng home-2.pcapng --catalog windows-10-2004-home
  idlewire study report merged.json --format json")]
pub(crate) struct StudyReportArgs {
    /// A study, run folders, summaries, captures
    #[arg(required = true, value_name = "STUDY|RUN|SUMMARY|CAPTURE", value_hint = ValueHint::AnyPath)]
    pub sources: Vec<PathBuf>,
    /// The title of the page [default: that of the study]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Describe by this list: the id of one that ships, a catalog, or a published page; may be repeated [default: those of the
    /// study, else those that ship]
    #[arg(long = "catalog", value_name = "ID|FILE", value_hint = ValueHint::FilePath)]
    pub catalogs: Vec<String>,
    /// Leave out the rows of this list: the page is in addition to it; may be repeated [default: those of the study]
    #[arg(long, value_name = "ID|FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Vec<String>,
    /// Your own descriptions, for rows that no list describes [default: those of the study]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub notes: Option<PathBuf>,
    /// One row per name (off), or rows as the lists have them (catalog)
    #[arg(long, value_name = "HOW", default_value = "catalog", value_parser = ["off", "catalog"])]
    pub wildcards: String,
    #[command(flatten)]
    pub owners: OwnerArgs,
    #[command(flatten)]
    pub redact: RedactArgs,
    /// Read captures again even if there is a summary
    #[arg(long)]
    pub fresh: bool,
    /// Say nothing on standard error but errors
    #[arg(long, short)]
    pub quiet: bool,
    /// Form of the page [default: terminal on a terminal, else markdown]
    #[arg(long, value_name = "FORM", value_parser = word(StudyFormat::ALL, StudyFormat::token))]
    pub format: Option<StudyFormat>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// Merge summaries into one: any number, in any order, with the same result
///
/// Takes what `study report` takes, and any number of studies; a run folder without a summary gets one.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idlewire study merge idle-2004 -o idle-2004.json
  idlewire study merge lab-a.json lab-b.json summaries/ -o all.json")]
pub(crate) struct MergeArgs {
    /// Summaries, studies, run folders, and folders that hold some
    #[arg(required = true, value_name = "SUMMARY|STUDY|FOLDER", value_hint = ValueHint::AnyPath)]
    pub sources: Vec<PathBuf>,
    #[command(flatten)]
    pub redact: RedactArgs,
    /// Say nothing on standard error but errors
    #[arg(long, short)]
    pub quiet: bool,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// Who owns addresses.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct OwnerArgs {
    /// Say who owns bare addresses, from this table: start,end,asn,owner as CSV or TSV, or a MaxMind ASN database
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub asn: Option<PathBuf>,
}

/// What is left out to share the output.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct RedactArgs {
    /// Leave out addresses, hardware addresses and host names of the machines, and folders of captures
    #[arg(long)]
    pub redact: bool,
}

/// A machine as it is written, if it can be read.
fn machine_text(text: &str) -> Result<String, String> {
    machine(text).map(|_| text.to_owned())
}
