//! Links from page to page.

use crate::workspace::Workspace;
use std::path::Path;

pub(super) fn dead(workspace: &Workspace) -> Vec<String> {
    let mut dead = Vec::new();
    for page in workspace.pages() {
        let folder = workspace.root.join(&page.path);
        let folder = folder.parent().unwrap_or(Path::new("")).to_owned();
        let gone = targets(&page.text).filter(|target| !folder.join(target).exists());
        dead.extend(gone.map(|target| format!("{}: {target}", page.path)));
    }
    dead
}

/// The files that Markdown links lead to: `[text](path#part)`; other pages of the web are left out.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    let links = text.split("](").skip(1).filter_map(|behind| behind.split_once(')')).map(|(target, _)| target);
    let files = links.map(|target| target.split('#').next().unwrap_or_default());
    files.filter(|target| !target.is_empty() && !target.contains([':', ' ', '\n', '(', '`']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_files_are_found_and_those_to_the_web_left_out() {
        let text = "See [a](docs/a.md#part), [b](https://example.org/b), [c](#here) and [d](d.md).";
        assert_eq!(targets(text).collect::<Vec<_>>(), ["docs/a.md", "d.md"]);
    }
}
