//! `idlewire study init`.

use crate::args::InitArgs;
use crate::outcome::{Outcome, Stop};
use anyhow::anyhow;
use idlewire_study::StudyFile;
use std::fs::OpenOptions;
use std::io::Write;

use super::sources::STUDY_FILE;

/// What stands below the title.
const REST: &str = r#"
# Run folders, captures and summaries, as paths from this folder. Without this line every run folder and summary below this
# folder is taken.
# runs = ["home-1", "home-2"]

# Lists that describe the rows: ids of those that ship (`idlewire catalog list`), catalogs, or published pages. Without this line
# those that ship.
# catalogs = ["windows-10-2004-home", "our-list.toml"]

# Lists whose rows are left out: the page is in addition to them.
# baseline = ["enterprise.md"]

# Your own descriptions, for rows that no list describes: [[note]] with destination and description.
# notes = "notes.toml"

# The tables in the order of the page. What is left out of a subject fits any. Subjects of runs that stand here nowhere follow.
# [[subject]]
# system = "Windows 10"
# edition = "Home"
# version = "2004"
# catalogs = ["windows-10-2004-home"]
"#;

pub(super) fn run(args: &InitArgs) -> Result<Outcome, Stop> {
    let path = args.folder.join(STUDY_FILE);
    let shown = path.display().to_string();
    let title = StudyFile { title: args.title.clone(), ..StudyFile::default() }.write();
    let text = format!("# A study: docs/study.md says more.\n\n# The title of the page.\n{title}{REST}");
    // What is written must be what is read.
    StudyFile::read(&text, &shown).map_err(|error| Stop::Usage(error.to_string()))?;
    let written = std::fs::create_dir_all(&args.folder)
        .and_then(|()| OpenOptions::new().write(true).create_new(true).open(&path))
        .and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => Ok(Outcome::Done),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Stop::Output(anyhow!("{shown} is there already; edit it, or take another folder")))
        }
        Err(error) => Err(Stop::Output(anyhow!(error).context(format!("cannot write {shown}")))),
    }
}
