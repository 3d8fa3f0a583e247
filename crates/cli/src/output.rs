//! Where data goes: standard output, or the file of `--output`.

use crate::outcome::Stop;
use anyhow::Context;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

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
