//! `GET /health`.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, Failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// Whether the sandbox is running.
///
/// Responds as soon as the sandbox accepts requests. Wait for it after a start.
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
            status: "ok".to_owned(),
            version: "0.1.0".to_owned(),
            seed: 1,
            orders: 10_000,
            now: "2026-06-08T12:00:00Z".parse().expect("a literal time"),
            clock: "pinned".to_owned(),
        };
        vec![example("pinned", "The default world at a pinned clock.", health)]
    }
}

/// What is running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Health {
    /// Always `ok`.
    pub status: String,
    /// The version of the sandbox.
    pub version: String,
    /// The seed of the simulation.
    pub seed: u64,
    /// The number of orders in the 24 months before the anchor.
    pub orders: u32,
    /// The time of the sandbox's clock.
    pub now: DateTime<Utc>,
    /// Whether the clock is `pinned` or `ticking`.
    pub clock: String,
}
