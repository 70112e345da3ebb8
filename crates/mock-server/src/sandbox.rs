//! The sandbox: the world, the clock, the credentials, and everything that clients change.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, SecondsFormat, Utc};
use trackside_schemas::control::Checkpoint;
use trackside_world::{Settings, World, WorldError};

use crate::access::Access;
use crate::checkpoints::{Checkpoints, Full, State};
use crate::clock::Clock;
use crate::configuration::Configuration;
use crate::credentials::KeyRing;
use crate::error::ServerError;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::moment::Moment;
use crate::overrides::{Overrides, check};
use crate::pipeline::Limiter;
use crate::providers::agentref::Uploads;
use crate::readings::Readings;
use crate::request::RequestIds;
use crate::scenario::{Label, Played};
use crate::steering::Steering;
use crate::store::{Record, Restored, SharedLog, StateFile, Store, StoreError};
use crate::stripe::signature::USUAL_SECRET;
use crate::world_file::{Exported, PinnedWorld, TooManyOrders, everything, export, plan};
use crate::worlds::Worlds;

/// A sandbox: the world, the clock, the credentials, and everything that clients change.
#[derive(Debug)]
pub struct Sandbox {
    worlds: Arc<Worlds>,
    clock: Clock,
    keys: KeyRing,
    store: Store,
    limiter: Limiter,
    request_ids: RequestIds,
    faults: Faults,
    overrides: Overrides,
    readings: Readings,
    played: Played,
    journal: Arc<Journal>,
    uploads: Uploads,
    checkpoints: Checkpoints,
    access: Access,
    options: Vec<String>,
    stripe_secrets: Vec<String>,
    /// What other replicas know of what is set.
    known_steering: Mutex<Option<Steering>>,
}

/// What replicas agree on before there is a sandbox.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Base {
    /// When the simulation was anchored.
    pub(crate) anchor: DateTime<Utc>,
    /// From when relative times of a world file count.
    pub(crate) start: DateTime<Utc>,
}

impl Sandbox {
    /// Builds the sandbox of a configuration.
    ///
    /// Returns an error if the settings are out of range, if a key, a fault or an override is invalid, or if the state
    /// file cannot be used.
    pub fn new(configuration: &Configuration) -> Result<Self, ServerError> {
        Self::based(configuration, None)
    }

