//! Starting a sandbox from a test, step by step.

use chrono::{DateTime, Utc};
use trackside_schemas::control::Scenario;

use crate::configuration::{Configuration, RateLimit};
use crate::credentials::ExtraKey;
use crate::error::ServerError;
use crate::server::MockServer;

/// A sandbox in the making, on a free port of loopback unless it is told otherwise.
///
/// What it does not offer can be set in a [`Configuration`], which [`MockServer::start`] takes.
#[derive(Debug, Clone)]
pub struct MockServerBuilder {
    configuration: Configuration,
}

impl Default for MockServerBuilder {
    fn default() -> Self {
        Self { configuration: Configuration { port: 0, ..Configuration::default() } }
    }
}

impl MockServerBuilder {
    /// What the world grows from; 1 without it.
    pub fn seed(mut self, seed: u64) -> Self {
        self.configuration.seed = seed;
        self
    }

    /// The orders in the 24 months before the first day, 10,000,000 at most; 10,000 without it. Small worlds start faster.
    pub fn orders(mut self, orders: u32) -> Self {
        self.configuration.orders = orders;
        self
    }

    /// The instant at which the clock stands. Without it the clock runs with real time, and answers differ from day to day.
    pub fn now(mut self, now: DateTime<Utc>) -> Self {
        self.configuration.now = Some(now);
        self
    }

    /// The port; any free one without it.
    pub fn port(mut self, port: u16) -> Self {
        self.configuration.port = port;
        self
    }

    /// One more credential.
    pub fn key(mut self, key: ExtraKey) -> Self {
        self.configuration.keys.push(key);
        self
    }

    /// Whether requests are counted; they are not without it.
    pub fn rate_limit(mut self, rate_limit: RateLimit) -> Self {
        self.configuration.rate_limit = rate_limit;
        self
    }

    /// Faults and overrides from the start, and an instant for a clock that has none.
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.configuration.scenario = scenario;
        self
    }

    /// Builds the world and starts to listen.
    pub async fn start(self) -> Result<MockServer, ServerError> {
        MockServer::start(self.configuration).await
    }
}
