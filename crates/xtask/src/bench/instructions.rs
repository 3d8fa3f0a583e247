//! Instructions by crate: a measure that does not depend on what else the machine does.

use super::prepare::{Material, installed};
use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// How much of the capture is read: valgrind is fifty times slower than the machine.
const BYTES: u64 = 100_000_000;

/// Counts, and prints a table by crate.
pub(super) fn run(material: &Material, target: &Path) -> Result<ExitCode> {
    ensure!(installed("valgrind"), "valgrind is missing: apt-get install valgrind");
    let part = target.with_extension("part.pcap");
    io::copy(&mut File::open(target)?.take(BYTES), &mut File::create(&part)?)?;
    let counts = target.with_extension("callgrind");
    let mut count = Command::new("valgrind");
    count.args(["--tool=callgrind", "--quiet"]).arg(format!("--callgrind-out-file={}", counts.display()));
    count.arg(&material.binary).args(["report", "--quiet", "--format", "json", "-o", "/dev/null"]).arg(&part);
    ensure!(count.stderr(Stdio::null()).status()?.success(), "valgrind failed");
    let told = Command::new("callgrind_annotate").arg("--threshold=100").arg(&counts).output()?;
    let by_crate = by_crate(&String::from_utf8_lossy(&told.stdout));
    let total: u64 = by_crate.values().sum();
    let mut rows: Vec<_> = by_crate.into_iter().collect();
    rows.sort_by_key(|(_, instructions)| std::cmp::Reverse(*instructions));
    let mut out = io::stdout();
    writeln!(out, "| crate | million instructions | share |\n|---|--:|--:|")?;
    for (name, instructions) in rows {
        #[expect(clippy::cast_precision_loss, reason = "three digits are printed")]
        let share = instructions as f64 * 100.0 / total as f64;
        writeln!(out, "| {name} | {} | {share:.1} % |", instructions / 1_000_000)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Adds up the lines of callgrind_annotate: `1,234 (5.6%)  file:function [object]`.
fn by_crate(told: &str) -> BTreeMap<String, u64> {
    let mut sums = BTreeMap::new();
    for line in told.lines() {
        let Some((count, rest)) = line.trim_start().split_once(" (") else { continue };
        let (Ok(count), Some((_, function))) = (count.replace(',', "").parse::<u64>(), rest.split_once(")  ")) else {
            continue;
        };
        *sums.entry(crate_of(function)).or_default() += count;
    }
    sums.remove("PROGRAM TOTALS");
    sums
}

/// The crate of the project that a function belongs to, or is an instance for; else where it comes from.
fn crate_of(function: &str) -> String {
    if let Some((_, rest)) = function.split_once("idlewire_") {
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        return format!("idlewire-{name}");
    }
    let is_in = |part: &str| function.contains(part);
    let name = match () {
        () if is_in("PROGRAM TOTALS") => "PROGRAM TOTALS",
        () if is_in("malloc") || is_in("free") || is_in("realloc") => "allocator",
        () if is_in("memcpy") || is_in("memmove") || is_in("memset") || is_in("memcmp") => "copies",
        () => "libraries",
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_up_by_crate() {
        let told = "593 (100.0%)  PROGRAM TOTALS\n\
            1,064 (10.92%)  ???:<core::iter::Map<I,F> as idlewire_flow::X>::fold [/a]\n\
            36 ( 0.5%)  ???:idlewire_flow::table::count [/a]\n7 (0.1%)  ./malloc/malloc.c:_int_free [/libc]\n";
        let sums: Vec<_> = by_crate(told).into_iter().collect();
        assert_eq!(sums, [("allocator".to_owned(), 7), ("idlewire-flow".to_owned(), 1100)]);
    }
}
