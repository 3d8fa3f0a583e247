//! What the scenes of the cases are made of is what the program finds in them. The truth is known from their making.

mod run;

use idlewire_fixtures::{FlowState, Scene, TrueFlow};
use run::{Folder, input};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn scenes() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let list = |folder: &Path| {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .collect::<Vec<_>>()
    };
    let scenes = list(&cases).into_iter().flat_map(|topic| list(&topic)).map(|case| case.join("scene.toml"));
    scenes.filter(|scene| scene.exists()).collect()
}

fn flows(scene: &Scene) -> Vec<Value> {
    let folder = Folder::new();
    folder.write("scene.pcapng", &input::capture(scene, "scene.pcapng", None));
    let text = folder.out(&["flows", "scene.pcapng"]);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Client, its port, server, its port and transport. A port is used once in a scene.
fn key(flow: &Value) -> String {
    let number = |name: &str| flow[name].as_u64().unwrap_or_default();
    let text = |name: &str| flow[name].as_str().unwrap_or_default();
    format!(
        "{} {} {} {} {}",
        text("client"),
        number("client_port"),
        text("server"),
        number("server_port"),
        text("transport")
    )
}

fn true_key(flow: &TrueFlow) -> String {
    format!("{} {} {} {} {}", flow.client, flow.client_port, flow.server, flow.server_port, flow.transport)
}

#[test]
fn every_conversation_of_a_scene_is_found_with_its_counts_and_its_name() {
    let scenes = scenes();
    assert!(scenes.len() >= 8, "only {} scenes were found", scenes.len());
    for path in scenes {
        let scene = input::scene(&path);
        let found: BTreeMap<String, Value> = flows(&scene).into_iter().map(|flow| (key(&flow), flow)).collect();
        for flow in scene.truth().flows {
            let key = true_key(&flow);
            let given = found.get(&key).unwrap_or_else(|| panic!("{}: {key} was not found", path.display()));
            compare(&flow, given, &format!("{}: {key}", path.display()));
        }
    }
}

fn compare(truth: &TrueFlow, given: &Value, place: &str) {
    let counts = ["packets_out", "packets_in", "bytes_out", "bytes_in"].map(|name| given[name].as_u64().unwrap());
    let mut counted = [truth.packets_out, truth.packets_in, truth.bytes_out, truth.bytes_in];
    if counts != counted && truth.later_fragments > 0 {
        // Fragments may be counted apart; then the counts are lower by them alone.
        assert_eq!(counts[0] + counts[1] + truth.later_fragments, counted[0] + counted[1], "{place}: packets");
        counted = counts;
    }
    assert_eq!(counts, counted, "{place}: packets and bytes");
    let state = match truth.state {
        FlowState::Attempted => "attempted",
        FlowState::Refused => "refused",
        FlowState::Connected => "connected",
        FlowState::Middle => "middle",
    };
    assert_eq!(given["state"], state, "{place}: state");
    assert_eq!(given["tls_version"].as_str(), truth.tls_version.as_deref(), "{place}: TLS version");
    // A name that no host can have is shown and not used, or shown escaped: the hostile cases state how.
    if truth.name.as_deref().is_some_and(|name| !name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))) {
        return;
    }
    assert_eq!(given["source"].as_str(), truth.source.map(idlewire_evidence::Source::token), "{place}: source");
    let name = given["name"].as_str();
    assert!(
        name.is_none() == truth.name.is_none() && name.is_none_or(|name| truth.acceptable().contains(name)),
        "{place}: name {name:?}"
    );
}
