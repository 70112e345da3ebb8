//! Opening a log, and following it.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::watch;

use crate::following::Following;
use crate::handle::{Handle, Status};
use crate::session::Session;
use crate::tables::prepare;
use crate::{Address, Error, Row};

/// Whoever uses the rows of a log. It is called by one task, one call after the other.
pub trait Follower: Send + Sync + 'static {
    /// Uses a row that another replica appended, or an earlier run. Fails if this version cannot use it.
    fn apply(&self, row: &Row) -> Result<(), String>;

    /// Everything that was decided under the last lease is committed.
    fn committed(&self);

    /// What was decided under the last lease is not committed, or not known to be. Returns whether it cannot be forgotten
    /// by itself, so that all rows must come again.
    fn discarded(&self) -> bool;

    /// All rows come again, from the first.
    fn begin_again(&self);

    /// The database's clock is ahead of this machine's by so many milliseconds.
    fn clock_differs(&self, milliseconds: i64);
}

/// A log whose tables exist.
pub struct SharedLog {
    address: Address,
    header: Value,
    session: Session,
}

impl SharedLog {
    /// Connects, creates the tables with this header if there are none, and brings them up to date.
    pub async fn open(address: &Address, header: &Value) -> Result<Self, Error> {
        let (mut client, notifications) = Session::connect(address).await?;
        let header = prepare(&mut client, address, header).await?;
        let session = Session::prepare((client, notifications)).await;
        let session = session.map_err(|reason| Error::Failed { place: address.place().to_owned(), reason })?;
        Ok(Self { address: address.clone(), header, session })
    }

    /// What the log belongs to: the header with which its tables were created.
    pub fn header(&self) -> &Value {
        &self.header
    }

    /// By how much the database's clock is ahead of this machine's, in milliseconds.
    pub async fn clock_difference(&self) -> Result<i64, Error> {
        let failed = |reason| Error::Failed { place: self.address.place().to_owned(), reason };
        self.session.clock_difference().await.map_err(failed)
    }

    /// Passes every row to the follower, and goes on to do so. Returns when the follower has those that are there now.
    pub async fn follow(self, follower: Arc<impl Follower>) -> Result<Handle, Error> {
        let Self { address, session, .. } = self;
        let (commands, received) = unbounded_channel();
        let (status, seen) = watch::channel(Status::default());
        let place = address.place().into();
        let mut following = Following::new(address, follower, commands.downgrade(), received, status);
        following.catch_up_first(&session).await?;
        tokio::spawn(following.run(session));
        Ok(Handle { commands, status: seen, place })
    }
}
