//! The one thread that writes to the state file. What is waiting when it begins is written together: a disk that takes milliseconds for each
//! commit takes them once for all who wait.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use chrono::{DateTime, Utc};
use redb::{Database, ReadableTable as _};
use tokio::runtime::{Handle, RuntimeFlavor};
use trackside_world::OrderId;

use super::StoreError;
use super::file::{SURVEY_LINKS, open};

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
    done: Sender<Result<i64, String>>,
}

#[derive(Debug, Clone, Copy)]
enum Change {
    /// An order and the second, unless there is one already.
    Create(u32, i64),
    /// All records are to go.
    Clear,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(path: PathBuf, database: Database) -> Self {
        let (requests, received) = channel();
        let file = path.clone();
        let thread = std::thread::spawn(move || write_all(&file, database, &received));
        Self { path, requests: Mutex::new(Some(requests)), thread: Some(thread) }
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the instant of the order unless there is one, and gives the one there is.
    pub(super) fn create(&self, order: OrderId, now: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
        let seconds = self.write(Change::Create(order.0, now.timestamp()))?;
        DateTime::from_timestamp(seconds, 0).ok_or_else(|| self.failed(format!("{seconds} is no instant")))
    }

    /// Removes every record.
    pub(super) fn clear(&self) -> Result<(), StoreError> {
        self.write(Change::Clear).map(drop)
    }

    fn write(&self, change: Change) -> Result<i64, StoreError> {
        let (done, answer) = channel();
        let sent = match &*self.requests.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(requests) => requests.send(Request { change, done }).is_ok(),
            None => false,
        };
        let wait = || answer.recv().unwrap_or_else(|_| Err("the thread that writes has ended".to_owned()));
        if !sent {
            return Err(self.failed("the thread that writes has ended".to_owned()));
        }
        // Waiting in a worker of the runtime would keep others from being answered, and from waiting together.
        let written = match Handle::try_current().map(|handle| handle.runtime_flavor()) {
            Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(wait),
            _ => wait(),
        };
        written.map_err(|reason| self.failed(reason))
    }

    fn failed(&self, reason: String) -> StoreError {
        StoreError::Write { path: self.path.clone(), reason }
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

fn write_all(path: &Path, database: Database, received: &Receiver<Request>) {
    let mut database = Some(database);
    while let Ok(first) = received.recv() {
        let together: Vec<Request> = std::iter::once(first).chain(received.try_iter()).collect();
        let written = reopened(path, &mut database).and_then(|database| {
            let changes: Vec<Change> = together.iter().map(|request| request.change).collect();
            commit(database, &changes).map_err(|error| error.to_string())
        });
        if written.is_err() {
            // After a failed write the database refuses all others: the next one opens it anew.
            database = None;
        }
        for (place, request) in together.into_iter().enumerate() {
            let answer = written.as_ref().map(|seconds| seconds[place]).map_err(Clone::clone);
            // Whoever has stopped waiting does not want the answer.
            _ = request.done.send(answer);
        }
    }
}

fn reopened<'d>(path: &Path, database: &'d mut Option<Database>) -> Result<&'d Database, String> {
    if database.is_none() {
        *database = Some(open(path).map_err(|error| error.to_string())?);
    }
    database.as_ref().ok_or_else(|| "the file is not open".to_owned())
}

/// Writes all changes or none; gives the second that each order has afterwards.
fn commit(database: &Database, changes: &[Change]) -> Result<Vec<i64>, redb::Error> {
    let transaction = database.begin_write()?;
    let mut seconds = Vec::with_capacity(changes.len());
    {
        let mut table = transaction.open_table(SURVEY_LINKS)?;
        for change in changes {
            match *change {
                Change::Create(order, now) => {
                    let known = table.get(order)?.map(|known| known.value());
                    if known.is_none() {
                        table.insert(order, now)?;
                    }
                    seconds.push(known.unwrap_or(now));
                }
                Change::Clear => {
                    table.retain(|_, _| false)?;
                    seconds.push(0);
                }
            }
        }
    }
    transaction.commit()?;
    Ok(seconds)
}
