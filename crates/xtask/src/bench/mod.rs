//! The race: the release build and its peers on one large capture, side by side in one run.
//!
//! Seconds say little on a machine that does other things as well. So the contenders take turns, several times, and what
//! is compared is the ratio of medians to `walk flows`: hop over the records, read the headers, count per flow, no names.

mod contest;
mod instructions;
mod prepare;

use crate::workspace::Workspace;
use anyhow::{Result, ensure};
use contest::{Contender, Measured};
use prepare::{Material, installed};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What to run.
#[derive(clap::Args)]
pub struct Plan {
    /// The folder with make.py, donors.json and walk/
    pub recipe: PathBuf,
    /// The captures that the recipe takes flows from
    pub captures: PathBuf,
    /// Where the large captures and the yardstick are kept between runs
    #[arg(long, default_value = "/tmp/idlewire-bench")]
    pub cache: PathBuf,
    /// Rounds; medians are printed
    #[arg(long, default_value_t = 5)]
    pub rounds: usize,
    /// Race on the capture of 4 GB too
    #[arg(long)]
    pub large: bool,
    /// Leave out the peers
    #[arg(long)]
    pub alone: bool,
    /// Count instructions by crate on the first 100 MB instead, with valgrind
    #[arg(long)]
    pub instructions: bool,
}

/// Bytes of the target capture, and of the large one; both hold 200 flows to the megabyte.
const TARGET: u64 = 1_000_000_000;
const LARGE: u64 = 4 * TARGET;

/// Prepares the captures and runs the race; prints a table in Markdown.
///
/// # Errors
/// If something that is needed is missing, or a contender fails.
pub fn run(workspace: &Workspace, plan: &Plan) -> Result<ExitCode> {
    for (program, package) in [("python3", "python3"), ("/usr/bin/time", "time")] {
        ensure!(installed(program), "{program} is missing: apt-get install {package}");
    }
    let material = Material::prepare(workspace, plan)?;
    let target = material.capture(plan, TARGET)?;
    if plan.instructions {
        return instructions::run(&material, &target);
    }
    let mut contenders = ours(&material, &target);
    if installed("zstd") {
        let packed = material.packed(&target)?;
        let unpack = format!("zstd -dcq '{}' | cat > /dev/null", packed.display());
        contenders.push(Contender::new("zstd -dc", "sh", &["-c".as_ref(), unpack.as_ref()]));
        contenders.push(Contender::report("report (zstd)", &material.binary, &packed, &[]));
    }
    if !plan.alone {
        contenders.extend(peers(&target));
    }
    race(&contenders, plan.rounds)?;
    if plan.large {
        let large = material.capture(plan, LARGE)?;
        let walk = Contender::new("walk flows (4 GB)", &material.walk, &[large.as_os_str(), "flows".as_ref()]);
        race(&[walk, Contender::report("report (4 GB)", &material.binary, &large, &[])], plan.rounds)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn ours(material: &Material, target: &Path) -> Vec<Contender> {
    let (binary, target) = (&material.binary, target);
    let list = ["flows", "--format", "jsonl", "-o"].map(AsRef::as_ref);
    let list: Vec<_> = list.into_iter().chain([material.scratch.as_os_str(), target.as_os_str()]).collect();
    vec![
        Contender::new("walk flows", &material.walk, &[target.as_os_str(), "flows".as_ref()]),
        Contender::report("report", binary, target, &[]),
        Contender::report("report --threads 1", binary, target, &["--threads", "1"]),
        Contender::new("flows", binary, &list),
    ]
}

/// The peers that are there, each doing the part of the job that it can do.
fn peers(target: &Path) -> Vec<Contender> {
    let quoted = target.display();
    let names = "-T fields -e tls.handshake.extensions_server_name -e http.host -e dns.qry.name";
    let all = [
        ("tshark, names only", "tshark", format!("tshark -n -r '{quoted}' {names} > /dev/null")),
        ("suricata", "suricata", format!("d=$(mktemp -d) && suricata -r '{quoted}' -l $d > /dev/null && rm -r $d")),
        ("ndpiReader", "ndpiReader", format!("ndpiReader -q -i '{quoted}' > /dev/null")),
        ("tcpdump, one filter", "tcpdump", format!("tcpdump -n -r '{quoted}' port 853 > /dev/null 2>&1")),
    ];
    let there = all.into_iter().filter(|(_, program, _)| installed(program));
    there.map(|(name, _, line)| Contender::new(name, "sh", &["-c".as_ref(), line.as_ref()])).collect()
}

/// Lets the contenders take turns; the first is the yardstick.
fn race(contenders: &[Contender], rounds: usize) -> Result<()> {
    let mut runs: Vec<Vec<Measured>> = vec![Vec::new(); contenders.len()];
    for round in 0..=rounds {
        for (contender, measured) in contenders.iter().zip(&mut runs) {
            let one = contender.run()?;
            // The first round fills the page cache.
            if round > 0 {
                measured.push(one);
            }
        }
    }
    let mut out = io::stdout();
    writeln!(out, "| | seconds | of the yardstick | CPU seconds | peak MB |\n|---|--:|--:|--:|--:|")?;
    let yardstick = runs.first().map_or(f64::NAN, |runs| contest::median(runs, |run| run.seconds));
    for (contender, runs) in contenders.iter().zip(&runs) {
        let of = |figure: fn(&Measured) -> f64| contest::median(runs, figure);
        let seconds = of(|run| run.seconds);
        writeln!(
            out,
            "| {} | {seconds:.2} | {:.2} | {:.2} | {:.0} |",
            contender.name,
            seconds / yardstick,
            of(|run| run.cpu_seconds),
            of(|run| run.peak_mb)
        )?;
    }
    Ok(())
}
