//! The seeds of the fuzz targets, and what fuzzing found, keep the laws. So do all their beginnings.

use idlewire_xtask::laws::{TARGETS, Target};
use std::path::Path;

fn seeds(target: &Target) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target.name);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let read = |path: std::path::PathBuf| (path.display().to_string(), std::fs::read(&path).unwrap());
    entries.map(|entry| read(entry.unwrap().path())).collect()
}

#[test]
fn every_seed_keeps_the_law_of_its_target() {
    for target in TARGETS {
        let seeds = seeds(target);
        assert!(!seeds.is_empty(), "{}: a target without seeds", target.name);
        for (path, bytes) in seeds {
            let kept = std::panic::catch_unwind(|| (target.law)(&bytes));
            assert!(kept.is_ok(), "{path} breaks the law of {}", target.name);
        }
    }
}

#[test]
fn no_beginning_of_a_seed_breaks_a_law() {
    for target in TARGETS {
        for (path, bytes) in seeds(target) {
            for len in (0..bytes.len()).step_by(bytes.len() / 24 + 1) {
                let kept = std::panic::catch_unwind(|| (target.law)(&bytes[..len]));
                assert!(kept.is_ok(), "the first {len} bytes of {path} break the law of {}", target.name);
            }
        }
    }
}

/// Numbers that look drawn by chance and are the same in every run (Marsaglia, "Xorshift RNGs", 2003).
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 32) as usize
}

#[test]
fn no_changed_seed_breaks_a_law() {
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for target in TARGETS {
        for (path, mut bytes) in seeds(target).into_iter().filter(|(_, bytes)| !bytes.is_empty()) {
            for round in 0..12 {
                let at = next(&mut state) % bytes.len();
                bytes[at] = next(&mut state).to_le_bytes()[0];
                let kept = std::panic::catch_unwind(|| (target.law)(&bytes));
                assert!(kept.is_ok(), "{path} after {round} changes breaks the law of {}: {bytes:02x?}", target.name);
            }
        }
    }
}

#[test]
fn every_corpus_belongs_to_a_target() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    for entry in std::fs::read_dir(corpora).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(TARGETS.iter().any(|target| name == target.name), "{}: no such target", name.display());
    }
}
