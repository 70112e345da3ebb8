//! The sandbox: the world, the clock, the credentials, and everything that clients change.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use chrono::{DateTime, SecondsFormat, Utc};
use trackside_schemas::control::Checkpoint;
use trackside_world::World;

use crate::access::Access;
use crate::checkpoints::{Checkpoints, Full, State};
use crate::clock::Clock;
use crate::configuration::Configuration;
use crate::credentials::KeyRing;
use crate::error::ServerError;
use crate::faults::Faults;
use crate::journal::{Journal, WorldJournal};
use crate::moment::Moment;
use crate::named::{NamedWorlds, Serial, WorldName};
use crate::overrides::{Overrides, check};
use crate::pipeline::Limiter;
use crate::providers::agentref::Uploads;
use crate::readings::Readings;
use crate::request::RequestIds;
use crate::scenario::Played;
use crate::start::{Base, Start};
use crate::steering::Steering;
use crate::store::{Event, KeptWebhooks, Record, Restored, SharedLog, Store, StoreError};
use crate::webhooks::{Delivery, Wake, Webhooks};
use crate::world_file::{Exported, TooManyOrders, everything, export};

/// A sandbox: the world, the clock, the credentials, and everything that clients change. A process has the usual one, and
/// one for each named world.
#[derive(Debug)]
pub struct Sandbox {
    /// What it shares with others.
    start: Arc<Start>,
    name: Option<WorldName>,
    serial: Serial,
    clock: Clock,
    store: Store,
    limiter: Limiter,
    request_ids: RequestIds,
    faults: Faults,
    overrides: Overrides,
    readings: Readings,
    played: Played,
    journal: Arc<WorldJournal>,
    uploads: Uploads,
    webhooks: Webhooks,
    checkpoints: Checkpoints,
    neighbours: Weak<NamedWorlds>,
    created: DateTime<Utc>,
    /// When a request last came, in seconds of real time.
    used: AtomicI64,
    /// What other replicas know of what is set.
    known_steering: Mutex<Option<Steering>>,
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
        let (start, state) = Start::new(configuration, base)?;
        let journal = WorldJournal::of_all(Journal::new(configuration.journal));
        let mut sandbox = Self::begin(Arc::new(start), None, journal, Weak::new(), Arc::default());
        sandbox.check_overrides(configuration)?;
        // Last, so that nothing is written if the sandbox cannot start.
        if let Some((state, pinned)) = state {
            sandbox.store = state.open(&sandbox.start.worlds, pinned)?;
            sandbox.request_ids = RequestIds::after(sandbox.store.held(sandbox.clock.now()).next_id);
            let saved = sandbox.store.take_saved_webhooks();
            let beginning = sandbox.store.read_all(sandbox.clock.now());
            sandbox.webhooks = Webhooks::new(beginning, Arc::clone(sandbox.webhooks.waker()));
            if let Some(saved) = saved {
                sandbox.webhooks.take_saved(saved);
            }
            sandbox.webhooks.hears(!sandbox.start.receivers.is_empty());
        }
        Ok(sandbox)
    }

    /// The same sandbox as the usual one of a process with named worlds.
    pub(crate) fn beside(mut self, neighbours: Weak<NamedWorlds>) -> Self {
        self.neighbours = neighbours;
        self
    }

    /// A named world that begins as the usual one did, or with a start and at a time of its own. Its overrides must have
    /// passed [`Sandbox::check_overrides`].
    pub(crate) fn named(&self, name: WorldName, start: Option<Arc<Start>>, now: Option<DateTime<Utc>>) -> Self {
        let journal = self.journal.of_world(name.clone());
        let start = start.unwrap_or_else(|| Arc::clone(&self.start));
        let mut named =
            Self::begin(start, Some(name), journal, self.neighbours.clone(), Arc::clone(self.webhooks.waker()));
        if let Some(now) = now {
            named.clock = Clock::new(Some(now));
            named.webhooks.begin_again(named.store.read_all(now), "");
        }
        named
    }

    /// A world that begins with a start, in memory. Its overrides are not checked.
    fn begin(
        start: Arc<Start>,
        name: Option<WorldName>,
        journal: Arc<WorldJournal>,
        neighbours: Weak<NamedWorlds>,
        wake: Arc<Wake>,
    ) -> Self {
        let created = Utc::now();
        let (clock, store) = (Clock::new(start.now), start.beginning.in_memory());
        let webhooks = Webhooks::new(store.read_all(clock.now()), wake);
        webhooks.hears(!start.receivers.is_empty());
        Self {
            name,
            serial: Serial::next(),
            clock,
            store,
            limiter: Limiter::new(start.rate_limit),
            request_ids: RequestIds::new(),
            faults: Faults::new(start.seed, Arc::clone(&start.faults)),
            overrides: Overrides::new(Arc::clone(&start.overrides)),
            readings: Readings::new(start.readings.clone()),
            played: Played::new(start.label.clone()),
            journal,
            uploads: Uploads::default(),
            webhooks,
            checkpoints: Checkpoints::default(),
            neighbours,
            created,
            used: AtomicI64::new(created.timestamp()),
            known_steering: Mutex::default(),
            start,
        }
    }

    /// Returns an error if the overrides that it starts with break the contract.
    pub(crate) fn check_overrides(&self, configuration: &Configuration) -> Result<(), ServerError> {
        check(self, &self.start.overrides, self.clock.now()).map_err(|refusals| {
            let reasons: Vec<_> = refusals.iter().map(ToString::to_string).collect();
            ServerError::Overrides { origin: configuration.files.overrides.clone(), reason: reasons.join("\n") }
        })
    }

    /// The name of the world; `None` for the usual one.
    pub fn name(&self) -> Option<&WorldName> {
        self.name.as_ref()
    }

    /// What tells it from every other world of the process, also from an earlier one with the same name.
    pub(crate) fn serial(&self) -> Serial {
        self.serial
    }

    /// What it started with.
    pub(crate) fn start(&self) -> &Arc<Start> {
        &self.start
    }

    /// Whether it has the simulation of the usual world.
    pub(crate) fn shares_simulation(&self) -> bool {
        self.neighbours().is_none_or(|worlds| Arc::ptr_eq(&self.start, &worlds.usual().start))
    }

    /// All worlds of the process. `None` if it has only this one.
    pub(crate) fn neighbours(&self) -> Option<Arc<NamedWorlds>> {
        self.neighbours.upgrade()
    }

    /// When it was created, in real time.
    pub(crate) fn created(&self) -> DateTime<Utc> {
        self.created
    }

    /// Notes that a request has come.
    pub(crate) fn touch(&self) {
        self.used.store(Utc::now().timestamp(), Ordering::Relaxed);
    }

    /// When a request last came, in real time, to the second.
    pub(crate) fn used(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.used.load(Ordering::Relaxed), 0).unwrap_or(self.created)
    }

    /// The world at the time of the clock.
    pub fn moment(&self) -> Moment<'_> {
        self.moment_at(self.clock.now())
    }

    /// The world at any time. Times outside the world's range give its first or last moment.
    pub(crate) fn moment_at(&self, time: DateTime<Utc>) -> Moment<'_> {
        Moment::new(&self.start.worlds, self.store.held(time), time)
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
        &self.start.options
    }

    /// The secrets with which events of Stripe may be signed.
    pub(crate) fn stripe_secrets(&self) -> &[String] {
        &self.start.stripe_secrets
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The credentials.
    pub fn keys(&self) -> &KeyRing {
        &self.start.keys
    }

    /// The world, simulated at least 90 days beyond the time of the start. For what changes with time, use
    /// [`Sandbox::moment`].
    pub fn world(&self) -> &World {
        self.start.worlds.first()
    }

    /// Removes what clients have created, resets clock, faults, overrides and readings to the configuration, and forgets
    /// which requests were counted. Checkpoints stay. Returns the number of removed records.
    ///
    /// Returns an error if the state file cannot be written.
    pub(crate) fn reset(&self) -> Result<u64, StoreError> {
        let removed = self.store.reset()?;
        let is_alone = self.neighbours().is_none_or(|worlds| worlds.list().is_empty());
        self.store.tell(Record::Reset { supersedes: is_alone && self.checkpoints.is_empty() }, None);
        self.forget_settings();
        // Replicas that were started in another way would go back to something else.
        *self.known_steering() = None;
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
            self.webhooks.begin_again(self.store.read_all(self.clock.now()), "not sent: the sandbox was reset before");
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
            *self.known_steering() = None;
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
            let reader = self.store.read_all(self.clock.now());
            self.webhooks.begin_again(reader, "not sent: the sandbox went back to a checkpoint before");
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

    /// Deletes a named world of the process, at other replicas too. False if there is none with the name.
    pub(crate) fn delete_world(&self, name: &WorldName) -> bool {
        let is_known = self.neighbours().is_some_and(|worlds| worlds.delete(name));
        if is_known {
            self.store.tell(Record::WorldDeleted { name: name.clone() }, None);
        }
        is_known
    }

    /// The states to go back to.
    pub(crate) fn checkpoints(&self) -> &Checkpoints {
        &self.checkpoints
    }

    /// What the ledger says until now, as a world file.
    pub(crate) fn export(&self) -> Exported {
        export(&self.start.worlds, self.store.entries(self.clock.now()), self.pinned_now())
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
        &self.start.access
    }

    /// The journal, as far as it is this world's: the usual one sees all of it.
    pub(crate) fn journal(&self) -> &Arc<WorldJournal> {
        &self.journal
    }

    /// The files that were sent to it.
    pub(crate) fn uploads(&self) -> &Uploads {
        &self.uploads
    }

    /// Who receives its webhook events, and what was sent.
    pub(crate) fn webhooks(&self) -> &Webhooks {
        &self.webhooks
    }

    /// Sends a delivery that somebody asks for. Returns its number.
    pub(crate) fn ask_for(&self, delivery: Delivery) -> u64 {
        let mut book = self.webhooks.book();
        let number = if self.store.leads() {
            book.add(delivery)
        } else {
            // The replica that sends learns of it.
            let number = book.add_elsewhere(delivery, Utc::now());
            let asked = book.get(number).expect("it was just added");
            self.store.tell(Record::Webhooks(KeptWebhooks::asked(asked)), None);
            number
        };
        drop(book);
        self.webhooks.wake();
        number
    }

    /// Something was written, or set. Whoever hears of it is told.
    pub(crate) fn changed(&self, events: &[Event]) {
        if self.webhooks.changed(events) {
            self.notice_clock();
        }
    }

    /// If the clock was moved back, what is still to come is told again when it gets there.
    pub(crate) fn notice_clock(&self) {
        let now = self.clock.now();
        let mut book = self.webhooks.book();
        if now < book.reader().time() {
            // What was written meanwhile is not told yet, whenever it is dated.
            let unread = book.reader().next();
            book.turn_to(self.store.read_before(now, unread));
        }
    }

    /// Keeps what has changed about webhooks, in the file or in the shared log.
    pub(crate) async fn keep_webhooks(&self, kept: KeptWebhooks) -> Result<(), StoreError> {
        if self.store.shared().is_none() {
            return self.store.keep_webhooks(kept).await;
        }
        let turn = self.store.turn().await?;
        self.store.tell(Record::Webhooks(kept), None);
        self.conclude(turn).durable().await.map(drop)
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
