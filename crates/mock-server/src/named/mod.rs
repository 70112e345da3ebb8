//! Named worlds: many isolated worlds in one process, over one simulation.
//!
//! A request selects a world by name, and the world is created when it is first used. It has its own ledger, clock, faults,
//! overrides, readings, uploads, checkpoints and counts of requests; simulation, credentials and options are shared, so
//! that one to which nobody has written costs some 35 KiB.

mod bases;
mod name;
mod selection;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use chrono::{DateTime, Utc};

use self::bases::Bases;
pub(crate) use self::bases::OwnBase;
pub use self::name::WorldName;
pub use self::selection::NamedWorld;
pub(crate) use self::selection::Unselected;
use crate::configuration::Configuration;
use crate::error::ServerError;
use crate::sandbox::Sandbox;

/// What tells a world from every other of the process, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Serial(u64);

impl Serial {
    pub(crate) fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed) + 1)
    }

    pub(crate) fn number(self) -> u64 {
        self.0
    }
}

/// The worlds of a process: the usual one, which has no name, and the named ones.
#[derive(Debug)]
pub(crate) struct NamedWorlds {
    usual: Arc<Sandbox>,
    most: usize,
    named: RwLock<BTreeMap<WorldName, Arc<Sandbox>>>,
    bases: Bases,
}

/// Why a world cannot be created.
#[derive(Debug)]
pub(crate) enum NotCreated {
    /// There is one with the name.
    Exists,
    /// There is no room for another.
    Full(String),
    /// The simulation cannot be built, or the time is out of its range: the field, and why.
    Invalid(&'static str, String),
}

impl NamedWorlds {
    /// The worlds of a process that has only the usual one so far.
    pub(crate) fn new(usual: Sandbox, configuration: &Arc<Configuration>) -> Arc<Self> {
        Arc::new_cyclic(|neighbours| Self {
            usual: Arc::new(usual.beside(neighbours.clone())),
            most: configuration.max_worlds,
            named: RwLock::default(),
            bases: Bases::new(Arc::clone(configuration)),
        })
    }

    /// The world without a name.
    pub(crate) fn usual(&self) -> &Arc<Sandbox> {
        &self.usual
    }

    /// The most named worlds.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// The named worlds, in the order of their names.
    pub(crate) fn list(&self) -> Vec<Arc<Sandbox>> {
        self.read().values().cloned().collect()
    }

    /// The world with this name, if there is one.
    pub(crate) fn find(&self, name: &WorldName) -> Option<Arc<Sandbox>> {
        self.read().get(name).cloned()
    }

    /// The world with this name. It is created as the usual one was started, if there is none.
    pub(crate) fn find_or_create(&self, name: &WorldName) -> Result<Arc<Sandbox>, NotCreated> {
        match self.find(name) {
            Some(found) => Ok(found),
            None => match self.put(self.usual.named(name.clone(), None, None)) {
                // Another request was faster.
                Err(NotCreated::Exists) => self.find_or_create(name),
                created => created,
            },
        }
    }

    /// Creates a world: with a simulation of its own, or as the usual one was started, and at a time of its own. A
    /// simulation of its own takes as long to build as the sandbox took to start.
    pub(crate) fn create(
        &self,
        name: &WorldName,
        own: Option<OwnBase>,
        now: Option<DateTime<Utc>>,
    ) -> Result<Arc<Sandbox>, NotCreated> {
        self.room_for(name)?;
        let Some(own) = own else {
            let world = self.usual.start().worlds.first();
            if let Some(now) = now.filter(|now| !(world.begins()..=world.last()).contains(now)) {
                let reason =
                    format!("is out of range: the simulation covers {} to {}, not {now}", world.begins(), world.last());
                return Err(NotCreated::Invalid("now", reason));
            }
            return self.put(self.usual.named(name.clone(), None, now));
        };
        // The lock keeps the number of simulations within its bound, also while one is being built.
        self.bases.with(own, now, |start, configuration| {
            let named = self.usual.named(name.clone(), Some(start), None);
            named.check_overrides(configuration).map_err(|error| NotCreated::invalid(&error))?;
            self.put(named)
        })
    }

    /// Deletes a world. Requests that have begun in it end in it. False if there is none with the name.
    pub(crate) fn delete(&self, name: &WorldName) -> bool {
        self.write().remove(name).is_some()
    }

