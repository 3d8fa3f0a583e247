//! How the forms are tried: their text, and a reader that has gone.

use crate::sample;
use idlewire_report::Report;
use std::io;

/// What is written, as text.
pub(crate) fn text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The sample with the described row alone.
pub(crate) fn short() -> Report {
    let mut report = sample::report();
    report.subjects[0].endpoints = vec![report.subjects[0].endpoints.swap_remove(1)];
    report
}

/// A pipe whose reader has gone: writing to it says so, in every form.
pub(crate) fn assert_tells_that_the_reader_has_gone(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) {
    struct Closed;
    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    assert_eq!(write(&mut Closed).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
}
