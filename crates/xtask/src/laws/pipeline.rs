//! The laws of the whole path.

use super::cuts::can_be_cut;
use idlewire_capture::{InputSummary, Recording, Selection};
use idlewire_catalog::{Catalogs, Matcher};
use idlewire_evidence::Source;
use idlewire_flow::Edge;
use idlewire_pipeline::{Finished, Keep, Options, Partial, Reading, Threads, explain, flows, read, report};
use idlewire_report::{ExplainFormat, FlowFormat, Format, ProvenClaim, Report, Screen};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static CATALOGS: LazyLock<Catalogs> = LazyLock::new(Catalogs::shipped);
/// Made once: it is the same in every execution.
static MATCHER: LazyLock<Matcher<'static>> = LazyLock::new(|| Matcher::new(CATALOGS.as_slice()));

/// Any bytes are read to the end; the ledger balances, every form can be written, every row can be explained, several threads
/// say what one says, and two pieces merged say what the whole says, of captures that can be cut.
pub(super) fn pipeline(bytes: &[u8]) {
    let (whole, inputs) = whole(bytes, Keep::Flows, Threads::One);
    assert!(whole.counted().balances(), "the ledger of kept flows does not balance: {:?}", whole.ledger);
    let (sums, _) = self::whole(bytes, Keep::Sums, Threads::One);
    assert!(sums.counted().balances(), "the ledger of sums does not balance: {:?}", sums.ledger);

    let mut before = None;
    for per_machine in [false, true] {
        let options = Options { per_machine, ..Options::default() };
        let report = report(&sums, &inputs, &options, &MATCHER);
        // The same document has the same forms: most captures know one machine.
        if before.as_ref() != Some(&report) {
            written(&report);
            explained(&whole, &inputs, &options, &report, bytes);
        }
        before = Some(report);
    }
    let listed = list(&whole);
    // To start threads takes longer than to read most inputs: every sixteenth length is enough.
    if bytes.len().is_multiple_of(16) {
        let (several, _) = self::whole(bytes, Keep::Flows, Threads::Several);
        assert_eq!(several.ledger, whole.ledger, "several threads count otherwise than one");
        assert_eq!(list(&several), listed, "several threads list other flows than one");
    }
    if !can_be_cut(recording(bytes)) {
        return;
    }
    let read = whole.ledger.frames.read;
    for first in BTreeSet::from([0, read / 2, 1.min(read)]) {
        let merged = in_two(bytes, first);
        assert_eq!(merged.ledger.frames, whole.ledger.frames, "pieces merged count other frames than the whole");
        assert_eq!(merged.counted().flows, whole.counted().flows, "pieces merged count other flows than the whole");
        assert_eq!(list(&merged), listed, "pieces merged list other flows than the whole");
    }
}

fn recording(bytes: &[u8]) -> Recording {
    Recording::from_bytes(vec![("any".to_owned(), bytes.to_vec())], Selection::default()).0
}

fn whole(bytes: &[u8], keep: Keep, threads: Threads) -> (Finished, Vec<InputSummary>) {
    let mut recording = recording(bytes);
    let (partial, errors) = read(&mut recording, keep, threads, |_| {});
    assert!(errors.len() <= 1, "an input ends with its error");
    (partial.finish(), recording.inputs())
}

/// Reads the first frames as one piece and the others as another, and merges the later one first.
fn in_two(bytes: &[u8], first: u64) -> Finished {
    let mut recording = recording(bytes);
    let mut pieces = [Reading::new(Edge::Beginning, Keep::Flows), Reading::new(Edge::Cut, Keep::Flows)];
    let mut number = 0;
    while let Some(frame) = recording.next_frame() {
        let Ok(frame) = frame else { continue };
        pieces[usize::from(number >= first)].frame(&frame);
        number += 1;
    }
    pieces[0].names(recording.names());
    let [early, late] = pieces.map(Reading::finish);
    let mut merged = Partial::empty(Keep::Flows);
    merged.merge(late);
    merged.merge(early);
    merged.finish()
}

fn written(report: &Report) {
    let screen = Screen { width: 80, colour: false };
    for form in Format::ALL {
        let mut text = Vec::new();
        form.write(report, screen, &mut text).expect("memory takes all");
        let text = String::from_utf8(text).expect("every form is UTF-8");
        assert!(!text.contains('\u{1b}'), "{}: an escape went through", form.token());
    }
}

fn explained(whole: &Finished, inputs: &[InputSummary], options: &Options, report: &Report, bytes: &[u8]) {
    let Some(row) = report.subjects.iter().flat_map(|subject| &subject.endpoints).next() else { return };
    let explanation = explain(whole, inputs, options, &MATCHER, &row.destination, &mut recording(bytes));
    assert!(!explanation.found.is_empty(), "a row of the report cannot be explained: {}", row.destination);
    let claims = explanation.found.iter().flat_map(|found| &found.claims);
    claims.filter(|claim| claim.source == Source::TlsSni).for_each(proven);
    for form in ExplainFormat::ALL {
        form.write(&explanation, &mut Vec::new()).expect("memory takes all");
    }
}

/// The bytes of a proof state the name; one that lies in two segments has two proofs, each with a part of it.
fn proven(claim: &ProvenClaim) {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let whole: Vec<u8> = claim.proof.iter().flat_map(|proof| proof.bytes.clone()).collect();
    if claim.proof.len() <= 2
        && claim.proof.iter().all(|proof| !proof.bytes.is_empty())
        && claim.name.chars().all(is_plain)
    {
        // Only host names are put into lower case; another text is shown as it is.
        let stated = String::from_utf8_lossy(&whole).to_ascii_lowercase();
        assert!(stated.contains(&*claim.name.to_ascii_lowercase()), "the proof of {} states {stated:?}", claim.name);
    }
}

fn list(finished: &Finished) -> String {
    let mut text = Vec::new();
    FlowFormat::Jsonl.write(flows(finished), &mut text).expect("memory takes all");
    String::from_utf8(text).expect("JSON is UTF-8")
}
