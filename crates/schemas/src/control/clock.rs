//! `GET /clock` and `POST /clock`: what time it is in the sandbox.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, Failure, Span, failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// What time it is.
///
/// The sandbox's clock, and the range in which it can be moved.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetClock;

impl Endpoint for GetClock {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Clock;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/clock";

    fn operation() -> Operation<Failure> {
        operation("getClock", "The clock.", Vec::new())
    }

    fn examples() -> Vec<Example<Clock>> {
        examples()
    }
}

/// Moves the clock.
///
/// Moving it forward lets time pass: clicks arrive, surveys are sent and opened, transactions are validated or
/// declined. A query by last update returns exactly what has changed. Moving it back gives the earlier responses again,
/// byte for byte except for the ids of requests. `now` or `advance` moves the clock; `ticking` says whether it runs from there.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SetClock;

impl Endpoint for SetClock {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = SetClockBody;
    type Success<'a> = Clock;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/clock";

    fn operation() -> Operation<Failure> {
        operation(
            "setClock",
            "The clock as it is now.",
            vec![
                failure::malformed(),
                failure::invalid(
                    "The body has none of the fields, both `now` and `advance`, or a time outside the world's range. \
                     The message names the limit.",
                    "body field `now` is out of range: the clock can be moved from 2024-01-01T00:00:00Z to \
                     2036-06-05T00:00:00Z, not to 2040-01-01T00:00:00Z",
                ),
            ],
        )
    }

    fn examples() -> Vec<Example<Clock>> {
        examples()
    }
}

/// The sandbox's clock, and the range in which it can be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Clock {
    /// The time, in whole seconds.
    pub now: DateTime<Utc>,
    /// Whether the clock runs with real time. Otherwise it is pinned.
    pub ticking: bool,
    /// Midnight of the day on which the world was started.
    pub anchor: DateTime<Utc>,
    /// The earliest time to which the clock can be moved: the first day of an even year, two to four years before the anchor.
    pub begins: DateTime<Utc>,
    /// The latest time to which the clock can be moved: ten years after the anchor, or earlier in a large world.
    pub horizon: DateTime<Utc>,
    /// Says that the clock has passed the horizon, so that nothing new happens. Absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

/// How to move the clock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ClockMove", extend("x-provenance" = DOCUMENTED))]
pub struct SetClockBody {
    /// The time to move to, with a time zone; a date alone is midnight UTC. Not together with `advance`.
    #[serde(default, deserialize_with = "super::moment::optional", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub now: Option<DateTime<Utc>>,
    /// How far to move the clock: `3d`, `1h30m`, or back: `-2w`. Not together with `now`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Span>", example = &"3d")]
    #[garde(skip)]
    pub advance: Option<Span>,
    /// Whether the clock runs with real time afterwards. Without it, this does not change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub ticking: Option<bool>,
}

fn examples() -> Vec<Example<Clock>> {
    let time = |text: &str| text.parse().expect("a literal time");
    let clock = Clock {
        now: time("2026-06-11T12:00:00Z"),
        ticking: false,
        anchor: time("2026-06-08T00:00:00Z"),
        begins: time("2024-01-01T00:00:00Z"),
        horizon: time("2036-06-05T00:00:00Z"),
        notice: None,
    };
    vec![
        example("pinned", "A pinned clock.", clock.clone()),
        example("ticking", "A clock that runs with real time.", Clock { ticking: true, ..clock }),
    ]
}
