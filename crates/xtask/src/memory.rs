//! The largest memory that `report` and `flows` take on captures of others.

use crate::captures::collect;
use anyhow::{Context, Result, ensure};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// The most that `report` may take. Unit: bytes.
pub const REPORT_BYTES: u64 = 64 << 20;

/// What `flows`, which keeps them all, may take besides for each. Unit: bytes.
pub const FLOW_BYTES: u64 = 512;

/// Runs both commands on each path of standard input; writes peak of `report`, peak of `flows` (in KiB, as wait4 has
/// it on Linux) and the number of flows. What a program takes is known for certain only to whoever waits for its end.
const SCRIPT: &str = r#"
import os, subprocess, sys
def run(*args):
    child = subprocess.Popen([sys.argv[1], *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    lines = sum(part.count(b'\n') for part in iter(lambda: child.stdout.read(1 << 16), b''))
    return os.wait4(child.pid, 0)[2].ru_maxrss, lines
for path in sys.stdin.read().split('\0'):
    report, flows = run('report', path), run('flows', path)
    print(report[0], flows[0], flows[1])
"#;

/// The peaks on one capture.
struct Peak {
    path: String,
    report: u64,
    flows: u64,
    count: u64,
}

/// Measures every file below `dir`; whether all are within bounds. Says so if it cannot measure.
///
/// # Errors
/// If a folder cannot be read or the measurement fails.
pub fn check(binary: &Path, dir: &Path) -> Result<bool> {
    if !cfg!(target_os = "linux") {
        writeln!(io::stdout(), "memory: NOT RUN: peaks are measured on Linux only")?;
        return Ok(true);
    }
    let peaks = measure(binary, dir)?;
    let most = |size: fn(&Peak) -> u64| peaks.iter().map(size).max().unwrap_or_default() as f64 / f64::from(1 << 20);
    let (report, flows) = (most(|it| it.report), most(|it| it.flows));
    writeln!(io::stdout(), "memory: {} captures, report up to {report:.1} MiB, flows {flows:.1} MiB", peaks.len())?;
    let mut is_within = !peaks.is_empty();
    for peak in &peaks {
        let allowed = REPORT_BYTES + FLOW_BYTES * peak.count;
        if peak.report > REPORT_BYTES || peak.flows > allowed {
            let Peak { path, report, flows, count } = peak;
            writeln!(io::stdout(), "memory: too much: report {report}, flows {flows} bytes for {count} flows: {path}")?;
            is_within = false;
        }
    }
    Ok(is_within)
}

fn measure(binary: &Path, dir: &Path) -> Result<Vec<Peak>> {
    let mut files = Vec::new();
    collect(dir, &mut files)?;
    let paths: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    let mut python = Command::new("python3");
    python.args(["-c", SCRIPT]).arg(binary).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = python.spawn().context("python3")?;
    child.stdin.take().context("python3")?.write_all(paths.join("\0").as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "the measurement of memory failed");
    let text = String::from_utf8(output.stdout)?;
    let peaks: Vec<Peak> =
        text.lines().zip(paths).map(|(line, path)| peak(line, path).context("python3")).collect::<Result<_>>()?;
    ensure!(peaks.len() == files.len(), "the measurement of memory ended early");
    Ok(peaks)
}

fn peak(line: &str, path: String) -> Option<Peak> {
    let mut numbers = line.split(' ').map(|number| number.parse::<u64>().ok());
    let mut kib = || Some(numbers.next()?? * 1024);
    let (report, flows) = (kib()?, kib()?);
    Some(Peak { path, report, flows, count: numbers.next()?? })
}
