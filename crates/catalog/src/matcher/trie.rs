//! Patterns with a fixed end, by its labels from the right.

use std::collections::HashMap;

use foldhash::quality::RandomState;

/// A trie over reversed labels. A pattern hangs on the node of the whole labels that its end consists of; what of the
/// end is only a part of a label stands beside it.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    children: HashMap<Box<str>, usize, RandomState>,
    /// The end of the next label to the left, and the pattern.
    patterns: Vec<(Box<str>, u32)>,
}

impl Default for Trie {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl Trie {
    /// Adds a pattern by its fixed end, such as `.example.com` or `dl.example.com`.
    pub(super) fn add(&mut self, end: &str, id: u32) {
        let mut labels = end.split('.');
        let part = labels.next().unwrap_or_default();
        let mut at = 0;
        for label in labels.rev() {
            let next = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return };
            at = *node.children.entry(label.into()).or_insert(next);
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.patterns.push((part.into(), id));
        }
    }

    /// Calls back with every pattern whose end may be the name's end.
    ///
    /// A pattern `*.x` is offered for x too: the caller tells an apex from a match.
    pub(super) fn candidates(&self, name: &str, found: &mut impl FnMut(u32)) {
        let mut rest = Some(name);
        let mut node = self.nodes.first();
        while let Some(here) = node {
            let label = rest.map(|rest| rest.rsplit_once('.').map_or(rest, |(_, label)| label));
            for (part, id) in &here.patterns {
                if label.unwrap_or_default().ends_with(&**part) {
                    found(*id);
                }
            }
            let Some(label) = label else { return };
            node = here.children.get(label).and_then(|&next| self.nodes.get(next));
            rest = rest.and_then(|rest| rest.rsplit_once('.')).map(|(front, _)| front);
        }
    }
}
