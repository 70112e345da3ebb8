//! The sandbox: the world, the clock, the credentials, and everything that clients change.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use trackside_world::{Settings, View, World};

use crate::access::Access;
use crate::clock::Clock;
use crate::configuration::Configuration;
use crate::credentials::KeyRing;
use crate::error::ServerError;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::overrides::{Overrides, check};
use crate::pipeline::Limiter;
use crate::readings::Readings;
use crate::scenario::{Label, Played};
use crate::store::{StateFile, Store, StoreError};

/// Building a world with more orders than this takes more than a second.
const NOTICEABLE: u32 = 1_500_000;

/// A sandbox: the world, the clock, the credentials, and everything that clients change.
#[derive(Debug)]
pub struct Sandbox {
    world: World,
    clock: Clock,
    keys: KeyRing,
    store: Store,
    limiter: Limiter,
    faults: Faults,
    overrides: Overrides,
    readings: Readings,
    played: Played,
    journal: Arc<Journal>,
    access: Access,
}

impl Sandbox {
    /// Builds the sandbox of a configuration.
    ///
    /// Returns an error if the settings are out of range, if a key, a fault or an override is invalid, or if the state
    /// file cannot be used.
    pub fn new(configuration: &Configuration) -> Result<Self, ServerError> {
        let Configuration { seed, orders, now, ref scenario, ref files, .. } = *configuration;
        let clock = Clock::new(now.or(scenario.now));
        let state = configuration.state.as_ref().map(|path| StateFile::look(path, seed, orders)).transpose()?;
        // The records of a file belong to its world, whose orders depend on the anchor.
        let saved = state.as_ref().and_then(StateFile::anchor);
        if orders > NOTICEABLE {
            tracing::info!(orders, "building the world; this takes a few seconds");
        }
        let settings = Settings { seed, orders, anchor: saved.unwrap_or_else(|| clock.now()) };
        let world = World::build(&settings).map_err(|error| match &files.scenario {
            Some(path) if now.is_none() && scenario.now.is_some() => {
                ServerError::File { path: path.clone(), reason: format!("now: {error}") }
            }
            _ => error.into(),
        })?;
        if saved.is_some() && !(world.begins()..=world.horizon()).contains(&clock.now()) {
            let (begins, horizon) = (world.begins(), world.horizon());
            return Err(ServerError::OutsideOfState { now: clock.now(), begins, horizon });
        }
        world.prepare(clock.now())?;
        let keys = KeyRing::new(world.at(clock.now())?, &configuration.keys, configuration.any_key)?;
        let label = Label { name: scenario.name.clone(), description: scenario.description.clone() };
        let mut sandbox = Self {
            world,
            clock,
            keys,
            store: Store::in_memory(),
            limiter: Limiter::new(configuration.rate_limit),
            faults: Faults::new(seed, scenario.faults.clone()).map_err(ServerError::Faults)?,
            overrides: Overrides::default(),
            readings: Readings::new(&scenario.readings).map_err(ServerError::Readings)?,
            played: Played::new(label),
            journal: Arc::new(Journal::new(configuration.journal)),
            access: Access::new(configuration),
        };
        check(&sandbox, &scenario.overrides, sandbox.clock.now()).map_err(|refusals| {
            let reasons: Vec<_> = refusals.iter().map(ToString::to_string).collect();
            ServerError::Overrides { origin: files.overrides.clone(), reason: reasons.join("\n") }
        })?;
        sandbox.overrides = Overrides::new(scenario.overrides.clone());
        // Last, so that nothing is written if the sandbox cannot start.
        if let Some(state) = state {
            sandbox.store = state.open(&sandbox.world)?;
        }
        Ok(sandbox)
    }

    /// The world at the time of the clock.
    pub fn view(&self) -> View<'_> {
        self.view_at(self.clock.now())
    }

    /// The world at any time. Times outside the world's range give its first or last moment.
    ///
    /// A ticking clock leaves the range after 90 days without a restart. From then on the world no longer changes.
    pub(crate) fn view_at(&self, time: DateTime<Utc>) -> View<'_> {
        let within = time.clamp(self.world.begins(), self.world.horizon());
        self.world.at(within).expect("the time is within the world's range")
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The credentials.
    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Removes what clients have created, and resets clock, faults, overrides and readings to the configuration. Returns the
    /// number of removed records.
    ///
    /// Returns an error if the state file cannot be written.
    pub(crate) fn reset(&self) -> Result<u64, StoreError> {
        let removed = self.store.reset()?;
        self.played.reset(|| {
            self.clock.reset();
            self.faults.reset();
            self.overrides.reset();
            self.readings.reset();
        });
        Ok(removed)
    }

    pub(crate) fn faults(&self) -> &Faults {
        &self.faults
    }

    pub(crate) fn overrides(&self) -> &Overrides {
        &self.overrides
    }

    pub(crate) fn readings(&self) -> &Readings {
        &self.readings
    }

    pub(crate) fn access(&self) -> &Access {
        &self.access
    }

    pub(crate) fn journal(&self) -> &Arc<Journal> {
        &self.journal
    }

    pub(crate) fn played(&self) -> &Played {
        &self.played
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.limiter
    }
}
