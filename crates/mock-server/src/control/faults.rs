//! `GET /_mock/faults` and `PUT /_mock/faults`.

use trackside_schemas::control::{Fault, FaultList, GetFaults, SetFaults};

use super::refused;
use crate::faults::check;
use crate::pipeline::{Call, Problem, Serve};

impl Serve for GetFaults {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<FaultList, Problem> {
        Ok(FaultList { faults: call.sandbox.faults().list().to_vec() })
    }
}

impl Serve for SetFaults {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<FaultList, Problem> {
        call.sandbox.faults().replace(checked(&call.body.faults)?);
        Ok(FaultList { faults: call.sandbox.faults().list().to_vec() })
    }
}

/// The faults, when they can be had.
pub(super) fn checked(faults: &[Fault]) -> Result<Vec<Fault>, Problem> {
    check(faults).map_err(|reason| refused("faults", &reason))?;
    Ok(faults.to_vec())
}
