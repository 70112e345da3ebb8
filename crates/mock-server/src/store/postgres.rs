//! The shared log in PostgreSQL.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use trackside_shared_log::{Done as LogDone, Handle, Lease as LogLease, Lost, NewRow};

use super::shared::{Done, Lease, SharedLog};
use super::{Record, StoreError};

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

impl SharedLog for Handle {
    fn lease(&self) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>> {
        async { Ok(Box::new(Handle::lease(self).await?) as Box<dyn Lease>) }.boxed()
    }

    fn settled(&self, done: Done) {
        Handle::settled(self, translated(done));
    }

    fn trouble(&self) -> Option<String> {
        let (reason, since) = self.status().trouble?;
        let seconds = since.elapsed().unwrap_or_default().as_secs();
        Some(format!("{reason} (for {seconds} s). Reads show what was known before; writes get status 503"))
    }

    fn place(&self) -> &str {
        Handle::place(self)
    }
}

impl Lease for LogLease {
    fn record(&self, records: Vec<(Record, Option<Bytes>)>, done: Done) {
        let row =
            |(record, file): (Record, Option<Bytes>)| Ok(NewRow { record: serde_json::to_string(&record)?, file });
        match records.into_iter().map(row).collect::<Result<_, serde_json::Error>>() {
            Ok(rows) => self.append(rows, translated(done)),
            Err(error) => {
                let reason = format!("what was to be recorded cannot be written as JSON: {error}");
                _ = done.send(Err(StoreError::Unavailable { reason }));
            }
        }
    }

    fn supersede(&self) {
        LogLease::supersede(self);
    }
}

/// The shared log behind a handle.
pub(crate) fn shared(handle: Handle) -> Arc<dyn SharedLog> {
    Arc::new(handle)
}
