//! `/_mock/checkpoints`: states to go back to.

use trackside_schemas::control::{
    Checkpoint, CheckpointList, CheckpointPath, CreateCheckpoint, DeleteCheckpoint, ListCheckpoints, NewCheckpoint,
    RestoreBody, RestoreCheckpoint, RestoredCheckpoint,
};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::checkpoints::{Full, MOST};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ListCheckpoints {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<CheckpointList>, Problem> {
        Ok(CheckpointList { checkpoints: call.sandbox.checkpoints().list() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for CreateCheckpoint {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Checkpoint>, Problem> {
        call.sandbox.keep(&call.body.name).map(Into::into).map_err(|Full| {
            let reason = format!("is a new one, and there are {MOST} checkpoints already: delete one, or use its name");
            Problem::invalid_field("name", &reason)
        })
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, NewCheckpoint { name: "seeded".to_owned() })
    }
}

impl Serve for RestoreCheckpoint {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<RestoredCheckpoint>, Problem> {
        let name = &call.path.name;
        let restored = call.sandbox.restore(name).map_err(|error| Problem::Internal(error.to_string()))?;
        let restored = restored.ok_or_else(|| unknown(name))?;
        let now = call.sandbox.clock().now();
        Ok(RestoredCheckpoint {
            name: name.clone(),
            removed_records: restored.removed,
            returned_records: restored.returned,
            now,
        }
        .into())
    }

    fn sample(sandbox: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(any(sandbox), Nothing {}, RestoreBody {})
    }
}

impl Serve for DeleteCheckpoint {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Nothing>, Problem> {
        let name = &call.path.name;
        if call.sandbox.forget(name) { Ok(Nothing {}.into()) } else { Err(unknown(name)) }
    }

    fn sample(sandbox: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(any(sandbox), Nothing {}, Nothing {})
    }
}

/// The first checkpoint, or the one that the sample of `createCheckpoint` creates.
fn any(sandbox: &Sandbox) -> CheckpointPath {
    let first = sandbox.checkpoints().list().into_iter().next();
    CheckpointPath { name: first.map_or_else(|| "seeded".to_owned(), |checkpoint| checkpoint.name) }
}

fn unknown(name: &str) -> Problem {
    Problem::NotFound {
        what: "Checkpoint",
        reason: format!("there is no checkpoint `{name}`; GET /_mock/checkpoints lists them"),
    }
}
