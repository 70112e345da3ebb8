//! The shared log in PostgreSQL.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use trackside_shared_log::{Done as LogDone, Handle, Lease as LogLease, Lost, NewRow};

use super::shared::{Done, Lease, SharedLog};
use super::{Record, RecordOfWorld, StoreError};
use crate::named::WorldName;

impl From<Lost> for StoreError {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Discarded => Self::Undecided,
            Lost::Unavailable(reason) => Self::Unavailable { reason: reason.to_string() },
            Lost::Unknown(reason) => Self::OutcomeUnknown { reason: reason.to_string() },
        }
    }
}

fn translated(done: Done) -> LogDone {
    // Whoever waits may have stopped waiting.
    Box::new(|result| _ = done.send(result.map_err(StoreError::from)))
}

/// The log as one world sees it.
#[derive(Debug)]
struct LogOfWorld {
    handle: Handle,
    world: Option<WorldName>,
}

#[derive(Debug)]
struct LeaseOfWorld {
    lease: LogLease,
    world: Option<WorldName>,
}

impl SharedLog for LogOfWorld {
    fn lease(&self) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>> {
        async {
            let lease = self.handle.lease().await?;
            Ok(Box::new(LeaseOfWorld { lease, world: self.world.clone() }) as Box<dyn Lease>)
        }
        .boxed()
    }

    fn settled(&self, done: Done) {
        self.handle.settled(translated(done));
    }

    fn leads(&self) -> bool {
        self.handle.status().leads
    }

    fn trouble(&self) -> Option<String> {
        let (reason, since) = self.handle.status().trouble?;
        let seconds = since.elapsed().unwrap_or_default().as_secs();
        Some(format!("{reason} (for {seconds} s). Reads show what was known before; writes get status 503"))
    }

    fn place(&self) -> &str {
        self.handle.place()
    }

    fn of_world(&self, name: &WorldName) -> Arc<dyn SharedLog> {
        Arc::new(Self { handle: self.handle.clone(), world: Some(name.clone()) })
    }
}

impl Lease for LeaseOfWorld {
    fn record(&self, records: Vec<(Record, Option<Bytes>)>, done: Done) {
        let row = |(record, file): (Record, Option<Bytes>)| {
            let record = RecordOfWorld { world: self.world.clone(), record };
            Ok(NewRow { record: serde_json::to_string(&record)?, file })
        };
        match records.into_iter().map(row).collect::<Result<_, serde_json::Error>>() {
            Ok(rows) => self.lease.append(rows, translated(done)),
            Err(error) => {
                let reason = format!("what was to be recorded cannot be written as JSON: {error}");
                _ = done.send(Err(StoreError::Unavailable { reason }));
            }
        }
    }

    fn supersede(&self) {
        // The rows of other worlds are still needed.
        if self.world.is_none() {
            self.lease.supersede();
        }
    }
}

/// The shared log behind a handle, for the usual world.
pub(crate) fn shared(handle: Handle) -> Arc<dyn SharedLog> {
    Arc::new(LogOfWorld { handle, world: None })
}
