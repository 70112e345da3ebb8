//! A builder for sandboxes in tests.

use chrono::{DateTime, Utc};
use trackside_schemas::control::Scenario;

use crate::configuration::{Configuration, RateLimit};
use crate::credentials::ExtraKey;
use crate::error::ServerError;
use crate::server::MockServer;
use crate::world_file::PinnedWorld;

/// Builds a [`MockServer`]. By default it listens on a free loopback port.
///
/// For settings without a method here, pass a [`Configuration`] to [`MockServer::start`].
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
    /// Sets the seed of the simulated world. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.configuration.seed = seed;
        self
    }

    /// Sets the number of orders in 24 months, within two per cent, at most 10,000,000. Default: 10,000. Small worlds
    /// start faster.
    pub fn orders(mut self, orders: u32) -> Self {
        self.configuration.orders = orders;
        self
    }

    /// Stops the clock at this time. By default it follows real time, and responses differ from day to day.
    pub fn now(mut self, now: DateTime<Utc>) -> Self {
        self.configuration.now = Some(now);
        self
    }

    /// Sets the port. Default: any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.configuration.port = port;
        self
    }

    /// Adds a credential.
    pub fn key(mut self, key: ExtraKey) -> Self {
        self.configuration.keys.push(key);
        self
    }

    /// Sets the rate limit. Default: off.
    pub fn rate_limit(mut self, rate_limit: RateLimit) -> Self {
        self.configuration.rate_limit = rate_limit;
        self
    }

    /// Starts with the faults, overrides and time of a scenario. [`now`](Self::now) takes precedence over its time.
    pub fn scenario(mut self, scenario: Scenario) -> Self {
        self.configuration.scenario = scenario;
        self
    }

    /// Starts with what a world file says.
    pub fn world(mut self, world: PinnedWorld) -> Self {
        self.configuration.world = Some(world);
        self
    }

    /// Builds the world and starts listening.
    ///
    /// Returns the errors of [`MockServer::start`].
    pub async fn start(self) -> Result<MockServer, ServerError> {
        MockServer::start(self.configuration).await
    }
}
