//! The thread that writes to the state file. All changes that are waiting share one commit, because a commit takes
//! milliseconds on a slow disk.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use redb::Database;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::oneshot;

use super::file::{ANSWERS, DELIVERIES, EVENTS, REMOVED, WEBHOOKS, open};
use super::log::Log;
use super::{Appended, Difference, KeptWebhooks, Position, StoreError};

/// A handle to the thread that writes.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    requests: Mutex<Option<Sender<Request>>>,
    thread: Option<JoinHandle<()>>,
}

/// A change to write, and who waits for it.
#[derive(Debug)]
struct Request {
    change: Change,
    done: Done,
}

#[derive(Debug)]
pub(super) enum Change {
    /// What was accepted up to this position, and the time in seconds of UNIX time.
    Append(Position, Appended, i64),
    /// Remove all records.
    Clear,
    /// Go back to what was recorded before.
    Restore(Difference),
    /// What has changed about webhooks.
    Webhooks(KeptWebhooks),
}

/// Who waits: a request, or a thread.
#[derive(Debug)]
enum Done {
    Request(oneshot::Sender<Result<(), StoreError>>),
    Thread(Sender<Result<(), StoreError>>),
}

impl Done {
    fn send(self, result: Result<(), StoreError>) {
        // The receiver may have stopped waiting.
        match self {
            Self::Request(done) => _ = done.send(result),
            Self::Thread(done) => _ = done.send(result),
        }
    }
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(path: PathBuf, database: Database, log: Arc<Log>) -> Self {
        let (requests, received) = channel();
        let file = path.clone();
        let thread = std::thread::spawn(move || write_all(&file, database, &log, &received));
        Self { path, requests: Mutex::new(Some(requests)), thread: Some(thread) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Queues a change. `done` gets the result. Does not wait.
    pub(super) fn write(&self, change: Change, done: oneshot::Sender<Result<(), StoreError>>) {
        self.send(Request { change, done: Done::Request(done) });
    }

    /// Removes all records, and waits until that is done.
    pub(super) fn clear(&self) -> Result<(), StoreError> {
        self.write_and_wait(Change::Clear)
    }

    /// Goes back to what was recorded before, and waits until that is done.
    pub(super) fn restore(&self, difference: Difference) -> Result<(), StoreError> {
        self.write_and_wait(Change::Restore(difference))
    }

    fn write_and_wait(&self, change: Change) -> Result<(), StoreError> {
        let (done, waiting) = channel();
        self.send(Request { change, done: Done::Thread(done) });
        let wait = || waiting.recv().unwrap_or(Err(StoreError::Stopped));
        // Waiting on a worker of the runtime would block other requests.
        match Handle::try_current().map(|handle| handle.runtime_flavor()) {
            Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(wait),
            _ => wait(),
        }
    }

    fn send(&self, request: Request) {
        if let Some(requests) = &*self.requests.lock().unwrap_or_else(PoisonError::into_inner) {
            // If the thread has ended, `done` is dropped with the request, and the receiver gets an error.
            _ = requests.send(request);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = self.thread.take() {
            // It ends when the channel is closed. If it panicked, the receivers already got an error.
            _ = thread.join();
        }
    }
}

/// Which file a path led to when it was opened. A deleted file can still be written to, but everything in it is lost
/// when it is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity(Option<(u64, u64)>);

impl Identity {
    #[cfg(unix)]
    fn of(path: &Path) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self(std::fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino())))
    }

    /// Other systems do not let an open file be deleted.
    #[cfg(not(unix))]
    fn of(path: &Path) -> Self {
        Self(path.exists().then_some((0, 0)))
    }

    /// Fails if the path leads to another file now, or to none.
    fn check(self, path: &Path) -> Result<(), String> {
        if Self::of(path) == self {
            return Ok(());
        }
        Err("it was deleted or replaced while the sandbox was running; restart the sandbox to go on with a new file"
            .to_owned())
    }
}

