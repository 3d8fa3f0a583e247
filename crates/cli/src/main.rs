//! The binary `idlewire`.

use std::process::ExitCode;

fn main() -> ExitCode {
    idlewire_cli::main()
}
