//! What people set in a sandbox, beside what clients write: the clock, faults, overrides and readings. Replicas that share
//! a log agree on it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::control::{Fault, Override};

use crate::sandbox::Sandbox;
use crate::scenario::Label;

/// What people have set in a sandbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Steering {
    clock: ClockSetting,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    faults: Vec<Fault>,
    /// How many more requests each fault may affect.
    faults_left: Vec<u32>,
    overrides: Vec<Override>,
    readings: BTreeMap<String, Vec<String>>,
}

/// How a clock runs, so that every replica shows the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClockSetting {
    /// It stands still at this time.
    Pinned(DateTime<Utc>),
    /// It is ahead of the shared time by so many seconds.
    Ticking(i64),
}

impl Steering {
    /// What is set in the sandbox now.
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        sandbox.played().look(|label| Self {
            clock: sandbox.clock().setting(),
            name: label.name.clone(),
            description: label.description.clone(),
            faults: sandbox.faults().list().to_vec(),
            faults_left: sandbox.faults().left(),
            overrides: sandbox.overrides().list().to_vec(),
            readings: sandbox.readings().all(),
        })
    }

    /// Sets all of it in the sandbox. Fails if this version does not know a reading.
    pub(crate) fn apply(&self, sandbox: &Sandbox) -> Result<(), String> {
        let readings = crate::readings::checked(&self.readings).map_err(|error| format!("readings{error}"))?;
        let label = Label { name: self.name.clone(), description: self.description.clone() };
        sandbox.played().play(label, || {
            sandbox.clock().follow(self.clock);
            if *sandbox.faults().list() != *self.faults {
                sandbox.faults().replace(self.faults.clone());
            }
            sandbox.faults().set_left(&self.faults_left);
            sandbox.overrides().replace(self.overrides.clone());
            sandbox.readings().replace(readings);
        });
        Ok(())
    }
}
