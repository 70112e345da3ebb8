//! Simulations that named worlds have of their own: with another seed, size or world file than the usual one.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use chrono::{DateTime, Utc};

use super::NotCreated;
use crate::configuration::Configuration;
use crate::sandbox::Sandbox;
use crate::start::{Base, Start};
use crate::world_file::PinnedWorld;

/// The most simulations besides the usual one.
pub(super) const MOST_BASES: usize = 8;

/// The most orders that they have together. A million takes about a second to build, and 100 MB.
pub(super) const LARGEST_TOTAL: u32 = 1_000_000;

/// How a simulation differs from the usual one.
#[derive(Debug, Default)]
pub(crate) struct OwnBase {
    pub(crate) seed: Option<u64>,
    pub(crate) orders: Option<u32>,
    pub(crate) world: Option<PinnedWorld>,
    /// What replicas agree on, if they share a log.
    pub(crate) base: Option<Base>,
}

/// What makes two simulations the same.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    seed: u64,
    orders: u32,
    world: Option<u64>,
    now: Option<DateTime<Utc>>,
    base: Option<Base>,
}

/// The simulations of named worlds. One lives as long as a world has it.
#[derive(Debug)]
pub(super) struct Bases {
    configuration: Arc<Configuration>,
    built: Mutex<Vec<(Key, Weak<Start>)>>,
}

impl Bases {
    pub(super) fn new(configuration: Arc<Configuration>) -> Self {
        Self { configuration, built: Mutex::default() }
    }

    /// Calls `create` with the simulation, which is built unless another world has it, and with the configuration that
    /// gives it. No other one is built meanwhile.
    pub(super) fn with(
        &self,
        own: OwnBase,
        now: Option<DateTime<Utc>>,
        create: impl FnOnce(Arc<Start>, &Configuration) -> Result<Arc<Sandbox>, NotCreated>,
    ) -> Result<Arc<Sandbox>, NotCreated> {
        let usual = &self.configuration;
        let configuration = Configuration {
            seed: own.seed.unwrap_or(usual.seed),
            orders: own.orders.unwrap_or(usual.orders),
            // What is said for this world counts more than what was said at the start.
            now: now.or(own.world.as_ref().and_then(|pinned| pinned.file.now)).or(usual.now),
            world: own.world.or_else(|| usual.world.clone()),
            state: None,
            postgres: None,
            ..Configuration::clone(usual)
        };
        let key = Key {
            seed: configuration.seed,
            orders: configuration.orders,
            world: configuration.world.as_ref().map(PinnedWorld::hash),
            now: configuration.now,
            base: own.base,
        };
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        built.retain(|(_, start)| start.strong_count() > 0);
        if let Some(start) = built.iter().find(|(known, _)| *known == key).and_then(|(_, start)| start.upgrade()) {
            return create(start, &configuration);
        }
        if built.len() >= MOST_BASES {
            return Err(NotCreated::Full(format!(
                "there are {MOST_BASES} simulations of named worlds already: delete the worlds of one with DELETE \
                 /_mock/worlds/NAME, or use its seed, orders, world file and time"
            )));
        }
        let others: u64 = built.iter().map(|(key, _)| u64::from(key.orders)).sum();
        if others + u64::from(key.orders) > u64::from(LARGEST_TOTAL) {
            return Err(NotCreated::Full(format!(
                "simulations of named worlds have at most {LARGEST_TOTAL} orders together, and {others} are taken: ask for \
                 fewer orders, or delete worlds with DELETE /_mock/worlds/NAME"
            )));
        }
        let (start, _) = Start::new(&configuration, key.base).map_err(|error| NotCreated::invalid(&error))?;
        let start = Arc::new(start);
        built.push((key, Arc::downgrade(&start)));
        create(start, &configuration)
    }
}
