//! `GET /_mock/faults` and `PUT /_mock/faults`.

use trackside_schemas::control::{FaultList, GetFaults, SetFaults};

use crate::pipeline::{Call, Problem, Serve};

impl Serve for GetFaults {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<FaultList, Problem> {
        Ok(FaultList { faults: call.sandbox.faults().list().to_vec() })
    }
}

impl Serve for SetFaults {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<FaultList, Problem> {
        call.sandbox.faults().replace(call.body.faults.clone());
        Ok(FaultList { faults: call.sandbox.faults().list().to_vec() })
    }
}
