//! Prints one line per frame: input, number, time, length on the wire, bytes kept, link type.
//!
//! `cargo run -p idlewire-capture --example frames -- CAPTURE...`; with `--count` only the summary of each input.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example's output is its purpose")]

use idlewire_capture::{Recording, Selection};
use std::io::Write;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let (flags, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        std::env::args().skip(1).map(PathBuf::from).partition(|arg| arg.starts_with("--count"));
    let (mut recording, errors) = Recording::open(&paths, Selection::default());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut stopped = Vec::new();
    while let Some(frame) = recording.next_frame() {
        match frame {
            Err(error) => stopped.push(error),
            Ok(_) if !flags.is_empty() => {}
            Ok(frame) => {
                let time = frame.time.map_or("-".to_owned(), |time| time.as_nanos().to_string());
                let (place, link) = (frame.place, frame.link.0);
                writeln!(
                    out,
                    "{} {} {time} {} {} {link}",
                    place.input,
                    place.frame,
                    frame.wire_len,
                    frame.bytes.len()
                )?;
            }
        }
    }
    out.flush()?;
    for error in errors.iter().chain(&stopped) {
        eprintln!("{error} ({})", error.hint().unwrap_or_default());
    }
    for input in recording.inputs() {
        eprintln!("{input:?}");
    }
    Ok(())
}
