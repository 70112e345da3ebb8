//! `GET /worlds`, `POST /worlds` and `DELETE /worlds/{name}`: worlds beside the usual one.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Control, Failure, failure, operation};
use crate::declare::{self, DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// What a name looks like: a label of a host name.
const NAME: &str = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";

/// The named worlds.
///
/// In the order of their names. A request selects one with the header `X-Mock-World: worker-3`, with the host name
/// `worker-3.localhost`, or with the start of its path, `/_world/worker-3`; one that does not exist is created. A world has
/// its own events, clock, faults, overrides, readings, files, checkpoints and rate limits. `/_mock` in a world controls
/// that world.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListWorlds;

impl Endpoint for ListWorlds {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = WorldList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/worlds";

    fn operation() -> Operation<Failure> {
        operation("listWorlds", "The worlds.", Vec::new())
    }

    fn examples() -> Vec<Example<WorldList>> {
        vec![
            example("one", "A world with three events.", WorldList { worlds: vec![worker()], most: 256 }),
            example("none", "Only the usual world is there.", WorldList { worlds: Vec::new(), most: 256 }),
        ]
    }
}

/// Creates a named world.
///
/// Without further fields it begins as the sandbox was started, over the same simulation, and costs little memory. With
/// `seed`, `orders` or `world` it has a simulation of its own, which worlds that are created alike share; there are at most
/// 8 of them, with a million orders together. Worlds are kept in memory: they end with the process, also with `--state`.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateWorld;

impl Endpoint for CreateWorld {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = NewWorld;
    type Success<'a> = ListedWorld;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/worlds";

    fn operation() -> Operation<Failure> {
        let exists =
            Failure::new("conflict", "there is a world `worker-3` already; DELETE /_mock/worlds/worker-3 deletes it");
        let full = Failure::new(
            "insufficient_storage",
            "there is no room for the world `worker-3`: there are 256 named worlds, the most that --max-worlds allows; \
             delete one with DELETE /_mock/worlds/NAME",
        );
        operation(
            "createWorld",
            "The world.",
            vec![
                failure::malformed(),
                declare::Failure::new(409, "There is a world with this name.", DOCUMENTED, exists).of_data(),
                failure::invalid(
                    "The name is invalid, or the fields give no world: the message says why.",
                    "body field `name` is missing",
                ),
                declare::Failure::new(
                    507,
                    "There are as many worlds as `--max-worlds` allows, or as many simulations or orders as named worlds may \
                     have.",
                    DOCUMENTED,
                    full,
                )
                .of_data(),
            ],
        )
        .created("The world.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<ListedWorld>> {
        vec![example("worker", "A world with three events.", worker())]
    }
}

/// Deletes a named world.
///
/// With all that was written to it. Requests that have begun in it end in it; the next one that selects the name creates
/// a new world.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteWorld;

impl Endpoint for DeleteWorld {
    type Provider = Control;
    type Path = WorldPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Nothing;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/worlds/{name}";

    fn operation() -> Operation<Failure> {
        let unknown = Failure::new("not_found", "there is no world `worker-3`; GET /_mock/worlds lists them");
        operation(
            "deleteWorld",
            "It is gone.",
            vec![
                declare::Failure::new(404, "There is no world with this name.", DOCUMENTED, unknown).of_data(),
                failure::invalid("The name is invalid.", "path parameter `name` has an invalid form"),
            ],
        )
    }

    fn examples() -> Vec<Example<Nothing>> {
        Vec::new()
    }
}

/// Names a world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WorldPath {
    /// The name of the world.
    #[schemars(regex(pattern = NAME), example = &"worker-3")]
    #[garde(length(chars, min = 1, max = 63), custom(label))]
    pub name: String,
}

/// A world to create.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct NewWorld {
    /// Its name: 1 to 63 characters from `a` to `z`, digits and hyphens, with a letter or digit at both ends. No provider's
    /// name.
    #[schemars(regex(pattern = NAME), example = &"worker-3")]
    #[garde(length(chars, min = 1, max = 63), custom(label))]
    pub name: String,
    /// The seed of its simulation. Without it, that of the sandbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub seed: Option<u64>,
    /// The number of orders of its simulation in 24 months, within two per cent. Without it, that of the sandbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(max = 1_000_000))]
    pub orders: Option<u32>,
    /// A world file, as JSON. Without it, that of the sandbox, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub world: Option<Map<String, Value>>,
    /// The time at which its clock stands still at first, with a time zone; a date alone is midnight UTC. Without it, its
    /// clock is as that of the sandbox was at the start.
    #[serde(default, deserialize_with = "super::moment::optional", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub now: Option<DateTime<Utc>>,
}

/// The named worlds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WorldList {
    /// The worlds, in the order of their names.
    pub worlds: Vec<ListedWorld>,
    /// The most worlds that there may be.
    pub most: u64,
}

/// A named world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ListedWorld {
    /// Its name.
    pub name: String,
    /// The seed of its simulation.
    pub seed: u64,
    /// The number of orders of its simulation in 24 months, within two per cent.
    pub orders: u32,
    /// Whether it shares the simulation of the usual world.
    pub shared: bool,
    /// The number of records that clients have created and not undone.
    pub records: u64,
    /// The time of its clock.
    pub now: DateTime<Utc>,
    /// When it was created, in real time.
    pub created_at: DateTime<Utc>,
    /// When it was last used, in real time, to the second.
    pub used_at: DateTime<Utc>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde passes a context by reference")]
fn label(name: &str, (): &()) -> garde::Result {
    let is_inner = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.chars().all(is_inner) && !name.starts_with('-') && !name.ends_with('-') {
        return Ok(());
    }
    Err(garde::Error::new("is not made of a to z, digits and hyphens, with a letter or digit at both ends"))
}

fn worker() -> ListedWorld {
    let time = |text: &str| text.parse().expect("a literal time");
    ListedWorld {
        name: "worker-3".to_owned(),
        seed: 1,
        orders: 10_000,
        shared: true,
        records: 3,
        now: time("2026-06-08T12:00:00Z"),
        created_at: time("2026-06-08T09:30:00Z"),
        used_at: time("2026-06-08T09:30:05Z"),
    }
}
