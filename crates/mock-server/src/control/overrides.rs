//! `GET /_mock/overrides` and `PUT /_mock/overrides`.

use chrono::{DateTime, Utc};
use trackside_schemas::control::{GetOverrides, Override, OverrideList, SetOverrides};

use crate::overrides::{Refusal, check};
use crate::pipeline::{Call, FieldProblem, InvalidField, Location, Problem, Serve, Shape};
use crate::sandbox::Sandbox;

impl Serve for GetOverrides {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<OverrideList, Problem> {
        Ok(OverrideList { overrides: call.sandbox.overrides().list().to_vec() })
    }
}

impl Serve for SetOverrides {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<OverrideList, Problem> {
        let overrides = checked(call.sandbox, &call.body.overrides, call.sandbox.clock().now())?;
        call.sandbox.overrides().replace(overrides);
        Ok(OverrideList { overrides: call.sandbox.overrides().list().to_vec() })
    }
}

/// The overrides, when they may be in force together at the instant.
pub(super) fn checked(sandbox: &Sandbox, overrides: &[Override], now: DateTime<Utc>) -> Result<Vec<Override>, Problem> {
    let refused = |refusal: Refusal| InvalidField {
        location: Location::Body,
        name: refusal.place,
        shape: Shape::Text,
        problem: FieldProblem::Rule(refusal.reason),
    };
    match check(sandbox, overrides, now) {
        Ok(()) => Ok(overrides.to_vec()),
        Err(refusals) => Err(Problem::Invalid(refusals.into_iter().map(refused).collect())),
    }
}
