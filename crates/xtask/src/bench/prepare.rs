//! What the race needs: captures that are made once, the yardstick, the release build.

use super::Plan;
use crate::workspace::{Workspace, cargo};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The files of the race.
pub(super) struct Material {
    /// The release build.
    pub binary: PathBuf,
    /// The yardstick.
    pub walk: PathBuf,
    /// A file to write to.
    pub scratch: PathBuf,
    cache: PathBuf,
}

impl Material {
    /// Builds what is to be built.
    pub(super) fn prepare(workspace: &Workspace, plan: &Plan) -> Result<Self> {
        fs::create_dir_all(&plan.cache).with_context(|| plan.cache.display().to_string())?;
        // A copy, because cargo writes its lock file beside the manifest.
        let (from, to) = (plan.recipe.join("walk"), plan.cache.join("walk"));
        fs::create_dir_all(to.join("src"))?;
        for file in ["Cargo.toml", "src/main.rs"] {
            fs::copy(from.join(file), to.join(file)).with_context(|| from.join(file).display().to_string())?;
        }
        build(&to, Some(&plan.cache.join("walk-target")), &[])?;
        build(&workspace.root, None, &["--package", "idlewire-cli"])?;
        Ok(Self {
            binary: workspace.target.join("release/idlewire"),
            walk: plan.cache.join("walk-target/release/walk"),
            scratch: plan.cache.join("scratch"),
            cache: plan.cache.clone(),
        })
    }

    /// The capture of a size in bytes, made if it is not there.
    pub(super) fn capture(&self, plan: &Plan, bytes: u64) -> Result<PathBuf> {
        let capture = self.cache.join(format!("{bytes}.pcap"));
        if !capture.is_file() {
            writeln!(io::stderr(), "making {}", capture.display())?;
            let made = self.cache.join("being-made.pcap");
            let (size, flows) = (bytes.to_string(), (bytes / 5_000).to_string());
            let mut make = Command::new("python3");
            make.arg(plan.recipe.join("make.py")).arg("make").arg(&plan.captures).arg(plan.recipe.join("donors.json"));
            make.arg(&made).args(["--bytes", &size, "--flows", &flows]).stdout(Stdio::null());
            ensure!(make.status()?.success(), "the recipe failed");
            fs::rename(made, &capture)?;
        }
        Ok(capture)
    }

    /// The same, packed with zstd.
    pub(super) fn packed(&self, capture: &Path) -> Result<PathBuf> {
        let packed = capture.with_extension("pcap.zst");
        if !packed.is_file() {
            let status = Command::new("zstd").args(["-q", "-3", "-o"]).arg(&packed).arg(capture).status()?;
            ensure!(status.success(), "zstd failed");
        }
        Ok(packed)
    }
}

fn build(folder: &Path, target: Option<&Path>, more: &[&str]) -> Result<()> {
    let mut command = Command::new(cargo());
    command.args(["build", "--release", "--quiet"]).args(more).current_dir(folder);
    if let Some(target) = target {
        command.arg("--target-dir").arg(target);
    }
    ensure!(command.status()?.success(), "the release build in {} failed", folder.display());
    Ok(())
}

/// Whether a program can be started.
pub(super) fn installed(program: &str) -> bool {
    let quiet = |command: &mut Command| command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    quiet(Command::new(program).arg("--version"))
}
