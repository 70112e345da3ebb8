//! Commands beside the one that runs a sandbox: `trackside-mock checkpoints …`, `events …`, `trigger …`,
//! `webhooks …`, `world …` and `worlds …`.
//!
//! Those that talk to a sandbox know of it what its control API says, and nothing else: the one that they talk to runs in another process,
//! maybe on another machine.

mod cause;
mod checkpoints;
mod connection;
mod error;
mod kind;
mod list;
mod table;
mod trigger;
mod undo;
mod webhooks;
mod world;
mod worlds;

use std::io::Write;

use bytes::Bytes;
use clap::{Args, Subcommand};
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::checkpoints::Checkpoints;
use self::connection::{Address, Connection};
pub use self::error::CommandError;
pub use self::trigger::Trigger;
pub use self::webhooks::Webhooks;
pub use self::world::World;
pub use self::worlds::Worlds;
use crate::access::Token;
use crate::named::WorldName;

/// List, cause and undo events in a running sandbox
///
/// An event is something that happened beside the simulation: a click, a sign-up, a sale, a decision about an order, or a
/// step of a program's setup. What clients write at the providers and what you cause here is in the same list, and every
/// provider that shows it shows it at once.
///
/// Exit codes: 0 if it was done, 1 if the sandbox refused it, 2 if the command could not run.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Events {
    #[command(flatten)]
    target: Target,

    #[command(subcommand)]
    command: Command,
}

const TARGET: &str = "Sandbox and output";

const AFTER_HELP: &str = "\
Examples:
  trackside-mock events list                            what happened, newest first
  trackside-mock events cause sale                      a sale now; the sandbox chooses the rest
  trackside-mock events cause sale --program 'Lowe Lighting' --amount-cents 12300
  trackside-mock events cause refund                    of the newest order that can be refunded
  trackside-mock events undo 3                          event 3, and all that builds upon it
  trackside-mock events list --json | jq '.events[0]'   the newest one in full";

/// Which sandbox is meant, and how its response is printed.
#[derive(Debug, Clone, Args)]
struct Target {
    /// Address of the sandbox
    #[arg(long, env = "TRACKSIDE_URL", default_value = "http://localhost:4010", value_name = "URL", global = true,
          help_heading = TARGET)]
    url: Address,

    /// Token of the sandbox, if it requires one
    ///
    /// A sandbox that listens beyond loopback prints it at startup. Prefer the variable TRACKSIDE_TOKEN: every user of the
    /// machine can read the command lines of running programs.
    #[arg(long, env = "TRACKSIDE_TOKEN", value_name = "TOKEN", hide_env_values = true, global = true,
          help_heading = TARGET)]
    token: Option<Token>,

    /// Named world to control [default: the usual one]
    ///
    /// It is created if there is none with this name.
    #[arg(long, env = "TRACKSIDE_IN_WORLD", value_name = "NAME", global = true, help_heading = TARGET)]
    in_world: Option<WorldName>,

    /// Print the response of the sandbox, one line of JSON, instead of a table
    #[arg(long, global = true, help_heading = TARGET)]
    json: bool,
}

#[derive(Debug, Clone, Subcommand)]
enum Command {
    List(list::List),
    Cause(Box<cause::Cause>),
    Undo(undo::Undo),
}

impl Events {
    /// Sends the request and prints what the sandbox responds.
    ///
    /// Returns an error if no sandbox responds, if it refuses the request, or if `out` cannot be written to.
    pub async fn run(&self, out: &mut dyn Write) -> Result<(), CommandError> {
        match &self.command {
            Command::List(list) => list.run(&self.target, out).await,
            Command::Cause(cause) => cause.run(&self.target, out).await,
            Command::Undo(undo) => undo.run(&self.target, out).await,
        }
    }
}

impl Target {
    /// Sends a request of the control API, and prints the response: as it came with `--json`, otherwise with `print`.
    async fn exchange<R: DeserializeOwned>(
        &self,
        method: Method,
        target: &str,
        body: Option<&(impl Serialize + Sync)>,
        out: &mut dyn Write,
        print: impl FnOnce(&R, &mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), CommandError> {
        let body = body.map(|body| serde_json::to_vec(body).expect("bodies have string keys and finite numbers"));
        let response = self.send_body(method, target, body).await?;
        // Read in both cases: what is no response of a sandbox must not pass for one.
        let read: R = serde_json::from_slice(&response).map_err(|error| self.url.unknown_response(&error))?;
        let printed = if self.json {
            out.write_all(response.trim_ascii_end()).and_then(|()| writeln!(out))
        } else {
            print(&read, out)
        };
        printed.and_then(|()| out.flush()).map_err(CommandError::Output)
    }
}

impl Target {
    /// Sends a request of the control API that has no body, and whose response has none.
    async fn send(&self, method: Method, target: &str) -> Result<(), CommandError> {
        self.send_body(method, target, None).await.map(drop)
    }

    async fn send_body(&self, method: Method, target: &str, body: Option<Vec<u8>>) -> Result<Bytes, CommandError> {
        Connection::open(&self.url)
            .await?
            .send(method, target, body, (self.token.as_ref(), self.in_world.as_ref()))
            .await
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{Arg, Command, CommandFactory as _};
    use serde_json::Value;

    use crate::Arguments;
    use crate::control::event_names;

    fn command(name: &str) -> Command {
        let mut program = Arguments::command();
        program.build();
        let events = program.find_subcommand("events").expect("there are events");
        events.find_subcommand(name).unwrap_or_else(|| panic!("no {name}")).clone()
    }

    /// The fields that the published document declares for a body, as options.
    fn declared_options(schema: &str) -> BTreeSet<String> {
        let text = crate::documents::text("control").expect("a document");
        let document: Value = serde_json::from_str(text).expect("JSON");
        let fields = document["components"]["schemas"][schema]["properties"].as_object().expect("an object");
        fields.keys().filter(|field| *field != "event").map(|field| field.replace('_', "-")).collect()
    }

    #[test]
    fn every_field_of_the_body_is_an_option() {
        let command = command("cause");
        let of_target = ["url", "token", "in-world", "json", "help"];
        let options = command.get_arguments().filter_map(Arg::get_long).filter(|long| !of_target.contains(long));
        let options: BTreeSet<_> = options.map(str::to_owned).collect();
        // `--url` is the address of the sandbox.
        let declared = declared_options("EventToCause").into_iter();
        let declared: BTreeSet<_> =
            declared.map(|name| if name == "url" { "website".to_owned() } else { name }).collect();
        assert_eq!(options, declared);
    }

    #[test]
    fn the_help_explains_every_event_that_can_be_caused() {
        let help = command("cause").render_long_help().to_string();
        let (_, events) = help.split_once("Events, and the options").expect("it has a list of events");
        let words: BTreeSet<_> = events.split([' ', ',', '\n']).collect();
        let is_caused_elsewhere = |name: &&str| ["survey_links", "partial_refund", "record"].contains(name);
        for name in event_names().iter().filter(|name| !is_caused_elsewhere(name)) {
            assert!(words.contains(name), "{name} is not in {events}");
        }
    }
}
