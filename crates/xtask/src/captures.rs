//! The laws of the whole path over captures of others, which are not part of the project.

use crate::laws;
use anyhow::{Context, Result};
use std::fs;
use std::io::{self, Write};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Checks the law `pipeline` on every file below `dir`, and says which break it.
///
/// Status 1 if one does, or if there is none; a missing folder is said and is no failure.
///
/// # Errors
/// If a file or folder cannot be read.
pub fn run(dir: &Path) -> Result<ExitCode> {
    if !dir.is_dir() {
        writeln!(io::stdout(), "laws: NOT RUN: there is no {}", dir.display())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut files = Vec::new();
    collect(dir, &mut files)?;
    let mut broken = 0;
    for file in &files {
        let bytes = fs::read(file).with_context(|| file.display().to_string())?;
        if catch_unwind(|| laws::check("pipeline", &bytes)).is_err() {
            broken += 1;
            writeln!(io::stdout(), "broken by {}", file.display())?;
        }
    }
    writeln!(io::stdout(), "laws: {} captures, {broken} break one", files.len())?;
    Ok(if broken == 0 && !files.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Adds every file below a folder, in order.
pub(crate) fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
