//! What can be found out about frames without knowing any flow: their layers, and what they mean for the flows. It runs
//! ahead of the rest, on a thread of its own if there is one.

use idlewire_capture::{Block, CaptureError, Frame, Recording};
use idlewire_dissect::{Dissection, dissect};
use idlewire_evidence::Ledger;
use idlewire_flow::{Sight, Sketcher};
use idlewire_wire::WireError;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};

/// Batches that may wait between the two threads. Each holds a block buffer.
const QUEUE: usize = 4;

/// Frames side by side, and what was seen in them.
pub(crate) struct Batch {
    pub block: Block,
    pub sights: Vec<Sight>,
    /// Bytes of the recording that were read so far, as stored.
    pub bytes_read: u64,
}

/// The frames of a recording, looked at.
pub(crate) struct Ahead<'r> {
    recording: &'r mut Recording,
    looking: Looking,
    /// Lists of sights that came back, to be filled again: allocated here and freed there they would wander.
    spare: Receiver<Vec<Sight>>,
    give_back: Sender<Vec<Sight>>,
}

/// Looks at frames, and counts them.
#[derive(Debug)]
pub(crate) struct Looking {
    sketcher: Sketcher,
    pub ledger: Ledger,
}

impl<'r> Ahead<'r> {
    pub(crate) fn new(recording: &'r mut Recording, sketcher: Sketcher) -> Self {
        let (give_back, spare) = channel();
        Self { recording, looking: Looking::new(sketcher), spare, give_back }
    }

    /// Hands all batches over on this thread.
    pub(crate) fn run(self, take: impl FnMut(Result<&Batch, CaptureError>)) -> Ledger {
        let mut take = returning(take, self.give_back.clone());
        self.each(|batch| take(batch))
    }

    /// The same with a thread of its own for this part; `take` stays on the calling one.
    pub(crate) fn run_beside(self, take: impl FnMut(Result<&Batch, CaptureError>)) -> Ledger {
        let take = returning(take, self.give_back.clone());
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel(QUEUE);
            // A receiver that is gone has panicked; the scope hands that on.
            let looking = scope.spawn(move || self.each(|batch| drop(send.send(batch))));
            receive.into_iter().for_each(take);
            looking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn each(mut self, mut take: impl FnMut(Result<Batch, CaptureError>)) -> Ledger {
        while let Some(batch) = self.next() {
            take(batch);
        }
        self.looking.ledger
    }

    fn next(&mut self) -> Option<Result<Batch, CaptureError>> {
        let block = match self.recording.next_block()? {
            Ok(block) => block,
            Err(error) => return Some(Err(error)),
        };
        let mut sights = self.spare.try_recv().unwrap_or_default();
        sights.clear();
        sights.extend(block.frames().map(|frame| self.looking.look(&frame)));
        Some(Ok(Batch { block, sights, bytes_read: self.recording.progress().0 }))
    }
}

/// Hands the list of a batch back when the batch was taken.
fn returning(
    mut take: impl FnMut(Result<&Batch, CaptureError>),
    give_back: Sender<Vec<Sight>>,
) -> impl FnMut(Result<Batch, CaptureError>) {
    move |batch| match batch {
        Err(error) => take(Err(error)),
        Ok(batch) => {
            take(Ok(&batch));
            // Whoever fills lists may be done.
            drop(give_back.send(batch.sights));
        }
    }
}

impl Looking {
    pub(crate) fn new(sketcher: Sketcher) -> Self {
        Self { sketcher, ledger: Ledger::default() }
    }

    /// Dissects a frame and enters it into the ledger.
    pub(crate) fn look(&mut self, frame: &Frame<'_>) -> Sight {
        let dissection = dissect(frame.link, frame.bytes, frame.wire_len);
        count(&mut self.ledger, frame, &dissection);
        self.sketcher.sight(&dissection)
    }
}

/// Enters a frame into the ledger.
fn count(ledger: &mut Ledger, frame: &Frame<'_>, dissection: &Dissection<'_>) {
    ledger.frames.read += 1;
    match dissection.stop {
        None => ledger.frames.understood += 1,
        Some(stop) => stopped(ledger, stop),
    }
    if frame.time.is_none() {
        ledger.note("frame without a time");
    }
    // Ethernet pads every short frame: that is no news.
    for note in dissection.notes.tokens().filter(|note| *note != "padding") {
        ledger.note(note);
    }
}

/// Counts by layer and kind of reason. The text is made only for a reason that is new.
fn stopped(ledger: &mut Ledger, stop: WireError) {
    let (layer, why) = match stop {
        WireError::Truncated { layer, .. } => (layer, "truncated"),
        WireError::Malformed { layer, .. } => (layer, "malformed"),
        WireError::Unsupported { layer, .. } => (layer, "unsupported"),
        WireError::Capped { layer, .. } => (layer, "capped"),
    };
    *ledger.frames.stopped.entry(format!("{layer} {why}").into()).or_default() += 1;
}
