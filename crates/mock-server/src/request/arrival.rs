//! How a request arrived.

use std::net::IpAddr;
use std::time::Instant;

use chrono::{DateTime, Utc};

use super::RequestId;

/// How a request arrived. Every request has it in its extensions: one value, because each costs an allocation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) id: RequestId,
    /// The address that it comes from.
    pub(crate) client: IpAddr,
    pub(crate) started: Instant,
    /// The sandbox's time.
    pub(crate) now: DateTime<Utc>,
}
