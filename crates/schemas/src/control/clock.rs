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
/// Lets next week happen: clicks arrive, surveys are sent and opened, transactions are validated or declined, and what is asked for by its last
/// update is exactly what has changed. Going back gives the earlier answers again, byte for byte. An order of fields does not matter: `now` or
/// `advance` move the clock, `ticking` says whether it runs on from there.
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
            "The clock as it stands now.",
            vec![
                failure::malformed(),
                failure::invalid(
                    "The body asks for nothing, for two things at once, or for an instant outside of the world's time; the message names the limit.",
                    "2027-01-01T00:00:00Z lies beyond the last instant of the world, 2026-09-06T00:00:00Z",
                ),
            ],
        )
    }

    fn examples() -> Vec<Example<Clock>> {
        examples()
    }
}

/// What time it is in the sandbox, and how far it can be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Clock {
    /// The instant, in whole seconds.
    pub now: DateTime<Utc>,
    /// Whether the clock runs with real time; it stands still otherwise.
    pub ticking: bool,
    /// Midnight of the day around which the world was made.
    pub anchor: DateTime<Utc>,
    /// The first instant to which the clock can be moved, 730 days before the anchor.
    pub begins: DateTime<Utc>,
    /// The last one, 90 days after the anchor.
    pub horizon: DateTime<Utc>,
}

/// How to move the clock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SetClockBody {
    /// The instant to move to, with a zone. Not together with `advance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub now: Option<DateTime<Utc>>,
    /// How far to move on from where the clock stands: `3d`, `1h30m`; back with a minus: `-2w`. Not together with `now`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Span>", example = &"3d")]
    #[garde(skip)]
    pub advance: Option<Span>,
    /// Whether the clock runs with real time afterwards. Without it, a clock that ticked goes on ticking and one that stood goes on standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub ticking: Option<bool>,
}

fn examples() -> Vec<Example<Clock>> {
    let instant = |text: &str| text.parse().expect("a literal instant");
    let clock = Clock {
        now: instant("2026-06-11T12:00:00Z"),
        ticking: false,
        anchor: instant("2026-06-08T00:00:00Z"),
        begins: instant("2024-06-08T00:00:00Z"),
        horizon: instant("2026-09-06T00:00:00Z"),
    };
    vec![
        example("pinned", "A clock that stands still.", clock.clone()),
        example("ticking", "A clock that runs with real time.", Clock { ticking: true, ..clock }),
    ]
}