    fn put(&self, named: Sandbox) -> Result<Arc<Sandbox>, NotCreated> {
        let name = named.name().expect("it is a named one").clone();
        let mut all = self.write();
        self.room_in(&all, &name)?;
        named.joins(&self.usual);
        let named = Arc::new(named);
        all.insert(name, Arc::clone(&named));
        Ok(named)
    }

    fn room_for(&self, name: &WorldName) -> Result<(), NotCreated> {
        self.room_in(&self.read(), name)
    }

    fn room_in(&self, all: &BTreeMap<WorldName, Arc<Sandbox>>, name: &WorldName) -> Result<(), NotCreated> {
        if all.contains_key(name) {
            return Err(NotCreated::Exists);
        }
        if all.len() < self.most {
            return Ok(());
        }
        Err(NotCreated::Full(format!(
            "there is no room for the world `{name}`: there are {} named worlds, the most that --max-worlds allows; delete \
             one with DELETE /_mock/worlds/NAME",
            all.len()
        )))
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<WorldName, Arc<Sandbox>>> {
        self.named.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<WorldName, Arc<Sandbox>>> {
        self.named.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl NotCreated {
    fn invalid(error: &ServerError) -> Self {
        let field = match error {
            ServerError::WorldFile(_) => "world",
            ServerError::World(_) => "orders",
            _ => "seed",
        };
        // A hint after an empty line is for terminals.
        let text = error.to_string();
        let text = text.split("\n\nhint:").next().unwrap_or_default();
        Self::Invalid(field, format!("does not give a world: {}", text.replace("\n\n", ": ").replace('\n', "; ")))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{NamedWorlds, NotCreated, OwnBase, WorldName};
    use crate::configuration::Configuration;
    use crate::sandbox::Sandbox;

    fn worlds(max_worlds: usize) -> Arc<NamedWorlds> {
        let now = Some("2026-06-08T12:00:00Z".parse().expect("a literal time"));
        let configuration = Arc::new(Configuration { orders: 200, now, max_worlds, ..Configuration::default() });
        NamedWorlds::new(Sandbox::new(&configuration).expect("the sandbox starts"), &configuration)
    }

    fn name(text: &str) -> WorldName {
        text.parse().expect("a name")
    }

    #[test]
    fn a_world_is_created_once_and_as_long_as_there_is_room() {
        let worlds = worlds(2);
        let first = worlds.find_or_create(&name("a")).expect("there is room");
        assert!(Arc::ptr_eq(&first, &worlds.find_or_create(&name("a")).expect("it exists")));
        assert!(matches!(worlds.create(&name("a"), None, None), Err(NotCreated::Exists)));
        worlds.find_or_create(&name("b")).expect("there is room");
        let Err(NotCreated::Full(reason)) = worlds.find_or_create(&name("c")) else { panic!("there is no room") };
        assert!(reason.contains("--max-worlds"), "{reason}");
        assert!(worlds.delete(&name("a")) && !worlds.delete(&name("a")));
        let again = worlds.find_or_create(&name("a")).expect("there is room again");
        assert_ne!(first.serial(), again.serial(), "it is another world");
    }

    #[test]
    fn equal_simulations_are_shared_and_end_with_their_last_world() {
        let worlds = worlds(100);
        let own = |seed| Some(OwnBase { seed: Some(seed), ..OwnBase::default() });
        let create = |text: &str, seed| worlds.create(&name(text), own(seed), None);
        let [a, b] = ["a", "b"].map(|text| create(text, 7).expect("there is room"));
        assert!(Arc::ptr_eq(a.start(), b.start()) && !Arc::ptr_eq(a.start(), worlds.usual().start()));
        for seed in 8..15 {
            create(&format!("w{seed}"), seed).expect("there is room");
        }
        assert!(matches!(create("more", 15), Err(NotCreated::Full(_))));
        drop((a, b));
        worlds.delete(&name("a"));
        assert!(matches!(create("more", 15), Err(NotCreated::Full(_))), "another world has it");
        worlds.delete(&name("b"));
        create("more", 15).expect("there is room again");
    }

    #[test]
    fn the_orders_of_all_simulations_are_bounded() {
        let worlds = worlds(100);
        let own = Some(OwnBase { orders: Some(super::bases::LARGEST_TOTAL + 1), ..OwnBase::default() });
        let Err(NotCreated::Full(reason)) = worlds.create(&name("a"), own, None) else { panic!("it is too large") };
        assert!(reason.contains("orders"), "{reason}");
        assert!(worlds.find(&name("a")).is_none());
    }
}
