//! `GET /checkpoints`, `POST /checkpoints`, `POST /checkpoints/{name}/restore` and `DELETE /checkpoints/{name}`: states to
//! go back to.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, Failure, failure, operation};
use crate::declare::{self, DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// What a name looks like.
const NAME: &str = "^[A-Za-z0-9._-]+$";

/// The checkpoints.
///
/// In the order of their names.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListCheckpoints;

impl Endpoint for ListCheckpoints {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = CheckpointList;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/checkpoints";

    fn operation() -> Operation<Failure> {
        operation("listCheckpoints", "The checkpoints.", Vec::new())
    }

    fn examples() -> Vec<Example<CheckpointList>> {
        vec![
            example("one", "A state with three events.", CheckpointList { checkpoints: vec![seeded()] }),
            example("none", "Nothing was kept.", CheckpointList::default()),
        ]
    }
}

/// Keeps the state of the sandbox under a name.
///
/// The state is what clients have written, the clock, the faults, the overrides, the readings and the uploaded files. A
/// checkpoint with this name is replaced. Checkpoints are kept in memory: they end with the process, also with `--state`.
/// A reset leaves them alone.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateCheckpoint;

impl Endpoint for CreateCheckpoint {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = NewCheckpoint;
    type Success<'a> = Checkpoint;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/checkpoints";

    fn operation() -> Operation<Failure> {
        operation(
            "createCheckpoint",
            "The checkpoint.",
            vec![
                failure::malformed(),
                failure::invalid(
                    "The name is invalid, or there are 64 checkpoints with other names.",
                    "body field `name` is missing",
                ),
            ],
        )
        .idempotent()
    }

    fn examples() -> Vec<Example<Checkpoint>> {
        vec![example("seeded", "A state with three events.", seeded())]
    }
}

/// Goes back to a checkpoint.
///
/// What clients have written since is gone, and what they have undone since is back. Clock, faults, overrides and
/// readings are as they were; a clock that ran goes on from the time of the checkpoint. Rate limits, and faults that apply a
/// number of times, start again. The
/// journal stays. The checkpoint stays too, so a test suite can restore one before each test.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RestoreCheckpoint;

impl Endpoint for RestoreCheckpoint {
    type Provider = Control;
    type Path = CheckpointPath;
    type Query = Nothing;
    type Body = RestoreBody;
    type Success<'a> = RestoredCheckpoint;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/checkpoints/{name}/restore";

    fn operation() -> Operation<Failure> {
        operation(
            "restoreCheckpoint",
            "What has changed.",
            vec![
                failure::malformed(),
                unknown(),
                failure::invalid("The body has a field.", "unknown field `hard`, there are no fields"),
            ],
        )
        .idempotent()
    }

    fn examples() -> Vec<Example<RestoredCheckpoint>> {
        let now = seeded().now;
        let restored = RestoredCheckpoint { name: seeded().name, removed_records: 2, returned_records: 1, now };
        vec![example("restored", "Two events have come since, and one was undone.", restored)]
    }
}

/// Forgets a checkpoint.
///
/// The state of the sandbox does not change.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteCheckpoint;

impl Endpoint for DeleteCheckpoint {
    type Provider = Control;
    type Path = CheckpointPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Nothing;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/checkpoints/{name}";

    fn operation() -> Operation<Failure> {
        operation(
            "deleteCheckpoint",
            "It is gone.",
            vec![unknown(), failure::invalid("The name is invalid.", "path parameter `name` has an invalid form")],
        )
    }

    fn examples() -> Vec<Example<Nothing>> {
        Vec::new()
    }
}

/// Names a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CheckpointPath {
    /// The name of the checkpoint.
    #[schemars(regex(pattern = NAME), example = &"seeded")]
    #[garde(length(chars, min = 1, max = 100), custom(plain_name))]
    pub name: String,
}

/// A checkpoint to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct NewCheckpoint {
    /// Its name: letters, digits, full stops, hyphens and underscores.
    #[schemars(regex(pattern = NAME), example = &"seeded")]
    #[garde(length(chars, min = 1, max = 100), custom(plain_name))]
    pub name: String,
}

/// Always `{}`. The body makes the content type JSON, which a form on a foreign page cannot send.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RestoreConfirmation", extend("x-provenance" = DOCUMENTED))]
pub struct RestoreBody {}

/// The checkpoints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CheckpointList {
    /// The checkpoints, in the order of their names.
    pub checkpoints: Vec<Checkpoint>,
}

/// A state to go back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Checkpoint {
    /// Its name.
    pub name: String,
    /// The time of the sandbox's clock when it was created.
    pub now: DateTime<Utc>,
    /// The number of records that clients had created and not undone.
    pub records: u64,
}

/// What a return to a checkpoint has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct RestoredCheckpoint {
    /// The name of the checkpoint.
    pub name: String,
    /// The number of records that are gone, because they were created later.
    pub removed_records: u64,
    /// The number of records that are back, because they were undone later.
    pub returned_records: u64,
    /// The time of the clock now.
    pub now: DateTime<Utc>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde passes a context by reference")]
fn plain_name(name: &str, (): &()) -> garde::Result {
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if name.chars().all(is_allowed) {
        return Ok(());
    }
    Err(garde::Error::new("has characters other than letters, digits, full stops, hyphens and underscores"))
}

fn seeded() -> Checkpoint {
    let now = "2026-06-08T12:00:00Z".parse().expect("a literal time");
    Checkpoint { name: "seeded".to_owned(), now, records: 3 }
}

fn unknown() -> declare::Failure<Failure> {
    let example = Failure::new("not_found", "there is no checkpoint `seeded`; GET /_mock/checkpoints lists them");
    declare::Failure::new(404, "There is no checkpoint with this name.", DOCUMENTED, example).of_data()
}
