//! The one thread that writes to the state file. What is waiting when it begins is written together: a disk that takes milliseconds for each
//! commit takes them once for all who wait.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use chrono::{DateTime, Utc};
use redb::{Database, ReadableTable as _};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::oneshot;

use super::file::{SURVEY_LINKS, open};
use super::log::Log;
use super::{Event, Position, StoreError};

/// A way to the thread that writes.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    requests: Mutex<Option<Sender<Request>>>,
    thread: Option<JoinHandle<()>>,
}

/// What is to be written, and who waits for it.
#[derive(Debug)]
struct Request {
    change: Change,
    done: Done,
}

#[derive(Debug)]
enum Change {
    /// Events that were accepted up to this position, with the second in which they were.
    Append(Position, Vec<Event>, i64),
    /// All records are to go.
    Clear,
}

/// Who waits: a request, or a thread.
#[derive(Debug)]
enum Done {
    Request(oneshot::Sender<Result<(), StoreError>>),
    Thread(Sender<Result<(), StoreError>>),
}

impl Done {
    fn send(self, result: Result<(), StoreError>) {
        // Whoever has stopped waiting does not want the result.
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

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes events that were accepted up to the position, and says when that is done. It does not wait.
    pub(super) fn write(
        &self,
        position: Position,
        events: Vec<Event>,
        now: DateTime<Utc>,
        done: oneshot::Sender<Result<(), StoreError>>,
    ) {
        self.send(Request { change: Change::Append(position, events, now.timestamp()), done: Done::Request(done) });
    }

    /// Removes every record, and waits for it.
    pub(super) fn clear(&self) -> Result<(), StoreError> {
        let (done, waiting) = channel();
        self.send(Request { change: Change::Clear, done: Done::Thread(done) });
        let wait = || waiting.recv().unwrap_or(Err(StoreError::Stopped));
        // Waiting in a worker of the runtime would keep others from being answered.
        match Handle::try_current().map(|handle| handle.runtime_flavor()) {
            Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(wait),
            _ => wait(),
        }
    }

    fn send(&self, request: Request) {
        if let Some(requests) = &*self.requests.lock().unwrap_or_else(PoisonError::into_inner) {
            // When the thread has ended, `done` is dropped with the request, and whoever waits learns it.
            _ = requests.send(request);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = self.thread.take() {
            // It ends when nobody can ask any more; a panic in it has been told to those who waited.
            _ = thread.join();
        }
    }
}

fn write_all(path: &Path, database: Database, log: &Log, received: &Receiver<Request>) {
    let mut database = Some(database);
    // What was accepted before this position went with a write that failed, and must not reach the file any more.
    let mut lost = Position::default();
    while let Ok(first) = received.recv() {
        let together: Vec<Request> = std::iter::once(first).chain(received.try_iter()).collect();
        let is_lost = |request: &Request| matches!(request.change, Change::Append(position, ..) if position < lost);
        let (gone, together): (Vec<_>, Vec<_>) = together.into_iter().partition(is_lost);
        for request in gone {
            request.done.send(Err(failed(path, "an earlier write failed".to_owned())));
        }
        let written = reopened(path, &mut database)
            .and_then(|database| commit(database, &together).map_err(|error| error.to_string()));
        match &written {
            Ok(()) => {
                let positions = together.iter().filter_map(|request| match request.change {
                    Change::Append(position, ..) => Some(position),
                    Change::Clear => None,
                });
                if let Some(position) = positions.max() {
                    log.make_durable(position);
                }
            }
            Err(_) => {
                // After a failed write the database refuses all others: the next one opens it again.
                database = None;
                lost = log.discard_accepted();
            }
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
fn commit(database: &Database, requests: &[Request]) -> Result<(), redb::Error> {
    if requests.iter().all(|request| matches!(&request.change, Change::Append(_, events, _) if events.is_empty())) {
        return Ok(());
    }
    let transaction = database.begin_write()?;
    {
        let mut table = transaction.open_table(SURVEY_LINKS)?;
        for request in requests {
            match &request.change {
                Change::Append(_, events, seconds) => {
                    for Event::SurveyLinks(order) in events {
                        if table.get(order.0)?.is_none() {
                            table.insert(order.0, *seconds)?;
                        }
                    }
                }
                Change::Clear => table.retain(|_, _| false)?,
            }
        }
    }
    transaction.commit()?;
    Ok(())
}
