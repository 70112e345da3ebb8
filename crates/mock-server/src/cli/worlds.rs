//! `trackside-mock worlds …`.

use std::io::{self, Write};
use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};
use clap::{Args, Subcommand};
use http::Method;
use serde_json::{Map, Value};
use trackside_schemas::control::{ListedWorld, NewWorld, WorldList};

use super::table::{counted, printable};
use super::{CommandError, Target};
use crate::arguments::{number, time};
use crate::named::WorldName;
use crate::world_file::PinnedWorld;

/// List, create and delete named worlds in a running sandbox
///
/// A named world has its own events, clock, faults, overrides and checkpoints. A request selects it with the header
/// X-Mock-World, with a host name such as worker-3.localhost, or with a path such as /_world/worker-3/agentref; one that does
/// not exist is created. The other commands control a named world with --in-world NAME.
///
/// Exit codes: 0 if it was done, 1 if the sandbox refused it, 2 if the command could not run.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Worlds {
    #[command(flatten)]
    target: Target,

    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  trackside-mock worlds list                         which there are
  trackside-mock worlds create worker-3              one that begins as the sandbox was started
  trackside-mock worlds create small --orders 500    one with a simulation of its own
  trackside-mock worlds delete worker-3              with all that was written to it
  trackside-mock events --in-world worker-3 list     what happened in it";

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// List the named worlds
    List,
    /// Create a named world
    ///
    /// Without options it begins as the sandbox was started.
    Create(Box<Create>),
    /// Delete a named world with all that was written to it
    Delete {
        /// Its name
        name: WorldName,
    },
}

/// The options of `create`.
#[derive(Debug, Clone, Args)]
struct Create {
    /// Its name: 1 to 63 characters from a to z, digits and hyphens
    name: WorldName,

    /// Seed of its simulation [default: that of the sandbox]
    #[arg(long, value_name = "NUMBER", value_parser = number(0, u64::MAX))]
    seed: Option<u64>,

    /// Number of orders of its simulation [default: that of the sandbox]
    #[arg(long, value_name = "COUNT", value_parser = number(0, 1_000_000))]
    orders: Option<u64>,

    /// World file to begin with [default: that of the sandbox, if any]
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,

    /// Time at which its clock stands still [default: as that of the sandbox]
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<DateTime<Utc>>,
}

impl Worlds {
    /// Sends the request and prints what the sandbox responds.
    ///
    /// Returns an error if no sandbox responds, if it refuses the request, if a file cannot be read, or if `out` cannot be
    /// written to.
    pub async fn run(&self, out: &mut dyn Write) -> Result<(), CommandError> {
        let target = &self.target;
        match &self.command {
            Command::List => target.exchange(Method::GET, "/worlds", None::<&()>, out, write_list).await,
            Command::Create(create) => {
                let body = create.body()?;
                target.exchange(Method::POST, "/worlds", Some(&body), out, write_created).await
            }
            Command::Delete { name } => {
                target.send(Method::DELETE, &format!("/worlds/{name}")).await?;
                if target.json {
                    // The sandbox responds without a body.
                    return Ok(());
                }
                writeln!(out, "Deleted {name}.").and_then(|()| out.flush()).map_err(CommandError::Output)
            }
        }
    }
}

impl Create {
    fn body(&self) -> Result<NewWorld, CommandError> {
        let file = self.world.as_deref().map(PinnedWorld::read).transpose().map_err(CommandError::WorldFile)?;
        Ok(NewWorld {
            name: self.name.to_string(),
            seed: self.seed,
            orders: self.orders.map(|orders| u32::try_from(orders).unwrap_or(u32::MAX)),
            world: file.map(|file| fields(&file)),
            now: self.now,
        })
    }
}

/// A world file as JSON.
fn fields(file: &PinnedWorld) -> Map<String, Value> {
    match serde_json::to_value(&file.file) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn write_list(list: &WorldList, out: &mut dyn Write) -> io::Result<()> {
    if list.worlds.is_empty() {
        return writeln!(out, "There are no named worlds. A request with the header X-Mock-World creates one.");
    }
    list.worlds.iter().try_for_each(|world| writeln!(out, "{}", shown(world)))
}

fn write_created(world: &ListedWorld, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Created {}.", shown(world))
}

/// A world in a line, such as `worker-3: 3 records, at 2026-06-08T12:00:00Z, seed 1, 10000 orders`.
fn shown(world: &ListedWorld) -> String {
    let (name, records) = (printable(&world.name), counted(world.records, "record"));
    let (now, shared) =
        (world.now.to_rfc3339_opts(SecondsFormat::Secs, true), if world.shared { "" } else { ", its own" });
    format!("{name}: {records}, at {now}, seed {}, {} orders{shared}", world.seed, world.orders)
}

#[cfg(test)]
mod tests {
    use trackside_schemas::Endpoint as _;
    use trackside_schemas::control::{ListWorlds, ListedWorld};

    use super::{shown, write_created, write_list};

    fn worker() -> ListedWorld {
        let mut examples = ListWorlds::examples();
        examples.swap_remove(0).value.worlds.remove(0)
    }

    #[test]
    fn a_world_is_one_line() {
        assert_eq!(shown(&worker()), "worker-3: 3 records, at 2026-06-08T12:00:00Z, seed 1, 10000 orders");
        let own = ListedWorld { name: "\u{1b}[2Jx".to_owned(), shared: false, records: 1, ..worker() };
        let line = shown(&own);
        assert!(
            !line.contains('\u{1b}')
                && line.ends_with("1 record, at 2026-06-08T12:00:00Z, seed 1, 10000 orders, its own"),
            "{line}"
        );
        for (list, expected) in ListWorlds::examples().iter().zip(["worker-3: 3", "There are no named worlds"]) {
            let mut out = Vec::new();
            write_list(&list.value, &mut out).expect("memory can be written to");
            assert!(String::from_utf8(out).expect("text").starts_with(expected));
        }
        let mut out = Vec::new();
        write_created(&worker(), &mut out).expect("memory can be written to");
        assert!(String::from_utf8(out).expect("text").starts_with("Created worker-3: "));
    }
}
