//! Where data goes: standard output, or the file of `--output`.

use crate::outcome::Stop;
use crate::study;
use anyhow::Context;
use idlewire_capture::looks_like_capture;
use std::fs::File;
use std::io::{BufWriter, Read as _, Write};
use std::path::Path;

/// How much of a file is looked at to tell a capture, packed or not. Unit: bytes.
const LOOK: u64 = 1 << 17;

/// Refuses an output that would overwrite what the command reads, and any capture: it is evidence, and seldom there twice. Called
/// before anything is read.
pub(crate) fn spare<P: AsRef<Path>>(output: Option<&Path>, inputs: impl IntoIterator<Item = P>) -> Result<(), Stop> {
    let target = output.and_then(|path| path.canonicalize().ok()).filter(|path| path.is_file());
    let (Some(output), Some(target)) = (output, target) else { return Ok(()) };
    let is_read = |input: &Path| {
        let Ok(input) = input.canonicalize() else { return false };
        input == target || target.starts_with(&input) && study::is_part(&target)
    };
    let what = match is_capture(&target) {
        true => "is a capture",
        false if inputs.into_iter().any(|input| is_read(input.as_ref())) => "is one of the inputs",
        false => return Ok(()),
    };
    Err(Stop::Usage(format!("{} {what} and would be overwritten: name another file for the output", output.display())))
}

fn is_capture(path: &Path) -> bool {
    let mut start = Vec::new();
    // What cannot be read is told when it is written to.
    let _ = File::open(path).and_then(|file| file.take(LOOK).read_to_end(&mut start));
    looks_like_capture(&start)
}

/// Writes with `write` to the file, or to standard output if there is none.
pub(crate) fn write(
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Stop> {
    let done = match path.filter(|path| *path != Path::new("-")) {
        None => to(std::io::stdout().lock(), write).context("standard output"),
        Some(path) => File::create(path).and_then(|file| to(file, write)).with_context(|| path.display().to_string()),
    };
    done.map_err(|error| Stop::Output(error.context("cannot write the output")))
}

fn to(sink: impl Write, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut sink = BufWriter::with_capacity(1 << 16, sink);
    write(&mut sink)?;
    sink.flush()
}
