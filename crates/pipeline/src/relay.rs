//! How one thread hands lists to the next: they come back to be filled again, and few are under way. A thread that would
//! wait does some of the last stage's work meanwhile, so that two cores are enough for three stages.

use std::sync::mpsc::{Receiver, RecvError, Sender, SyncSender, TryRecvError, TrySendError, channel, sync_channel};
use std::sync::{Mutex, TryLockError};

/// Lists that may wait between two threads. Those of frames each hold a block buffer. With fewer, threads sleep and wake each other
/// twice as often; with more, what was read has left the cache.
pub(crate) const QUEUE: usize = 12;

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
    /// Fills a list and hands it on. Returns what `fill` returns.
    ///
    /// While there is no room for it, `meanwhile` is done; it returns `false` if there is nothing to do.
    pub(crate) fn give<R>(&self, fill: impl FnOnce(&mut T) -> R, meanwhile: impl Fn() -> bool) -> R {
        let mut item = self.back.try_recv().unwrap_or_default();
        let filled = fill(&mut item);
        // A taker that is gone has panicked, which the scope of the threads hands on.
        while let Err(TrySendError::Full(back)) = self.send.try_send(item) {
            if meanwhile() {
                item = back;
            } else {
                drop(self.send.send(back));
                break;
            }
        }
        filled
    }
}

impl<T> Taker<T> {
    /// Takes every list, until the giver is gone. While there is none, `meanwhile` is done, as with [`Giver::give`].
    pub(crate) fn each(self, mut take: impl FnMut(&mut T), meanwhile: impl Fn() -> bool) {
        loop {
            let next = match self.receive.try_recv() {
                Err(TryRecvError::Empty) if meanwhile() => continue,
                Err(TryRecvError::Empty) => self.receive.recv(),
                next => next.map_err(|_| RecvError),
            };
            let Ok(item) = next else { return };
            self.put(item, &mut take);
        }
    }

    fn put(&self, mut item: T, take: &mut impl FnMut(&mut T)) {
        take(&mut item);
        // A giver that is gone needs no lists.
        drop(self.back.send(item));
    }
}

/// A last stage that any thread may go on with, one at a time: its lists are taken in order.
pub(crate) struct Last<T, F>(Mutex<(Taker<T>, F)>);

impl<T, F: FnMut(&mut T)> Last<T, F> {
    pub(crate) fn new(taker: Taker<T>, take: F) -> Self {
        Self(Mutex::new((taker, take)))
    }

    /// Takes a list, if there is one and no other thread is at it.
    pub(crate) fn one(&self) -> bool {
        match self.0.try_lock() {
            Ok(mut last) => {
                let (taker, take) = &mut *last;
                taker.receive.try_recv().is_ok_and(|item| {
                    taker.put(item, take);
                    true
                })
            }
            Err(TryLockError::WouldBlock) => false,
            // Whoever panicked in it is told of by the scope of the threads: nobody must wait for room until then.
            Err(TryLockError::Poisoned(last)) => last.into_inner().0.receive.try_recv().is_ok(),
        }
    }

    /// Takes every list, until the giver is gone.
    pub(crate) fn rest(&self) {
        loop {
            let Ok(mut last) = self.0.lock() else { return };
            let (taker, take) = &mut *last;
            let Ok(item) = taker.receive.recv() else { return };
            taker.put(item, take);
        }
    }
}
