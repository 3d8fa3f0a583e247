//! How one thread hands lists to the next: they come back to be filled again, and few are under way.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

/// Lists that may wait between two threads. Those of frames each hold a block buffer.
pub(crate) const QUEUE: usize = 4;

/// The end that fills.
pub(crate) struct Giver<T> {
    send: SyncSender<T>,
    back: Receiver<T>,
}

/// The end that takes.
pub(crate) struct Taker<T> {
    receive: Receiver<T>,
    back: Sender<T>,
}

/// Both ends.
pub(crate) fn relay<T: Default>() -> (Giver<T>, Taker<T>) {
    let ((send, receive), (give_back, back)) = (sync_channel(QUEUE), channel());
    (Giver { send, back }, Taker { receive, back: give_back })
}

impl<T: Default> Giver<T> {
    /// Fills a list and hands it on.
    /// Returns what `fill` returns.
    pub(crate) fn give<R>(&self, fill: impl FnOnce(&mut T) -> R) -> R {
        let mut item = self.back.try_recv().unwrap_or_default();
        let filled = fill(&mut item);
        // A taker that is gone has panicked, which the scope of the threads hands on.
        drop(self.send.send(item));
        filled
    }
}

impl<T> Taker<T> {
    /// Takes every list, until the giver is gone.
    pub(crate) fn each(self, mut take: impl FnMut(&mut T)) {
        for mut item in self.receive {
            take(&mut item);
            // A giver that is gone needs no lists.
            drop(self.back.send(item));
        }
    }
}
