//! All inputs as one sequence of frames in time order.

use crate::block::Block;
use crate::error::CaptureError;
use crate::frame::Frame;
use crate::input::Input;
use crate::interface::NameRecord;
use crate::order;
use crate::selection::{Part, Selection};
use crate::stream::Source;
use crate::summary::InputSummary;
use crate::walk::Found;
use idlewire_evidence::Timestamp;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::{Path, PathBuf};

/// All inputs as one sequence of frames.
///
/// Frames come by (time, input, number). Within an input they keep the order of the file: a frame with an earlier time
/// than one before it, or without a time, stays behind it. The inputs are sorted by their content, so the sequence does
/// not depend on the order of the paths. Memory does not depend on the size of files: an input holds one block buffer, and
/// only from the time of its first frame to its end.
pub struct Recording {
    inputs: Vec<Input>,
    /// Inputs other than the current one that have more to give, by the time of their heads.
    waiting: BinaryHeap<Reverse<(Option<Timestamp>, usize)>>,
    /// The input that gave the last frame.
    current: Option<usize>,
    /// What was found behind the end of the last block.
    ahead: Option<Option<Result<usize, CaptureError>>>,
    selection: Selection,
    names: Vec<NameRecord>,
    repeated: Vec<PathBuf>,
}

impl Recording {
    /// Opens files, folders and `-` for standard input. What cannot be opened is returned beside; the others are read all
    /// the same. A file that several paths lead to is read once.
    #[must_use]
    pub fn open(paths: &[PathBuf], selection: Selection) -> (Self, Vec<CaptureError>) {
        let mut found = Found::default();
        for path in paths {
            found.add(path);
        }
        let (recording, refused) = Self::of(found.inputs, found.repeated, selection);
        found.errors.extend(refused);
        (recording, found.errors)
    }

    /// The same for captures in memory, each with a name to stand for its path.
    #[must_use]
    pub fn from_bytes(captures: Vec<(String, Vec<u8>)>, selection: Selection) -> (Self, Vec<CaptureError>) {
        let input = |(name, bytes): (String, Vec<u8>)| {
            let size = bytes.len() as u64;
            Input::new(PathBuf::from(name), Source::Memory(bytes.into()), Some(size))
        };
        Self::of(captures.into_iter().map(input).collect(), Vec::new(), selection)
    }

    fn of(inputs: Vec<Input>, repeated: Vec<PathBuf>, selection: Selection) -> (Self, Vec<CaptureError>) {
        let mut errors = Vec::new();
        let alone = inputs.len() == 1;
        let look = |mut input: Input| match input.look() {
            Ok(()) => {
                if !alone {
                    input.close();
                }
                Some(input)
            }
            Err(error) => {
                errors.push(error);
                None
            }
        };
        let inputs = order::sort(inputs.into_iter().filter_map(look).collect());
        let first = inputs.iter().filter_map(Input::latest).min();
        let waiting = inputs.iter().enumerate().map(|(index, input)| Reverse((input.latest(), index))).collect();
        let selection = selection.starting(first);
        (Self { inputs, waiting, current: None, ahead: None, selection, names: Vec::new(), repeated }, errors)
    }

