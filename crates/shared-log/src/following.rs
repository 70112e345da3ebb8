//! The task that follows the log and appends to it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::mpsc::{UnboundedReceiver, WeakUnboundedSender};
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;

use crate::handle::{Command, Done, Lease, Status};
use crate::log::Follower;
use crate::row::{NewRow, Stored};
use crate::session::Session;
use crate::{Address, Error, Lost};

/// How often the log is asked for new rows, in case a notification was lost.
const POLL: Duration = Duration::from_millis(250);

/// How often the clocks are compared.
const COMPARE_CLOCKS: Duration = Duration::from_mins(1);

/// A lease under which nothing happens for so long loses the lock: other replicas wait for it.
const LEASE_IDLE: Duration = Duration::from_secs(4);

/// How long whoever waits for a commit whose outcome is unknown is left waiting.
const OUTCOME_WITHIN: Duration = Duration::from_secs(5);

/// How long to wait before connecting again: at first, and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// The task that follows the log.
pub(crate) struct Following<F> {
    address: Address,
    follower: Arc<F>,
    /// For the leases that it grants. Weak, so that the task ends with the last handle.
    commands: WeakUnboundedSender<Command>,
    received: UnboundedReceiver<Command>,
    status: watch::Sender<Status>,
    /// What tells the rows of this run from all others.
    replica: String,
    /// The number of the last row that the follower has.
    applied: i64,
    /// The number of the last lease.
    lease: i64,
    /// Who waits for the lock while another lease is open.
    queued: VecDeque<oneshot::Sender<Result<Lease, Lost>>>,
    uncertain: Option<Uncertain>,
    /// Whether the follower must get all rows again.
    again: bool,
}

/// A lease of which it is not known whether it was committed.
struct Uncertain {
    lease: i64,
    waiting: Vec<Done>,
    until: Instant,
    found: bool,
}

/// Why a session ends.
enum Ended {
    /// The connection is lost, or the log cannot be used.
    Lost(String),
    /// Nobody needs the log any more.
    Unneeded,
}

impl From<String> for Ended {
    fn from(reason: String) -> Self {
        Self::Lost(reason)
    }
}

impl<F: Follower> Following<F> {
    pub(crate) fn new(
        address: Address,
        follower: Arc<F>,
        commands: WeakUnboundedSender<Command>,
        received: UnboundedReceiver<Command>,
        status: watch::Sender<Status>,
    ) -> Self {
        Self {
            address,
            follower,
            commands,
            received,
            status,
            replica: Uuid::new_v4().simple().to_string(),
            applied: 0,
            lease: 0,
            queued: VecDeque::new(),
            uncertain: None,
            again: false,
        }
    }

    /// Passes all rows that are there to the follower.
    pub(crate) async fn catch_up_first(&mut self, session: &Session) -> Result<(), Error> {
        let place = self.address.place().to_owned();
        let difference = session.clock_difference().await;
        let difference = difference.map_err(|reason| Error::Failed { place: place.clone(), reason })?;
        self.follower.clock_differs(difference);
        loop {
            let rows = session.rows_after(self.applied).await;
            let (rows, is_full) = rows.map_err(|reason| Error::Failed { place: place.clone(), reason })?;
            for Stored { row, .. } in rows {
                let number = row.number;
                let unusable = |reason| Error::Unusable { place: place.clone(), number, reason };
                self.follower.apply(&row).map_err(unusable)?;
                self.applied = number;
            }
            if !is_full {
                self.say(None);
                return Ok(());
            }
        }
    }

    /// Follows the log until nobody needs it any more.
    pub(crate) async fn run(mut self, session: Session) {
        let mut session = session;
        loop {
            let Err(ended) = self.attend(&mut session).await else { continue };
            drop(session);
            let Ended::Lost(reason) = ended else { return };
            session = match self.connect_again(reason).await {
                Some(session) => session,
                None => return,
            };
        }
    }

    /// Follows the log on one connection.
    async fn attend(&mut self, session: &mut Session) -> Result<(), Ended> {
        let mut poll = tokio::time::interval(POLL);
        let mut compare = tokio::time::interval(COMPARE_CLOCKS);
        loop {
            if let Some(granted) = self.queued.pop_front() {
                self.lend(session, granted).await?;
                continue;
            }
            tokio::select! {
                command = self.received.recv() => match command.ok_or(Ended::Unneeded)? {
                    Command::Lease(granted) => self.lend(session, granted).await?,
                    other => refuse(other),
                },
                notified = session.notified() => {
                    notified.ok_or_else(|| Ended::Lost("the connection was closed".to_owned()))?;
                    self.catch_up(session).await?;
                }
                _ = poll.tick() => {
                    self.catch_up(session).await?;
                    self.take_the_lead(session).await?;
                }
                _ = compare.tick() => {
                    let difference = session.clock_difference().await?;
                    self.follower.clock_differs(difference);
                }
            }
        }
    }