fn write_all(path: &Path, database: Database, log: &Log, received: &Receiver<Request>) {
    let mut database = Some(database);
    let original = Identity::of(path);
    // Events accepted before this position belong to a failed write, and must not reach the file.
    let mut lost = Position::default();
    while let Ok(first) = received.recv() {
        let together: Vec<Request> = std::iter::once(first).chain(received.try_iter()).collect();
        let is_lost = |request: &Request| matches!(request.change, Change::Append(position, ..) if position < lost);
        let (gone, together): (Vec<_>, Vec<_>) = together.into_iter().partition(is_lost);
        for request in gone {
            request.done.send(Err(failed(path, "an earlier write failed".to_owned())));
        }
        let written = original
            .check(path)
            .and_then(|()| reopened(path, &mut database))
            .and_then(|database| commit(database, &together).map_err(|error| error.to_string()));
        // The file may have gone while it was written.
        let written = written.and_then(|()| original.check(path));
        if written.is_ok() {
            let positions = together.iter().filter_map(|request| match request.change {
                Change::Append(position, ..) => Some(position),
                Change::Clear | Change::Restore(_) | Change::Webhooks(_) => None,
            });
            if let Some(position) = positions.max() {
                log.make_durable(position);
            }
        }
        if let Err(reason) = &written {
            tracing::error!(path = %path.display(), reason, "the state file could not be written");
            // After a failed write the database refuses all others: the next one opens it again.
            database = None;
            lost = log.discard_accepted();
        }
        for request in together {
            request.done.send(written.clone().map_err(|reason| failed(path, reason)));
        }
    }
}

fn failed(path: &Path, reason: String) -> StoreError {
    StoreError::Write { path: path.to_owned(), reason }
}

fn reopened<'d>(path: &Path, database: &'d mut Option<Database>) -> Result<&'d Database, String> {
    if database.is_none() {
        *database = Some(open(path).map_err(|error| error.to_string())?);
    }
    database.as_ref().ok_or_else(|| "the file is not open".to_owned())
}

/// Writes all changes or none.
fn commit(database: &Database, requests: &[Request]) -> Result<(), Box<dyn std::error::Error>> {
    let is_empty = |request: &Request| matches!(&request.change, Change::Append(_, appended, _) if *appended == Appended::default());
    if requests.iter().all(is_empty) {
        return Ok(());
    }
    let transaction = database.begin_write()?;
    {
        let mut events = transaction.open_table(EVENTS)?;
        let mut removed = transaction.open_table(REMOVED)?;
        let mut answers = transaction.open_table(ANSWERS)?;
        for request in requests {
            match &request.change {
                Change::Append(_, appended, seconds) => {
                    for (id, why) in &appended.removed {
                        removed.insert(*id, why.name())?;
                    }
                    for entry in &appended.entries {
                        events.insert(entry.id, &*serde_json::to_vec(&entry.recorded)?)?;
                    }
                    if appended.later_answers {
                        answers.retain(|_, (.., at, _)| at <= *seconds)?;
                    }
                    if let Some(until) = appended.answers_until {
                        answers.retain(|_, (.., at, _)| at > until.timestamp())?;
                    }
                    for answer in &appended.answers {
                        answers.insert(answer.key, (answer.request, answer.status, *seconds, &answer.body[..]))?;
                    }
                }
                Change::Restore(difference) => {
                    for (id, why) in &difference.removed {
                        removed.insert(*id, why.name())?;
                    }
                    for entry in &difference.returned {
                        // A reset may have removed it from the file.
                        events.insert(entry.id, &*serde_json::to_vec(&entry.recorded)?)?;
                        removed.remove(entry.id)?;
                    }
                    answers.retain(|_, _| false)?;
                    for (answer, at) in &difference.answers {
                        let row = (answer.request, answer.status, at.timestamp(), &answer.body[..]);
                        answers.insert(answer.key, row)?;
                    }
                }
                Change::Webhooks(kept) => {
                    let mut deliveries = transaction.open_table(DELIVERIES)?;
                    for delivery in &kept.deliveries {
                        deliveries.insert(delivery.number, &*serde_json::to_vec(delivery)?)?;
                    }
                    for gone in &kept.gone {
                        deliveries.remove(gone)?;
                    }
                    if let Some(progress) = &kept.progress {
                        transaction.open_table(WEBHOOKS)?.insert((), &*serde_json::to_vec(progress)?)?;
                    }
                }
                Change::Clear => {
                    events.retain(|_, _| false)?;
                    removed.retain(|_, _| false)?;
                    answers.retain(|_, _| false)?;
                }
            }
        }
    }
    transaction.commit()?;
    Ok(())
}
