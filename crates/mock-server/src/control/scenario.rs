//! `GET /_mock/scenario` and `PUT /_mock/scenario`.

use trackside_schemas::control::{GetScenario, Scenario, SetScenario};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use super::clock::reachable;
use super::{faults, overrides};
use crate::readings::checked;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::scenario::Label;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetScenario {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Scenario>, Problem> {
        Ok(show(call.sandbox).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for SetScenario {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Scenario>, Problem> {
        let (sandbox, scenario) = (call.sandbox, &call.body);
        let faults = faults::checked(sandbox, &scenario.faults)?;
        let now = scenario.now.map(|now| reachable(sandbox, now, "now")).transpose()?;
        let overrides = overrides::checked(sandbox, &scenario.overrides, now.unwrap_or_else(|| sandbox.clock().now()))?;
        let readings = checked(&scenario.readings).map_err(|error| {
            let (field, reason) = error.split_once(": ").unwrap_or(("", &error));
            Problem::invalid_field(&format!("readings{field}"), &format!("is invalid: {reason}"))
        })?;
        let label = Label { name: scenario.name.clone(), description: scenario.description.clone() };
        sandbox.played().play(label, || {
            sandbox.faults().replace(faults);
            sandbox.overrides().replace(overrides);
            sandbox.readings().replace(readings);
            if let Some(now) = now {
                sandbox.clock().set(now, false);
            }
        });
        Ok(show(sandbox).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Scenario::default())
    }
}

fn show(sandbox: &Sandbox) -> Scenario {
    sandbox.played().look(|label| Scenario {
        name: label.name.clone(),
        description: label.description.clone(),
        now: sandbox.clock().is_pinned().then(|| sandbox.clock().now()),
        faults: sandbox.faults().list().to_vec(),
        overrides: sandbox.overrides().list().to_vec(),
        readings: sandbox.readings().all(),
    })
}
