//! `GET /_mock/overrides` and `PUT /_mock/overrides`.

use chrono::{DateTime, Utc};
use trackside_schemas::control::{GetOverrides, Override, OverrideList, SetOverrides, SetOverridesBody};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::overrides::{Refusal, check};
use crate::request::{FieldProblem, InvalidField, Location, Problem, Shape};
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetOverrides {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<OverrideList>, Problem> {
        Ok(OverrideList { overrides: call.sandbox.overrides().list().to_vec() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for SetOverrides {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<OverrideList>, Problem> {
        let overrides = checked(call.sandbox, &call.body.overrides, call.sandbox.clock().now())?;
        call.sandbox.overrides().replace(overrides);
        Ok(OverrideList { overrides: call.sandbox.overrides().list().to_vec() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, SetOverridesBody::default())
    }
}

/// Returns the overrides if all are valid together at this time.
pub(super) fn checked(sandbox: &Sandbox, overrides: &[Override], now: DateTime<Utc>) -> Result<Vec<Override>, Problem> {
    let refused = |refusal: Refusal| InvalidField {
        location: Location::Body,
        name: refusal.place,
        shape: Shape::Text,
        format: None,
        problem: FieldProblem::Rule(refusal.reason),
    };
    match check(sandbox, overrides, now) {
        Ok(()) => Ok(overrides.to_vec()),
        Err(refusals) => Err(Problem::Invalid(refusals.into_iter().map(refused).collect())),
    }
}
