//! Fuzz targets.

use crate::laws::TARGETS;
use crate::workspace::Workspace;

pub(super) fn incomplete(workspace: &Workspace) -> Vec<String> {
    let manifest = workspace.text("fuzz/Cargo.toml").unwrap_or_default();
    let mut lacks = Vec::new();
    for target in TARGETS {
        let name = target.name;
        let file = format!("fuzz_targets/{name}.rs");
        if !manifest.contains(&format!("path = \"{file}\"")) {
            lacks.push(format!("fuzz/Cargo.toml: no binary for {name}"));
        }
        if workspace.text(&format!("fuzz/{file}")).is_none() {
            lacks.push(format!("fuzz/{file}: missing"));
        }
        let corpus = std::fs::read_dir(workspace.root.join("fuzz/corpus").join(name));
        if corpus.is_ok_and(|mut seeds| seeds.next().is_some()) {
            continue;
        }
        lacks.push(format!("fuzz/corpus/{name}: no seed"));
    }
    lacks
}
