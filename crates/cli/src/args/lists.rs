//! The commands about lists: compare, check, catalog.

use super::{Input, RedactArgs, Select, Whose};
use crate::values::word;
use clap::{Args, Subcommand, ValueHint};
use idlewire_report::{CheckFormat, CompareFormat};
use std::path::PathBuf;

/// Say what differs between two lists, reports or captures
///
/// A is held against B: "added" is in A and not in B, "removed" is in B and not in A. For two versions of a page the newer
/// one is A. A list held against captures, or captures against a list, gives the coverage instead.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idlewire compare windows-10-21H1.md windows-10-20H2.md
  idlewire compare page.md#Pro windows-10-2004-pro --protocol-class
  idlewire compare this-week.json last-week.json --exit-code
  idlewire compare study-a/home-1/summary.json study-b.json#Home
  idlewire compare idle.pcapng windows-10-2004-home")]
pub(crate) struct CompareArgs {
    /// What is looked at: a page, a catalog, a report as JSON, a study or a summary of one, a capture or a folder of captures
    #[arg(value_name = "A", value_hint = ValueHint::AnyPath)]
    pub a: String,
    /// What it is held against; `FILE#EDITION` picks one table of either
    #[arg(value_name = "B", value_hint = ValueHint::AnyPath)]
    pub b: String,
    #[command(flatten)]
    pub aspects: CompareAspects,
    /// End with status 1 if they differ
    #[arg(long)]
    pub exit_code: bool,
    #[command(flatten)]
    pub selection: Select,
    #[command(flatten)]
    pub whose: Whose,
    /// Form of the comparison
    #[arg(long, value_name = "FORM", default_value = CompareFormat::default().token(), value_parser = word(CompareFormat::ALL, CompareFormat::token))]
    pub format: CompareFormat,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// Which differences to show between rows of one destination.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct CompareAspects {
    /// Show rows that are clear on one side and encrypted on the other
    #[arg(long, help_heading = "Rows of one destination")]
    pub protocol_class: bool,
    /// Show rows whose protocols are other words for the same class, such as HTTPS and TLSv1.2
    #[arg(long, help_heading = "Rows of one destination")]
    pub protocol_notation: bool,
    /// Show rows whose areas differ
    #[arg(long, help_heading = "Rows of one destination")]
    pub area: bool,
    /// Show rows whose descriptions differ
    #[arg(long, help_heading = "Rows of one destination")]
    pub description: bool,
}

/// End with status 1 if a machine reached what no list lists
#[derive(Debug, Args)]
#[command(
    override_usage = "idlewire check [OPTIONS] <CAPTURE>... --against <CATALOG>...",
    after_help = "\
Exit status:
  0        every endpoint is listed
  1        one is not; or a machine of --machine is not in the captures, or none at all, or no frame
           is within --from, --until and --skip; or with --strict, a frame was not understood
  2, 3, 4  as `idlewire --help` says

Examples:
  idlewire check idle.pcapng --against windows-10-2004-pro
  idlewire check idle.pcapng --against page.md#Home own.toml --accept review.toml
  idlewire check captures/ --against own.toml --format sarif -o idlewire.sarif"
)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub input: Input,
    /// The lists that allow: ids of those that ship, catalogs, or published pages
    #[arg(long, required = true, num_args = 1.., value_name = "CATALOG", value_hint = ValueHint::FilePath)]
    pub against: Vec<String>,
    /// Add what is unlisted to this catalog, which is none of --against, for review; the status stays 1
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub accept: Option<PathBuf>,
    /// Show which rows of the lists were seen and which were not
    #[arg(long)]
    pub coverage: bool,
    #[command(flatten)]
    pub whose: Whose,
    /// Form of the answer
    #[arg(long, value_name = "FORM", default_value = CheckFormat::default().token(), value_parser = word(CheckFormat::ALL, CheckFormat::token))]
    pub format: CheckFormat,
    #[command(flatten)]
    pub redact: RedactArgs,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// Read, show, match and lint the published lists that describe endpoints
#[derive(Debug, Args)]
pub(crate) struct CatalogArgs {
    #[command(subcommand)]
    pub command: CatalogCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogCommand {
    /// List the catalogs that ship, or those in the given files
    List {
        /// Catalogs or published pages
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<String>,
    },
    /// Print a catalog
    Show {
        /// The id of a catalog that ships, a catalog, or a published page; `FILE#EDITION` picks one table
        #[arg(value_name = "ID|FILE", value_hint = ValueHint::FilePath)]
        id: String,
        /// Form of the catalog
        #[arg(long, value_enum, default_value_t = CatalogFormat::Text)]
        format: CatalogFormat,
        /// Write to this file instead of standard output
        #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
        output: Option<PathBuf>,
    },
    Import(ImportArgs),
    Lint(LintArgs),
    Match(MatchArgs),
}

/// Read a published page and print what it lists, a catalog per edition
///
/// What was odd and what gave no row goes to standard error, with file and line.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Markdown, HTML, plain text, CSV, TOML, JSON, a hosts file or an ad-block list; `PAGE#EDITION` picks one table
    #[arg(value_name = "PAGE", value_hint = ValueHint::FilePath)]
    pub page: String,
    /// The id of the catalog; several get the edition behind it [default: made from system, version and edition]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Form of the catalog
    #[arg(long, value_enum, default_value_t = CatalogFormat::Toml)]
    pub format: CatalogFormat,
    /// End with status 1 if a row gave no endpoint
    #[arg(long)]
    pub strict: bool,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// Point at what is doubtful in a list; status 1 if anything is
#[derive(Debug, Args)]
#[command(override_usage = "idlewire catalog lint [OPTIONS] <ID|FILE> [--seen <CAPTURE|REPORT>...]")]
pub(crate) struct LintArgs {
    /// The id of a catalog that ships, a catalog, or a published page
    #[arg(value_name = "ID|FILE", value_hint = ValueHint::FilePath)]
    pub id: String,
    /// Captures and reports as JSON: rows that nothing in them fits are pointed at too
    #[arg(long, num_args = 1.., value_name = "CAPTURE|REPORT", value_hint = ValueHint::AnyPath)]
    pub seen: Vec<String>,
    /// Form of the findings
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub format: AnswerFormat,
}

/// Say what a pattern does with a name: exact, glob, alias, fragment, apex or none
#[derive(Debug, Args)]
pub(crate) struct MatchArgs {
    /// The pattern, as a list writes it
    #[arg(value_name = "PATTERN", allow_hyphen_values = true)]
    pub pattern: String,
    /// The name
    #[arg(value_name = "NAME", allow_hyphen_values = true)]
    pub name: String,
    /// What a leading dot means
    #[arg(long, value_enum, default_value_t = DialectWord::Subdomains)]
    pub dialect: DialectWord,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub format: AnswerFormat,
}

/// A form of a catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CatalogFormat {
    /// For reading
    Text,
    /// The form in which catalogs are written
    Toml,
    /// The schema idlewire/catalog/1
    Json,
    /// destination,protocol,description
    Csv,
}

/// A form of a short answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum AnswerFormat {
    /// For reading
    Text,
    /// For programs
    Json,
}

/// What a leading dot means in the list at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DialectWord {
    /// `.x` is `*.x`
    Subdomains,
    /// `.x` is the host x alone
    HostOnly,
}
