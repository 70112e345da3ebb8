//! `GET /_mock/faults` and `PUT /_mock/faults`.

use trackside_schemas::control::{Fault, FaultList, GetFaults, SetFaults};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::faults::check;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetFaults {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<FaultList>, Problem> {
        Ok(FaultList { faults: call.sandbox.faults().list().to_vec() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for SetFaults {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<FaultList>, Problem> {
        call.sandbox.faults().replace(checked(call.sandbox, &call.body.faults)?);
        Ok(FaultList { faults: call.sandbox.faults().list().to_vec() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, FaultList::default())
    }
}

/// Returns the faults if all are valid.
pub(super) fn checked(sandbox: &Sandbox, faults: &[Fault]) -> Result<Vec<Fault>, Problem> {
    check(faults, sandbox.keys(), sandbox.moment().view()).map_err(|error| {
        let (field, reason) = error.split_once(": ").unwrap_or(("", &error));
        Problem::invalid_field(&format!("faults{field}"), &format!("is invalid: {reason}"))
    })?;
    Ok(faults.to_vec())
}
