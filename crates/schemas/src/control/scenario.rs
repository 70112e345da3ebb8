//! `GET /scenario` and `PUT /scenario`: clock, faults and overrides in one.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Control, Failure, Fault, Override, failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// The current scenario.
///
/// The clock, the faults and the overrides as they are now, with the name of the scenario that was played last. Save
/// the response in a file to use it with `--scenario`.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetScenario;

impl Endpoint for GetScenario {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Scenario;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/scenario";

    fn operation() -> Operation<Failure> {
        operation("getScenario", "The scenario.", Vec::new())
    }

    fn examples() -> Vec<Example<Scenario>> {
        examples()
    }
}

/// Plays a scenario.
///
/// Replaces clock, faults and overrides together. If any of them is invalid, nothing changes. Without `now`, the clock
/// stays as it is.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SetScenario;

impl Endpoint for SetScenario {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Scenario;
    type Success<'a> = Scenario;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/scenario";

    fn operation() -> Operation<Failure> {
        operation(
            "setScenario",
            "The scenario as it is now.",
            vec![
                failure::malformed(),
                failure::invalid(
                    "The time, a fault or an override is invalid; the message says why.",
                    "body field `now` is out of range: the clock can be moved from 2024-01-01T00:00:00Z to \
                     2036-06-05T00:00:00Z, not to 2040-01-01T00:00:00Z",
                ),
            ],
        )
        .idempotent()
    }

    fn examples() -> Vec<Example<Scenario>> {
        examples()
    }
}

/// A clock, faults and overrides that belong together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Scenario {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"rate limited")]
    #[garde(length(max = 100))]
    pub name: Option<String>,
    /// What it shows, in your words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 500))]
    pub description: Option<String>,
    /// The time at which the clock is pinned; a date alone is midnight UTC. Without it the clock stays as it is, or ticks
    /// if the sandbox starts with this scenario.
    #[serde(default, deserialize_with = "super::moment::optional", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub now: Option<DateTime<Utc>>,
    /// The faults.
    #[serde(default, deserialize_with = "null_is_none", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<Fault>>")]
    #[garde(length(max = 100), dive)]
    pub faults: Vec<Fault>,
    /// The overrides.
    #[serde(default, deserialize_with = "null_is_none", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<Override>>")]
    #[garde(length(max = 100), dive)]
    pub overrides: Vec<Override>,
    /// The readings to follow, by provider. Where a provider's own material can be read in two ways, the sandbox follows
    /// one, and a scenario can choose the other by its name. An unknown name is refused with a list of the known ones.
    #[schemars(example = serde_json::json!({ "wecantrack": ["invalid-is-400"] }))]
    #[serde(default, deserialize_with = "null_is_empty", skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "Option<BTreeMap<String, Vec<String>>>")]
    #[garde(skip)]
    pub readings: BTreeMap<String, Vec<String>>,
}

/// The document allows null for an absent list.
fn null_is_none<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// The document allows null for an absent map.
fn null_is_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn examples() -> Vec<Example<Scenario>> {
    let exhausted = Fault { provider: Some("agentref".to_owned()), rate_limited: Some(true), ..Fault::default() };
    vec![
        example(
            "rate-limited",
            "One provider is over its limit.",
            Scenario {
                name: Some("rate limited".to_owned()),
                description: Some("AgentRef responds with 429 to every request".to_owned()),
                now: Some("2026-06-08T12:00:00Z".parse().expect("a literal time")),
                faults: vec![exhausted],
                overrides: Vec::new(),
                readings: BTreeMap::new(),
            },
        ),
        example("nothing", "A ticking clock, no faults, no overrides.", Scenario::default()),
    ]
}
