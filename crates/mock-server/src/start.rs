//! What a sandbox starts with. Named worlds of the same simulation share it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::control::{Fault, Override};
use trackside_world::{Settings, View, WorldError};

use crate::access::Access;
use crate::configuration::{Configuration, RateLimit};
use crate::credentials::KeyRing;
use crate::error::ServerError;
use crate::faults;
use crate::moment::Moment;
use crate::readings::{self, Names};
use crate::scenario::Label;
use crate::serve::Receiver;
use crate::store::{Beginning, Recorded, StateFile};
use crate::stripe::signature::USUAL_SECRET;
use crate::webhooks::given;
use crate::world_file::{PinnedWorld, plan};
use crate::worlds::Worlds;

/// What a sandbox starts with: the simulation, the credentials, and what a reset goes back to.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) seed: u64,
    /// The time at which the clock stands still at first; `None` if it follows real time.
    pub(crate) now: Option<DateTime<Utc>>,
    pub(crate) worlds: Arc<Worlds>,
    pub(crate) beginning: Beginning,
    pub(crate) keys: KeyRing,
    pub(crate) label: Label,
    pub(crate) faults: Arc<[Fault]>,
    pub(crate) overrides: Arc<[Override]>,
    pub(crate) readings: Names,
    pub(crate) rate_limit: RateLimit,
    pub(crate) access: Access,
    /// The options that change responses, as words, besides seed, number of orders and time.
    pub(crate) options: Vec<String>,
    /// The secrets with which events of Stripe may be signed.
    pub(crate) stripe_secrets: Vec<String>,
    /// Who receives webhook events from the start.
    pub(crate) receivers: Vec<Receiver>,
}

/// What replicas agree on before there is a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Base {
    /// When the simulation was anchored.
    pub(crate) anchor: DateTime<Utc>,
    /// From when relative times of a world file count.
    pub(crate) start: DateTime<Utc>,
}

/// A state file to open, once everything else is known to be in order, and the entries of the world file.
pub(crate) type Unopened = Option<(StateFile, Vec<Recorded>)>;

impl Start {
    /// Builds the simulation of a configuration, on the base that replicas share if there is one, and checks everything but the overrides.
    ///
    /// Returns an error if the settings are out of range, if a key or a fault is invalid, or if the state file belongs to
    /// another world.
    pub(crate) fn new(configuration: &Configuration, base: Option<Base>) -> Result<(Self, Unopened), ServerError> {
        let Configuration { seed, orders, now, ref scenario, ref files, .. } = *configuration;
        let pinned_world = configuration.world.as_ref();
        let pinned_at = now.or(scenario.now).or(pinned_world.and_then(|pinned| pinned.file.now));
        let begins = crate::clock::Clock::new(pinned_at).now();
        let mut state = configuration.state.as_ref().map(|path| StateFile::look(path, seed, orders)).transpose()?;
        let start = match (&mut state, base) {
            (_, Some(base)) => base.start,
            (Some(state), None) => state.pin(pinned_world.map(PinnedWorld::hash), begins)?,
            (None, None) => begins,
        };
        // A file or a shared log continues the world that it was created for.
        let saved = base.map(|base| base.anchor).or_else(|| state.as_ref().and_then(StateFile::anchor));
        let simulated = pinned_world.is_none_or(|pinned| pinned.file.simulate);
        let settings = Settings { seed, orders, anchor: saved.unwrap_or(begins), simulated };
        let worlds =
            Worlds::build(&settings, begins).map(Arc::new).map_err(|error| match (&files.scenario, error) {
                (_, WorldError::TooLate { now, last }) if saved.is_some() => ServerError::OutsideOfState { now, last },
                (Some(path), error) if now.is_none() && scenario.now.is_some() => {
                    ServerError::File { path: path.clone(), reason: format!("now: {error}") }
                }
                (_, error) => error.into(),
            })?;
        let world = worlds.first();
        world.at(begins)?;
        let pinned = pinned_world.map(|file| plan(file, &worlds, start)).transpose()?.unwrap_or_default();
        let beginning = Beginning::new(Arc::clone(&worlds), pinned.clone());
        let store = beginning.in_memory();
        let moment = Moment::new(&worlds, store.held(begins), begins);
        let view = moment.view();
        let own_keys = pinned_world.into_iter().flat_map(|pinned| &pinned.keys);
        let keys: Vec<_> = own_keys.chain(&configuration.keys).cloned().collect();
        let keys = KeyRing::new(view, &keys, configuration.any_key)?;
        faults::check(&scenario.faults, &keys, view).map_err(ServerError::Faults)?;
        let receivers = receivers(configuration, view)?;
        drop(moment);
        let start = Self {
            seed,
            now: pinned_at,
            worlds,
            beginning,
            keys,
            label: Label { name: scenario.name.clone(), description: scenario.description.clone() },
            faults: scenario.faults.clone().into(),
            overrides: scenario.overrides.clone().into(),
            readings: readings::checked(&scenario.readings).map_err(ServerError::Readings)?,
            rate_limit: configuration.rate_limit,
            access: Access::new(configuration),
            options: configuration.options.clone(),
            receivers,
            stripe_secrets: configuration.stripe_secrets.iter().cloned().chain([USUAL_SECRET.to_owned()]).collect(),
        };
        Ok((start, state.map(|state| (state, pinned))))
    }
}

/// Who receives webhook events from the start: those of the world file, and those of the command line.
fn receivers(configuration: &Configuration, view: View<'_>) -> Result<Vec<Receiver>, ServerError> {
    let of_file = configuration.world.iter().flat_map(|pinned| &pinned.webhooks).cloned().collect::<Vec<_>>();
    let seed = configuration.seed;
    let mut receivers = given(&of_file, "file", seed, view).map_err(|(place, reason)| {
        let pinned = configuration.world.as_ref().expect("the file has receivers");
        ServerError::WorldFile(pinned.refused_webhook(place, &reason))
    })?;
    let others = given(&configuration.webhooks, "option", seed, view);
    receivers.extend(others.map_err(|(_, reason)| ServerError::Webhook(reason))?);
    Ok(receivers)
}
