//! A build without PostgreSQL: no sandbox shares its log.

use std::convert::Infallible;
use std::sync::Arc;

use crate::configuration::Configuration;
use crate::error::ServerError;
use crate::named::NamedWorlds;
use crate::start::Base;

/// A connection to the log of other replicas, which this build cannot have.
pub(crate) struct Joining(Infallible);

impl Joining {
    /// Always none: [`PostgresUrl`](crate::PostgresUrl) accepts no address in this build.
    #[expect(clippy::unused_async, reason = "the build with PostgreSQL waits here")]
    pub(crate) async fn of(_: &Configuration) -> Result<Option<Self>, ServerError> {
        Ok(None)
    }

    pub(crate) fn base(&self) -> Base {
        match self.0 {}
    }

    #[expect(clippy::unused_async, reason = "the build with PostgreSQL waits here")]
    pub(crate) async fn join(self, _: &Arc<NamedWorlds>) -> Result<(), ServerError> {
        match self.0 {}
    }
}
