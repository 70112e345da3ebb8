//! A store whose log several replicas share.
//!
//! Whoever writes takes the turn, and the turn holds the lock of the shared log: this replica has seen everything then,
//! and no other appends. Requests that wait at the same time write under one lock, and share its commit.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::sync::{Mutex as TurnMutex, oneshot};

use super::{Record, StoreError};
use crate::named::WorldName;

/// The most requests that write under one lock, and how long it is held for them: other replicas wait.
const MOST_TOGETHER: usize = 256;
const HELD_FOR: Duration = Duration::from_millis(20);

/// Gets the result once something is recorded.
pub(crate) type Done = oneshot::Sender<Result<(), StoreError>>;

/// A log that several replicas share.
pub(crate) trait SharedLog: fmt::Debug + Send + Sync {
    /// Takes its lock.
    fn lease(&self) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>>;

    /// Says when what is recorded under the lock that is held now is committed: at once if nobody holds it.
    fn settled(&self, done: Done);

    /// Why it cannot be used, in words.
    fn trouble(&self) -> Option<String>;

    /// Whether this replica does what only one of them does.
    fn leads(&self) -> bool;

    /// Where it is, for people.
    fn place(&self) -> &str;

    /// The same log for a named world.
    fn of_world(&self, name: &WorldName) -> Arc<dyn SharedLog>;
}

/// The lock of a log. Dropping it commits what was recorded under it.
pub(crate) trait Lease: fmt::Debug + Send + Sync {
    /// Records things, some of them with a file.
    fn record(&self, records: Vec<(Record, Option<Bytes>)>, done: Done);

    /// Says that nobody needs what was recorded before.
    fn supersede(&self);
}

/// A shared log, and the lock while this replica holds it.
#[derive(Debug)]
pub(super) struct Sharing {
    log: Arc<dyn SharedLog>,
    held: Mutex<Option<HeldLease>>,
    /// What else has changed in this turn, and is not recorded yet.
    told: Mutex<Vec<(Record, Option<Bytes>)>>,
    /// How many requests wait for the turn.
    waiting: AtomicUsize,
    /// Whether something was recorded that the log of entries cannot take back by itself.
    steers: AtomicBool,
}

#[derive(Debug)]
struct HeldLease {
    lease: Box<dyn Lease>,
    since: Instant,
    turns: usize,
}

/// A request that waits for the turn.
pub(super) struct Waiting<'s> {
    sharing: Option<&'s Sharing>,
    turn: &'s TurnMutex<()>,
}

impl<'s> Waiting<'s> {
    pub(super) fn new(sharing: Option<&'s Sharing>, turn: &'s TurnMutex<()>) -> Self {
        if let Some(sharing) = sharing {
            sharing.waiting.fetch_add(1, Ordering::AcqRel);
        }
        Self { sharing, turn }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(sharing) = self.sharing {
            sharing.waiting.fetch_sub(1, Ordering::AcqRel);
            // If it waited in vain, the lock may have been left to it.
            sharing.give_back_if_unneeded(self.turn);
        }
    }
}

impl Sharing {
    pub(super) fn new(log: Arc<dyn SharedLog>) -> Self {
        Self {
            log,
            held: Mutex::default(),
            told: Mutex::default(),
            waiting: AtomicUsize::new(0),
            steers: AtomicBool::new(false),
        }
    }

    pub(super) fn log(&self) -> &dyn SharedLog {
        &*self.log
    }

    /// Takes the lock, unless this replica holds it already. Only who has the turn may.
    pub(super) async fn take(&self) -> Result<(), StoreError> {
        if let Some(held) = &mut *locked(&self.held) {
            held.turns += 1;
            return Ok(());
        }
        let lease = self.log.lease().await?;
        *locked(&self.held) = Some(HeldLease { lease, since: Instant::now(), turns: 1 });
        Ok(())
    }

    /// Gives the lock back, unless others wait for the turn and may still write under it.
    pub(super) fn pass_on(&self) {
        let mut held = locked(&self.held);
        let goes_on = held.as_ref().is_some_and(|held| held.turns < MOST_TOGETHER && held.since.elapsed() < HELD_FOR);
        if !goes_on || self.waiting.load(Ordering::Acquire) == 0 {
            *held = None;
        }
    }

    /// Gives the lock back if nobody has the turn or waits for it.
    pub(super) fn give_back_if_unneeded(&self, turn: &TurnMutex<()>) {
        if self.waiting.load(Ordering::Acquire) == 0
            && let Ok(_turn) = turn.try_lock()
        {
            *locked(&self.held) = None;
        }
    }

    /// Notes what else has changed in this turn.
    pub(super) fn tell(&self, record: Record, file: Option<Bytes>) {
        locked(&self.told).push((record, file));
    }

    /// Records what else has changed in this turn. `None` if nothing has.
    pub(super) fn conclude(&self) -> Option<oneshot::Receiver<Result<(), StoreError>>> {
        let told = std::mem::take(&mut *locked(&self.told));
        if told.is_empty() {
            return None;
        }
        self.steers.store(true, Ordering::Release);
        let (done, waiting) = oneshot::channel();
        if told.iter().any(|(record, _)| matches!(record, Record::Reset { supersedes: true }))
            && let Some(held) = &*locked(&self.held)
        {
            held.lease.supersede();
        }
        self.record(told, done);
        Some(waiting)
    }

    /// Records things under the lock.
    pub(super) fn record(&self, records: Vec<(Record, Option<Bytes>)>, done: Done) {
        match &*locked(&self.held) {
            Some(held) => held.lease.record(records, done),
            None => _ = done.send(Err(StoreError::Undecided)),
        }
    }

    /// Whether something was recorded, since this was last asked, that the log of entries cannot take back by itself.
    pub(super) fn has_steered(&self) -> bool {
        self.steers.swap(false, Ordering::AcqRel)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