    /// The next frame, or `None` at the end. Frames before the selected period come too, and say so.
    ///
    /// `Err` means that one input could not be read further; the others go on. Each input gives at most one error and then
    /// no frame more, so a loop over this method always stops. An input that stops in mid-record gives no error: its
    /// summary says so. The frame borrows the recording: it is to be used before the next is asked for.
    #[inline]
    pub fn next_frame(&mut self) -> Option<Result<Frame<'_>, CaptureError>> {
        let index = match self.next_read()? {
            Ok(index) => index,
            Err(error) => return Some(Err(error)),
        };
        let input = self.inputs.get(index)?;
        let counts = self.part_of(input) == Part::Period;
        let (record, bytes, number) = input.head()?;
        Some(Ok(record.frame(place(index), number, bytes, counts)))
    }

    /// The next frames, as many as lie side by side in one buffer; `None` at the end.
    ///
    /// The blocks hold the frames that [`Self::next_frame`] would give, in the same order, and errors come between them.
    /// The block's earlier frames are let go. A block keeps its buffer alive: hold few.
    pub fn next_block(&mut self, block: &mut Block) -> Option<Result<(), CaptureError>> {
        block.clear();
        let index = match self.next_read()? {
            Ok(index) => index,
            Err(error) => return Some(Err(error)),
        };
        let input = self.inputs.get(index)?;
        let part = self.part_of(input);
        block.begin(input.buffer()?.clone(), place(index), part == Part::Period);
        loop {
            let (record, _, number) = self.inputs.get(index)?.head()?;
            block.push(record.clone(), number);
            self.run(index, block, part);
            if block.is_full() {
                break;
            }
            let next = self.next_read();
            let goes_on = matches!(next, Some(Ok(next)) if next == index)
                && self.inputs.get(index).is_some_and(|input| {
                    self.part_of(input) == part && input.buffer().is_some_and(|buffer| block.lies_in(buffer))
                });
            if !goes_on {
                self.ahead = Some(next);
                break;
            }
        }
        Some(Ok(()))
    }

    /// Adds what follows in the same buffer of the same input and the same part, before any other input's turn.
    fn run(&mut self, index: usize, block: &mut Block, part: Part) {
        let turn = self.waiting.peek().map(|Reverse(turn)| *turn);
        let selection = &self.selection;
        if let Some(input) = self.inputs.get_mut(index) {
            input.run(block, |record, latest| {
                turn.is_none_or(|turn| turn > (latest, index)) && selection.part_of(record.time.or(latest)) == part
            });
        }
    }

    /// Moves on to the next frame that is read, and tells which input stands at it.
    #[inline]
    fn next_read(&mut self) -> Option<Result<usize, CaptureError>> {
        if let Some(ahead) = self.ahead.take() {
            return ahead;
        }
        loop {
            let index = match self.step() {
                Ok(index) => index?,
                Err(error) => return Some(Err(error)),
            };
            match self.part_of(self.inputs.get(index)?) {
                Part::Before => return Some(Ok(index)),
                Part::Period => {
                    self.inputs.get_mut(index)?.count();
                    return Some(Ok(index));
                }
                Part::Behind => {}
            }
        }
    }

    /// Where the frame lies at which an input stands.
    #[inline]
    fn part_of(&self, input: &Input) -> Part {
        let time = input.head().and_then(|(head, ..)| head.time);
        self.selection.part_of(time.or(input.latest()))
    }

    /// Moves on by one frame, and tells which input stands at it.
    #[inline]
    fn step(&mut self) -> Result<Option<usize>, CaptureError> {
        if let Some(index) = self.current.take()
            && let Some(key) = self.advance(index)?
        {
            if self.waiting.peek().is_none_or(|Reverse(other)| *other > key) {
                self.current = Some(index);
                return Ok(self.current);
            }
            self.waiting.push(Reverse(key));
        }
        while let Some(Reverse((_, index))) = self.waiting.pop() {
            let stands = self.inputs.get(index).is_some_and(|input| input.head().is_some());
            if stands || self.advance(index)?.is_some() {
                self.current = Some(index);
                return Ok(self.current);
            }
        }
        Ok(None)
    }

    /// Moves one input on, opening it if its time has come. Gives the place of its head in the order, `None` at its end.
    #[inline]
    fn advance(&mut self, index: usize) -> Result<Option<(Option<Timestamp>, usize)>, CaptureError> {
        let Some(input) = self.inputs.get_mut(index) else { return Ok(None) };
        let more = input.advance();
        if matches!(more, Ok(true)) {
            return Ok(Some((input.latest(), index)));
        }
        self.keep_names(index);
        more.map(|_| None)
    }

    /// Takes over the names of an input that has ended.
    fn keep_names(&mut self, index: usize) {
        let Some(input) = self.inputs.get(index) else { return };
        let record =
            |(address, name): &(_, String)| NameRecord { input: place(index), address: *address, name: name.clone() };
        self.names.extend(input.names().iter().map(record));
    }

    /// What is known about the inputs, in the order to which frames refer; final once [`Self::next_frame`] has returned
    /// `None`.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputSummary> {
        self.inputs.iter().map(Input::summary).collect()
    }

    /// The names that recorders gave addresses; complete once [`Self::next_frame`] has returned `None`.
    #[must_use]
    pub fn names(&self) -> &[NameRecord] {
        &self.names
    }

    /// Paths that lead to a file which another path led to before: it is read once.
    pub fn repeated(&self) -> impl Iterator<Item = &Path> {
        self.repeated.iter().map(PathBuf::as_path)
    }

    /// Bytes read and their total, both as stored. The total is absent if an input is a stream.
    #[must_use]
    pub fn progress(&self) -> (u64, Option<u64>) {
        let read = self.inputs.iter().map(Input::bytes_read).sum();
        (read, self.inputs.iter().map(|input| input.stored_bytes).sum())
    }
}

/// The index of an input as evidence writes it.
fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
