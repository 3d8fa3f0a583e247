//! Runs the binary in a folder of its own.

// Each test program uses a part of this.
#![allow(dead_code, reason = "several test programs share this module")]

pub(crate) mod input;

use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What a run gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A folder to run in. Captures are named within it, so output holds no path of the machine.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// Writes a file, and the folders that it stands in.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs the program with these arguments.
    pub(crate) fn run(&self, args: &[&str]) -> Done {
        self.run_with(args, Stdio::null())
    }

    /// The same with something to read on standard input.
    pub(crate) fn run_with(&self, args: &[&str], input: Stdio) -> Done {
        let output = Command::new(env!("CARGO_BIN_EXE_idlewire"))
            .args(args)
            .current_dir(self.0.path())
            .stdin(input)
            .env_remove("COLUMNS")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Done {
            status: output.status.code().expect("no signal ended it"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Runs the program, which must succeed, and gives its standard output.
    pub(crate) fn out(&self, args: &[&str]) -> String {
        let done = self.run(args);
        assert_eq!(done.status, 0, "idlewire {args:?}: {}", done.err);
        done.out
    }
}
