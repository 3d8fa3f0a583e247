//! The rules of the house that a machine can check, each with its reason.

mod cases;
mod imports;
mod lines;
mod links;
mod targets;

use crate::generated;
use crate::workspace::Workspace;

/// A rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// What should be so.
    pub rule: &'static str,
    /// Why.
    pub reason: &'static str,
    /// The places where it is not so.
    pub broken: fn(&Workspace) -> Vec<String>,
}

/// Every rule.
pub const RULES: &[Rule] = &[
    Rule {
        rule: "a source file has at most 400 lines before its tests",
        reason: "one idea fits; what is longer holds two",
        broken: lines::too_long,
    },
    Rule {
        rule: "the import table in ARCHITECTURE.md equals the dependencies of the crates",
        reason: "the folders are the architecture, and arrows that point the wrong way come in one at a time",
        broken: imports::table_differs,
    },
    Rule {
        rule: "every case folder has a case.toml that states reason and origin",
        reason: "a test input that nobody can explain is never changed and never trusted",
        broken: cases::unexplained,
    },
    Rule {
        rule: "an RFC is cited as `RFC 1035 section 4.1.3`",
        reason: "one form can be searched, and a number with its section can be looked up",
        broken: lines::citations,
    },
    Rule {
        rule: "no loop reads an error as the end",
        reason: "`while let Ok` stops at a damaged record as if the file had ended there",
        broken: lines::error_as_end,
    },
    Rule {
        rule: "nothing is left undone in the code",
        reason: "work to do belongs to the list of issues, where it is seen",
        broken: lines::undone,
    },
    Rule {
        rule: "no test is ignored",
        reason: "a test that is not run proves nothing and reads as if it did",
        broken: lines::ignored_tests,
    },
    Rule {
        rule: "only the command line prints",
        reason: "standard output is for data and standard error for the rest; a stage returns what it knows",
        broken: lines::printing,
    },
    Rule {
        rule: "no hash table has a fixed seed",
        reason: "whoever writes a capture could send keys that collide, and make time quadratic",
        broken: lines::fixed_seeds,
    },
    Rule {
        rule: "nothing speaks of the paths of one machine",
        reason: "a reader has another machine",
        broken: lines::machine_paths,
    },
    Rule {
        rule: "a link within the project leads somewhere",
        reason: "pages are moved, and what they promised is lost without a word",
        broken: links::dead,
    },
    Rule {
        rule: "a fuzz target has a law, a row in fuzz/Cargo.toml, a file and a corpus",
        reason: "the corpora are replayed by the ordinary tests: a target without one is tested by hand alone",
        broken: targets::incomplete,
    },
    Rule {
        rule: "generated files are up to date",
        reason: "help, manual, completions and tables come from one definition, or they disagree",
        broken: |workspace| generated::stale(workspace, None),
    },
];

/// All that is not as it should be, a paragraph each rule that is broken.
#[must_use]
pub fn complaints(workspace: &Workspace) -> Vec<String> {
    let broken = RULES.iter().map(|rule| (rule, (rule.broken)(workspace)));
    broken.filter(|(_, places)| !places.is_empty()).map(|(rule, places)| paragraph(rule, &places)).collect()
}

fn paragraph(rule: &Rule, places: &[String]) -> String {
    let places: Vec<String> = places.iter().map(|place| format!("  {place}")).collect();
    format!("tidy: {}\n{}\n  because {}", rule.rule, places.join("\n"), rule.reason)
}
