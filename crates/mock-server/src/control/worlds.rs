//! `/_mock/worlds`: worlds beside the usual one.

use std::path::Path;
use std::sync::Arc;

use chrono::{SubsecRound as _, Utc};
use tokio::runtime::{Handle, RuntimeFlavor};
use trackside_schemas::control::{CreateWorld, DeleteWorld, ListWorlds, ListedWorld, NewWorld, WorldList, WorldPath};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::named::{NamedWorlds, NotCreated, OwnBase, WorldName};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};
use crate::start::Base;
use crate::store::Record;
use crate::world_file::{PinnedWorld, WorldFileError};

impl Serve for ListWorlds {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<WorldList>, Problem> {
        Ok(listed(call.sandbox).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for CreateWorld {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ListedWorld>, Problem> {
        let neighbours = call.sandbox.neighbours().ok_or_else(alone)?;
        let asked = &call.body;
        let name: WorldName = asked.name.parse().map_err(|reason: String| Problem::invalid_field("name", &reason))?;
        // Replicas build the same simulation, whenever they build it.
        let now = call.sandbox.clock().now();
        let base = call.sandbox.store().shared().map(|_| Base { anchor: now, start: now });
        let create = || neighbours.create_as_asked(&name, asked, base);
        // Others go on while a large simulation is built.
        let created = match Handle::try_current().map(|handle| handle.runtime_flavor()) {
            Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(create),
            _ => create(),
        };
        if created.is_ok() {
            call.sandbox.store().tell(Record::WorldCreated { asked: Box::new(asked.clone()), base }, None);
        }
        match created {
            Ok(sandbox) => Ok(shown(&sandbox, &name).into()),
            Err(NotCreated::Exists) => {
                let reason = format!("there is a world `{name}` already; DELETE /_mock/worlds/{name} deletes it");
                Err(Problem::rejected(409, "conflict", reason))
            }
            Err(NotCreated::Full(reason)) => Err(Problem::rejected(507, "insufficient_storage", reason)),
            Err(NotCreated::Invalid(field, reason)) => Err(Problem::invalid_field(field, &reason)),
        }
    }

    fn sample(sandbox: &Sandbox, _: View<'_>) -> Sample<Self> {
        let known = listed(sandbox).worlds;
        let is_free = |name: &String| known.iter().all(|world| world.name != *name);
        let name = (1..=u32::MAX).map(|number| format!("worker-{number}")).find(is_free);
        let name = name.expect("there are more numbers than worlds");
        Sample::new(Nothing {}, Nothing {}, NewWorld { name, ..NewWorld::default() })
    }
}

impl Serve for DeleteWorld {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Nothing>, Problem> {
        let name = &call.path.name;
        if name.parse().is_ok_and(|name| call.sandbox.delete_world(&name)) {
            return Ok(Nothing {}.into());
        }
        let reason = format!("there is no world `{name}`; GET /_mock/worlds lists them");
        Err(Problem::NotFound { what: "World", reason })
    }

    fn sample(sandbox: &Sandbox, _: View<'_>) -> Sample<Self> {
        let first = listed(sandbox).worlds.into_iter().next();
        let name = first.map_or_else(|| "worker-1".to_owned(), |world| world.name);
        Sample::new(WorldPath { name }, Nothing {}, Nothing {})
    }
}

impl NamedWorlds {
    /// Creates a world as the control API was asked to.
    pub(crate) fn create_as_asked(
        &self,
        name: &WorldName,
        asked: &NewWorld,
        base: Option<Base>,
    ) -> Result<Arc<Sandbox>, NotCreated> {
        let world = asked.world.as_ref().map(|file| {
            let text = serde_json::to_string(file).expect("a world file is plain data");
            PinnedWorld::of_text(Path::new("world"), &text)
        });
        let world = world.transpose().map_err(|error| NotCreated::Invalid("world", reason(&error)))?;
        let is_own = asked.seed.is_some() || asked.orders.is_some() || world.is_some();
        let own = is_own.then_some(OwnBase { seed: asked.seed, orders: asked.orders, world, base });
        self.create(name, own, asked.now)
    }
}

/// The named worlds of the process.
pub(crate) fn listed(sandbox: &Sandbox) -> WorldList {
    let Some(neighbours) = sandbox.neighbours() else { return WorldList { worlds: Vec::new(), most: 0 } };
    let worlds = neighbours.list();
    let worlds = worlds.iter().filter_map(|sandbox| Some(shown(sandbox, sandbox.name()?)));
    WorldList { worlds: worlds.collect(), most: neighbours.most() as u64 }
}

fn shown(sandbox: &Sandbox, name: &WorldName) -> ListedWorld {
    let settings = sandbox.world().settings();
    ListedWorld {
        name: name.to_string(),
        seed: settings.seed,
        orders: settings.orders,
        shared: sandbox.shares_simulation(),
        records: sandbox.store().keep().records(),
        now: sandbox.clock().now(),
        created_at: sandbox.created().with_timezone(&Utc).trunc_subsecs(0),
        used_at: sandbox.used(),
    }
}

fn alone() -> Problem {
    Problem::Internal("this sandbox is not part of a server, so it has no named worlds".to_owned())
}

/// What is wrong with a world file, without the advice for files.
fn reason(error: &WorldFileError) -> String {
    match error {
        WorldFileError::Invalid { flaws } => format!("is not a world file: {}", flaws.join("; ")),
        WorldFileError::Unreadable { .. } => error.to_string(),
    }
}
