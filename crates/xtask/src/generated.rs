//! What is generated from the code: man pages, completions, the pages on the command line and on limits, and the example in
//! the README.

mod example;
mod pages;

use crate::workspace::Workspace;
use anyhow::{Context, Result};
use clap_complete::Shell;

/// Columns of generated help. A terminal's own width must not show in files.
const WIDTH: usize = 100;

/// What kind of file is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page of the manual.
    Man,
    /// The completions of a shell.
    Completion,
    /// A page for readers, or a part of one.
    Page,
}

/// A file as it should be.
#[derive(Clone, Debug)]
pub struct Generated {
    /// What it is.
    pub kind: Kind,
    /// Path from the top folder.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// Every generated file.
///
/// # Errors
/// If the example cannot be read.
pub fn all(workspace: &Workspace) -> Result<Vec<Generated>> {
    let mut files = Vec::new();
    man(&command(), &mut files)?;
    files.extend(completions());
    files.push(Generated { kind: Kind::Page, path: "docs/cli.md".to_owned(), text: pages::command_line(&command()) });
    files.push(Generated { kind: Kind::Page, path: "docs/caps.md".to_owned(), text: pages::caps() });
    files.push(Generated { kind: Kind::Page, path: "README.md".to_owned(), text: example::readme(workspace)? });
    Ok(files)
}

/// Writes all of one kind.
///
/// # Errors
/// If a file cannot be written.
pub fn write(workspace: &Workspace, kind: Kind) -> Result<()> {
    for file in all(workspace)?.into_iter().filter(|file| file.kind == kind) {
        let path = workspace.root.join(&file.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, file.text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// The files that are not as they should be, with the command that helps; of one kind, or of all.
#[must_use]
pub fn stale(workspace: &Workspace, kind: Option<Kind>) -> Vec<String> {
    let files = match all(workspace) {
        Ok(files) => files,
        Err(error) => return vec![format!("{error:#}")],
    };
    let wanted = files.into_iter().filter(|file| kind.is_none_or(|kind| file.kind == kind));
    let stale = wanted
        .filter(|file| std::fs::read_to_string(workspace.root.join(&file.path)).ok().as_ref() != Some(&file.text));
    stale.map(|file| format!("{} is out of date: run cargo xtask {}", file.path, file.kind.subcommand())).collect()
}

impl Kind {
    fn subcommand(self) -> &'static str {
        match self {
            Self::Man => "man",
            Self::Completion => "completions",
            Self::Page => "docs",
        }
    }
}

/// The definition of the command line, complete to the last subcommand.
fn command() -> clap::Command {
    let mut command = idlewire_cli::command().term_width(WIDTH);
    command.build();
    command
}

/// A page for the command and each of its subcommands.
fn man(command: &clap::Command, files: &mut Vec<Generated>) -> Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).title(&name).render(&mut text)?;
    files.push(Generated { kind: Kind::Man, path: format!("man/{name}.1"), text: String::from_utf8(text)? });
    subcommands(command).try_for_each(|command| man(command, files))
}

/// The subcommands but for `help`, which is the same everywhere.
fn subcommands(command: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    command.get_subcommands().filter(|command| command.get_name() != "help")
}

fn completions() -> Vec<Generated> {
    let shells = [(Shell::Bash, "idlewire.bash"), (Shell::Zsh, "_idlewire"), (Shell::Fish, "idlewire.fish")];
    let file = |(shell, name): (Shell, &str)| {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut idlewire_cli::command(), "idlewire", &mut text);
        let text = String::from_utf8_lossy(&text).into_owned();
        Generated { kind: Kind::Completion, path: format!("completions/{name}"), text }
    };
    shells.into_iter().map(file).collect()
}