    /// Does from now on what only one replica does, if no other does it.
    async fn take_the_lead(&mut self, session: &Session) -> Result<(), Ended> {
        if !self.status.borrow().leads && session.try_lead().await? {
            self.status.send_modify(|status| status.leads = true);
        }
        Ok(())
    }

    /// Takes the lock, lets whoever asked for it decide, and commits.
    async fn lend(&mut self, session: &Session, granted: oneshot::Sender<Result<Lease, Lost>>) -> Result<(), Ended> {
        if granted.is_closed() {
            return Ok(());
        }
        if let Err(reason) = self.lock(session).await {
            _ = granted.send(Err(self.unavailable(&reason)));
            return Err(Ended::Lost(reason));
        }
        let Some(commands) = self.commands.upgrade() else { return Err(Ended::Unneeded) };
        self.lease += 1;
        let given = granted.send(Ok(Lease::new(self.lease, commands)));
        if given.is_err() {
            // What is dropped with it asks to close a lease that has ended by then.
            session.rollback().await?;
            return Ok(());
        }
        let Borrowed { rows, waiting, supersedes, is_late } = self.lent(session).await;
        if is_late {
            self.again |= self.follower.discarded();
            for done in waiting {
                done(Err(Lost::Discarded));
            }
            return Err(Ended::Lost("a request was decided for too long".to_owned()));
        }
        if rows.is_empty() {
            session.rollback().await?;
            for done in waiting {
                done(Ok(()));
            }
            return Ok(());
        }
        let first = self.applied + 1;
        if let Err(reason) = session.commit(self.applied, (&self.replica, self.lease), &rows).await {
            self.again |= self.follower.discarded();
            let until = Instant::now() + OUTCOME_WITHIN;
            self.uncertain = Some(Uncertain { lease: self.lease, waiting, until, found: false });
            return Err(Ended::Lost(reason));
        }
        self.applied += i64::try_from(rows.len()).expect("a batch is small");
        self.follower.committed();
        self.say(None);
        for done in waiting {
            done(Ok(()));
        }
        if supersedes && let Err(reason) = session.prune(first).await {
            tracing::warn!(reason, "rows that nobody needs any more could not be deleted");
        }
        Ok(())
    }

    /// Takes the lock, and passes the rows that others have appended to the follower.
    async fn lock(&mut self, session: &Session) -> Result<(), String> {
        let (rows, mut is_full, last) = session.begin(self.applied).await?;
        self.apply(rows)?;
        while is_full {
            let rows;
            (rows, is_full) = session.rows_after(self.applied).await?;
            self.apply(rows)?;
        }
        if last < self.applied {
            let applied = self.applied;
            return Err(format!(
                "its log ends with row {last}, but this replica has seen row {applied}: the log was emptied or replaced; \
                 restart this replica"
            ));
        }
        Ok(())
    }

    /// Collects what is appended under the lease, until it is closed. One that takes too long loses the lock, but nothing
    /// else is done before whoever holds it has noticed.
    async fn lent(&mut self, session: &Session) -> Borrowed {
        let mut borrowed = Borrowed::default();
        loop {
            let limit = if borrowed.is_late { Duration::MAX } else { LEASE_IDLE };
            let Ok(command) = timeout(limit, self.received.recv()).await else {
                borrowed.is_late = true;
                // If it fails, the database ends the transaction itself.
                _ = session.rollback().await;
                continue;
            };
            match command.expect("the lease has a sender") {
                Command::Lease(granted) => self.queued.push_back(granted),
                Command::Append(lease, rows, done) if lease == self.lease => {
                    borrowed.rows.extend(rows);
                    borrowed.waiting.push(done);
                }
                Command::Supersede(lease) if lease == self.lease => borrowed.supersedes = true,
                Command::Settled(done) => borrowed.waiting.push(done),
                Command::Close(lease) if lease == self.lease => return borrowed,
                stale => refuse(stale),
            }
        }
    }

    async fn catch_up(&mut self, session: &Session) -> Result<(), String> {
        loop {
            let (rows, is_full) = session.rows_after(self.applied).await?;
            if !rows.is_empty() {
                self.apply(rows)?;
                self.say(None);
            }
            if !is_full {
                return Ok(());
            }
        }
    }

    fn apply(&mut self, rows: Vec<Stored>) -> Result<(), String> {
        for Stored { row, by } in rows {
            let number = row.number;
            self.follower.apply(&row).map_err(|reason| format!("its row {number} cannot be used: {reason}"))?;
            self.applied = number;
            if let Some(uncertain) = &mut self.uncertain {
                uncertain.found |= by == (self.replica.clone(), uncertain.lease);
            }
        }
        Ok(())
    }

