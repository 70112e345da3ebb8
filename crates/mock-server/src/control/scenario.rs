//! `GET /_mock/scenario` and `PUT /_mock/scenario`.

use trackside_schemas::control::{GetScenario, Scenario, SetScenario};

use super::clock::reachable;
use super::faults::checked;
use crate::pipeline::{Call, Problem, Serve};
use crate::sandbox::Sandbox;

impl Serve for GetScenario {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Scenario, Problem> {
        Ok(show(call.sandbox))
    }
}

impl Serve for SetScenario {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Scenario, Problem> {
        let (sandbox, scenario) = (call.sandbox, &call.body);
        let faults = checked(&scenario.faults)?;
        let now = scenario.now.map(|now| reachable(sandbox, now, "now")).transpose()?;
        sandbox.faults().replace(faults);
        sandbox.overrides().replace(scenario.overrides.clone());
        if let Some(now) = now {
            sandbox.clock().set(now, false);
        }
        Ok(Scenario { name: scenario.name.clone(), description: scenario.description.clone(), ..show(sandbox) })
    }
}

fn show(sandbox: &Sandbox) -> Scenario {
    Scenario {
        name: None,
        description: None,
        now: sandbox.clock().is_pinned().then(|| sandbox.clock().now()),
        faults: sandbox.faults().list().to_vec(),
        overrides: sandbox.overrides().list().to_vec(),
    }
}