    /// Builds the sandbox of a configuration, on the base that replicas share if there is one.
    pub(crate) fn based(configuration: &Configuration, base: Option<Base>) -> Result<Self, ServerError> {
        let Configuration { seed, orders, now, ref scenario, ref files, .. } = *configuration;
        let pinned_world = configuration.world.as_ref();
        let clock = Clock::new(now.or(scenario.now).or(pinned_world.and_then(|pinned| pinned.file.now)));
        let mut state = configuration.state.as_ref().map(|path| StateFile::look(path, seed, orders)).transpose()?;
        let start = match (&mut state, base) {
            (_, Some(base)) => base.start,
            (Some(state), None) => state.pin(pinned_world.map(PinnedWorld::hash), clock.now())?,
            (None, None) => clock.now(),
        };
        // A file or a log continues the world that it was created for.
        let saved = base.map(|base| base.anchor).or_else(|| state.as_ref().and_then(StateFile::anchor));
        let simulated = pinned_world.is_none_or(|pinned| pinned.file.simulate);
        let settings = Settings { seed, orders, anchor: saved.unwrap_or_else(|| clock.now()), simulated };
        let worlds =
            Worlds::build(&settings, clock.now()).map(Arc::new).map_err(|error| match (&files.scenario, error) {
                (_, WorldError::TooLate { now, last }) if saved.is_some() => ServerError::OutsideOfState { now, last },
                (Some(path), error) if now.is_none() && scenario.now.is_some() => {
                    ServerError::File { path: path.clone(), reason: format!("now: {error}") }
                }
                (_, error) => error.into(),
            })?;
        let world = worlds.first();
        world.prepare(clock.now())?;
        world.at(clock.now())?;
        let pinned = pinned_world.map(|file| plan(file, &worlds, start)).transpose()?.unwrap_or_default();
        let store = Store::in_memory(Arc::clone(&worlds), pinned.clone());
        let moment = Moment::new(&worlds, store.held(clock.now()), clock.now());
        let view = moment.view();
        let own_keys = pinned_world.into_iter().flat_map(|pinned| &pinned.keys);
        let keys: Vec<_> = own_keys.chain(&configuration.keys).cloned().collect();
        let keys = KeyRing::new(view, &keys, configuration.any_key)?;
        let faults = Faults::new(seed, scenario.faults.clone(), &keys, view).map_err(ServerError::Faults)?;
        let label = Label { name: scenario.name.clone(), description: scenario.description.clone() };
        let mut sandbox = Self {
            worlds: Arc::clone(&worlds),
            clock,
            keys,
            store,
            limiter: Limiter::new(configuration.rate_limit),
            request_ids: RequestIds::new(),
            faults,
            overrides: Overrides::default(),
            readings: Readings::new(&scenario.readings).map_err(ServerError::Readings)?,
            played: Played::new(label),
            journal: Arc::new(Journal::new(configuration.journal)),
            uploads: Uploads::default(),
            checkpoints: Checkpoints::default(),
            access: Access::new(configuration),
            options: configuration.options.clone(),
            stripe_secrets: configuration.stripe_secrets.iter().cloned().chain([USUAL_SECRET.to_owned()]).collect(),
            known_steering: Mutex::default(),
        };
        check(&sandbox, &scenario.overrides, sandbox.clock.now()).map_err(|refusals| {
            let reasons: Vec<_> = refusals.iter().map(ToString::to_string).collect();
            ServerError::Overrides { origin: files.overrides.clone(), reason: reasons.join("\n") }
        })?;
        sandbox.overrides = Overrides::new(scenario.overrides.clone());
        // Last, so that nothing is written if the sandbox cannot start.
        if let Some(state) = state {
            sandbox.store = state.open(&worlds, pinned)?;
            sandbox.request_ids = RequestIds::after(sandbox.store.held(sandbox.clock.now()).next_id);
        }
        Ok(sandbox)
    }

