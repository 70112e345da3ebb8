//! `POST /_mock/reset`.

use trackside_schemas::control::{Reset, ResetBody, ResetReport};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for Reset {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ResetReport>, Problem> {
        let removed_records = call.sandbox.reset().map_err(|error| Problem::Internal(error.to_string()))?;
        Ok(ResetReport { removed_records, now: call.sandbox.clock().now() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, ResetBody {})
    }
}
