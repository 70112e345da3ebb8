//! How a request arrived.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use http::Extensions;

use super::RequestId;
use crate::sandbox::Sandbox;

/// How a request arrived, and in which world. Every request has it in its extensions: one value, because each costs an
/// allocation.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) id: RequestId,
    /// The address that it comes from.
    pub(crate) client: IpAddr,
    pub(crate) started: Instant,
    /// The sandbox's time.
    pub(crate) now: DateTime<Utc>,
    /// The world that the request selects.
    pub(crate) sandbox: Arc<Sandbox>,
}

impl Arrival {
    /// How the request with these extensions arrived.
    pub(crate) fn of(extensions: &Extensions) -> &Self {
        extensions.get::<Self>().expect("the log notes how every request arrives")
    }
}