    /// The world at the time of the clock.
    pub fn moment(&self) -> Moment<'_> {
        self.moment_at(self.clock.now())
    }

    /// The world at any time. Times outside the world's range give its first or last moment.
    pub(crate) fn moment_at(&self, time: DateTime<Utc>) -> Moment<'_> {
        Moment::new(&self.worlds, self.store.held(time), time)
    }

    /// What people should know of the sandbox: that its database cannot be reached, or that its clock has left the world's
    /// range.
    pub(crate) fn notice(&self) -> Option<String> {
        self.store.shared().and_then(SharedLog::trouble).or_else(|| self.standstill())
    }

    /// A notice if the clock has left the world's range: from then on nothing new happens.
    fn standstill(&self) -> Option<String> {
        let last = self.world().last();
        (self.clock.now() > last).then(|| {
            let end = last.to_rfc3339_opts(SecondsFormat::Secs, true);
            format!(
                "the simulation ended at {end}, so nothing new happens; restart the sandbox, or move the clock back"
            )
        })
    }

    /// The options that change responses, as words, besides seed, number of orders and time.
    pub(crate) fn options(&self) -> &[String] {
        &self.options
    }

    /// The secrets with which events of Stripe may be signed.
    pub(crate) fn stripe_secrets(&self) -> &[String] {
        &self.stripe_secrets
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The credentials.
    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// The world, simulated at least 90 days beyond the time of the start. For what changes with time, use
    /// [`Sandbox::moment`].
    pub fn world(&self) -> &World {
        self.worlds.first()
    }

    /// Removes what clients have created, resets clock, faults, overrides and readings to the configuration, and forgets
    /// which requests were counted. Checkpoints stay. Returns the number of removed records.
    ///
    /// Returns an error if the state file cannot be written.
    pub(crate) fn reset(&self) -> Result<u64, StoreError> {
        let removed = self.store.reset()?;
        self.store.tell(Record::Reset { supersedes: self.checkpoints.is_empty() }, None);
        self.forget_settings();
        Ok(removed)
    }

    /// Resets what people have set to the configuration, and forgets which requests were counted.
    pub(crate) fn forget_settings(&self) {
        self.played.reset(|| {
            self.clock.reset();
            self.limiter.reset();
            self.request_ids.reset();
            self.faults.reset();
            self.overrides.reset();
            self.readings.reset();
            self.uploads.reset();
        });
    }

    /// Keeps the state of the sandbox under a name, to go back to.
    pub(crate) fn keep(&self, name: &str) -> Result<Checkpoint, Full> {
        let now = self.clock.now();
        let kept = self.keep_at(name, now)?;
        self.store.tell(Record::Kept { name: name.to_owned(), now }, None);
        Ok(kept)
    }

    /// Keeps the state of the sandbox under a name, as if the clock had this time.
    pub(crate) fn keep_at(&self, name: &str, now: DateTime<Utc>) -> Result<Checkpoint, Full> {
        let state = self.played.look(|label| State {
            now,
            is_pinned: self.clock.is_pinned(),
            written: self.store.keep(),
            request_ids: self.request_ids.keep(),
            label: label.clone(),
            faults: self.faults.list(),
            overrides: self.overrides.list(),
            readings: self.readings.in_force(),
            uploads: self.uploads.kept(),
        });
        self.checkpoints.put(name, state)
    }

    /// Goes back to the state that was kept under a name. `None` if there is none. A clock that ran goes on from the time
    /// of the checkpoint, and no request counts for a rate limit any more.
    ///
    /// Returns an error if the state file cannot be written.
    pub(crate) fn restore(&self, name: &str) -> Result<Option<Restored>, StoreError> {
        let restored = self.go_back(name)?;
        if restored.is_some() {
            self.store.tell(Record::Restored { name: name.to_owned() }, None);
        }
        Ok(restored)
    }

    /// Goes back to the state that was kept under a name, and tells nobody.
    pub(crate) fn go_back(&self, name: &str) -> Result<Option<Restored>, StoreError> {
        let Some(state) = self.checkpoints.get(name) else { return Ok(None) };
        let restored = self.store.restore(&state.written)?;
        self.played.play(state.label.clone(), || {
            self.clock.set(state.now, !state.is_pinned);
            self.limiter.reset();
            self.request_ids.restore(&state.request_ids);
            self.faults.replace(Arc::clone(&state.faults));
            self.overrides.restore(Arc::clone(&state.overrides));
            self.readings.replace(state.readings.clone());
            self.uploads.restore(&state.uploads);
        });
        Ok(Some(restored))
    }

    /// Forgets a checkpoint. False if there is none with the name.
    pub(crate) fn forget(&self, name: &str) -> bool {
        let is_known = self.checkpoints.delete(name);
        if is_known {
            self.store.tell(Record::Forgotten { name: name.to_owned() }, None);
        }
        is_known
    }

    /// The states to go back to.
    pub(crate) fn checkpoints(&self) -> &Checkpoints {
        &self.checkpoints
    }

    /// What the ledger says until now, as a world file.
    pub(crate) fn export(&self) -> Exported {
        export(&self.worlds, self.store.entries(self.clock.now()), self.pinned_now())
    }

    /// All that is seen now, as a world file without simulation.
    pub(crate) fn export_all(&self) -> Result<Exported, TooManyOrders> {
        everything(self.moment().view(), self.pinned_now())
    }

    fn pinned_now(&self) -> Option<DateTime<Utc>> {
        self.clock.is_pinned().then(|| self.clock.now())
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

    /// The files that were sent to it.
    pub(crate) fn uploads(&self) -> &Uploads {
        &self.uploads
    }

    pub(crate) fn played(&self) -> &Played {
        &self.played
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn known_steering(&self) -> MutexGuard<'_, Option<Steering>> {
        self.known_steering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn request_ids(&self) -> &RequestIds {
        &self.request_ids
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.limiter
    }
}