    /// Connects again, however long it takes. `None` if nobody needs the log any more.
    async fn connect_again(&mut self, reason: String) -> Option<Session> {
        let (mut reason, mut pause) = (reason, RETRY.0);
        self.complain(&reason);
        loop {
            if !self.wait(pause, &reason).await {
                return None;
            }
            pause = (pause * 2).min(RETRY.1);
            let connected = match self.opened(&reason).await? {
                Ok(session) => self.connected(session).await,
                Err(reason) => Err(reason),
            };
            match connected {
                Ok(session) => {
                    tracing::info!(place = self.address.place(), "connected to PostgreSQL again");
                    self.say(None);
                    return Some(session);
                }
                Err(other) if other == reason => {}
                Err(other) => {
                    self.complain(&other);
                    reason = other;
                }
            }
        }
    }

    /// Connects, and refuses what is asked meanwhile. `None` if nobody needs the log any more.
    async fn opened(&mut self, reason: &str) -> Option<Result<Session, String>> {
        let address = self.address.clone();
        let mut opening = Box::pin(async move {
            let connection = Session::connect(&address).await.map_err(|error| match error {
                Error::Unreachable { reason, .. } => reason,
                other => other.to_string(),
            })?;
            Session::prepare(connection).await
        });
        loop {
            if let Ok(opened) = timeout(POLL, &mut opening).await {
                return Some(opened);
            }
            if !self.wait(Duration::ZERO, reason).await {
                return None;
            }
        }
    }

    /// Catches up on a new connection, and tells those who wait for a commit what came of it.
    async fn connected(&mut self, session: Session) -> Result<Session, String> {
        if self.again {
            self.follower.begin_again();
            self.applied = 0;
            self.again = false;
        }
        if self.uncertain.is_some() {
            // The connection that was lost may still be at its commit. It has the lock until that is over.
            self.lock(&session).await?;
            session.rollback().await?;
            if let Some(Uncertain { waiting, found, .. }) = self.uncertain.take() {
                for done in waiting {
                    done(if found { Ok(()) } else { Err(Lost::Discarded) });
                }
            }
        } else {
            self.catch_up(&session).await?;
        }
        self.follower.clock_differs(session.clock_difference().await?);
        Ok(session)
    }

    /// Waits, and refuses what is asked meanwhile. False if nobody needs the log any more.
    async fn wait(&mut self, pause: Duration, reason: &str) -> bool {
        let end = Instant::now() + pause;
        while let Some(granted) = self.queued.pop_front() {
            _ = granted.send(Err(self.unavailable(reason)));
        }
        loop {
            if self.uncertain.as_ref().is_some_and(|uncertain| uncertain.until <= Instant::now()) {
                let unknown: Arc<str> = self.in_words(reason).into();
                for done in self.uncertain.take().map(|uncertain| uncertain.waiting).unwrap_or_default() {
                    done(Err(Lost::Unknown(Arc::clone(&unknown))));
                }
            }
            match timeout_at(end, self.received.recv()).await {
                Ok(None) => return false,
                Ok(Some(Command::Lease(granted))) => _ = granted.send(Err(self.unavailable(reason))),
                Ok(Some(other)) => refuse(other),
                Err(_) => return true,
            }
        }
    }

    fn complain(&self, reason: &str) {
        tracing::error!(
            place = self.address.place(),
            reason,
            "PostgreSQL cannot be used; writes are refused until it can"
        );
        self.say(Some(self.in_words(reason).into()));
    }

    fn unavailable(&self, reason: &str) -> Lost {
        Lost::Unavailable(self.in_words(reason).into())
    }

    fn in_words(&self, reason: &str) -> String {
        format!("PostgreSQL at {} cannot be used: {reason}", self.address.place())
    }

    fn say(&self, trouble: Option<Arc<str>>) {
        let number = self.applied;
        self.status.send_modify(|status| {
            status.number = number;
            // Who loses the connection loses the lock of the one who leads.
            status.leads &= trouble.is_none();
            status.trouble = trouble.map(|reason| {
                let since = status.trouble.as_ref().map_or_else(SystemTime::now, |(_, since)| *since);
                (reason, since)
            });
        });
    }
}

/// What was done under a lease.
#[derive(Default)]
struct Borrowed {
    rows: Vec<NewRow>,
    waiting: Vec<Done>,
    supersedes: bool,
    /// Whether the lock was lost before the lease was closed.
    is_late: bool,
}

/// Nothing can be appended under a lease that has ended, and without a lease nothing waits.
fn refuse(command: Command) {
    match command {
        Command::Append(_, _, done) => done(Err(Lost::Discarded)),
        Command::Settled(done) => done(Ok(())),
        Command::Lease(_) | Command::Supersede(_) | Command::Close(_) => {}
    }
}
