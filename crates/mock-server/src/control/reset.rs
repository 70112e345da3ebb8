//! `POST /_mock/reset`.

use trackside_schemas::control::{Reset, ResetReport};

use crate::pipeline::{Call, Problem, Serve};

impl Serve for Reset {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<ResetReport, Problem> {
        let removed_records = call.sandbox.reset().map_err(|error| Problem::Internal(error.to_string()))?;
        Ok(ResetReport { removed_records, now: call.sandbox.clock().now() })
    }
}
