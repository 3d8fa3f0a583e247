//! The law of folding over every rule of the public suffix list: no fold reaches past a public or multi-tenant suffix.
//!
//! The list is the one that the program itself carries: the file in the sources of its package, found by cargo.

use idlewire_catalog::{Dialect, Match, Observed, Pattern, fold};
use std::collections::BTreeSet;
use std::process::Command;

/// The rules of the list, such as `co.uk`, `*.ck`, `!www.ck`.
fn rules() -> Vec<String> {
    let version = output("RUSTC", "rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    // Packages for other platforms may not be at hand.
    let arguments = ["metadata", "--format-version", "1", "--offline", "--filter-platform", host];
    let metadata: serde_json::Value = serde_json::from_str(&output("CARGO", "cargo", &arguments)).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let list = packages.iter().find(|package| package["name"] == "psl").expect("the package of the list");
    let manifest = list["manifest_path"].as_str().expect("a path");
    let file = std::path::Path::new(manifest).with_file_name("data").join("rules.txt");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What a tool says: the one that the variable names, else the one on the path.
fn output(variable: &str, tool: &str, arguments: &[&str]) -> String {
    let program = std::env::var_os(variable).unwrap_or_else(|| tool.into());
    let output = Command::new(program).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.unwrap_or_else(|error| panic!("{tool}: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// What a rule makes a suffix: itself, or with a label of its own for the star. An exception makes none.
fn suffix(rule: &str) -> Option<String> {
    match (rule.strip_prefix('!'), rule.strip_prefix("*.")) {
        (Some(_), _) => None,
        (None, Some(rest)) => Some(format!("any.{rest}")),
        (None, None) => Some(rule.to_owned()),
    }
}

#[test]
fn no_fold_crosses_a_rule_of_the_public_suffix_list() {
    let rules = rules();
    assert!(rules.len() > 9_000, "only {} rules were read", rules.len());
    let exceptions: BTreeSet<&str> = rules.iter().filter_map(|rule| rule.strip_prefix('!')).collect();
    for rule in &rules {
        let Some(suffix) = suffix(rule).filter(|suffix| !exceptions.contains(suffix.as_str())) else { continue };
        let suffix = idlewire_catalog::normal_name(&suffix).into_owned();
        check(&suffix, rule);
    }
}

/// Names that vary right below a suffix are of several owners; a pattern that lists two of them crosses it.
fn check(suffix: &str, rule: &str) {
    let labels = ["n1", "n2", "n33", "alpha", "beta", "gamma", "delta"];
    let mut names: Vec<String> = labels.iter().map(|label| format!("{label}.{suffix}")).collect();
    names.extend(labels.iter().map(|label| format!("www.{label}.{suffix}")));
    names.extend(labels.iter().map(|label| format!("{label}.owner.{suffix}")));
    let observed: Vec<Observed<'_>> =
        names.iter().map(|name| Observed { name, protocol: "HTTPS", description: None }).collect();
    for fold in fold(&observed, &[]) {
        let pattern = Pattern::parse(&fold.pattern, Dialect::Subdomains).expect("a fold is a pattern");
        let owners = ["alpha", "owner", "n4"].map(|owner| format!("n5.{owner}.{suffix}"));
        let direct = ["zeta", "n4"].map(|owner| format!("{owner}.{suffix}"));
        let reached = owners.iter().filter(|name| pattern.matches(name) == Match::Glob).count();
        let crossed = direct.iter().any(|name| pattern.matches(name) == Match::Glob);
        assert!(reached <= 1 && !crossed, "{rule}: {} reaches several owners", fold.pattern);
    }
}
