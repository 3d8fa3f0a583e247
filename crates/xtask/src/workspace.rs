//! The files of the project and what its packages import.

use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What begins the name of every package of the project.
const PREFIX: &str = "idlewire-";
/// Folders that hold nothing a person wrote for the project. Names that begin with a dot are left out too.
const NOT_OURS: &[&str] = &["target", "artifacts", "corpus"];
/// Kinds of text that the rules are about.
const TEXTS: &[&str] = &["rs", "md", "toml"];

/// The project as it stands on disk.
#[derive(Debug)]
pub struct Workspace {
    /// Its top folder.
    pub root: PathBuf,
    /// Rust sources, Markdown pages and TOML files, sorted by path.
    pub files: Vec<TextFile>,
    /// The crates of the project that each of its crates imports outside tests, without the prefix.
    pub imports: BTreeMap<String, BTreeSet<String>>,
    /// Where cargo builds.
    pub target: PathBuf,
}

/// A text of the project.
#[derive(Clone, Debug)]
pub struct TextFile {
    /// Path from the top folder, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl Workspace {
    /// Reads the project that this program was built from.
    ///
    /// # Errors
    /// If a file cannot be read, or cargo does not answer.
    pub fn read() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        let mut files = Vec::new();
        collect(&root, &root, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let metadata = metadata(&root)?;
        let target = metadata["target_directory"].as_str().context("cargo metadata: no target directory")?.into();
        Ok(Self { imports: imports(&metadata)?, root, files, target })
    }

    /// The text at this path, if it is there.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }

    /// The Rust sources.
    pub fn sources(&self) -> impl Iterator<Item = &TextFile> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }

    /// The pages.
    pub fn pages(&self) -> impl Iterator<Item = &TextFile> {
        self.files.iter().filter(|file| file.path.ends_with(".md"))
    }
}

/// The cargo that runs this program, else the one on the path.
#[must_use]
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<TextFile>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|ending| TEXTS.iter().any(|text| ending == *text)) {
            let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let path = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.push(TextFile { path, text });
        }
    }
    Ok(())
}

fn metadata(root: &Path) -> Result<serde_json::Value> {
    let mut command = Command::new(cargo());
    command.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(root);
    let output = command.output().context("cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn imports(metadata: &serde_json::Value) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let short = |value: &serde_json::Value| Some(value["name"].as_str()?.strip_prefix(PREFIX)?.to_owned());
    let mut imports = BTreeMap::new();
    for package in metadata["packages"].as_array().context("cargo metadata: no packages")? {
        let dependencies = package["dependencies"].as_array().context("cargo metadata: no dependencies")?;
        // Of a development or build dependency the kind is stated; of a normal one it is null.
        let normal = dependencies.iter().filter(|dependency| dependency["kind"].is_null());
        imports.extend(short(package).map(|name| (name, normal.filter_map(short).collect())));
    }
    Ok(imports)
}
