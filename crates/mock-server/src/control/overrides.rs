//! `GET /_mock/overrides` and `PUT /_mock/overrides`.

use trackside_schemas::control::{GetOverrides, OverrideList, SetOverrides};

use crate::pipeline::{Call, Problem, Serve};

impl Serve for GetOverrides {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<OverrideList, Problem> {
        Ok(OverrideList { overrides: call.sandbox.overrides().list().to_vec() })
    }
}

impl Serve for SetOverrides {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<OverrideList, Problem> {
        call.sandbox.overrides().replace(call.body.overrides.clone());
        Ok(OverrideList { overrides: call.sandbox.overrides().list().to_vec() })
    }
}
