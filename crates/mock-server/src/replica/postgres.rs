//! A sandbox that shares its log with others in PostgreSQL.

use std::sync::{Arc, Weak};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use trackside_shared_log::{Address, Follower, Row, SharedLog};
use trackside_world::WORLD_VERSION;
use uuid::Uuid;

use crate::clock::Clock;
use crate::configuration::Configuration;
use crate::error::ServerError;
use crate::named::NamedWorlds;
use crate::sandbox::Sandbox;
use crate::start::Base;
use crate::store::{RecordOfWorld, shared};
use crate::world_file::PinnedWorld;

/// What a log belongs to. All replicas must agree on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    world: u32,
    seed: u64,
    orders: u32,
    /// When the simulation of the world was anchored.
    anchor: DateTime<Utc>,
    /// The hash of the world file, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    world_file: Option<u64>,
    /// From when relative times of the world file count.
    start: DateTime<Utc>,
}

/// A connection to the log of other replicas, before there is a sandbox.
pub(crate) struct Joining {
    log: SharedLog,
    header: Header,
    /// By how much the clock of the database is ahead of this machine's, in milliseconds.
    ahead: i64,
}

impl Joining {
    /// Connects to the log of a configuration, if it has one, or begins it. Fails if it belongs to another world.
    pub(crate) async fn of(configuration: &Configuration) -> Result<Option<Self>, ServerError> {
        let Some(url) = &configuration.postgres else { return Ok(None) };
        Self::open(&url.as_str().parse()?, configuration).await.map(Some)
    }

    async fn open(address: &Address, configuration: &Configuration) -> Result<Self, ServerError> {
        let Configuration { seed, orders, ref world, ref scenario, .. } = *configuration;
        let pinned = configuration.now.or(scenario.now).or(world.as_ref().and_then(|pinned| pinned.file.now));
        let now = Clock::new(pinned).now();
        let ours = Header {
            world: WORLD_VERSION,
            seed,
            orders,
            anchor: now,
            world_file: world.as_ref().map(PinnedWorld::hash),
            start: now,
        };
        let offered = serde_json::to_value(&ours).expect("a header is plain data");
        let log = SharedLog::open(address, &offered).await?;
        let other = |reason: String| ServerError::OtherLog { place: address.to_string(), reason };
        let header: Header = serde_json::from_value(log.header().clone())
            .map_err(|error| other(format!("its header cannot be read ({error}); use another database or schema")))?;
        let ahead = log.clock_difference().await?;
        header.check(&ours).map_err(other)?;
        Ok(Self { log, header, ahead })
    }

    /// What all replicas agree on before there is a sandbox.
    pub(crate) fn base(&self) -> Base {
        Base { anchor: self.header.anchor, start: self.header.start }
    }

    /// Brings the worlds to the state that the log says, and shares the log from then on.
    pub(crate) async fn join(self, worlds: &Arc<NamedWorlds>) -> Result<(), ServerError> {
        let usual = worlds.usual();
        usual.clock().goes_by(self.ahead);
        usual.request_ids().of_replica(Uuid::new_v4().as_u64_pair().0);
        let handle = self.log.follow(Arc::new(Replica(Arc::downgrade(worlds)))).await?;
        worlds.share(&shared(handle));
        // The first replica says what it was started with.
        if usual.known_steering().is_none() {
            let turn = usual.store().turn().await?;
            usual.conclude(turn).durable().await?;
        }
        Ok(())
    }
}

impl Header {
    /// Says what a sandbox that wants to join would have to change.
    fn check(&self, ours: &Self) -> Result<(), String> {
        if self.world != ours.world {
            return Err(format!(
                "it belongs to version {} of the world, but this program simulates version {}; use the version that began \
                 it, or another database or schema",
                self.world, ours.world
            ));
        }
        if (self.seed, self.orders) != (ours.seed, ours.orders) {
            return Err(format!("start with --seed {} --orders {}, as the first replica did", self.seed, self.orders));
        }
        if self.world_file != ours.world_file {
            let start = self.start.to_rfc3339_opts(SecondsFormat::Secs, true);
            return Err(match self.world_file {
                Some(_) => format!("start with the world file that it was begun with at {start}"),
                None => "it was begun without a world file; start without --world".to_owned(),
            });
        }
        Ok(())
    }
}

/// The worlds of a process as the follower of the log. The log does not keep them alive.
struct Replica(Weak<NamedWorlds>);

impl Replica {
    fn each(&self, act: impl FnMut(Arc<Sandbox>)) {
        self.0.upgrade().map(|worlds| worlds.all()).unwrap_or_default().into_iter().for_each(act);
    }
}

impl Follower for Replica {
    fn apply(&self, row: &Row) -> Result<(), String> {
        let Some(worlds) = self.0.upgrade() else { return Ok(()) };
        let told: RecordOfWorld = serde_json::from_str(&row.record)
            .map_err(|error| format!("this version of the program does not know what it says ({error})"))?;
        worlds.follow(told, row.file.clone())
    }

    fn committed(&self) {
        // Only the world that had the lock has anything to commit.
        self.each(|sandbox| sandbox.store().committed());
    }

    fn discarded(&self) -> bool {
        let mut is_needed = false;
        self.each(|sandbox| is_needed |= sandbox.store().discarded());
        is_needed
    }

    fn begin_again(&self) {
        if let Some(worlds) = self.0.upgrade() {
            for named in worlds.list() {
                worlds.delete(named.name().expect("it is a named one"));
            }
            worlds.usual().begin_again();
        }
    }

    fn clock_differs(&self, milliseconds: i64) {
        self.each(|sandbox| sandbox.clock().goes_by(milliseconds));
    }
}

#[cfg(test)]
mod tests {
    use super::Header;

    #[test]
    fn a_log_of_another_world_is_refused_with_what_to_change() {
        let start = "2026-06-08T12:00:00Z".parse().expect("a literal time");
        let header = Header { world: 5, seed: 1, orders: 10, anchor: start, world_file: Some(7), start };
        let later = "2026-06-09T12:00:00Z".parse().expect("a literal time");
        assert_eq!(header.check(&Header { anchor: later, start: later, ..header.clone() }), Ok(()));
        for (ours, words) in [
            (Header { world: 6, ..header.clone() }, "simulates version 6"),
            (Header { seed: 2, ..header.clone() }, "--seed 1 --orders 10"),
            (Header { orders: 2, ..header.clone() }, "--seed 1 --orders 10"),
            (Header { world_file: None, ..header.clone() }, "begun with at 2026-06-08T12:00:00Z"),
            (Header { world_file: Some(8), ..header.clone() }, "with the world file"),
        ] {
            let reason = header.check(&ours).expect_err(words);
            assert!(reason.contains(words), "{reason}");
        }
        let without = Header { world_file: None, ..header.clone() };
        assert!(without.check(&header).expect_err("a world file").contains("without --world"));
    }
}
