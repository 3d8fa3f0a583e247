//! Captures made of scenes.

use idlewire_fixtures::spec::Spec;
use idlewire_fixtures::{Frame, Scene, write};
use std::ops::Range;
use std::path::Path;

/// Reads the scene at a path.
pub(crate) fn scene(path: &Path) -> Scene {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let spec: Spec = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    spec.scene()
}

/// A capture of these frames of the scene, in the form that the ending of `name` says.
pub(crate) fn capture(scene: &Scene, name: &str, frames: Option<Range<usize>>) -> Vec<u8> {
    let all = scene.frames();
    form(scene, name, &all[frames.unwrap_or(0..all.len())])
}

fn form(scene: &Scene, name: &str, frames: &[Frame]) -> Vec<u8> {
    let (stem, ending) = name.rsplit_once('.').expect("a name with an ending");
    match ending {
        "pcap" => write::pcap(frames, scene.link_type(), write::PcapForm::default()),
        "pcapng" => write::pcapng(frames, scene.link_type()),
        "gz" => write::gzip(&form(scene, stem, frames)),
        "zst" => write::zstd(&form(scene, stem, frames)),
        _ => panic!("{name}: the ending says no form"),
    }
}
