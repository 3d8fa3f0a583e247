//! One program that is timed.

use anyhow::{Context, Result, ensure};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program with its arguments.
pub(super) struct Contender {
    pub name: String,
    line: Vec<std::ffi::OsString>,
}

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    /// Unit: seconds from start to end.
    pub seconds: f64,
    /// Unit: seconds of all cores, in the program and in the kernel.
    pub cpu_seconds: f64,
    /// Largest resident set. Unit: 10^6 bytes. A mapped file counts.
    pub peak_mb: f64,
}

impl Contender {
    pub(super) fn new(name: &str, program: impl AsRef<OsStr>, args: &[&OsStr]) -> Self {
        let line = [program.as_ref()].into_iter().chain(args.iter().copied()).map(OsStr::to_owned).collect();
        Self { name: name.to_owned(), line }
    }

    /// `report --format json` into nothing.
    pub(super) fn report(name: &str, binary: &Path, capture: &Path, more: &[&str]) -> Self {
        let fixed = ["report", "--format", "json", "-o", "/dev/null"];
        let args = fixed.iter().chain(more).map(OsStr::new).chain([capture.as_os_str()]);
        Self::new(name, binary, &args.collect::<Vec<_>>())
    }

    /// Runs it once.
    pub(super) fn run(&self) -> Result<Measured> {
        let mut command = Command::new("/usr/bin/time");
        command.args(["-q", "-f", "%e %U %S %M"]).args(&self.line).stdin(Stdio::null());
        let done = command.output().with_context(|| format!("{} cannot be started", self.name))?;
        let told = String::from_utf8_lossy(&done.stderr);
        ensure!(done.status.success(), "{} failed:\n{told}", self.name);
        let figures = told.lines().last().unwrap_or_default();
        let figures: Vec<f64> =
            figures.split(' ').map(str::parse).collect::<Result<_, _>>().context("/usr/bin/time")?;
        let [seconds, user, system, kilobytes] = figures[..] else {
            anyhow::bail!("/usr/bin/time says something else than it was asked for")
        };
        Ok(Measured { seconds, cpu_seconds: user + system, peak_mb: kilobytes * 1024.0 / 1e6 })
    }
}

/// The middle of a figure over some runs; of an even number the mean of the middle two.
pub(super) fn median(runs: &[Measured], figure: fn(&Measured) -> f64) -> f64 {
    let mut figures: Vec<f64> = runs.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    let middle = |index: usize| figures.get(index).copied().unwrap_or(f64::NAN);
    f64::midpoint(middle(figures.len() / 2), middle(figures.len().saturating_sub(1) / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        let run = |seconds| Measured { seconds, cpu_seconds: 0.0, peak_mb: 0.0 };
        assert_eq!(median(&[run(9.0), run(1.0), run(2.0)], |run| run.seconds), 2.0);
        assert_eq!(median(&[run(9.0), run(1.0), run(2.0), run(4.0)], |run| run.seconds), 3.0);
    }
}
