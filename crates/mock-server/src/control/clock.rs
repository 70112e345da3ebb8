//! `GET /_mock/clock` and `POST /_mock/clock`.

use chrono::{DateTime, SecondsFormat, Utc};
use trackside_schemas::control::{Clock, GetClock, SetClock, SetClockBody};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetClock {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Clock>, Problem> {
        Ok(show(call.sandbox).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for SetClock {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Clock>, Problem> {
        let (clock, body) = (call.sandbox.clock(), &call.body);
        let now = match (body.now, body.advance) {
            (Some(_), Some(_)) => {
                return Err(Problem::invalid_field("advance", "cannot be combined with `now`: give one of the two"));
            }
            (Some(now), None) => now,
            (None, Some(span)) => clock
                .now()
                .checked_add_signed(span.delta())
                .ok_or_else(|| Problem::invalid_field("advance", "is too long"))?,
            (None, None) if body.ticking.is_some() => clock.now(),
            (None, None) => {
                return Err(Problem::invalid_field(
                    "now",
                    "is missing; give `now`, `advance` or `ticking`, such as {\"advance\":\"3d\"}",
                ));
            }
        };
        let field = if body.now.is_some() { "now" } else { "advance" };
        clock.set(reachable(call.sandbox, now, field)?, body.ticking.unwrap_or(!clock.is_pinned()));
        Ok(show(call.sandbox).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let body = SetClockBody { ticking: Some(true), ..SetClockBody::default() };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

/// Returns the time if the clock can be moved there.
pub(super) fn reachable(sandbox: &Sandbox, now: DateTime<Utc>, field: &str) -> Result<DateTime<Utc>, Problem> {
    let range = sandbox.world().begins()..=sandbox.world().last();
    if range.contains(&now) {
        return Ok(now);
    }
    let time = |time: &DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (from, until) = (time(range.start()), time(range.end()));
    Err(Problem::invalid_field(
        field,
        &format!("is out of range: the clock can be moved from {from} to {until}, not to {}", time(&now)),
    ))
}

/// The state of the clock, and the range in which it can be moved.
pub(crate) fn show(sandbox: &Sandbox) -> Clock {
    let world = sandbox.world();
    Clock {
        now: sandbox.clock().now(),
        ticking: !sandbox.clock().is_pinned(),
        anchor: world.settings().anchor,
        begins: world.begins(),
        horizon: world.last(),
        notice: sandbox.notice(),
    }
}
