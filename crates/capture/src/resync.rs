//! The search for the next record behind a damaged one.

use crate::window::{Stop, Window};
use idlewire_evidence::Cap;

/// How far behind a damaged record the next one is searched for.
pub(crate) const SEARCH_BYTES: Cap = Cap {
    name: "capture-search-bytes",
    unit: "bytes",
    default: 1 << 20,
    reason: "holds four of the longest usual records (262,144 bytes), so that one damaged length does not hide the next record",
    outcome: "the input is read up to the damage, and an error names the place",
};

/// How often one input is searched.
pub(crate) const TIMES: Cap = Cap {
    name: "capture-searches",
    unit: "searches of one input",
    default: 1000,
    reason: "damage is rare; a file made of damage must not cost time without end",
    outcome: "the input is read up to there, and an error names the place",
};

/// Records that must follow each other before a place is believed.
const CHAIN: usize = 3;

/// What stands at a place.
pub(crate) enum Plausible {
    /// What may be a record, with its length.
    Record {
        len: usize,
    },
    TooFewBytes,
    No,
}

/// Moves the window to the next place where records follow each other. Returns the bytes passed over, `None` if there is
/// no such place near.
pub(crate) fn search(window: &mut Window, plausible: impl Fn(&[u8]) -> Plausible) -> Result<Option<usize>, Stop> {
    // What is in the window is searched first: most damage is small, and filling moves bytes about.
    for reach in [1, SEARCH_BYTES.default as usize] {
        if window.available().len() < reach {
            window.fill(reach)?;
        }
        let bytes = window.available();
        let bytes = bytes.get(..SEARCH_BYTES.default as usize).unwrap_or(bytes);
        let whole = window.has_ended() && bytes.len() == window.available().len();
        let found = (1..bytes.len()).find(|&at| follows(bytes.get(at..).unwrap_or_default(), whole, &plausible));
        if let Some(at) = found {
            window.take(at);
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// Whether records follow each other from the first byte on: three, or fewer if the last ends exactly where the stream
/// (`ended`) does.
fn follows(bytes: &[u8], ended: bool, plausible: impl Fn(&[u8]) -> Plausible) -> bool {
    let mut rest = bytes;
    for seen in 0..CHAIN {
        if rest.is_empty() {
            return ended && seen > 0;
        }
        let Plausible::Record { len } = plausible(rest) else { return false };
        let Some(next) = rest.get(len..) else { return seen + 1 == CHAIN };
        rest = next;
    }
    true
}
