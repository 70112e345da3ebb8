//! `GET /health`.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, Failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// Whether the sandbox is running.
///
/// Responds as soon as the sandbox accepts requests. Wait for it after a start. Anybody may call it, from any host and
/// without the token; callers whom the other endpoints would refuse get nothing but `status`.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetHealth;

impl Endpoint for GetHealth {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Health;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/health";

    fn operation() -> Operation<Failure> {
        operation("getHealth", "The sandbox is running.", Vec::new())
    }

    fn examples() -> Vec<Example<Health>> {
        let health = Health {
            version: Some("0.1.0".to_owned()),
            seed: Some(1),
            orders: Some(10_000),
            world: Some(2),
            now: Some("2026-06-08T12:00:00Z".parse().expect("a literal time")),
            clock: Some("pinned".to_owned()),
            ..Health::alive()
        };
        vec![
            example("pinned", "The default world at a pinned clock.", health),
            example("alive", "What a caller without the token gets.", Health::alive()),
        ]
    }
}

/// What is running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Health {
    /// Always `ok`.
    pub status: String,
    /// The version of the sandbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The seed of the simulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The number of orders in 24 months, within two per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders: Option<u32>,
    /// The version of the world: the same version, seed and number of orders give the same world.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub world: Option<u32>,
    /// The time of the sandbox's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<DateTime<Utc>>,
    /// Whether the clock is `pinned` or `ticking`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// What is out of the ordinary: the clock has left the simulated time, so nothing new happens. Absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

impl Health {
    /// The sandbox runs; nothing else is said.
    pub fn alive() -> Self {
        Self {
            status: "ok".to_owned(),
            version: None,
            seed: None,
            orders: None,
            world: None,
            now: None,
            clock: None,
            notice: None,
        }
    }
}
