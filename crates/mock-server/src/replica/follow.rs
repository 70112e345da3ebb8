//! How a sandbox tells other replicas what has changed in it, and does what they tell.

use std::sync::Arc;

use bytes::Bytes;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::checkpoints::Full;
use crate::named::{NamedWorlds, NotCreated};
use crate::sandbox::Sandbox;
use crate::steering::Steering;
use crate::store::{Pending, Record, RecordOfWorld, SharedLog, StoreError, Turn};

impl NamedWorlds {
    /// Does what another replica has recorded. A world that was created by its first use there is created here.
    pub(crate) fn follow(&self, told: RecordOfWorld, file: Option<Bytes>) -> Result<(), String> {
        let unmade = |not_created: NotCreated| format!("a world cannot be created: {not_created:?}");
        match (told.record, told.world) {
            (Record::WorldCreated { asked, base }, _) => {
                let name = asked.name.parse()?;
                // The log says which it is.
                self.delete(&name);
                self.create_as_asked(&name, &asked, base).map(drop).map_err(unmade)
            }
            (Record::WorldDeleted { name }, _) => {
                self.delete(&name);
                Ok(())
            }
            (record, None) => self.usual().follow(record, file),
            (record, Some(name)) => self.find_or_create(&name).map_err(unmade)?.follow(record, file),
        }
    }

    /// All worlds, the usual one first.
    pub(crate) fn all(&self) -> Vec<Arc<Sandbox>> {
        std::iter::once(Arc::clone(self.usual())).chain(self.list()).collect()
    }

    /// Shares a log with other replicas from now on, in every world.
    pub(crate) fn share(&self, log: &Arc<dyn SharedLog>) {
        self.usual().store().share(Arc::clone(log));
        for named in self.list() {
            named.joins(self.usual());
        }
    }
}

impl Sandbox {
    /// Makes a named world part of the log that the usual one shares, if it does.
    pub(crate) fn joins(&self, usual: &Self) {
        if let (Some(log), Some(name)) = (usual.store().shared(), self.name()) {
            self.store().share(log.of_world(name));
            self.clock().goes_by(usual.clock().ahead());
            self.request_ids().of_replica(self.serial().number() ^ usual.request_ids().replica());
        }
    }

    /// Ends a turn. What was set in it is recorded, so that other replicas set it as well.
    pub(crate) fn conclude(&self, turn: Turn<'_>) -> Pending {
        if self.store().shared().is_some() {
            self.tell_settings();
        }
        turn.conclude()
    }

    /// Notes what is set now for other replicas, if they do not know it.
    pub(crate) fn tell_settings(&self) {
        let steering = Steering::of(self);
        let mut known = self.known_steering();
        if known.as_ref() != Some(&steering) {
            self.store().tell(Record::Steered(Box::new(steering.clone())), None);
            *known = Some(steering);
        }
    }

    /// Does what another replica has recorded.
    pub(crate) fn follow(&self, record: Record, file: Option<Bytes>) -> Result<(), String> {
        let text = |error: StoreError| error.to_string();
        match record {
            Record::Appended(appended) => self.clock().note(self.store().follow(appended)?),
            Record::Steered(steering) => {
                steering.apply(self)?;
                *self.known_steering() = Some(*steering);
            }
            Record::Kept { name, now } => {
                self.keep_at(&name, now).map_err(|Full| "there are too many checkpoints".to_owned())?;
            }
            Record::Forgotten { name } => _ = self.checkpoints().delete(&name),
            Record::Restored { name } => {
                let restored = self.go_back(&name).map_err(text)?;
                restored.ok_or_else(|| format!("there is no checkpoint {name:?}"))?;
                *self.known_steering() = None;
            }
            Record::Reset { .. } => {
                self.store().reset().map_err(text)?;
                self.forget_settings();
                *self.known_steering() = None;
            }
            Record::WorldCreated { .. } | Record::WorldDeleted { .. } => {
                return Err("a world is created or deleted beside it, not in it".to_owned());
            }
            Record::Webhooks(kept) => {
                self.webhooks().follow(kept);
                self.webhooks().wake();
            }
            Record::Uploaded { token } => _ = self.uploads().keep(&token, file.unwrap_or_default()),
        }
        Ok(())
    }

    /// Changes the sandbox as part of a turn, and waits until the change is recorded.
    ///
    /// Returns an error if it shares a log that cannot be used, or if it is called on a runtime with one thread.
    pub(crate) fn in_turn<T>(&self, change: impl FnOnce(&Self) -> T) -> Result<T, StoreError> {
        if self.store().shared().is_none() {
            return Ok(change(self));
        }
        let runtime = Handle::try_current().ok().filter(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
        let runtime = runtime.ok_or_else(|| StoreError::Unavailable {
            reason: "with a database, this can be called only on a runtime with several threads".to_owned(),
        })?;
        block_in_place(|| {
            runtime.block_on(async {
                let turn = self.store().turn().await?;
                let changed = change(self);
                self.conclude(turn).durable().await?;
                Ok(changed)
            })
        })
    }

    /// Forgets everything, because all that was recorded comes again.
    pub(crate) fn begin_again(&self) {
        self.store().begin_again();
        self.checkpoints().clear();
        self.forget_settings();
        self.webhooks().start_over();
        *self.known_steering() = None;
    }
}
