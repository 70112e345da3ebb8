//! What a replica holds of the log: a handle to take leases, and the leases.

use std::sync::Arc;
use std::time::SystemTime;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{oneshot, watch};

use crate::{Lost, NewRow};

/// Gets the result of an append once it is committed. It is dropped without one if the log is no longer followed.
pub type Done = Box<dyn FnOnce(Result<(), Lost>) + Send>;

/// What the task that follows the log is told.
pub(crate) enum Command {
    /// Take the lock.
    Lease(oneshot::Sender<Result<Lease, Lost>>),
    /// Append rows when this lease ends.
    Append(i64, Vec<NewRow>, Done),
    /// Nobody needs the rows before this lease any more.
    Supersede(i64),
    /// Say when the open lease has ended, if there is one.
    Settled(Done),
    /// End this lease.
    Close(i64),
}

/// How a replica stands to the database.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// Why the log cannot be used, and since when. `None` if it can.
    pub trouble: Option<(Arc<str>, SystemTime)>,
    /// The number of the last row that the follower has seen.
    pub number: i64,
    /// Whether this replica does what only one of them does, such as sending something to others.
    pub leads: bool,
}

/// A handle to a log that is followed. When the last one is dropped, the log is no longer followed.
#[derive(Debug, Clone)]
pub struct Handle {
    pub(crate) commands: UnboundedSender<Command>,
    pub(crate) status: watch::Receiver<Status>,
    pub(crate) place: Arc<str>,
}

impl Handle {
    /// Takes the lock of the log. When this returns, the follower has seen every row, and no other replica appends until
    /// the lease is dropped and committed. A lease must not be held longer than three seconds.
    pub async fn lease(&self) -> Result<Lease, Lost> {
        let (granted, waiting) = oneshot::channel();
        self.send(Command::Lease(granted));
        waiting.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Says when what is appended under the open lease is committed: at once if there is no lease.
    pub fn settled(&self, done: Done) {
        self.send(Command::Settled(done));
    }

    /// How this replica stands to the database.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// Host and database, without user and password.
    pub fn place(&self) -> &str {
        &self.place
    }

    fn send(&self, command: Command) {
        // If the task has ended, what waits for it is dropped with the command, and gets an error.
        _ = self.commands.send(command);
    }
}

/// The lock of the log. Dropping it commits what was appended under it.
#[derive(Debug)]
pub struct Lease {
    number: i64,
    commands: UnboundedSender<Command>,
}

impl Lease {
    pub(crate) fn new(number: i64, commands: UnboundedSender<Command>) -> Self {
        Self { number, commands }
    }

    /// Appends rows. `done` gets the result after the lease is dropped.
    pub fn append(&self, rows: Vec<NewRow>, done: Done) {
        _ = self.commands.send(Command::Append(self.number, rows, done));
    }

    /// Says that nobody needs the rows before this lease any more, so that they may be deleted.
    pub fn supersede(&self) {
        _ = self.commands.send(Command::Supersede(self.number));
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        _ = self.commands.send(Command::Close(self.number));
    }
}

pub(crate) fn stopped() -> Lost {
    Lost::Unavailable("the sandbox is stopping".into())
}
