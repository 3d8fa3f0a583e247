//! Paths and folders to a list of inputs.

use crate::error::CaptureError;
use crate::input::Input;
use crate::looks;
use crate::stream::Source;
use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// How the names of captures end, before the ending of a packing.
const ENDINGS: [&str; 5] = [".pcap", ".pcapng", ".cap", ".dmp", ".snoop"];

const PACKED_ENDINGS: [&str; 2] = [".gz", ".zst"];

/// What paths lead to.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) inputs: Vec<Input>,
    pub(crate) errors: Vec<CaptureError>,
    /// Paths that lead to a file which another path led to before.
    pub(crate) repeated: Vec<PathBuf>,
    seen: BTreeSet<PathBuf>,
}

impl Found {
    /// Adds what one path leads to: a file, standard input for `-`, or the captures of a folder.
    pub(crate) fn add(&mut self, path: &Path) {
        if path == Path::new("-") {
            if self.is_new(path, path.to_owned()) {
                self.inputs.push(Input::new(path.to_owned(), Source::Stdin, None));
            }
            return;
        }
        match fs::metadata(path) {
            Err(source) => self.errors.push(CaptureError::Open { path: path.to_owned(), source }),
            Ok(kind) if kind.is_dir() => self.add_folder(path),
            Ok(kind) => self.add_file(path, &kind),
        }
    }

    fn add_file(&mut self, path: &Path, kind: &Metadata) {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.is_new(path, place) {
            return;
        }
        self.inputs.push(if kind.is_file() {
            Input::new(path.to_owned(), Source::File(path.to_owned()), Some(kind.len()))
        } else {
            Input::new(path.to_owned(), Source::Pipe(path.to_owned()), None)
        });
    }

    fn is_new(&mut self, path: &Path, place: PathBuf) -> bool {
        let new = self.seen.insert(place);
        if !new {
            self.repeated.push(path.to_owned());
        }
        new
    }

    /// Adds the captures below a folder, sorted by path. Links to folders are not followed, so the walk ends.
    fn add_folder(&mut self, folder: &Path) {
        let errors_before = self.errors.len();
        let mut files = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            if let Err(source) = list(&next, &mut files, &mut folders) {
                self.errors.push(CaptureError::Open { path: next, source });
            }
        }
        files.sort();
        let mut captures = 0;
        for file in files {
            match capture(&file) {
                Ok(Some(kind)) => {
                    captures += 1;
                    self.add_file(&file, &kind);
                }
                Ok(None) => {}
                Err(source) => self.errors.push(CaptureError::Open { path: file, source }),
            }
        }
        if captures == 0 && self.errors.len() == errors_before {
            self.errors.push(CaptureError::EmptyFolder { folder: folder.to_owned() });
        }
    }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>, folders: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
    }
    Ok(())
}

/// What the system says about a file of a folder, if it is a capture by its content or is called one: then reading it tells
/// what it is instead. Pipes and devices are not opened: that could wait for ever.
fn capture(file: &Path) -> io::Result<Option<Metadata>> {
    let is_called = is_called_capture(file);
    let kind = match fs::metadata(file) {
        // A link that leads nowhere.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !is_called => return Ok(None),
        kind => kind?,
    };
    Ok((kind.is_file() && (is_called || looks::is_capture(Box::new(File::open(file)?)))).then_some(kind))
}

/// Whether a file's name promises a capture. Hidden files promise nothing: macOS puts a `._x.pcap` beside each `x.pcap` that it copies.
fn is_called_capture(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let plain = PACKED_ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    !name.starts_with('.') && ENDINGS.iter().any(|ending| plain.ends_with(ending))
}
